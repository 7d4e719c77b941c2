"""Tokens of programs: reads and writes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from quizserver.domain.people import Role, Visitor, roles_from_text
from quizserver.domain.tokens import Bearer, Token, scopes_from_text, scopes_to_text
from quizserver.storage.tables import api_tokens, users

__all__ = ["find_bearer", "find_token", "insert_token", "list_tokens", "revoke_token", "touch_token"]

_bearer = select(api_tokens, users.c.name.label("owner"), users.c.locale, users.c.roles, users.c.department_code).where(
    api_tokens.c.token_hash == bindparam("hash"),
    api_tokens.c.revoked_at.is_(None),
    api_tokens.c.expires_at > bindparam("now"),
    users.c.id == api_tokens.c.user_id,
    users.c.active,
)


def find_bearer(connection: Connection, *, token_hash: str, now: int) -> Bearer | None:
    """Who comes with this token: as its owner is now, not as at the day it was made."""
    row = connection.execute(_bearer, {"hash": token_hash, "now": now}).first()
    if row is None:
        return None
    visitor = Visitor(
        user_id=row.user_id,
        name=row.owner,
        locale=row.locale,
        roles=roles_from_text(row.roles),
        department_code=row.department_code,
        last_seen_at=now,
    )
    return Bearer(token=_token(row), visitor=visitor)


def list_tokens(connection: Connection, *, user_id: str | None) -> list[tuple[Token, str, frozenset[Role], bool]]:
    """(token, owner's name, roles, active) of one person's tokens or of everybody's, the newest first."""
    statement = (
        select(api_tokens, users.c.name.label("owner"), users.c.roles, users.c.active)
        .join(users, users.c.id == api_tokens.c.user_id)
        .order_by(api_tokens.c.created_at.desc(), api_tokens.c.id)
    )
    if user_id is not None:
        statement = statement.where(api_tokens.c.user_id == user_id)
    return [
        (_token(row), row.owner, roles_from_text(row.roles), bool(row.active)) for row in connection.execute(statement)
    ]


def find_token(connection: Connection, *, token_id: str) -> Token | None:
    """The token of this id."""
    row = connection.execute(select(api_tokens).where(api_tokens.c.id == token_id)).first()
    return None if row is None else _token(row)


def insert_token(connection: Connection, token: Token, *, token_hash: str) -> None:
    """Keep what is known of a new token, and its hash."""
    values = {
        "id": token.id,
        "token_hash": token_hash,
        "name": token.name,
        "scopes": scopes_to_text(token.scopes),
        "user_id": token.user_id,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }
    connection.execute(insert(api_tokens), values)


def touch_token(connection: Connection, *, token_id: str, now: int) -> None:
    """The token was used."""
    connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(last_used_at=now))


def revoke_token(connection: Connection, *, token_id: str, now: int) -> None:
    """From now on it opens nothing."""
    connection.execute(
        update(api_tokens).where(api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    )


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scopes=scopes_from_text(row.scopes),
        user_id=row.user_id,
        created_at=row.created_at,
        expires_at=row.expires_at or 0,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
