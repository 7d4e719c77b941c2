"""Who there is: accounts, departments, cohorts, rosters that wait for a yes."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
    true,
)

from quizserver.storage.collating import by_bytes
from quizserver.storage.tables.base import Id, metadata

__all__ = ["KANA_ORDER", "cohorts", "departments", "directory_entries", "roster_drafts", "saved_views", "users"]

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
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
    # What a directory (SCIM) calls this person.
    Column("external_id", String(200), nullable=True, unique=True, index=True),
    # When `active` ended: from then on the years of keeping are counted.
    Column("deactivated_at", BigInteger, nullable=True),
    sqlite_with_rowid=False,
)

Index("ix_users_department_code", users.c.department_code)

_NONE: ColumnElement[str] = literal_column("''")

KANA_ORDER = (
    by_bytes(func.coalesce(func.nullif(users.c.kana, _NONE), users.c.name)),
    by_bytes(func.coalesce(users.c.employee_number, _NONE)),
    users.c.id,
)
"""Names by their reading, then by number: the order of every list of people. Literal, or no index would fit it."""

Index("ix_users_kana_order", *KANA_ORDER)

departments = Table(
    "departments",
    metadata,
    Column("code", String(100), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("parent_code", String(100), nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

# What a directory (SCIM) says of a person: the resource as it was last written, and what was kept of it, as JSON.
directory_entries = Table(
    "directory_entries",
    metadata,
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    # NULL once another person has the name; a person who is deleted there lets it go.
    Column("user_name_key", String(254), nullable=True, unique=True),
    Column("said", Text, nullable=False),
    Column("held", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    # Deleted there: deactivated here, and no longer shown to directories.
    Column("deleted_at", BigInteger, nullable=True),
    sqlite_with_rowid=False,
)

# A roster that was uploaded and not yet confirmed. Deleted when it is, or after a day.
roster_drafts = Table(
    "roster_drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("encoding", String(20), nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("rows", Text, nullable=False),
)

# Learners who take one course together, by one date. Who belongs to it stands in `enrollments`.
cohorts = Table(
    "cohorts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("course_id", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("starts_at", BigInteger, nullable=True),
    Column("due_at", BigInteger, nullable=True),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("course_id", "name"),
    sqlite_with_rowid=False,
)

# A report as somebody wants it again: filters, order, columns and the language of the header, as an address says them.
saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("user_id", "name"),
    sqlite_with_rowid=False,
)
