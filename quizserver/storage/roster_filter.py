"""Which learners a report is about and in which order: conditions and keys in SQL, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from quizserver.domain.asking import STATUSES
from quizserver.domain.people import Role
from quizserver.storage.collating import by_bytes
from quizserver.storage.tables import enrollments, module_records, users
from quizserver.storage.tables.people import KANA_ORDER

__all__ = [
    "RosterFilter",
    "current_enrollment",
    "order_of",
    "percent_column",
    "result_column",
    "roster_query",
    "select_roster",
    "standing_column",
]

_PARTS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """Which learners; what is None or empty matches all. `nobody` matches none.

    `now` decides who is overdue and whose completion has expired. `graded` are the modules that can be passed. Moments
    are UTC, in milliseconds; `_after` and `_before` leave the moment itself out, `_from` and `_until` do not.
    """

    course_id: str
    now: int
    graded: tuple[str, ...] = ()
    department_codes: tuple[str, ...] | None = None
    cohort_id: str | None = None
    text: str = ""
    status: str | None = None
    result: str | None = None
    due_after: int | None = None
    due_until: int | None = None
    done_from: int | None = None
    done_before: int | None = None
    learner_language: str | None = None
    sort: str = "kana"
    descending: bool = False
    nobody: bool = False


def select_roster(wanted: RosterFilter, *columns: Any) -> Select[Any]:
    """These columns of users and enrollments, one row for each learner of the filter, in no order."""
    source = users.outerjoin(enrollments, current_enrollment(wanted.course_id))
    who = (users.c.active, users.c.roles.contains(Role.LEARNER.value))
    return select(*columns).select_from(source).where(*who, *_of_people(wanted), *_of_course(wanted))


def roster_query(wanted: RosterFilter, more: Sequence[Any]) -> Select[Any]:
    """Every learner of the filter in its order: the status, and `more` (labeled) columns of users and enrollments."""
    status = standing_column(now=wanted.now).label("status")
    return select_roster(wanted, status, *more).order_by(*order_of(wanted))


def current_enrollment(course_id: str) -> ColumnElement[bool]:
    """The registration that counts, of a user."""
    return and_(
        enrollments.c.user_id == users.c.id,
        enrollments.c.course_id == course_id,
        enrollments.c.ended_at.is_(None),
    )


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


def result_column(graded: Sequence[str]) -> ColumnElement[str]:
    """合否 in SQL: passed, failed (a graded module was tried and not passed), not_taken; "" with nothing to pass.

    The same decision as `services.reporting.Learner.result` (a test holds the two together).
    """
    passed = (enrollments.c.passed_at.is_not(None), literal("passed"))
    if not graded:
        return case(passed, else_="")
    own = module_records.alias()
    failed = exists().where(
        own.c.enrollment_id == enrollments.c.id,
        own.c.module.in_(graded),
        own.c.attempts > 0,
        own.c.passed_at.is_(None),
    )
    return case(passed, (failed, "failed"), else_="not_taken")


def percent_column(parts: int = 100) -> ColumnElement[int]:
    """Of the score, whole parts of a hundred (or of so many); NULL where there is none."""
    return cast(enrollments.c.units, BigInteger) * parts // func.nullif(enrollments.c.max_units, 0, type_=Integer)


def order_of(wanted: RosterFilter) -> list[Any]:
    """What to sort by. Who has no value comes last in both directions; equal ones stand by kana, number and id."""
    key = _key(wanted)
    down = wanted.descending
    ties = list(KANA_ORDER)
    if key is None:
        return [ties[0].desc(), *ties[1:]] if down else ties
    return [key.is_(None), key.desc() if down else key, *ties]


def _key(wanted: RosterFilter) -> ColumnElement[Any] | None:
    """None for kana, which nobody is without."""
    ranks = {status: rank for rank, status in enumerate(STATUSES)}
    keys: dict[str, ColumnElement[Any]] = {
        "employee_number": by_bytes(func.nullif(users.c.employee_number, "")),
        "department": by_bytes(func.nullif(users.c.department_code, "")),
        "status": case(ranks, value=standing_column(now=wanted.now)),
        "due_on": enrollments.c.due_at,
        "last_activity_on": enrollments.c.last_activity_at,
        "percent": percent_column(_PARTS),
        "completed_on": enrollments.c.done_at,
    }
    return keys.get(wanted.sort)


def _of_people(wanted: RosterFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [false()] if wanted.nobody else []
    if wanted.department_codes is not None:
        conditions.append(users.c.department_code.in_(wanted.department_codes))
    if wanted.text:
        columns = (users.c.name, users.c.kana, users.c.employee_number, users.c.email)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    return conditions


def _of_course(wanted: RosterFilter) -> list[ColumnElement[bool]]:
    begun = enrollments.c.started_at.is_not(None)
    spoken = case((begun, enrollments.c.language), else_=users.c.locale)
    asked: list[tuple[Any, ColumnElement[Any], Callable[[Any, Any], Any]]] = [
        (wanted.cohort_id, enrollments.c.cohort_id, eq),
        (wanted.status, standing_column(now=wanted.now), eq),
        (wanted.result, result_column(wanted.graded), eq),
        (wanted.due_after, enrollments.c.due_at, gt),
        (wanted.due_until, enrollments.c.due_at, le),
        (wanted.done_from, enrollments.c.done_at, ge),
        (wanted.done_before, enrollments.c.done_at, lt),
        (wanted.learner_language, spoken, eq),
    ]
    return [compare(column, value) for value, column, compare in asked if value is not None]
