"""The triggers of 0002: the database itself refuses to rewrite what was recorded, but for a person's lawful erasure.

A person stands in `erasures` first; then, and only then, may that person's rows be changed or deleted.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

__all__ = ["guard_records"]

_OWNER = {
    "records": "SELECT e.user_id FROM enrollments e WHERE e.id = OLD.enrollment_id",
    "responses": "SELECT a.user_id FROM attempts a WHERE a.id = OLD.attempt_id",
    "regrades": "SELECT a.user_id FROM attempts a WHERE a.id = OLD.attempt_id",
    "attempts": "SELECT OLD.user_id",
}
"""Table -> whose row it is."""
_ALWAYS = "erasures"


def guard_records(connection: Connection) -> None:
    """Refuse UPDATE and DELETE on records, responses and submitted attempts, and both on `erasures` for everybody."""
    (_guard_sqlite if connection.dialect.name == "sqlite" else _guard_postgres)(connection)


def _when(table: str) -> str:
    kept = f"NOT EXISTS (SELECT 1 FROM erasures x WHERE x.user_id = ({_OWNER[table]}))"  # noqa: S608 - names of ours
    return f"OLD.submitted_at IS NOT NULL AND {kept}" if table == "attempts" else kept


def _guard_sqlite(connection: Connection) -> None:
    for table in (*_OWNER, _ALWAYS):
        condition = f"WHEN {_when(table)}" if table in _OWNER else ""
        for change in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            )


def _guard_postgres(connection: Connection) -> None:
    for table in _OWNER:
        connection.execute(
            text(
                f"CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {_when(table)} THEN RAISE EXCEPTION '{table} is append-only'; END IF; "
                "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
            )
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()"
            )
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        )
    connection.execute(
        text(
            f"CREATE TRIGGER {_ALWAYS}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_ALWAYS} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    )
