"""Bringing a database to the schema of this version: once, before the server starts, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from quizserver.errors import StorageUnavailable
from quizserver.storage.sqlite import sqlite_write_engine

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: a process that makes a file or serves needs it only at the start, or not at all.

__all__ = ["alembic_config", "find_version", "latest_version", "migrate", "migration_engine"]

_LOCK = 7_203_114_902
"""PostgreSQL advisory lock: of two servers that start together, one migrates and the other waits."""


def migrate(url: str, *, revision: str = "head") -> None:
    """Upgrade the database at this URL, or leave it as it was. Raises StorageUnavailable when it cannot be reached."""
    from alembic import command

    engine = migration_engine(url)
    try:
        with _locked(engine) as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            _check_references(connection)
    except DBAPIError as error:
        raise StorageUnavailable(reason=str(error.orig)) from error
    finally:
        engine.dispose()


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def latest_version() -> str | None:
    """The schema version that this code needs."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def find_version(connection: Connection) -> str | None:
    """The schema version of a database; None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def migration_engine(url: str) -> Engine:
    """An engine for schema changes: writers' transactions on SQLite, nothing special on PostgreSQL."""
    return (
        sqlite_write_engine(url, foreign_keys=False)
        if url.startswith("sqlite")
        else create_engine(url, connect_args={"connect_timeout": 4})
    )


def _check_references(connection: Connection) -> None:
    """SQLite: nothing refers to a row that is not there. Raises StorageUnavailable, and the migration is undone."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise StorageUnavailable(reason=f"a row of {broken[0]} refers to one of {broken[2]} that is not there")


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection
