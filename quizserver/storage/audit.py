"""The audit log: appended to in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert

from quizserver.domain.actions import ACTIONS
from quizserver.domain.canonical import canonical
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import audit_log

__all__ = ["SYSTEM", "append_audit", "append_audits"]

SYSTEM = "system"
"""The actor of what an operator does at the command line."""

_insert = Prepared(insert(audit_log), names=("at", "actor", "action", "object", "facts"))


def append_audit(
    connection: Connection,
    *,
    actor: str,
    action: str,
    subject: str,
    now: int,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Note that `actor` (a user id) did `action` to `subject` ("attempt:<id>").

    Ids only, and in `facts` counts, filters and forms: never a name, an address or text that somebody typed, so that
    the log can stay whole when a person is erased.
    """
    assert action in ACTIONS, f"{action}: add it to domain/actions.py, and its words (audit.actions) in every language"
    values = {"at": now, "actor": actor, "action": action, "object": subject, "facts": _text(facts)}
    _insert.run(connection, values)


def append_audits(
    connection: Connection, notes: Sequence[tuple[str, str, str, int]], *, facts: Mapping[str, Any] | None = None
) -> None:
    """Many at once: (actor, action, subject, now); the facts are those of all."""
    said, unknown = _text(facts), {note[1] for note in notes} - ACTIONS
    assert not unknown, f"{unknown}: add them to domain/actions.py, and their words in every language"
    if notes:
        _insert.run_many(connection, [(now, actor, action, subject, said) for actor, action, subject, now in notes])


def _text(facts: Mapping[str, Any] | None) -> str:
    """Canonical JSON of what is known; nothing, where nothing is."""
    known = {name: value for name, value in (facts or {}).items() if value is not None}
    return canonical(known) if known else ""
