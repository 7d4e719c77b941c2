"""A roster as columns of plain values, for files: one query, the columns that were asked for, nothing made of a row.

A file may have a million rows: whatever is done once for each of them is done here in SQL, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, null, select
from sqlalchemy.engine.default import DefaultDialect

from quizserver.domain.records import ModuleRecord
from quizserver.errors import StorageUnavailable
from quizserver.storage.ahead import ahead
from quizserver.storage.modules import record_of
from quizserver.storage.roster_filter import RosterFilter, result_column, roster_query, select_roster
from quizserver.storage.tables import certificates, cohorts, enrollments, module_records, users

__all__ = ["CELLS", "Cells", "cells_query", "count_rows", "has_more_than", "list_module_records", "stream_cells"]

ROWS_AT_ONCE = 1000

Cells = Mapping[str, Sequence[Any]]
"""Name -> its values in some consecutive rows; every column has as many."""

_STARTED = enrollments.c.started_at.is_not(None)

CELLS: Mapping[str, ColumnElement[Any]] = {
    "user_id": users.c.id,
    "employee_number": func.coalesce(users.c.employee_number, ""),
    **{name: users.c[name] for name in ("name", "kana", "department_code", "department", "job_title", "email")},
    "enrollment_id": enrollments.c.id,
    # Who has not begun has not chosen a language.
    "language": case((_STARTED, enrollments.c.language), else_=null()),
    **{
        name: enrollments.c[name]
        for name in (
            "course_revision",
            "course_version",
            "due_at",
            "started_at",
            "last_activity_at",
            "modules_done",
            "modules_total",
            "units",
            "max_units",
            "scale",
            "pass_percent",
            "attempts",
            "first_units",
            "first_max_units",
            "first_scale",
            "study_ms",
            "done_at",
            "expires_at",
        )
    },
    "waive_reason": func.coalesce(enrollments.c.waive_reason, ""),
    "cohort": func.coalesce(
        select(cohorts.c.name).where(cohorts.c.id == enrollments.c.cohort_id).scalar_subquery(), ""
    ),
    "certificate": func.coalesce(
        select(certificates.c.number)
        .where(certificates.c.enrollment_id == enrollments.c.id, certificates.c.revoked_at.is_(None))
        .scalar_subquery(),
        "",
    ),
}
"""What a file may be made of, beside `status` and `result`. Texts are never NULL."""


def cells_query(wanted: RosterFilter, *, names: Sequence[str]) -> Select[Any]:
    """The roster in its order: these cells, `status` and `result` among them."""
    own = [_cell(name, wanted).label(f"cell_{name}") for name in names if name != "status"]
    statement = roster_query(wanted, own)
    chosen = [statement.selected_columns["status" if name == "status" else f"cell_{name}"] for name in names]
    return statement.with_only_columns(*chosen)


def stream_cells(connection: Connection, wanted: RosterFilter, *, names: Sequence[str]) -> Iterator[Cells]:
    """The same, some rows at a time, however many there are."""
    chunks = _chunks(connection, cells_query(wanted, names=names))
    # PostgreSQL works in its own process: it need not wait for us, nor we for it.
    for chunk in chunks if connection.dialect.name == "sqlite" else ahead(chunks):
        yield dict(zip(names, zip(*chunk, strict=True), strict=True))


def _chunks(connection: Connection, statement: Select[Any]) -> Iterator[Sequence[Any]]:
    """The driver's own rows: SQLAlchemy's would take a tenth of the time of a file."""
    dialect = connection.dialect
    assert isinstance(dialect, DefaultDialect)
    cursor: Any
    with ExitStack() as stack:
        try:
            if dialect.name == "sqlite":
                cursor = stack.enter_context(closing(connection.execute(statement))).cursor
            else:
                # A cursor in the server: it would send everything at once otherwise.
                cursor = connection.connection.cursor(name="roster")
                stack.callback(cursor.close)
                compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
                cursor.execute(str(compiled), compiled.params)
            while chunk := cursor.fetchmany(ROWS_AT_ONCE):
                yield chunk
        except dialect.loaded_dbapi.Error as error:
            raise StorageUnavailable(reason=type(error).__name__) from error


def _cell(name: str, wanted: RosterFilter) -> ColumnElement[Any]:
    return result_column(wanted.graded) if name == "result" else CELLS[name]


def has_more_than(connection: Connection, wanted: RosterFilter, *, rows: int) -> bool:
    """Whether the roster is longer than so many rows; looks at no more than that."""
    found = roster_query(wanted, [literal(1).label("one")]).order_by(None).limit(rows + 1).subquery()
    return connection.execute(select(func.count()).select_from(found)).scalar_one() > rows


def count_rows(connection: Connection, wanted: RosterFilter) -> int:
    """How long the roster is."""
    return int(connection.execute(select_roster(wanted, func.count())).scalar_one())


def list_module_records(connection: Connection, *, enrollment_ids: Sequence[str]) -> dict[str, dict[str, ModuleRecord]]:
    """Registration -> module -> record."""
    found: dict[str, dict[str, ModuleRecord]] = {}
    statement = select(module_records).where(module_records.c.enrollment_id.in_(enrollment_ids))
    for record in map(record_of, connection.execute(statement)):
        found.setdefault(record.enrollment_id, {})[record.module] = record
    return found
