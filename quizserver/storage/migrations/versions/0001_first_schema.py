"""Users, sessions, attempts, records and the audit log.

Run before the new code starts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_log", "quiz_revisions", "course_revisions")


def upgrade() -> None:
    """Make the tables."""
    _people()
    _courses()
    _learning()
    _audit()
    for table in APPEND_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    """Back to nothing: for tests of the migration itself."""
    for table in (
        "audit_log",
        "module_records",
        "responses",
        "attempts",
        "course_revisions",
        "quiz_revisions",
        "sign_in_tries",
        "sessions",
        "users",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kana", sa.String(200), server_default="", nullable=False),
        sa.Column("employee_number", sa.String(100), nullable=True),
        sa.Column("department_code", sa.String(100), server_default="", nullable=False),
        sa.Column("department", sa.String(200), server_default="", nullable=False),
        sa.Column("locale", sa.String(35), nullable=False),
        sa.Column("roles", sa.String(100), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
        sa.UniqueConstraint("employee_number", name="uq_users_employee_number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_users_department_code", "users", ["department_code"])
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("bucket", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_tries"),
    )
    op.create_index("ix_sign_in_tries_bucket_at", "sign_in_tries", ["bucket", "at"])
    op.create_index("ix_sign_in_tries_at", "sign_in_tries", ["at"])


def _courses() -> None:
    op.create_table(
        "quiz_revisions",
        sa.Column("revision", sa.String(80), nullable=False),
        sa.Column("quiz", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_quiz_revisions"),
    )
    op.create_table(
        "course_revisions",
        sa.Column("revision", sa.String(80), nullable=False),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_course_revisions"),
    )


def _learning() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("quiz", sa.String(200), nullable=False),
        sa.Column("module", sa.String(200), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(80), nullable=False),
        sa.Column("course_revision", sa.String(80), nullable=False),
        sa.Column("course_version", sa.String(200), nullable=False),
        sa.Column("completion_rule", sa.String(40), nullable=False),
        sa.Column("graded", sa.Boolean(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("max_units", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(40), nullable=False),
        sa.Column("orders", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("grader_version", sa.String(20), nullable=False),
        sa.CheckConstraint("(submitted_at IS NULL) = (units IS NULL)", name="ck_attempts_submitted_has_units"),
        sa.CheckConstraint("units IS NULL OR (units >= 0 AND units <= max_units)", name="ck_attempts_units_in_range"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_attempts_user_id"),
        sa.ForeignKeyConstraint(["revision"], ["quiz_revisions.revision"], name="fk_attempts_revision"),
        sa.ForeignKeyConstraint(["course_revision"], ["course_revisions.revision"], name="fk_attempts_course_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("user_id", "course_id", "quiz", "number", name="uq_attempts_user_id_course_id_quiz_number"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_attempts_open",
        "attempts",
        ["user_id", "course_id", "quiz"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_table(
        "responses",
        sa.Column("attempt_id", sa.String(36), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("part", sa.String(100), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("max_units", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_responses_attempt_id"),
        sa.PrimaryKeyConstraint("attempt_id", "question", "part", name="pk_responses"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "module_records",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("module", sa.String(200), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("last_activity_at", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("passed_at", sa.BigInteger(), nullable=True),
        sa.Column("best_units", sa.Integer(), nullable=True),
        sa.Column("best_max_units", sa.Integer(), nullable=True),
        sa.Column("best_scale", sa.Integer(), nullable=True),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_rule", sa.String(40), nullable=True),
        sa.Column("done_course_revision", sa.String(80), nullable=True),
        sa.Column("done_course_version", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_module_records_user_id"),
        sa.PrimaryKeyConstraint("user_id", "course_id", "module", name="pk_module_records"),
        sqlite_with_rowid=False,
    )


def _audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(36), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("object", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"])


def _forbid_changes(table: str) -> None:
    """The database itself refuses to rewrite what must be provable."""
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
