"""Saved views of the report: save, open, rename, delete. Nobody sees those of others."""

from __future__ import annotations

import uuid
from dataclasses import replace

from quizserver.domain.people import clean_text
from quizserver.errors import DuplicateError, NotFound, UnsuitableViewName
from quizserver.services.clock import Clock
from quizserver.storage import Database, Transaction
from quizserver.storage.audit import append_audit
from quizserver.storage.saved_views import (
    SavedView,
    delete_view,
    find_view,
    insert_view,
    list_views,
    update_view,
)

__all__ = ["VIEW_NAME_LENGTH", "SavedView", "SavedViews"]

VIEW_NAME_LENGTH = 100


class SavedViews:
    """The use cases of a person with the own views."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list_views(self, *, user_id: str) -> list[SavedView]:
        """By name."""
        with self._database.reading() as connection:
            return list_views(connection, user_id=user_id)

    def select_view(self, view_id: str, *, user_id: str) -> SavedView:
        """Raises NotFound, for somebody else's too."""
        with self._database.reading() as connection:
            return _found(find_view(connection, user_id=user_id, view_id=view_id))

    def save(self, name: str, *, query: str, user_id: str) -> SavedView:
        """Save under a name; a view of this name is replaced. Raises UnsuitableViewName."""
        wanted = _name(name)

        def job(tx: Transaction) -> SavedView:
            known = next((view for view in list_views(tx, user_id=user_id) if view.name == wanted), None)
            view = SavedView(str(uuid.uuid4()) if known is None else known.id, wanted, query)
            if known is None:
                insert_view(tx, view, user_id=user_id, now=self._clock())
            else:
                update_view(tx, view)
            self._note(tx, "view_saved", view_id=view.id, actor=user_id)
            return view

        return self._database.write(job)

    def rename(self, view_id: str, *, name: str, user_id: str) -> None:
        """Raises NotFound, UnsuitableViewName (another view may have the name)."""
        wanted = _name(name)

        def job(tx: Transaction) -> None:
            view = _found(find_view(tx, user_id=user_id, view_id=view_id))
            update_view(tx, replace(view, name=wanted))
            self._note(tx, "view_renamed", view_id=view_id, actor=user_id)

        try:
            self._database.write(job)
        except DuplicateError as error:
            raise UnsuitableViewName(most=VIEW_NAME_LENGTH) from error

    def delete(self, view_id: str, *, user_id: str) -> None:
        """Raises NotFound."""

        def job(tx: Transaction) -> None:
            _found(find_view(tx, user_id=user_id, view_id=view_id))
            delete_view(tx, view_id=view_id)
            self._note(tx, "view_deleted", view_id=view_id, actor=user_id)

        self._database.write(job)

    def _note(self, tx: Transaction, action: str, *, view_id: str, actor: str) -> None:
        append_audit(tx, actor=actor, action=action, subject=f"view:{view_id}", now=self._clock())


def _found(view: SavedView | None) -> SavedView:
    if view is None:
        raise NotFound
    return view


def _name(text: str) -> str:
    """Raises UnsuitableViewName."""
    wanted = " ".join(clean_text(text.replace("\x00", "")).split())
    if not wanted or len(wanted) > VIEW_NAME_LENGTH:
        raise UnsuitableViewName(most=VIEW_NAME_LENGTH)
    return wanted
