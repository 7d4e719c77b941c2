"""Report queries: they read the completion table, never attempts. Apart from writes, on a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Subquery, and_, case, false, func, literal, or_, select

from quizserver.domain.people import Account, Role
from quizserver.domain.records import ModuleRecord
from quizserver.storage.accounts import ACCOUNT_COLUMNS, account_of
from quizserver.storage.modules import record_of
from quizserver.storage.tables import module_records, users

__all__ = ["RosterFilter", "count_by_module", "count_by_status", "list_departments", "list_roster", "stream_roster"]

_CHUNK = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """Which learners: all of them, one department's, those whose name or number holds a text, those of one status.

    `modules` are the modules that count, `needed` how many of them must be done. `nobody` matches no learner at all.
    """

    course_id: str
    modules: tuple[str, ...]
    needed: int
    department_code: str | None = None
    text: str = ""
    status: str | None = None
    nobody: bool = False


def list_roster(
    connection: Connection, wanted: RosterFilter, *, limit: int, offset: int
) -> list[tuple[Account, dict[str, ModuleRecord]]]:
    """One page of learners by kana, each with the records of this course, those who have not begun included."""
    learners = _learners(wanted)
    ids = list(
        connection.execute(
            select(learners.c.id)
            .where(*_of_status(learners, wanted))
            .order_by(*_order(learners))
            .limit(limit)
            .offset(offset)
        ).scalars()
    )
    accounts = {
        row.id: account_of(row) for row in connection.execute(select(*ACCOUNT_COLUMNS).where(users.c.id.in_(ids)))
    }
    records: dict[str, dict[str, ModuleRecord]] = {id_: {} for id_ in ids}
    rows = connection.execute(
        select(module_records).where(module_records.c.course_id == wanted.course_id, module_records.c.user_id.in_(ids))
    )
    for record in map(record_of, rows):
        records[record.user_id][record.module] = record
    return [(accounts[id_], records[id_]) for id_ in ids]


def stream_roster(connection: Connection, wanted: RosterFilter) -> Iterator[tuple[Account, dict[str, ModuleRecord]]]:
    """Every learner of the filter, in the order of `list_roster`, without holding them all in memory."""
    learners = _learners(wanted)
    statement = (
        select(*ACCOUNT_COLUMNS, *module_records.c)
        .select_from(learners)
        .join(users, users.c.id == learners.c.id)
        .outerjoin(module_records, _records_of(wanted.course_id))
        .where(*_of_status(learners, wanted))
        .order_by(*_order(learners))
    )
    width = len(ACCOUNT_COLUMNS)
    rows = connection.execution_options(yield_per=_CHUNK).execute(statement)
    for _, group in groupby(rows, key=lambda row: row[0]):
        own = list(group)
        records = (record_of(row[width:]) for row in own if row[width] is not None)
        yield account_of(own[0]), {record.module: record for record in records}


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
        .join(
            module_records,
            and_(module_records.c.user_id == learners.c.id, module_records.c.course_id == wanted.course_id),
        )
        .where(*_of_status(learners, wanted))
        .group_by(module_records.c.module)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(statement)}


def list_departments(connection: Connection) -> list[tuple[str, str]]:
    """(code, name) of every department that somebody belongs to."""
    statement = (
        select(users.c.department_code, func.max(users.c.department))
        .where(users.c.department_code != "", users.c.active)
        .group_by(users.c.department_code)
        .order_by(users.c.department_code)
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]


def _learners(wanted: RosterFilter) -> Subquery:
    """One row per learner: id, what to sort by, and the status in the course."""
    counted = and_(_records_of(wanted.course_id), module_records.c.module.in_(wanted.modules or ("",)))
    begun, done = func.count(module_records.c.module), func.count(module_records.c.done_at)
    status = case(
        (done >= literal(wanted.needed), "completed"),
        (begun > 0, "in_progress"),
        else_="not_started",
    )
    sort_key = func.coalesce(func.nullif(users.c.kana, ""), users.c.name)
    return (
        select(users.c.id, sort_key.label("sort_key"), users.c.employee_number, status.label("status"))
        .select_from(users.outerjoin(module_records, counted))
        .where(users.c.active, users.c.roles.contains(Role.LEARNER.value), *_of_people(wanted))
        .group_by(users.c.id, users.c.kana, users.c.name, users.c.employee_number)
        .subquery()
    )


def _records_of(course_id: str) -> Any:
    return and_(module_records.c.user_id == users.c.id, module_records.c.course_id == course_id)


def _of_people(wanted: RosterFilter) -> list[Any]:
    conditions: list[Any] = [false()] if wanted.nobody else []
    if wanted.department_code is not None:
        conditions.append(users.c.department_code == wanted.department_code)
    if wanted.text:
        columns = (users.c.name, users.c.kana, users.c.employee_number, users.c.email)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    return conditions


def _of_status(learners: Subquery, wanted: RosterFilter) -> list[Any]:
    return [] if wanted.status is None else [learners.c.status == wanted.status]


def _order(learners: Subquery) -> Sequence[Any]:
    # NULLs of the number sort differently in SQLite and PostgreSQL; the empty text does not.
    return (learners.c.sort_key, func.coalesce(learners.c.employee_number, ""), learners.c.id)
