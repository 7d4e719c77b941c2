"""The schema: its committed text, its migrations on both databases, and what the database itself refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from quizserver.storage.migrating import alembic_config, find_version, latest_version, migrate, migration_engine
from quizserver.storage.roster_filter import RosterFilter, order_of, select_roster
from quizserver.storage.schema import SCHEMA_FILES, schema_text
from quizserver.storage.tables import audit_log, metadata, users

pytestmark = pytest.mark.integration

_EXPRESSION = "ix_users_kana_order"


@pytest.mark.parametrize("name", list(SCHEMA_FILES))
def test_committed_schema_is_the_one_of_the_tables(name: str) -> None:
    assert SCHEMA_FILES[name].read_text(encoding="utf-8") == schema_text(name), (
        "run python -m quizserver.storage.schema"
    )


# Neither SQLAlchemy nor Alembic can read back an index over an expression, and both say so.
@pytest.mark.filterwarnings("ignore:.*expression-based ind")
def test_migrations_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url)
    engine = migration_engine(empty_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": _is_comparable}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert find_version(connection) == latest_version()
    engine.dispose()


def test_a_page_of_the_roster_is_read_from_an_index(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'course.db'}"
    migrate(url)
    engine = migration_engine(url)
    wanted = RosterFilter(course_id="c", now=1)
    page = select_roster(wanted, users.c.id).order_by(*order_of(wanted)).limit(100)
    statement = page.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    engine.dispose()
    assert any(_EXPRESSION in step for step in plan), plan
    assert not any("ORDER BY" in step for step in plan), plan


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


def _is_comparable(_item: object, name: str | None, *_more: object) -> bool:
    """Neither database tells an index of expressions as it was written; another test shows that it is used."""
    return name != _EXPRESSION


def _migrate_and_be_interrupted(connection: Connection) -> None:
    _alembic(connection, "upgrade", "head")
    raise KeyboardInterrupt


def _alembic(connection: Connection, verb: str, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    getattr(command, verb)(config, revision)
