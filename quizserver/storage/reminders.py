"""Who is to be reminded: people with a due date and a course that is not done, and who leads them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from quizserver.domain.people import Account, Role
from quizserver.storage.accounts import ACCOUNT_COLUMNS, account_of
from quizserver.storage.tables import cohorts, enrollments, erasures, users

__all__ = ["OpenRow", "find_open", "list_managers", "list_open", "list_open_of"]

_CHUNK = 500

OpenRow = tuple[Account, Any]
"""The account, and a row with what of the registration is asked for."""

_ASKED = ("id", "course_id", "due_at", "assigned_at", "started_at", "modules_done", "modules_total")


def list_open(connection: Connection, *, now: int, due_before: int) -> list[OpenRow]:
    """Everybody with a current registration that is due before this moment, neither done nor waived, in a cohort that
    has begun. People who have left, are no learners (any more) or were erased are not among them."""
    return _rows(connection, _open(now=now).where(enrollments.c.due_at < due_before))


def find_open(connection: Connection, *, enrollment_id: str, now: int) -> OpenRow | None:
    """The same for one registration: None as soon as there is nothing to remind of."""
    found = _rows(connection, _open(now=now).where(enrollments.c.id == enrollment_id))
    return found[0] if found else None


def list_open_of(connection: Connection, *, user_id: str) -> list[OpenRow]:
    """The same for one person, whether or not the cohort has begun."""
    return _rows(connection, _open(now=None).where(users.c.id == user_id))


def list_managers(connection: Connection, *, departments: Collection[str], numbers: Collection[str]) -> list[Account]:
    """Active people with the role of manager in one of these departments, or with one of these employee numbers."""
    by_role = and_(users.c.roles.contains(Role.MANAGER.value), users.c.department_code != "")
    accounts: dict[str, Account] = {}
    for codes in _chunks(departments):
        accounts |= _managers(connection, and_(by_role, users.c.department_code.in_(codes)))
    for some in _chunks(numbers):
        accounts |= _managers(connection, users.c.employee_number.in_(some))
    return [accounts[user_id] for user_id in sorted(accounts)]


def _managers(connection: Connection, condition: ColumnElement[bool]) -> dict[str, Account]:
    rows = connection.execute(select(*ACCOUNT_COLUMNS).where(users.c.active, ~_erased(), condition))
    return {account.id: account for account in map(account_of, rows)}


def _open(*, now: int | None) -> Select[Any]:
    begun = or_(cohorts.c.starts_at.is_(None), cohorts.c.starts_at <= now) if now is not None else None
    statement = (
        select(*ACCOUNT_COLUMNS, *(enrollments.c[name].label(f"e_{name}") for name in _ASKED))
        .select_from(enrollments.join(users, users.c.id == enrollments.c.user_id))
        .outerjoin(cohorts, cohorts.c.id == enrollments.c.cohort_id)
        .where(
            users.c.active,
            users.c.roles.contains(Role.LEARNER.value),
            ~_erased(),
            enrollments.c.ended_at.is_(None),
            enrollments.c.done_at.is_(None),
            enrollments.c.waived_at.is_(None),
            enrollments.c.due_at.is_not(None),
        )
        .order_by(enrollments.c.due_at, users.c.department_code, users.c.kana, users.c.id)
    )
    return statement if begun is None else statement.where(begun)


def _erased() -> ColumnElement[bool]:
    return select(erasures.c.user_id).where(erasures.c.user_id == users.c.id).exists()


def _rows(connection: Connection, statement: Select[Any]) -> list[OpenRow]:
    return [(account_of(row), row) for row in connection.execute(statement)]


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    known = sorted(value for value in values if value)
    for start in range(0, len(known), _CHUNK):
        yield known[start : start + _CHUNK]
