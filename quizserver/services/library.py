"""Quizzes by revision: today's from the catalog, older ones from the database, where each is kept for ever."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from coursekit.bundle import CompiledQuiz
from coursekit.errors import UnknownRevisionError
from quizserver.catalog import Catalog
from quizserver.storage import Transaction
from quizserver.storage.revisions import find_quiz_revision

__all__ = ["Library"]

_KEPT = 64


class Library:
    """Finds the quiz that an attempt was begun with."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = Lock()
        self._older: OrderedDict[str, CompiledQuiz] = OrderedDict()

    def select_quiz(self, tx: Transaction, *, revision: str) -> CompiledQuiz:
        """The quiz of this revision. Raises UnknownRevisionError, which a foreign key makes impossible."""
        quiz = self._catalog.find_quiz_revision(revision) or self._older.get(revision)
        if quiz is None:
            quiz = find_quiz_revision(tx, revision=revision)
            if quiz is None:
                raise UnknownRevisionError(revision)
            self._keep(quiz)
        return quiz

    def _keep(self, quiz: CompiledQuiz) -> None:
        with self._lock:
            self._older[quiz.revision] = quiz
            while len(self._older) > _KEPT:
                self._older.popitem(last=False)
