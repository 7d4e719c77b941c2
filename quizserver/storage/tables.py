"""The tables, once for SQLite and PostgreSQL. Their text is committed (schema.*.sql) and compared by a test.

In SQLite, tables with a text key are stored in the order of that key: one page to read or write instead of two.

Times are whole milliseconds since 1970, UTC (`…_at`), ids are UUIDs as text, JSON is canonical text: the same bytes in
either database, so that records can be compared and hashed. No type here depends on a collation.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

__all__ = [
    "attempts",
    "audit_log",
    "certificates",
    "course_revisions",
    "departments",
    "enrollments",
    "erasures",
    "mails",
    "metadata",
    "module_records",
    "quiz_revisions",
    "records",
    "regrades",
    "responses",
    "review_items",
    "review_plans",
    "roster_drafts",
    "sessions",
    "sign_in_tries",
    "tickets",
    "users",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Id = String(36)
_Hash = String(64)

users = Table(
    "users",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("email", String(254), nullable=False),
    Column("email_key", String(254), nullable=False, unique=True),
    Column("password_hash", Text, nullable=True),
    Column("name", String(200), nullable=False),
    Column("kana", String(200), nullable=False, server_default=""),
    Column("employee_number", String(100), nullable=True, unique=True),
    Column("department_code", String(100), nullable=False, server_default=""),
    Column("department", String(200), nullable=False, server_default=""),
    Column("locale", String(35), nullable=False),
    Column("roles", String(100), nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("created_at", BigInteger, nullable=False),
    Column("job_title", String(200), nullable=False, server_default=""),
    # The employee number of whoever leads this person; that person need not have an account.
    Column("manager_number", String(100), nullable=False, server_default=""),
    Column("joined_on", String(10), nullable=False, server_default=""),
    sqlite_with_rowid=False,
)
Index("ix_users_department_code", users.c.department_code)

departments = Table(
    "departments",
    metadata,
    Column("code", String(100), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("parent_code", String(100), nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

# A roster that was uploaded and not yet confirmed. Deleted when it is, or after a day.
roster_drafts = Table(
    "roster_drafts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("user_id", _Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("encoding", String(20), nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("rows", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the cookie's token: who reads the database cannot sign in with it.
    Column("token_hash", _Hash, primary_key=True),
    Column("user_id", _Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    # Browser and system in a few words, so that people know their own ("Chrome, Windows").
    Column("browser", String(80), nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

# A link that lets somebody in once: an invitation, or a new password. As with sessions, only the hash is here.
tickets = Table(
    "tickets",
    metadata,
    Column("token_hash", _Hash, primary_key=True),
    Column("user_id", _Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# What is to be mailed. The text is made when it is sent, so that no link and no name waits here.
mails = Table(
    "mails",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("user_id", _Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    # One mail per key, ever: whoever asks twice sends once.
    Column("dedupe", String(200), nullable=False, unique=True),
    Column("facts", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("claimed_at", BigInteger, nullable=True),
    Column("sent_at", BigInteger, nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("problem", String(200), nullable=True),
    sqlite_with_rowid=False,
)
Index("ix_mails_state_due_at", mails.c.state, mails.c.due_at)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", _Id, primary_key=True),
    # A keyed hash of an address, an account, or both: no personal data.
    Column("bucket", _Hash, nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("ix_sign_in_tries_bucket_at", sign_in_tries.c.bucket, sign_in_tries.c.at)
Index("ix_sign_in_tries_at", sign_in_tries.c.at)

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
    Column("id", _Id, primary_key=True),
    Column("user_id", _Id, ForeignKey("users.id"), nullable=False),
    Column("course_id", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("cohort_id", _Id, nullable=True, index=True),
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
    Column("completed_at", BigInteger, nullable=True),
    Column("passed_at", BigInteger, nullable=True),
    Column("done_at", BigInteger, nullable=True),
    Column("done_rule", String(40), nullable=True),
    Column("done_course_revision", String(80), nullable=True),
    Column("done_course_version", String(200), nullable=True),
    Column("expires_at", BigInteger, nullable=True),
    Column("waived_at", BigInteger, nullable=True),
    Column("waived_by", _Id, nullable=True),
    Column("waive_reason", String(500), nullable=True),
    Column("ended_at", BigInteger, nullable=True),
    # The ledger's last hash and how many records it has: what `quizserver audit verify` compares the chain with.
    Column("head_hash", _Hash, nullable=False, server_default=""),
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
    Column("id", _Id, primary_key=True),
    Column("enrollment_id", _Id, ForeignKey("enrollments.id"), nullable=False),
    Column("user_id", _Id, ForeignKey("users.id"), nullable=False),
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
    Column("attempt_id", _Id, ForeignKey("attempts.id"), primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("part", String(100), primary_key=True),
    # Goes up where a response may be changed until submission; the highest one counts, the others stay.
    Column("version", Integer, primary_key=True, server_default="1"),
    # The client names responses, so that sending one again is harmless. Unique within the attempt, which the writing
    # transaction holds and reads: an index over all of these random ids would cost more than all else together.
    Column("id", _Id, nullable=False),
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
    Column("carried_from", _Id, nullable=True),
    sqlite_with_rowid=False,
)

module_records = Table(
    "module_records",
    metadata,
    Column("enrollment_id", _Id, ForeignKey("enrollments.id"), primary_key=True),
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

# With a rowid of its own: added at the end of the file, wherever in the key's order it belongs.
records = Table(
    "records",
    metadata,
    Column("enrollment_id", _Id, ForeignKey("enrollments.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor", _Id, nullable=False),
    # Canonical JSON of ids and facts, never names.
    Column("body", Text, nullable=False),
    Column("previous_hash", _Hash, nullable=False),
    Column("hash", _Hash, nullable=False),
)

regrades = Table(
    "regrades",
    metadata,
    Column("attempt_id", _Id, ForeignKey("attempts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", _Id, nullable=False),
    Column("reason", String(500), nullable=False),
    # key, full_credit or drop; of one question or of all; with the key of which revision.
    Column("method", String(20), nullable=False),
    Column("question", String(200), nullable=True),
    Column("revision", String(80), ForeignKey("quiz_revisions.revision"), nullable=True),
    Column("units", Integer, nullable=False),
    Column("max_units", Integer, nullable=False),
    Column("scale", Integer, nullable=False),
    Column("passed", Boolean, nullable=True),
    # Question -> [points, max points] as fractions in text, where they are no longer those of the day.
    Column("changed", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Whose rows the append-only tables let go. No foreign key: the person may be gone altogether.
erasures = Table(
    "erasures",
    metadata,
    Column("user_id", _Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", _Id, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, index=True),
    # Ids only, never names or addresses: erasing a person leaves the log whole.
    Column("actor", _Id, nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(200), nullable=False),
    sqlite_autoincrement=True,
)

certificates = Table(
    "certificates",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("enrollment_id", _Id, ForeignKey("enrollments.id"), nullable=False),
    Column("user_id", _Id, ForeignKey("users.id"), nullable=False, index=True),
    # The one personal datum of a certificate, as it was at issue; erasing a person makes it NULL.
    Column("name", String(200), nullable=True),
    Column("course_id", String(200), nullable=False),
    Column("course_title", Text, nullable=False),
    Column("course_version", String(200), nullable=False),
    Column("course_revision", String(80), nullable=False),
    Column("issuer", Text, nullable=False),
    Column("done_at", BigInteger, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=True),
    Column("units", Integer, nullable=True),
    Column("max_units", Integer, nullable=True),
    Column("status_list", Integer, nullable=False),
    Column("status_index", Integer, nullable=False),
    Column("revoked_at", BigInteger, nullable=True),
    Column("revoked_by", _Id, nullable=True),
    Column("revoked_reason", String(20), nullable=True),
    UniqueConstraint("status_list", "status_index"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_reason IS NULL)",
        name="revoked_by_somebody_for_a_reason",
    ),
    sqlite_with_rowid=False,
)

# One that holds per registration; a revoked one may have been replaced.
Index(
    "uq_certificates_held",
    certificates.c.enrollment_id,
    unique=True,
    sqlite_where=text("revoked_at IS NULL"),
    postgresql_where=text("revoked_at IS NULL"),
)

# Reviews after the course are a learner's own: no report reads these, and they go when the learner says so.
review_plans = Table(
    "review_plans",
    metadata,
    Column("user_id", _Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

review_items = Table(
    "review_items",
    metadata,
    Column("user_id", _Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", String(200), primary_key=True),
    Column("quiz", String(200), primary_key=True),
    Column("question", String(200), primary_key=True),
    # The memory's state as the library fsrs has it.
    Column("state", Integer, nullable=False),
    Column("step", Integer, nullable=True),
    Column("stability", Double, nullable=True),
    Column("difficulty", Double, nullable=True),
    Column("last_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("reviews", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
