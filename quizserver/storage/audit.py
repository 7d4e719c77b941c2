"""The audit log: appended to in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import audit_log

__all__ = ["SYSTEM", "append_audit", "append_audits"]

SYSTEM = "system"
"""The actor of what an operator does at the command line."""

_insert = Prepared(insert(audit_log), names=("at", "actor", "action", "object"))


def append_audit(connection: Connection, *, actor: str, action: str, subject: str, now: int) -> None:
    """Note that `actor` (a user id) did `action` to `subject` ("attempt:<id>"). Ids only."""
    _insert.run(connection, {"at": now, "actor": actor, "action": action, "object": subject})


def append_audits(connection: Connection, notes: Sequence[tuple[str, str, str, int]]) -> None:
    """Many at once: (actor, action, subject, now)."""
    if notes:
        _insert.run_many(connection, [(now, actor, action, subject) for actor, action, subject, now in notes])
