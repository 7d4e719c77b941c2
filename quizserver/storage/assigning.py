"""Registering many people at once: who they are, and writing it in few statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from quizserver.domain.assigning import Candidate
from quizserver.domain.people import Role
from quizserver.storage.collating import by_bytes
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.tables import enrollments, users

__all__ = ["list_candidates", "list_candidates_by_number"]

_AT_ONCE = 1000
_PERSON = (users.c.id, users.c.employee_number, users.c.name, users.c.locale, users.c.active, users.c.roles)


def list_candidates(connection: Connection, *, course_id: str, department_codes: Sequence[str]) -> list[Candidate]:
    """The people of these departments with their current registration in a course, by department and number."""
    conditions = [users.c.department_code.in_(department_codes), users.c.active]
    return _candidates(connection, course_id=course_id, conditions=conditions)


def list_candidates_by_number(
    connection: Connection, *, course_id: str, numbers: Sequence[str]
) -> dict[str, Candidate]:
    """Employee number -> person, active or not; numbers that nobody has are missing."""
    found: dict[str, Candidate] = {}
    for some in _some(numbers):
        conditions = [users.c.employee_number.in_(some)]
        for person in _candidates(connection, course_id=course_id, conditions=conditions):
            found[person.employee_number] = person
    return found


def _candidates(
    connection: Connection, *, course_id: str, conditions: Sequence[ColumnElement[bool]]
) -> list[Candidate]:
    """Their registrations are locked where this is a writing transaction of PostgreSQL."""
    mine = and_(enrollments.c.user_id == users.c.id, enrollments.c.course_id == course_id)
    current = and_(mine, enrollments.c.ended_at.is_(None))
    highest = select(func.max(enrollments.c.number)).where(mine).correlate(users).scalar_subquery()
    statement = (
        select(*_PERSON, highest, *enrollments.c)
        .select_from(users.outerjoin(enrollments, current))
        .where(*conditions)
        .order_by(by_bytes(users.c.department_code), by_bytes(func.coalesce(users.c.employee_number, "")), users.c.id)
    )
    return [_candidate_of(row) for row in connection.execute(statement)]


def _candidate_of(row: Sequence[Any]) -> Candidate:
    user_id, number, name, locale, active, roles, highest, *rest = row
    return Candidate(
        user_id=user_id,
        employee_number=number or "",
        name=name,
        locale=locale,
        active=bool(active),
        learner=Role.LEARNER in roles.split(","),
        current=None if rest[0] is None else enrollment_of(rest),
        number=1 + (highest or 0),
    )


def _some(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
