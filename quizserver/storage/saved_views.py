"""Saved views of the report: what somebody wants to see again. Each belongs to one person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from quizserver.storage.tables import saved_views

__all__ = ["SavedView", "delete_view", "find_view", "insert_view", "list_views", "update_view"]

_COLUMNS = (saved_views.c.id, saved_views.c.name, saved_views.c.query)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A name, and the question as an address asks it."""

    id: str
    name: str
    query: str


def list_views(connection: Connection, *, user_id: str) -> list[SavedView]:
    """Everything that this person saved, by name."""
    own = select(*_COLUMNS).where(saved_views.c.user_id == user_id)
    return [SavedView(*row) for row in connection.execute(own.order_by(saved_views.c.name))]


def find_view(connection: Connection, *, user_id: str, view_id: str) -> SavedView | None:
    """This person's view of this id; somebody else's is None, as one that does not exist."""
    own = select(*_COLUMNS).where(saved_views.c.user_id == user_id, saved_views.c.id == view_id)
    row = connection.execute(own).first()
    return None if row is None else SavedView(*row)


def insert_view(connection: Connection, view: SavedView, *, user_id: str, now: int) -> None:
    """A new one. Raises IntegrityError (DuplicateError outside storage) where the name is taken."""
    values = {"id": view.id, "name": view.name, "query": view.query, "user_id": user_id, "created_at": now}
    connection.execute(insert(saved_views).values(values))


def update_view(connection: Connection, view: SavedView) -> None:
    """Its name and its question. Raises IntegrityError (DuplicateError outside storage) where the name is taken."""
    change = update(saved_views).where(saved_views.c.id == view.id)
    connection.execute(change.values(name=view.name, query=view.query))


def delete_view(connection: Connection, *, view_id: str) -> None:
    """Forget it."""
    connection.execute(delete(saved_views).where(saved_views.c.id == view_id))
