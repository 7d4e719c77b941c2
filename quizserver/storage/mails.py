"""Mails that wait, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from quizserver.domain.mails import Mail
from quizserver.storage.tables import mails

__all__ = [
    "SentMail",
    "claim_mails",
    "count_mails",
    "find_known_keys",
    "list_mails",
    "list_mails_of",
    "queue_mail",
    "queue_mails",
    "return_mail",
    "settle_mail",
]

_CHUNK = 500


def queue_mail(connection: Connection, mail: Mail, *, now: int) -> bool:
    """Put a mail into the queue. False when one with this key was queued before: then nothing happens."""
    return bool(queue_mails(connection, [mail], now=now))


def queue_mails(connection: Connection, found: Sequence[Mail], *, now: int) -> set[str]:
    """Put mails into the queue, in the state that each has; the keys of those whose key was new. Others are left out.

    Two transactions that ask for the same at once: the second waits for the first, and finds them there.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(mails).on_conflict_do_nothing(index_elements=["dedupe"])
    # In one order, so that two of them cannot wait for each other.
    ordered = sorted(found, key=lambda mail: mail.dedupe)
    if ordered:
        connection.execute(new, [_values(mail, now=now) for mail in ordered])
    ids: set[str] = set()
    for start in range(0, len(ordered), _CHUNK):
        some = [mail.id for mail in ordered[start : start + _CHUNK]]
        ids.update(connection.execute(select(mails.c.id).where(mails.c.id.in_(some))).scalars())
    return {mail.dedupe for mail in ordered if mail.id in ids}


def find_known_keys(connection: Connection, keys: Collection[str]) -> set[str]:
    """Those of these keys for which there is a mail, whatever became of it."""
    wanted, known = list(keys), set[str]()
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        known.update(connection.execute(select(mails.c.dedupe).where(mails.c.dedupe.in_(some))).scalars())
    return known


def _values(mail: Mail, *, now: int) -> dict[str, Any]:
    return {
        "id": mail.id,
        "user_id": mail.user_id,
        "kind": mail.kind,
        "dedupe": mail.dedupe,
        "facts": json.dumps(dict(mail.facts), ensure_ascii=True, sort_keys=True, separators=(",", ":")),
        "state": mail.state,
        "queued_at": now,
        "due_at": now,
    }


def claim_mails(connection: Connection, *, now: int, lost_before: int, most: int) -> list[Mail]:
    """Take mails to send, so that no other process takes them. One that was taken before `lost_before` and never
    settled may have been sent: it becomes "unsure" and is not sent again."""
    connection.execute(
        update(mails).where(mails.c.state == "sending", mails.c.claimed_at < lost_before).values(state="unsure")
    )
    waiting = (
        select(mails.c.id)
        .where(mails.c.state == "queued", mails.c.due_at <= now)
        .order_by(mails.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(waiting).scalars())
    if not ids:
        return []
    connection.execute(
        update(mails).where(mails.c.id.in_(ids)).values(state="sending", claimed_at=now, tries=mails.c.tries + 1)
    )
    return [_mail(row) for row in connection.execute(select(mails).where(mails.c.id.in_(ids)).order_by(mails.c.id))]


def settle_mail(connection: Connection, *, mail_id: str, state: str, now: int, problem: str | None = None) -> None:
    """It was sent ("sent"), will never be ("failed"), or nobody knows ("unsure")."""
    values: dict[str, Any] = {"state": state, "problem": problem}
    if state == "sent":
        values["sent_at"] = now
    connection.execute(update(mails).where(mails.c.id == mail_id).values(values))


def return_mail(connection: Connection, *, mail_id: str, due_at: int, problem: str) -> None:
    """It was surely not sent: try again later."""
    connection.execute(
        update(mails).where(mails.c.id == mail_id).values(state="queued", due_at=due_at, problem=problem)
    )


def count_mails(connection: Connection, *, kinds: Sequence[str] = (), since: int = 0) -> Mapping[str, int]:
    """State -> how many were queued since then, of these kinds or of all."""
    wanted = [mails.c.kind.in_(kinds)] if kinds else []
    statement = select(mails.c.state, func.count()).where(mails.c.queued_at >= since, *wanted).group_by(mails.c.state)
    return {row[0]: row[1] for row in connection.execute(statement)}


def list_mails(
    connection: Connection, *, kinds: Sequence[str], since: int, states: Sequence[str] = (), limit: int | None = None
) -> list[Mail]:
    """Mails of these kinds (and states, if any are named) that were queued or sent since then, newest first."""
    statement = (
        select(mails)
        .where(and_(mails.c.kind.in_(kinds), or_(mails.c.queued_at >= since, mails.c.sent_at >= since)))
        .order_by(mails.c.queued_at.desc(), mails.c.id)
        .limit(limit)
    )
    if states:
        statement = statement.where(mails.c.state.in_(states))
    return [_mail(row) for row in connection.execute(statement)]


@dataclass(frozen=True, slots=True)
class SentMail:
    """What became of a mail to a person: queued, sending, sent, failed or unsure. `at`: when it was sent or queued."""

    kind: str
    state: str
    at: int


def list_mails_of(connection: Connection, *, user_id: str) -> list[SentMail]:
    """Every mail to a person, the newest first."""
    at = func.coalesce(mails.c.sent_at, mails.c.queued_at)
    statement = select(mails.c.kind, mails.c.state, at).where(mails.c.user_id == user_id)
    return [SentMail(*row) for row in connection.execute(statement.order_by(at.desc(), mails.c.id))]


def _mail(row: Any) -> Mail:
    return Mail(
        id=row.id,
        user_id=row.user_id,
        kind=row.kind,
        dedupe=row.dedupe,
        facts=json.loads(row.facts),
        state=row.state,
        tries=row.tries,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        problem=row.problem,
    )
