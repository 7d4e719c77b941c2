"""Closing an attempt: by its learner, or by the deadline when nobody does. In the transaction of the caller."""

from __future__ import annotations

from quizserver.domain.answering import units_of
from quizserver.domain.records import Attempt, Enrollment
from quizserver.domain.sheets import Sheet
from quizserver.services.library import Library
from quizserver.services.settling import settle_attempt
from quizserver.storage import Transaction
from quizserver.storage.modules import find_record

__all__ = ["close_at_deadline", "close_sheet", "is_completed"]


def close_sheet(
    tx: Transaction, sheet: Sheet, *, enrollment: Enrollment, library: Library, language: str, now: int
) -> Sheet:
    """The learner submits. What arrives within the grace was sent in time, and is dated at the deadline."""
    deadline = sheet.attempt.deadline_at
    moment = now if deadline is None else min(now, deadline)
    return _close(tx, sheet, enrollment=enrollment, library=library, language=language, now=moment, by="learner")


def close_at_deadline(tx: Transaction, sheet: Sheet, *, enrollment: Enrollment, library: Library) -> Sheet:
    """The time is up: what was stored is what counts, as of the deadline."""
    deadline = sheet.attempt.deadline_at
    assert deadline is not None, "only an attempt with a time limit is closed by it"
    language = sheet.responses[-1].language if sheet.responses else sheet.attempt.language
    return _close(tx, sheet, enrollment=enrollment, library=library, language=language, now=deadline, by="deadline")


def _close(
    tx: Transaction, sheet: Sheet, *, enrollment: Enrollment, library: Library, language: str, now: int, by: str
) -> Sheet:
    closed = settle_attempt(
        tx,
        sheet.attempt,
        responses=sheet.responses,
        enrollment=enrollment,
        in_force=library.select_in_force(tx, enrollment),
        units=units_of(sheet.counted),
        counts=sheet.quiz.counts,
        language=language,
        now=now,
        closed_by=by,
    )
    return Sheet(closed, sheet.quiz, sheet.responses, completed=is_completed(tx, closed))


def is_completed(tx: Transaction, attempt: Attempt) -> bool:
    """A graded attempt completes its module; beside an ungraded one, reading the lesson does."""
    if attempt.graded or attempt.submitted_at is None or attempt.module is None:
        return attempt.graded and attempt.submitted_at is not None
    record = find_record(tx, enrollment_id=attempt.enrollment_id, module=attempt.module)
    return record is not None and record.completed_at is not None
