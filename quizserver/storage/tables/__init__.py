"""The tables, once for SQLite and PostgreSQL. Their text is committed (schema.*.sql) and compared by a test.

In SQLite, tables with a text key are stored in the order of that key: one page to read or write instead of two.

Times are whole milliseconds since 1970, UTC (`…_at`), ids are UUIDs as text, JSON is canonical text: the same bytes in
either database, so that records can be compared and hashed. No type here depends on a collation.
"""

from __future__ import annotations

from quizserver.storage.tables.base import metadata
from quizserver.storage.tables.doors import (
    api_tokens,
    identities,
    mails,
    second_factors,
    sessions,
    sign_in_flows,
    sign_in_tries,
    tickets,
)
from quizserver.storage.tables.evidence import audit_log, certificates, erasures, records, regrades
from quizserver.storage.tables.learning import (
    attempts,
    course_revisions,
    enrollments,
    module_records,
    quiz_revisions,
    responses,
)
from quizserver.storage.tables.people import (
    cohorts,
    departments,
    directory_entries,
    roster_drafts,
    saved_views,
    users,
)
from quizserver.storage.tables.reviewing import review_items, review_plans

__all__ = [
    "api_tokens",
    "attempts",
    "audit_log",
    "certificates",
    "cohorts",
    "course_revisions",
    "departments",
    "directory_entries",
    "enrollments",
    "erasures",
    "identities",
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
    "saved_views",
    "second_factors",
    "sessions",
    "sign_in_flows",
    "sign_in_tries",
    "tickets",
    "users",
]
