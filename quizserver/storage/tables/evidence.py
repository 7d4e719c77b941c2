"""What proves it: the ledger, new results of old attempts, the audit log, certificates."""

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

__all__ = ["audit_log", "certificates", "erasures", "records", "regrades"]

# With a rowid of its own: added at the end of the file, wherever in the key's order it belongs.
records = Table(
    "records",
    metadata,
    Column("enrollment_id", Id, ForeignKey("enrollments.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor", Id, nullable=False),
    # Canonical JSON of ids and facts, never names.
    Column("body", Text, nullable=False),
    Column("previous_hash", Hash, nullable=False),
    Column("hash", Hash, nullable=False),
)

regrades = Table(
    "regrades",
    metadata,
    Column("attempt_id", Id, ForeignKey("attempts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Id, nullable=False),
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
    Column("user_id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Id, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, index=True),
    # Ids only, never names or addresses: erasing a person leaves the log whole.
    Column("actor", Id, nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(200), nullable=False),
    # Facts of the action as canonical JSON: counts, filters, formats; ids only here too.
    Column("facts", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

# The log is read newest first, by what was done, by whom and about what; the id breaks ties.
for _name in ("action", "actor", "object"):
    Index(f"ix_audit_log_{_name}_at", audit_log.c[_name], audit_log.c.at)

certificates = Table(
    "certificates",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("enrollment_id", Id, ForeignKey("enrollments.id"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
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
    Column("revoked_by", Id, nullable=True),
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
