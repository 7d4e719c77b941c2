"""What is learned: editions, registrations, attempts, responses."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from quizserver.storage.tables.base import Hash, Id, metadata

__all__ = ["attempts", "course_revisions", "enrollments", "module_records", "quiz_revisions", "responses"]

quiz_revisions = Table(
    "quiz_revisions",
    metadata,
    Column("revision", String(80), primary_key=True),
    Column("quiz", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
)

course_revisions = Table(
    "course_revisions",
    metadata,
    Column("revision", String(80), primary_key=True),
    Column("course_id", String(200), nullable=False),
    Column("version", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
)

enrollments = Table(
    "enrollments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("course_id", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("cohort_id", Id, nullable=True, index=True),
    Column("assigned_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=True),
    Column("language", String(35), nullable=False),
    # The edition that the figures below were counted under; it stands still once the course is done.
    Column("course_revision", String(80), nullable=False),
    Column("course_version", String(200), nullable=False),
    Column("started_at", BigInteger, nullable=True),
    Column("last_activity_at", BigInteger, nullable=True),
    Column("modules_done", Integer, nullable=False, server_default="0"),
    Column("modules_total", Integer, nullable=False, server_default="0"),
    Column("units", Integer, nullable=True),
    Column("max_units", Integer, nullable=True),
    Column("scale", Integer, nullable=True),
    Column("pass_percent", Integer, nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # The first attempt at what the score comes from: it stands whatever follows.
    Column("first_units", Integer, nullable=True),
    Column("first_max_units", Integer, nullable=True),
    Column("first_scale", Integer, nullable=True),
    # Time between activities, each gap counted up to ten minutes: a hint, not a measurement.
    Column("study_ms", BigInteger, nullable=False, server_default="0"),
    Column("completed_at", BigInteger, nullable=True),
    Column("passed_at", BigInteger, nullable=True),
    Column("done_at", BigInteger, nullable=True),
    Column("done_rule", String(40), nullable=True),
    Column("done_course_revision", String(80), nullable=True),
    Column("done_course_version", String(200), nullable=True),
    Column("expires_at", BigInteger, nullable=True),
    Column("waived_at", BigInteger, nullable=True),
    Column("waived_by", Id, nullable=True),
    Column("waive_reason", String(500), nullable=True),
    Column("ended_at", BigInteger, nullable=True),
    # The ledger's last hash and how many records it has: what `quizserver audit verify` compares the chain with.
    Column("head_hash", Hash, nullable=False, server_default=""),
    Column("records", Integer, nullable=False, server_default="0"),
    UniqueConstraint("user_id", "course_id", "number"),
    CheckConstraint("number >= 1", name="number_from_one"),
    CheckConstraint("(waived_at IS NULL) = (waived_by IS NULL)", name="waived_by_somebody"),
    sqlite_with_rowid=False,
)

# One current registration per learner and course; those before it have ended.
Index(
    "uq_enrollments_current",
    enrollments.c.course_id,
    enrollments.c.user_id,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("enrollment_id", Id, ForeignKey("enrollments.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("course_id", String(200), nullable=False),
    Column("quiz", String(200), nullable=False),
    Column("module", String(200), nullable=True),
    Column("number", Integer, nullable=False),
    Column("revision", String(80), ForeignKey("quiz_revisions.revision"), nullable=False),
    Column("course_revision", String(80), ForeignKey("course_revisions.revision"), nullable=False),
    Column("course_version", String(200), nullable=False),
    Column("completion_rule", String(40), nullable=False),
    Column("graded", Boolean, nullable=False),
    Column("pass_percent", Integer, nullable=True),
    Column("scale", Integer, nullable=False),
    Column("max_units", Integer, nullable=False),
    Column("seed", String(40), nullable=False),
    Column("orders", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("submitted_at", BigInteger, nullable=True),
    Column("units", Integer, nullable=True),
    Column("passed", Boolean, nullable=True),
    Column("grader_version", String(20), nullable=False),
    # A drawn paper's questions, in order (JSON); NULL is all of the quiz.
    Column("questions", Text, nullable=True),
    Column("deadline_at", BigInteger, nullable=True),
    Column("closed_by", String(20), nullable=True),
    UniqueConstraint("enrollment_id", "quiz", "number"),
    CheckConstraint("(submitted_at IS NULL) = (units IS NULL)", name="submitted_has_units"),
    CheckConstraint("units IS NULL OR (units >= 0 AND units <= max_units)", name="units_in_range"),
    sqlite_with_rowid=False,
)

# One open attempt per registration and quiz: a second tab resumes, it does not begin another.
Index(
    "uq_attempts_open",
    attempts.c.enrollment_id,
    attempts.c.quiz,
    unique=True,
    sqlite_where=text("submitted_at IS NULL"),
    postgresql_where=text("submitted_at IS NULL"),
)

# The few attempts whose time runs, for the sweep: others are not in this index and cost nothing.
_RUNNING = text("submitted_at IS NULL AND deadline_at IS NOT NULL")

Index("ix_attempts_deadline_at", attempts.c.deadline_at, sqlite_where=_RUNNING, postgresql_where=_RUNNING)

responses = Table(
    "responses",
    metadata,
    Column("attempt_id", Id, ForeignKey("attempts.id"), primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("part", String(100), primary_key=True),
    # Goes up where a response may be changed until submission; the highest one counts, the others stay.
    Column("version", Integer, primary_key=True, server_default="1"),
    # The client names responses, so that sending one again is harmless. Unique within the attempt, which the writing
    # transaction holds and reads: an index over all of these random ids would cost more than all else together.
    Column("id", Id, nullable=False),
    Column("response", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("units", Integer, nullable=False),
    Column("max_units", Integer, nullable=False),
    Column("reason", String(20), nullable=True),
    Column("stored_at", BigInteger, nullable=False),
    # sure, fairly or guess: recorded, never scored.
    Column("confidence", String(10), nullable=True),
    # The attempt in which this answer was given, where a retry of what was missed took it over. No foreign key: it
    # would look through all responses for each attempt that is erased.
    Column("carried_from", Id, nullable=True),
    sqlite_with_rowid=False,
)

module_records = Table(
    "module_records",
    metadata,
    Column("enrollment_id", Id, ForeignKey("enrollments.id"), primary_key=True),
    Column("module", String(200), primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("last_activity_at", BigInteger, nullable=False),
    Column("language", String(35), nullable=False),
    Column("seen_at", BigInteger, nullable=True),
    Column("completed_at", BigInteger, nullable=True),
    Column("passed_at", BigInteger, nullable=True),
    Column("best_units", Integer, nullable=True),
    Column("best_max_units", Integer, nullable=True),
    Column("best_scale", Integer, nullable=True),
    Column("pass_percent", Integer, nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("done_at", BigInteger, nullable=True),
    Column("done_rule", String(40), nullable=True),
    Column("done_course_revision", String(80), nullable=True),
    Column("done_course_version", String(200), nullable=True),
    sqlite_with_rowid=False,
)
