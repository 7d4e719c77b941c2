"""Registrations (enrollments) over attempts and module records; versions of responses; the ledger.

Run before the new code starts. Every learner with records in a course becomes that course's registration 1.

There is no way down: a database goes back to 0001 by its backup, since 0001 has no place for a second registration.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from quizserver.storage.migrations.carrying import carry_enrollments
from quizserver.storage.migrations.certifying import make_certificates, make_reviews
from quizserver.storage.migrations.chaining import write_ledgers
from quizserver.storage.migrations.guarding import guard_records

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CURRENT = sa.text("ended_at IS NULL")
_OPEN = sa.text("submitted_at IS NULL")
_RUNNING = sa.text("submitted_at IS NULL AND deadline_at IS NOT NULL")
_OF_ENROLLMENT = "enrollments e WHERE e.user_id = t.user_id AND e.course_id = t.course_id"

_ENROLLMENT_ID = f"(SELECT e.id FROM {_OF_ENROLLMENT})"  # noqa: S608 - names of ours


def upgrade() -> None:
    """Make registrations, carry every record over to them."""
    _enrollments()
    carry_enrollments(op.get_bind())
    if op.get_context().dialect.name == "sqlite":
        _build_attempts_anew()
        _build_responses_anew()
        _build_module_records_anew()
    else:
        _alter_attempts()
        _alter_responses()
        _alter_module_records()
    _index_open_attempts()
    _ledger()
    write_ledgers(op.get_bind())
    guard_records(op.get_bind())
    make_certificates()
    make_reviews()


def downgrade() -> None:
    """Refused. Raises RuntimeError."""
    raise RuntimeError("There is no way back from 0002 to 0001: restore the backup that was made before.")


def _enrollments() -> None:
    op.create_table(
        "enrollments",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("cohort_id", sa.String(36), nullable=True),
        sa.Column("assigned_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("course_revision", sa.String(80), nullable=False),
        sa.Column("course_version", sa.String(200), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("last_activity_at", sa.BigInteger(), nullable=True),
        sa.Column("modules_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("modules_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("max_units", sa.Integer(), nullable=True),
        sa.Column("scale", sa.Integer(), nullable=True),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("passed_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_rule", sa.String(40), nullable=True),
        sa.Column("done_course_revision", sa.String(80), nullable=True),
        sa.Column("done_course_version", sa.String(200), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("waived_at", sa.BigInteger(), nullable=True),
        sa.Column("waived_by", sa.String(36), nullable=True),
        sa.Column("waive_reason", sa.String(500), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("head_hash", sa.String(64), server_default="", nullable=False),
        sa.Column("records", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_enrollments_number_from_one"),
        sa.CheckConstraint("(waived_at IS NULL) = (waived_by IS NULL)", name="ck_enrollments_waived_by_somebody"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_enrollments_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrollments"),
        sa.UniqueConstraint("user_id", "course_id", "number", name="uq_enrollments_user_id_course_id_number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_enrollments_cohort_id", "enrollments", ["cohort_id"])
    op.create_index(
        "uq_enrollments_current",
        "enrollments",
        ["course_id", "user_id"],
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )


def _build_attempts_anew() -> None:
    op.create_table(
        "attempts_new",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("enrollment_id", sa.String(36), nullable=False),
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
        sa.Column("questions", sa.Text(), nullable=True),
        sa.Column("deadline_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(20), nullable=True),
        sa.CheckConstraint("(submitted_at IS NULL) = (units IS NULL)", name="ck_attempts_submitted_has_units"),
        sa.CheckConstraint("units IS NULL OR (units >= 0 AND units <= max_units)", name="ck_attempts_units_in_range"),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_attempts_enrollment_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_attempts_user_id"),
        sa.ForeignKeyConstraint(["revision"], ["quiz_revisions.revision"], name="fk_attempts_revision"),
        sa.ForeignKeyConstraint(["course_revision"], ["course_revisions.revision"], name="fk_attempts_course_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("enrollment_id", "quiz", "number", name="uq_attempts_enrollment_id_quiz_number"),
        sqlite_with_rowid=False,
    )
    kept = (
        "id", "user_id", "course_id", "quiz", "module", "number", "revision", "course_revision", "course_version",
        "completion_rule", "graded", "pass_percent", "scale", "max_units", "seed", "orders", "language", "started_at",
        "submitted_at", "units", "passed", "grader_version",
    )  # fmt: skip
    _fill(
        "attempts",
        kept,
        {
            "enrollment_id": _ENROLLMENT_ID,
            "closed_by": "CASE WHEN t.submitted_at IS NOT NULL THEN 'learner' END",
        },
    )


def _build_responses_anew() -> None:
    op.create_table(
        "responses_new",
        sa.Column("attempt_id", sa.String(36), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("part", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("max_units", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("confidence", sa.String(10), nullable=True),
        sa.Column("carried_from", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_responses_attempt_id"),
        sa.PrimaryKeyConstraint("attempt_id", "question", "part", "version", name="pk_responses"),
        sqlite_with_rowid=False,
    )
    kept = (
        "attempt_id", "question", "part", "id", "response", "language", "units", "max_units", "reason", "stored_at",
    )  # fmt: skip
    _fill("responses", kept, {})


def _build_module_records_anew() -> None:
    op.create_table(
        "module_records_new",
        sa.Column("enrollment_id", sa.String(36), nullable=False),
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
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_module_records_enrollment_id"),
        sa.PrimaryKeyConstraint("enrollment_id", "module", name="pk_module_records"),
        sqlite_with_rowid=False,
    )
    kept = (
        "module", "started_at", "last_activity_at", "language", "seen_at", "completed_at", "passed_at", "best_units",
        "best_max_units", "best_scale", "pass_percent", "attempts", "done_at", "done_rule", "done_course_revision",
        "done_course_version",
    )  # fmt: skip
    _fill("module_records", kept, {"enrollment_id": _ENROLLMENT_ID})


def _fill(table: str, kept: Sequence[str], made: dict[str, str]) -> None:
    """SQLite cannot change keys in place: copy into the new table, which then takes the name."""
    names = ", ".join([*made, *kept])
    values = ", ".join([*made.values(), *(f"t.{name}" for name in kept)])
    op.execute(f"INSERT INTO {table}_new ({names}) SELECT {values} FROM {table} t")  # noqa: S608 - names of ours
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)


def _alter_attempts() -> None:
    op.add_column("attempts", sa.Column("enrollment_id", sa.String(36), nullable=True))
    op.add_column("attempts", sa.Column("questions", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("deadline_at", sa.BigInteger(), nullable=True))
    op.add_column("attempts", sa.Column("closed_by", sa.String(20), nullable=True))
    op.execute(
        f"UPDATE attempts t SET enrollment_id = e.id,"  # noqa: S608 - no value of anybody's
        f" closed_by = CASE WHEN t.submitted_at IS NOT NULL THEN 'learner' END FROM {_OF_ENROLLMENT}"
    )
    op.alter_column("attempts", "enrollment_id", nullable=False)
    op.drop_index("uq_attempts_open", "attempts")
    op.drop_constraint("uq_attempts_user_id_course_id_quiz_number", "attempts")
    op.create_unique_constraint(
        "uq_attempts_enrollment_id_quiz_number", "attempts", ["enrollment_id", "quiz", "number"]
    )
    op.create_foreign_key("fk_attempts_enrollment_id", "attempts", "enrollments", ["enrollment_id"], ["id"])


def _alter_responses() -> None:
    op.add_column("responses", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("responses", sa.Column("confidence", sa.String(10), nullable=True))
    op.add_column("responses", sa.Column("carried_from", sa.String(36), nullable=True))
    op.drop_constraint("pk_responses", "responses")
    op.create_primary_key("pk_responses", "responses", ["attempt_id", "question", "part", "version"])


def _alter_module_records() -> None:
    op.add_column("module_records", sa.Column("enrollment_id", sa.String(36), nullable=True))
    op.execute(f"UPDATE module_records t SET enrollment_id = e.id FROM {_OF_ENROLLMENT}")  # noqa: S608 - names of ours
    op.drop_constraint("pk_module_records", "module_records")
    op.drop_column("module_records", "user_id")
    op.drop_column("module_records", "course_id")
    op.create_primary_key("pk_module_records", "module_records", ["enrollment_id", "module"])
    op.create_foreign_key("fk_module_records_enrollment_id", "module_records", "enrollments", ["enrollment_id"], ["id"])


def _index_open_attempts() -> None:
    op.create_index(
        "uq_attempts_open",
        "attempts",
        ["enrollment_id", "quiz"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_attempts_deadline_at", "attempts", ["deadline_at"], sqlite_where=_RUNNING, postgresql_where=_RUNNING
    )


def _ledger() -> None:
    op.create_table(
        "records",
        sa.Column("enrollment_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_records_enrollment_id"),
        sa.PrimaryKeyConstraint("enrollment_id", "number", name="pk_records"),
    )
    op.create_table(
        "regrades",
        sa.Column("attempt_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(36), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("question", sa.String(200), nullable=True),
        sa.Column("revision", sa.String(80), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("max_units", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_regrades_attempt_id"),
        sa.ForeignKeyConstraint(["revision"], ["quiz_revisions.revision"], name="fk_regrades_revision"),
        sa.PrimaryKeyConstraint("attempt_id", "number", name="pk_regrades"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasures",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_erasures"),
    )
