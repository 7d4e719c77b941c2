"""Sessions: an opaque token in a cookie, everything else here. Signing out or a new role ends one at once."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace

from quizserver.domain.people import OpenSession, Visitor
from quizserver.errors import StorageUnavailable
from quizserver.services.clock import Clock
from quizserver.services.secrecy import new_token, token_hash
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import (
    delete_expired_sessions,
    delete_session,
    delete_sessions_of,
    find_visitor,
    insert_session,
    list_sessions,
    touch_session,
)
from quizserver.storage.audit import append_audit
from quizserver.storage.factors import find_factor

__all__ = ["Sessions", "csrf_token"]

_HOUR_MS = 3_600_000
_TOUCH_EVERY_MS = 300_000
# How long a session waits for the code after the password.
_CODE_MS = 600_000


def csrf_token(token: str) -> str:
    """The token that a page sends back with unsafe requests: derived from the session's, so that it ends with it."""
    return hashlib.sha256(b"csrf\x1f" + token.encode("utf-8", "replace")).hexdigest()[:43]


class Sessions:
    """Finds, begins and ends sessions. `idle_hours` without a request, or `days` in all, end one."""

    def __init__(
        self, database: Database, *, clock: Clock, idle_hours: int, days: int, second_factor: str = "off"
    ) -> None:
        self._database = database
        self._clock = clock
        self._idle_ms = idle_hours * _HOUR_MS
        self._whole_ms = days * 24 * _HOUR_MS
        self._second_factor = second_factor

    @property
    def lifetime_seconds(self) -> int:
        """How long a browser keeps the cookie."""
        return self._whole_ms // 1000

    def find_visitor(self, token: str) -> Visitor | None:
        """Who holds this token."""
        now, hashed = self._clock(), token_hash(token)
        with self._database.reading() as connection:
            visitor = find_visitor(connection, token_hash=hashed, now=now, idle_since=now - self._idle_ms)
        if visitor is not None and now - visitor.last_seen_at > _TOUCH_EVERY_MS:
            # Not worth an error: the session stays as old as it was.
            with contextlib.suppress(StorageUnavailable):
                self._database.write(lambda tx: touch_session(tx, token_hash=hashed, now=now))
        if visitor is None or self._second_factor == "off":
            return None if visitor is None else replace(visitor, factor_at=visitor.factor_at or None)
        return visitor

    def awaits_factor(self, token: str) -> bool:
        """Whether a session that has just begun waits for its second factor."""
        visitor = self.find_visitor(token)
        return visitor is not None and visitor.awaits_factor

    def lacks_factor(self, visitor: Visitor) -> bool:
        """Whether this session may not do what HR and admins do, because no second factor was given in it."""
        return self._second_factor == "required" and bool(visitor.office) and not visitor.factor_at

    def begin(
        self, tx: Transaction, *, user_id: str, instead_of: str | None, browser: str = "", vouched: bool = False
    ) -> str:
        """Begin a session and end the one that this browser had: its id always changes. Returns the token.

        `vouched` says that no second factor is to be asked for: it was given, or the company's provider answers for it.
        """
        now, token = self._clock(), new_token()
        asked = not vouched and self._asks(tx, user_id)
        delete_expired_sessions(tx, now=now)
        if instead_of is not None:
            delete_session(tx, token_hash=token_hash(instead_of))
        insert_session(
            tx,
            token_hash=token_hash(token),
            user_id=user_id,
            now=now,
            expires_at=now + (_CODE_MS if asked else self._whole_ms),
            browser=browser,
            factor_at=now if vouched else 0 if asked else None,
        )
        return token

    def _asks(self, tx: Transaction, user_id: str) -> bool:
        factor = None if self._second_factor == "off" else find_factor(tx, user_id=user_id)
        return factor is not None and factor.confirmed_at is not None

    def list_open(self, *, user_id: str) -> list[OpenSession]:
        """Where this person is signed in, the latest used first."""
        now = self._clock()
        with self._database.reading() as connection:
            return list_sessions(connection, user_id=user_id, now=now, idle_since=now - self._idle_ms)

    def revoke(self, *, user_id: str, name: str) -> bool:
        """End the session of this name; False when this person has none of it."""
        found = next((session for session in self.list_open(user_id=user_id) if session.name == name), None)
        if found is not None:
            self._end(found.token_hash, user_id=user_id, action="session_revoked")
        return found is not None

    def revoke_others(self, token: str, *, user_id: str) -> None:
        """End every session of this person but this one."""
        now = self._clock()

        def job(tx: Transaction) -> None:
            delete_sessions_of(tx, user_id=user_id, but=token_hash(token))
            append_audit(tx, actor=user_id, action="sessions_revoked", subject=f"user:{user_id}", now=now)

        self._database.write(job)

    def is_own(self, session: OpenSession, *, token: str) -> bool:
        """Whether this is the session of this token."""
        return session.token_hash == token_hash(token)

    def end(self, token: str, *, user_id: str) -> None:
        """End a session for good: a stolen copy of its cookie is worth nothing after this."""
        self._end(token_hash(token), user_id=user_id, action="signed_out")

    def _end(self, hashed: str, *, user_id: str, action: str) -> None:
        now = self._clock()

        def job(tx: Transaction) -> None:
            delete_session(tx, token_hash=hashed)
            append_audit(tx, actor=user_id, action=action, subject=f"user:{user_id}", now=now)

        self._database.write(job)
