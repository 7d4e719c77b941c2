"""Submission at the deadline, whether or not a browser is still there.

Whoever looks at an attempt whose time is up closes it; a sweep closes those that nobody looks at. Each is closed in a
transaction of its own that holds the attempt and looks again, so that several processes close it exactly once.
"""

from __future__ import annotations

import logging

from quizserver.domain.sheets import Sheet, in_order
from quizserver.domain.timing import GRACE_MS, is_time_up
from quizserver.errors import NotFound, StorageUnavailable
from quizserver.services.clock import Clock
from quizserver.services.closing import close_at_deadline, is_completed
from quizserver.services.library import Library
from quizserver.storage import Database, Transaction
from quizserver.storage.attempts import list_overdue, list_overdue_of, list_responses, lock_attempt

__all__ = ["Deadlines"]

_log = logging.getLogger("quizserver.deadlines")


class Deadlines:
    """Closes attempts whose time is up."""

    def __init__(self, database: Database, *, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def close(self, *, attempt_id: str, user_id: str) -> Sheet:
        """The attempt, closed if its time is up; as it is if somebody was faster. Raises NotFound."""
        return self._database.write(lambda tx: self._close(tx, attempt_id=attempt_id, user_id=user_id)[0])

    def sweep(self) -> int:
        """Close every attempt whose time is up, and tell how many. One that fails is left to the next sweep."""
        with self._database.reading() as tx:
            overdue = list_overdue(tx, before=self._clock() - GRACE_MS)
        return sum(self._try_one(attempt_id, user_id) for attempt_id, user_id in overdue)

    def sweep_of(self, user_id: str) -> int:
        """The same for one learner: what is shown of somebody is shown with nothing left open that is over."""
        with self._database.reading() as tx:
            overdue = list_overdue_of(tx, user_id=user_id, before=self._clock() - GRACE_MS)
        return sum(self._close_one(attempt_id, user_id) for attempt_id, user_id in overdue)

    def _try_one(self, attempt_id: str, user_id: str) -> bool:
        try:
            return self._close_one(attempt_id, user_id)
        except StorageUnavailable:
            raise
        except Exception as error:
            data = {"event": "sweep_failed", "attempt": attempt_id, "kind": type(error).__name__}
            _log.error("attempt not closed", extra={"data": data})
            return False

    def _close_one(self, attempt_id: str, user_id: str) -> bool:
        return self._database.write(lambda tx: self._close(tx, attempt_id=attempt_id, user_id=user_id)[1])

    def _close(self, tx: Transaction, *, attempt_id: str, user_id: str) -> tuple[Sheet, bool]:
        """The sheet, and whether this very call closed it."""
        found = lock_attempt(tx, attempt_id=attempt_id, user_id=user_id)
        if found is None:
            raise NotFound
        attempt, enrollment = found
        quiz = self._library.select_quiz(tx, revision=attempt.revision)
        responses = in_order(list_responses(tx, attempt_id=attempt.id))
        sheet = Sheet(attempt, quiz, responses, completed=is_completed(tx, attempt))
        if not is_time_up(attempt, now=self._clock()):
            return sheet, False
        return close_at_deadline(tx, sheet, enrollment=enrollment, library=self._library), True
