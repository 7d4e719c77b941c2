"""Moving everything from one database to another, in one transaction, proved by counts and hashes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Integer, Table, create_engine, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from quizserver.errors import MoveRefused
from quizserver.storage.migrating import find_version, latest_version, migrate, migration_engine
from quizserver.storage.proving import (
    Rows,
    TableProof,
    Tally,
    find_differences,
    holds_nothing,
    prove_tables,
    stream_rows,
)
from quizserver.storage.sqlite import sqlite_read_engine
from quizserver.storage.tables import metadata

__all__ = ["check_target", "copy_database", "one_moment", "prove_database"]


def copy_database(source: str, target: str) -> list[TableProof]:
    """Copy every row of the database at URL `source` into the empty one at `target`.

    All or nothing: what was written is read back and compared before the commit. Raises MoveRefused.
    """
    with one_moment(source) as reader:
        check_target(target)
        migrate(target)
        engine = migration_engine(target)
        try:
            with engine.begin() as writer:
                return _copy_tables(reader, writer)
        except DBAPIError as error:
            raise MoveRefused(f"Nothing was copied; the target said: {error.orig}") from error
        finally:
            engine.dispose()


def prove_database(url: str) -> list[TableProof]:
    """What is in the database at this URL. Raises MoveRefused."""
    with one_moment(url) as reader:
        return prove_tables(reader)


def check_target(url: str) -> None:
    """Whether everything may be copied to this URL. Raises MoveRefused."""
    engine = migration_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).get_table_names():
                return
            version = find_version(connection)
            if version is None:
                raise MoveRefused("The target holds tables that are not ours. Give the course a database of its own.")
            if version != latest_version() or not holds_nothing(connection):
                raise MoveRefused("The target is not empty. Give a new, empty database; nothing was changed.")
    except DBAPIError as error:
        raise MoveRefused(f"The target cannot be reached: {error.orig}") from error
    finally:
        engine.dispose()


@contextmanager
def one_moment(url: str) -> Iterator[Connection]:
    """A connection whose statements all see one moment of a database of this version. Raises MoveRefused."""
    sqlite = url.startswith("sqlite")
    engine = sqlite_read_engine(url) if sqlite else create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN" if sqlite else "SET TRANSACTION READ ONLY")
            if find_version(connection) != latest_version():
                raise MoveRefused("The source has another version's schema. Run quizserver migrate on it first.")
            yield connection
    except DBAPIError as error:
        raise MoveRefused(f"The source cannot be read: {error.orig}") from error
    finally:
        engine.dispose()


def _copy_tables(reader: Connection, writer: Connection) -> list[TableProof]:
    proofs = [_copy_table(reader, writer, table) for table in metadata.sorted_tables]
    different = find_differences(proofs, prove_tables(writer))
    if different:
        raise MoveRefused(f"Nothing was copied: these tables did not arrive as they were sent: {', '.join(different)}.")
    return proofs


def _copy_table(reader: Connection, writer: Connection, table: Table) -> TableProof:
    tally = Tally(table.name)
    for rows in stream_rows(reader, table):
        tally.add(rows)
        _insert(writer, table, rows)
    _go_on_counting(writer, table)
    return tally.proof()


def _insert(writer: Connection, table: Table, rows: Rows) -> None:
    if writer.dialect.name == "sqlite":
        names = [column.name for column in table.c]
        writer.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    quote = writer.dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.c)
    raw: Any = writer.connection.dbapi_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row))


def _go_on_counting(writer: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows by a sequence, which knows nothing of rows that came with their numbers."""
    key = table.autoincrement_column
    if writer.dialect.name == "sqlite" or key is None or not isinstance(key.type, Integer):
        return
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    writer.execute(select(func.setval(sequence, func.max(key))))
