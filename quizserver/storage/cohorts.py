"""Cohorts, and how their members stand. Who belongs to one stands in the current registrations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, false, func, insert, select, update

from quizserver.domain.cohorts import Cohort, CohortCounts
from quizserver.domain.people import Account, Role
from quizserver.domain.records import Enrollment
from quizserver.storage.accounts import ACCOUNT_COLUMNS, account_of
from quizserver.storage.collating import by_bytes
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.roster_filter import standing_column
from quizserver.storage.tables import cohorts, enrollments, users

__all__ = [
    "count_members",
    "find_cohort",
    "find_cohort_by_name",
    "insert_cohort",
    "list_cohorts",
    "list_members",
    "list_open_enrollments",
    "update_cohort",
]

_NAMES = tuple(column.name for column in cohorts.c)
_by_id = select(cohorts).where(cohorts.c.id == bindparam("id"))
_MEMBERS = and_(
    enrollments.c.cohort_id.is_not(None),
    enrollments.c.ended_at.is_(None),
    users.c.active,
    users.c.roles.contains(Role.LEARNER.value),
)


def list_cohorts(
    connection: Connection, *, course_id: str | None = None, department_code: str | None = None
) -> list[Cohort]:
    """Every cohort, of one course or of all, the latest due date first, those without one at the end.

    With a department, those alone that have a member in it; a department without a code has none.
    """
    conditions: list[ColumnElement[bool]] = [] if course_id is None else [cohorts.c.course_id == course_id]
    if department_code is not None:
        conditions.append(_has_member_in(department_code) if department_code else false())
    order = (cohorts.c.course_id, cohorts.c.due_at.is_(None), cohorts.c.due_at.desc(), cohorts.c.name)
    return [_cohort_of(row) for row in connection.execute(select(cohorts).where(*conditions).order_by(*order))]


def _has_member_in(department_code: str) -> ColumnElement[bool]:
    members = select(enrollments.c.cohort_id).join(users, users.c.id == enrollments.c.user_id)
    return cohorts.c.id.in_(members.where(_MEMBERS, users.c.department_code == department_code))


def find_cohort(connection: Connection, *, cohort_id: str) -> Cohort | None:
    """The cohort of this id."""
    row = connection.execute(_by_id, {"id": cohort_id}).first()
    return None if row is None else _cohort_of(row)


def find_cohort_by_name(connection: Connection, *, course_id: str, name: str) -> Cohort | None:
    """The cohort of this name in this course."""
    row = connection.execute(select(cohorts).where(cohorts.c.course_id == course_id, cohorts.c.name == name)).first()
    return None if row is None else _cohort_of(row)


def insert_cohort(connection: Connection, cohort: Cohort) -> None:
    """A new cohort. Raises IntegrityError (DuplicateError outside storage) when the course has one of this name."""
    connection.execute(insert(cohorts), {name: getattr(cohort, name) for name in _NAMES})


def update_cohort(connection: Connection, cohort: Cohort) -> None:
    """Its name and days. Raises IntegrityError as `insert_cohort` does."""
    values = {name: getattr(cohort, name) for name in ("name", "starts_at", "due_at")}
    connection.execute(update(cohorts).where(cohorts.c.id == cohort.id).values(values))


def count_members(connection: Connection, *, now: int) -> Mapping[str, CohortCounts]:
    """Cohort -> how its members stand; one that has none is missing."""
    standing = standing_column(now=now)
    statement = (
        select(enrollments.c.cohort_id, standing.label("standing"), func.count())
        .select_from(enrollments.join(users, users.c.id == enrollments.c.user_id))
        .where(_MEMBERS)
        .group_by(enrollments.c.cohort_id, standing)
    )
    found: dict[str, dict[str, int]] = {}
    for cohort_id, name, count in connection.execute(statement):
        found.setdefault(cohort_id, {})[name] = count
    return {
        cohort_id: CohortCounts(sum(by.values()), by.get("completed", 0), by.get("overdue", 0), by.get("waived", 0))
        for cohort_id, by in found.items()
    }


def list_members(
    connection: Connection, *, cohort_id: str, limit: int, offset: int
) -> list[tuple[Account, Enrollment]]:
    """One page of a cohort's members with their registrations, by reading of the name."""
    order = (by_bytes(func.coalesce(func.nullif(users.c.kana, ""), users.c.name)), users.c.id)
    rows = connection.execute(
        select(*ACCOUNT_COLUMNS, *enrollments.c)
        .select_from(enrollments.join(users, users.c.id == enrollments.c.user_id))
        .where(_MEMBERS, enrollments.c.cohort_id == cohort_id)
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    first = len(ACCOUNT_COLUMNS)
    return [(account_of(row), enrollment_of(row[first:])) for row in rows]


def list_open_enrollments(
    connection: Connection, *, cohort_id: str, user_ids: list[str] | None = None
) -> list[Enrollment]:
    """The cohort's current registrations, locked: those not done and not waived, or those of these people."""
    conditions: list[ColumnElement[bool]] = [enrollments.c.cohort_id == cohort_id, enrollments.c.ended_at.is_(None)]
    if user_ids is None:
        conditions += [enrollments.c.done_at.is_(None), enrollments.c.waived_at.is_(None)]
    else:
        conditions.append(enrollments.c.user_id.in_(user_ids))
    statement = select(enrollments).where(*conditions).order_by(enrollments.c.id).with_for_update()
    return [enrollment_of(row) for row in connection.execute(statement)]


def _cohort_of(row: Row[Any]) -> Cohort:
    return Cohort(**{name: getattr(row, name) for name in _NAMES})
