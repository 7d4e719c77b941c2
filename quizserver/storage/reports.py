"""Report queries: they read enrollments and module records, never attempts. Apart from writes, on a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, false, func, or_, select

from quizserver.domain.people import Account, Role
from quizserver.domain.records import Enrollment, ModuleRecord
from quizserver.storage.accounts import ACCOUNT_COLUMNS, account_of
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.modules import record_of
from quizserver.storage.tables import enrollments, module_records, users

__all__ = [
    "LearnerRow",
    "RosterFilter",
    "count_by_module",
    "count_by_status",
    "list_roster",
    "roster_query",
    "standing_column",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """Which learners: all of them, some departments', those whose name or number holds a text, those of one status.

    `now` decides who is overdue and whose completion has expired. `nobody` matches no learner at all.
    """

    course_id: str
    now: int
    department_codes: tuple[str, ...] | None = None
    text: str = ""
    status: str | None = None
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner with the current registration in the course, if there is one, and its module records."""

    account: Account
    enrollment: Enrollment | None
    records: Mapping[str, ModuleRecord]


def standing_column(*, now: int) -> ColumnElement[str]:
    """受講状況 in SQL; the same decision as `domain.enrolling.standing_of` (a test holds the two together)."""
    return case(
        (enrollments.c.id.is_(None), "not_started"),
        (enrollments.c.waived_at.is_not(None), "waived"),
        (and_(enrollments.c.done_at.is_not(None), enrollments.c.expires_at <= now), "expired"),
        (enrollments.c.done_at.is_not(None), "completed"),
        (enrollments.c.due_at <= now, "overdue"),
        (enrollments.c.started_at.is_(None), "not_started"),
        else_="in_progress",
    )


def list_roster(connection: Connection, wanted: RosterFilter, *, limit: int, offset: int) -> list[LearnerRow]:
    """One page of learners by kana, those who have not begun included."""
    learners = _learners(wanted)
    page = select(learners.c.id).where(*_of_status(learners, wanted)).order_by(*_order(learners))
    ids = list(connection.execute(page.limit(limit).offset(offset)).scalars())
    accounts = {
        row.id: account_of(row) for row in connection.execute(select(*ACCOUNT_COLUMNS).where(users.c.id.in_(ids)))
    }
    current = select(enrollments).where(
        enrollments.c.course_id == wanted.course_id, enrollments.c.ended_at.is_(None), enrollments.c.user_id.in_(ids)
    )
    registered = {found.user_id: found for found in map(enrollment_of, connection.execute(current))}
    records: dict[str, dict[str, ModuleRecord]] = {found.id: {} for found in registered.values()}
    rows = connection.execute(select(module_records).where(module_records.c.enrollment_id.in_(records)))
    for record in map(record_of, rows):
        records[record.enrollment_id][record.module] = record
    return [_learner_row(accounts[id_], registered.get(id_), records) for id_ in ids]


def roster_query(wanted: RosterFilter, more: Sequence[Any]) -> Select[Any]:
    """Every learner of the filter, in the order of `list_roster`: the status, and `more` (labeled) columns of users and
    their current registrations."""
    learners = _learners(wanted, more)
    columns = [learners.c[column.name] for column in more]
    return select(learners.c.status, *columns).where(*_of_status(learners, wanted)).order_by(*_order(learners))


def count_by_status(connection: Connection, wanted: RosterFilter) -> dict[str, int]:
    """How many learners have each status; the filter's own status is left aside, so that all can be shown."""
    learners = _learners(wanted)
    return {
        row[0]: row[1]
        for row in connection.execute(select(learners.c.status, func.count()).group_by(learners.c.status))
    }


def count_by_module(connection: Connection, wanted: RosterFilter) -> dict[str, tuple[int, int]]:
    """Module -> (how many learners began it, how many have done it)."""
    learners = _learners(wanted)
    statement = (
        select(module_records.c.module, func.count(), func.count(module_records.c.done_at))
        .select_from(learners)
        .join(module_records, module_records.c.enrollment_id == learners.c.enrollment_id)
        .where(*_of_status(learners, wanted))
        .group_by(module_records.c.module)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(statement)}


def _learners(wanted: RosterFilter, more: Sequence[Any] = ()) -> Subquery:
    """One row per learner: id, registration, what to sort by, the status in the course, and `more` columns."""
    sort_key = func.coalesce(func.nullif(users.c.kana, ""), users.c.name)
    return (
        select(
            users.c.id,
            enrollments.c.id.label("enrollment_id"),
            sort_key.label("sort_key"),
            users.c.employee_number,
            standing_column(now=wanted.now).label("status"),
            *more,
        )
        .select_from(users.outerjoin(enrollments, _current(wanted)))
        .where(users.c.active, users.c.roles.contains(Role.LEARNER.value), *_of_people(wanted))
        .subquery()
    )


def _current(wanted: RosterFilter) -> ColumnElement[bool]:
    return and_(
        enrollments.c.user_id == users.c.id,
        enrollments.c.course_id == wanted.course_id,
        enrollments.c.ended_at.is_(None),
    )


def _learner_row(
    account: Account, enrollment: Enrollment | None, records: Mapping[str, Mapping[str, ModuleRecord]]
) -> LearnerRow:
    return LearnerRow(account, enrollment, {} if enrollment is None else records[enrollment.id])


def _of_people(wanted: RosterFilter) -> list[Any]:
    conditions: list[Any] = [false()] if wanted.nobody else []
    if wanted.department_codes is not None:
        conditions.append(users.c.department_code.in_(wanted.department_codes))
    if wanted.text:
        columns = (users.c.name, users.c.kana, users.c.employee_number, users.c.email)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    return conditions


def _of_status(learners: Subquery, wanted: RosterFilter) -> list[Any]:
    return [] if wanted.status is None else [learners.c.status == wanted.status]


def _order(learners: Subquery) -> Sequence[Any]:
    # NULLs of the number sort differently in SQLite and PostgreSQL; the empty text does not.
    return (learners.c.sort_key, func.coalesce(learners.c.employee_number, ""), learners.c.id)
