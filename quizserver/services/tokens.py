"""Tokens of programs: made, listed, revoked by people; asked for at every request of a program."""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from quizserver.domain.people import Role, Visitor, clean_text
from quizserver.domain.tokens import (
    MAY_HOLD,
    PREFIX,
    Bearer,
    Scope,
    Standing,
    Token,
    find_days_problem,
    find_label_problem,
    is_token,
    scopes_for,
    standing_of,
)
from quizserver.errors import BadToken, NotFound, ScopeMissing, StorageUnavailable, TooManyTries, UnsuitableToken
from quizserver.services.clock import Clock
from quizserver.services.secrecy import new_token, token_hash
from quizserver.services.throttling import Throttle
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account, lock_account
from quizserver.storage.audit import append_audit
from quizserver.storage.tokens import (
    find_bearer,
    find_token,
    insert_token,
    list_tokens,
    revoke_token,
    touch_token,
)

__all__ = ["Listed", "NewToken", "Tokens"]

_DAY_MS = 86_400_000
_MINUTE_MS = 60_000
_A_MINUTE: Mapping[Scope, int] = {Scope.REPORT: 60, Scope.SCIM: 3000}
"""Requests of one token in a minute, in this process. Entra ID sends up to 25 a second and wants them answered."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; `text` is shown once and stored nowhere."""

    token: Token
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A token in a list, with whose it is and what it is worth now."""

    token: Token
    owner: str
    standing: Standing


class Tokens:
    """The use cases of programs' tokens. `actor` is a user id, or "system" for the command line."""

    def __init__(self, database: Database, *, throttle: Throttle, clock: Clock) -> None:
        self._database = database
        self._throttle = throttle
        self._clock = clock
        self._minute = 0
        self._used: Counter[tuple[str, Scope]] = Counter()

    def create(self, *, owner_id: str, actor: str, name: str, scopes: frozenset[Scope], days: int | None) -> NewToken:
        """Make a token with its owner's power. Raises UnsuitableToken, NotFound."""
        name, text = clean_text(name), PREFIX + new_token()

        def job(tx: Transaction) -> Token:
            now = self._clock()
            lock_account(tx, user_id=owner_id)
            owner = find_account(tx, user_id=owner_id)
            if owner is None:
                raise NotFound
            self._check(tx, owner_id, owner.roles if owner.active else frozenset(), name=name, scopes=scopes, days=days)
            token = Token(
                id=str(uuid.uuid4()),
                name=name,
                scopes=scopes,
                user_id=owner_id,
                created_at=now,
                expires_at=now + (days or 0) * _DAY_MS,
            )
            insert_token(tx, token, token_hash=token_hash(text))
            facts = {"scopes": ", ".join(sorted(scopes)), "days": days}
            append_audit(tx, actor=actor, action="token_made", subject=f"token:{token.id}", now=now, facts=facts)
            return token

        return NewToken(self._database.write(job), text)

    def list_for(self, visitor: Visitor | None) -> list[Listed]:
        """Everybody's for an admin and for the command line (None), the own for everybody else; the newest first."""
        whose = None if visitor is None or Role.ADMIN in visitor.roles else visitor.user_id
        now = self._clock()
        with self._database.reading() as connection:
            rows = list_tokens(connection, user_id=whose)
        return [
            Listed(token=token, owner=owner, standing=standing_of(token, roles=roles, active=active, now=now))
            for token, owner, roles, active in rows
        ]

    def revoke(self, token_id: str, *, visitor: Visitor | None, actor: str) -> None:
        """End a token at once. Raises NotFound, for one that this visitor may not see as for one that is not there."""

        def job(tx: Transaction) -> None:
            found = find_token(tx, token_id=token_id)
            if found is None or not _is_theirs(found, visitor):
                raise NotFound
            if found.revoked_at is None:
                now = self._clock()
                revoke_token(tx, token_id=token_id, now=now)
                append_audit(tx, actor=actor, action="token_revoked", subject=f"token:{token_id}", now=now)

        self._database.write(job)

    def select_bearer(self, text: str, *, scope: Scope, address: str) -> Bearer:
        """Who comes with this token, for this purpose. Raises BadToken, ScopeMissing, TooManyTries."""
        now = self._clock()
        bearer = None
        if is_token(text):
            with self._database.reading() as connection:
                bearer = find_bearer(connection, token_hash=token_hash(text), now=now)
        if bearer is None:
            self._throttle.count_token(address=address)
            raise BadToken
        if scope not in bearer.token.scopes or not bearer.visitor.roles & MAY_HOLD[scope]:
            raise ScopeMissing(scope=scope.value)
        self._count(bearer.token, scope=scope, now=now)
        self._touch(bearer.token, now=now)
        return bearer

    def _check(
        self,
        tx: Transaction,
        owner_id: str,
        roles: frozenset[Role],
        *,
        name: str,
        scopes: frozenset[Scope],
        days: int | None,
    ) -> None:
        problems = {"label": find_label_problem(name), "days": find_days_problem(days)}
        if not scopes or not scopes <= set(scopes_for(roles)):
            problems["scopes"] = "none" if not scopes else "beyond"
        now = self._clock()
        in_use = {
            token.name
            for token, *_ in list_tokens(tx, user_id=owner_id)
            if token.revoked_at is None and token.expires_at > now
        }
        if name in in_use:
            # Also what keeps a page that is loaded again from making a second one.
            problems["label"] = "taken"
        found = {field: problem for field, problem in problems.items() if problem is not None}
        if found:
            raise UnsuitableToken(problems=found)

    def _count(self, token: Token, *, scope: Scope, now: int) -> None:
        """A program that runs wild must not take the server away from learners. In memory: no write per request."""
        minute = now // _MINUTE_MS
        if minute != self._minute:
            self._minute, self._used = minute, Counter()
        self._used[token.id, scope] += 1
        if self._used[token.id, scope] > _A_MINUTE[scope]:
            raise TooManyTries(seconds=max(1, -(-((minute + 1) * _MINUTE_MS - now) // 1000)))

    def _touch(self, token: Token, *, now: int) -> None:
        if token.last_used_at is None or now - token.last_used_at > _MINUTE_MS:
            # Not worth an error: the list says an older time.
            with contextlib.suppress(StorageUnavailable):
                self._database.write(lambda tx: touch_token(tx, token_id=token.id, now=now))


def _is_theirs(token: Token, visitor: Visitor | None) -> bool:
    return visitor is None or Role.ADMIN in visitor.roles or token.user_id == visitor.user_id
