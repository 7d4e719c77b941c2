"""Cohorts, doors for companies and programs, views of the report, and what a report says beyond the score.

Run before the new code starts.
"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("directory_entries", "api_tokens", "second_factors", "sign_in_flows", "identities", "saved_views", "cohorts")


def upgrade() -> None:
    """Add them."""
    _columns()
    _cohorts()
    _doors()
    _tokens()


def downgrade() -> None:
    """Take them away again."""
    for name in _TABLES:
        op.drop_table(name)
    for name in ("action", "actor", "object"):
        op.drop_index(f"ix_audit_log_{name}_at", "audit_log")
    op.drop_index("ix_users_kana_order", "users")
    op.drop_column("audit_log", "facts")
    for name in ("study_ms", "first_scale", "first_max_units", "first_units"):
        op.drop_column("enrollments", name)
    op.drop_column("sessions", "factor_at")
    op.drop_column("users", "deactivated_at")
    op.drop_index("ix_users_external_id", "users")
    op.drop_column("users", "external_id")


def _columns() -> None:
    op.add_column("users", sa.Column("external_id", sa.String(200), nullable=True))
    op.create_index("ix_users_external_id", "users", ["external_id"], unique=True)
    op.add_column("users", sa.Column("deactivated_at", sa.BigInteger(), nullable=True))
    # Nobody wrote down when: the years of keeping begin with this upgrade.
    op.execute(
        sa.text("UPDATE users SET deactivated_at = :now WHERE NOT active").bindparams(now=time.time_ns() // 1_000_000)
    )
    op.add_column("sessions", sa.Column("factor_at", sa.BigInteger(), nullable=True))
    for name in ("first_units", "first_max_units", "first_scale"):
        op.add_column("enrollments", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("enrollments", sa.Column("study_ms", sa.BigInteger(), server_default="0", nullable=False))
    by_bytes = "" if op.get_bind().dialect.name == "sqlite" else ' COLLATE "C"'
    op.execute(
        f"CREATE INDEX ix_users_kana_order ON users (coalesce(nullif(kana, ''), name){by_bytes}, "
        f"coalesce(employee_number, ''){by_bytes}, id)"
    )
    _first_scores()
    op.add_column("audit_log", sa.Column("facts", sa.Text(), server_default="", nullable=False))
    for name in ("action", "actor", "object"):
        op.create_index(f"ix_audit_log_{name}_at", "audit_log", [name, "at"])


def _first_scores() -> None:
    """Where nothing was tried twice, the first score is the score; where one quiz alone makes it, its first attempt's.

    Others stay without: the sum of first attempts in an edition that is no longer known would be a guess.
    """
    again = "EXISTS (SELECT 1 FROM module_records r WHERE r.enrollment_id = enrollments.id AND r.attempts > 1)"
    op.execute(
        "UPDATE enrollments SET first_units = units, first_max_units = max_units, first_scale = scale "  # noqa: S608 - ours
        f"WHERE units IS NOT NULL AND NOT {again}"
    )
    first = (
        "FROM attempts a JOIN module_records r ON r.enrollment_id = a.enrollment_id AND r.module = a.module "
        "WHERE a.enrollment_id = enrollments.id AND a.number = 1 AND a.graded AND a.submitted_at IS NOT NULL "
        "AND r.best_units = enrollments.units AND r.best_max_units = enrollments.max_units "
        "AND r.best_scale = enrollments.scale"
    )
    op.execute(
        f"UPDATE enrollments SET first_units = (SELECT a.units {first}), "  # noqa: S608 - ours
        f"first_max_units = (SELECT a.max_units {first}), first_scale = (SELECT a.scale {first}) "
        f"WHERE first_units IS NULL AND (SELECT COUNT(*) {first}) = 1"
    )


def _cohorts() -> None:
    op.create_table(
        "cohorts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cohorts"),
        sa.UniqueConstraint("course_id", "name", name="uq_cohorts_course_id_name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_saved_views_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("user_id", "name", name="uq_saved_views_user_id_name"),
        sqlite_with_rowid=False,
    )


def _doors() -> None:
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_identities_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identities_user_id", "identities", ["user_id"])
    op.create_table(
        "sign_in_flows",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(100), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_sign_in_flows"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sign_in_flows_expires_at", "sign_in_flows", ["expires_at"])
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recovery", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_second_factors_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
        sqlite_with_rowid=False,
    )


def _tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_api_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])
    op.create_table(
        "directory_entries",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("user_name_key", sa.String(254), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_directory_entries_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_directory_entries"),
        sa.UniqueConstraint("user_name_key", name="uq_directory_entries_user_name_key"),
        sqlite_with_rowid=False,
    )
