"""Links that let somebody in once."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from quizserver.storage.tables import tickets

__all__ = ["delete_expired_tickets", "delete_tickets_of", "find_ticket", "insert_ticket"]


def insert_ticket(
    connection: Connection, *, token_hash: str, user_id: str, purpose: str, now: int, expires_at: int
) -> None:
    """Keep a new link."""
    values = {"token_hash": token_hash, "user_id": user_id, "purpose": purpose, "created_at": now}
    connection.execute(insert(tickets), values | {"expires_at": expires_at})


def find_ticket(connection: Connection, *, token_hash: str, now: int) -> tuple[str, str] | None:
    """(user id, purpose) of a link that still opens, or None."""
    row = connection.execute(
        select(tickets.c.user_id, tickets.c.purpose).where(
            tickets.c.token_hash == token_hash, tickets.c.expires_at > now
        )
    ).first()
    return None if row is None else (row[0], row[1])


def delete_tickets_of(connection: Connection, *, user_id: str) -> int:
    """No link of this person opens any more; how many there were."""
    return connection.execute(delete(tickets).where(tickets.c.user_id == user_id)).rowcount


def delete_expired_tickets(connection: Connection, *, now: int) -> None:
    """Forget links that nobody can use."""
    connection.execute(delete(tickets).where(tickets.c.expires_at <= now))
