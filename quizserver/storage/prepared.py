"""Statements of the hot path: written with SQLAlchemy, compiled once per dialect, run on the driver's own cursor.

SQLAlchemy takes several times as long to hand a statement to the driver as SQLite takes to run it. The few statements
that every request or every submission runs go this way; errors come out as SQLAlchemy's, so that callers see no
difference. Results are the driver's own: SQLite gives 0 and 1 for booleans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

__all__ = ["Prepared"]

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    # The names in the order of the placeholders; None where the driver takes names.
    order: tuple[str, ...] | None

    def arguments(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        return values if self.order is None else [values[name] for name in self.order]


class Prepared:
    """One statement whose parameters are all `bindparam`s. `names` are those an INSERT takes."""

    __slots__ = ("_by_dialect", "_names", "_statement")

    def __init__(self, statement: ClauseElement, *, names: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._names = names
        self._by_dialect: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Run it."""
        self._cursor(connection, values).close()

    def run_many(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Run it once for each row; a row has its values in the order of `names`."""
        assert self._names is not None
        compiled = self._compiled(connection)
        if compiled.order is not None:
            assert compiled.order == tuple(self._names)
        given = rows if compiled.order is not None else [dict(zip(self._names, row, strict=True)) for row in rows]
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.sql, given)
        except _driver_error(connection) as error:
            raise _as_sqlalchemy(connection, error, sql=compiled.sql) from error
        finally:
            cursor.close()

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row, or None."""
        cursor = self._cursor(connection, values)
        row: Row | None = cursor.fetchone()
        cursor.close()
        return row

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Every row."""
        cursor = self._cursor(connection, values)
        rows: list[Row] = cursor.fetchall()
        cursor.close()
        return rows

    def _cursor(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        compiled = self._by_dialect.get(connection.dialect.name) or self._compiled(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, compiled.arguments(values))
        except _driver_error(connection) as error:
            cursor.close()
            raise _as_sqlalchemy(connection, error, sql=compiled.sql) from error
        return cursor

    def _compiled(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        if name not in self._by_dialect:
            compiler = self._statement.compile(dialect=connection.dialect, column_keys=self._names)
            assert isinstance(compiler, SQLCompiler)
            order = compiler.positiontup
            self._by_dialect[name] = _Compiled(str(compiler), tuple(order) if order is not None else None)
        return self._by_dialect[name]


def _driver_error(connection: Connection) -> type[Exception]:
    dialect = connection.dialect
    assert isinstance(dialect, DefaultDialect)
    error: type[Exception] = dialect.loaded_dbapi.Error
    return error


def _as_sqlalchemy(connection: Connection, error: Exception, *, sql: str) -> DBAPIError:
    """As SQLAlchemy would have raised it, without the values: these may hold personal data."""
    dialect = connection.dialect
    assert isinstance(dialect, DefaultDialect)
    raw = connection.connection.dbapi_connection
    lost = dialect.is_disconnect(error, raw, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    wrapped = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect
    )
    assert isinstance(wrapped, DBAPIError)
    return wrapped
