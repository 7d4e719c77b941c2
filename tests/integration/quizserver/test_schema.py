"""The schema: its committed text, its migrations on both databases, and what the database itself refuses."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from quizserver.storage.migrating import alembic_config, find_version, latest_version, migrate, migration_engine
from quizserver.storage.schema import SCHEMA_FILES, schema_text
from quizserver.storage.tables import audit_log, metadata

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("name", list(SCHEMA_FILES))
def test_committed_schema_is_the_one_of_the_tables(name: str) -> None:
    assert SCHEMA_FILES[name].read_text(encoding="utf-8") == schema_text(name), (
        "run python -m quizserver.storage.schema"
    )


def test_migrations_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url)
    engine = migration_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert find_version(connection) == latest_version()
    engine.dispose()


def test_there_is_no_way_down_but_the_backup(empty_url: str) -> None:
    migrate(empty_url)
    engine = migration_engine(empty_url)
    with pytest.raises(RuntimeError, match="backup"), engine.begin() as connection:
        _alembic(connection, "downgrade", "0001")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) > set(metadata.tables)
        assert find_version(connection) == latest_version()
    engine.dispose()


def test_a_migration_that_is_cut_off_leaves_nothing(empty_url: str) -> None:
    engine = migration_engine(empty_url)
    with pytest.raises(KeyboardInterrupt), engine.begin() as connection:
        _migrate_and_be_interrupted(connection)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log"])
def test_the_audit_log_takes_additions_only(database_url: str, statement: str) -> None:
    engine = migration_engine(database_url)
    with engine.begin() as connection:
        connection.execute(insert(audit_log), {"at": 1, "actor": "a", "action": "b", "object": "c"})
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _migrate_and_be_interrupted(connection: Connection) -> None:
    _alembic(connection, "upgrade", "head")
    raise KeyboardInterrupt


def _alembic(connection: Connection, verb: str, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    getattr(command, verb)(config, revision)
