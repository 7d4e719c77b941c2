"""Who people are at a provider of identities, and sign-ins that went there and have not come back."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from quizserver.storage.departments import upsert_departments
from quizserver.storage.tables import departments, identities, sign_in_flows, users

__all__ = [
    "find_identity",
    "has_identity",
    "insert_flow",
    "insert_identity",
    "take_flow",
    "update_department",
]


def find_identity(connection: Connection, *, issuer: str, subject: str) -> str | None:
    """The user id of this subject of this issuer."""
    statement = select(identities.c.user_id).where(identities.c.issuer == issuer, identities.c.subject == subject)
    return connection.execute(statement).scalar()


def has_identity(connection: Connection, *, issuer: str, user_id: str) -> bool:
    """Whether this person is somebody at this issuer already."""
    statement = select(identities.c.subject).where(identities.c.issuer == issuer, identities.c.user_id == user_id)
    return connection.execute(statement).first() is not None


def insert_identity(connection: Connection, *, issuer: str, subject: str, user_id: str, now: int) -> None:
    """Link them. Raises IntegrityError (DuplicateError outside storage) when the subject is linked already."""
    values = {"issuer": issuer, "subject": subject, "user_id": user_id, "linked_at": now}
    connection.execute(insert(identities), values)


def insert_flow(
    connection: Connection,
    *,
    state_hash: str,
    browser_hash: str,
    nonce: str,
    verifier: str,
    next_path: str,
    now: int,
    expires_at: int,
) -> None:
    """Note that somebody left for the provider; forget those who did not come back in time."""
    connection.execute(delete(sign_in_flows).where(sign_in_flows.c.expires_at <= now))
    values = {"state_hash": state_hash, "browser_hash": browser_hash, "nonce": nonce, "verifier": verifier}
    connection.execute(insert(sign_in_flows), values | {"next": next_path, "expires_at": expires_at})


def take_flow(connection: Connection, *, state_hash: str, browser_hash: str, now: int) -> tuple[str, str, str] | None:
    """(nonce, verifier, next) of a sign-in that this browser left for; it is gone after that."""
    row = connection.execute(
        delete(sign_in_flows)
        .where(
            sign_in_flows.c.state_hash == state_hash,
            sign_in_flows.c.browser_hash == browser_hash,
            sign_in_flows.c.expires_at > now,
        )
        .returning(sign_in_flows.c.nonce, sign_in_flows.c.verifier, sign_in_flows.c.next)
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def update_department(connection: Connection, *, user_id: str, code: str) -> None:
    """Move a person to the department of this code; a department that nobody named is called by its code."""
    upsert_departments(connection, {code: ("", None)})
    name = connection.execute(select(departments.c.name).where(departments.c.code == code)).scalar_one()
    connection.execute(update(users).where(users.c.id == user_id).values(department_code=code, department=name))
