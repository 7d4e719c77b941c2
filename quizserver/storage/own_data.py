"""Everything that the tables hold about one person, asked of the tables themselves: a new one is in it from its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from quizserver.storage.audit_reading import objects_of
from quizserver.storage.tables import attempts, audit_log, enrollments, metadata, roster_drafts, users

__all__ = ["HIDDEN", "LEFT_OUT", "list_own_rows"]

HIDDEN: Mapping[str, frozenset[str]] = {
    "users": frozenset({"email_key", "password_hash"}),
    "sessions": frozenset({"user_id", "token_hash"}),
    "tickets": frozenset({"user_id", "token_hash"}),
    "second_factors": frozenset({"user_id", "secret", "recovery", "last_step"}),
    "api_tokens": frozenset({"user_id", "token_hash"}),
    "attempts": frozenset({"user_id", "seed", "orders", "questions"}),
    "certificates": frozenset({"user_id", "status_list", "status_index"}),
    "mails": frozenset({"user_id", "dedupe"}),
    "directory_entries": frozenset({"user_id", "user_name_key"}),
    "identities": frozenset({"user_id"}),
    "saved_views": frozenset({"user_id"}),
    "enrollments": frozenset({"user_id"}),
    "review_plans": frozenset({"user_id"}),
    "review_items": frozenset({"user_id"}),
}
"""Table -> columns that are not handed out: secrets and their hashes, what draws a paper, keys of ours."""

LEFT_OUT: Mapping[str, str] = {
    roster_drafts.name: "what HR uploads tells about other people, and is gone within a day",
    "erasures": "who stands there has no account any more",
}
"""Tables with people's ids that are not part of anybody's own data, and why."""


def list_own_rows(connection: Connection, *, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """Table -> this person's rows, in the order of their keys. Of the audit log, what is about the person."""
    found = {}
    for table in metadata.sorted_tables:
        own = _own(table, user_id)
        if table is audit_log:
            own = audit_log.c.object.in_(objects_of(connection, user_id=user_id))
        if own is not None and table.name not in LEFT_OUT:
            found[table.name] = _rows(connection, table, own)
    return found


def _own(table: Table, user_id: str) -> ColumnElement[bool] | None:
    """Which rows of a table are a person's; None for a table that knows no people."""
    if table is users:
        return users.c.id == user_id
    if "user_id" in table.c:
        return table.c.user_id == user_id
    for name, owner in (("enrollment_id", enrollments), ("attempt_id", attempts)):
        if name in table.c:
            return table.c[name].in_(select(owner.c.id).where(owner.c.user_id == user_id))
    return None


def _rows(connection: Connection, table: Table, own: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in HIDDEN.get(table.name, ())]
    rows = connection.execute(select(*columns).where(own).order_by(*table.primary_key.columns))
    return [dict(row) for row in rows.mappings()]
