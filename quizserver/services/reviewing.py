"""Reviews after the course: asked for, answered, exported and ended by the learner alone.

Nothing here is written to the records or to the audit log, and no report reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from coursekit.bundle import CompiledCourse, CompiledQuestion
from coursekit.rendering import FORM_TYPES
from quizserver.catalog import Catalog
from quizserver.domain.answering import grade_part, is_blank
from quizserver.domain.explaining import Feedback, explain_part, outcome_of
from quizserver.domain.records import Response
from quizserver.domain.reviewing import ReviewItem, after_answer, due_items, end_of_day, new_item
from quizserver.errors import DuplicateError, NotFound, NotReadable
from quizserver.services.clock import Clock
from quizserver.services.progress import Progress
from quizserver.storage import Database, Transaction
from quizserver.storage.reviewing import (
    delete_review,
    delete_review_items,
    find_review_start,
    insert_review_items,
    insert_review_plan,
    list_review_items,
    update_review_item,
)

__all__ = ["Answered", "ReviewDay", "Reviewing"]


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """One learner's reviews as they stand today. `started_at` is None for somebody who did not ask for them."""

    started_at: int | None
    due: tuple[ReviewItem, ...] = ()
    items: tuple[ReviewItem, ...] = ()
    reviewable: bool = False

    @property
    def next_at(self) -> int | None:
        """When the next question returns, of those that are not due today."""
        later = [item.due_at for item in self.items if item not in self.due]
        return min(later, default=None)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a question that had returned: what it was worth, why, and when the question returns again."""

    question: CompiledQuestion
    outcome: str
    feedback: tuple[Feedback, ...]
    next_at: int


class Reviewing:
    """The use cases of somebody who wants to remember."""

    def __init__(
        self, database: Database, *, catalog: Catalog, progress: Progress, clock: Clock, timezone: ZoneInfo
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._progress = progress
        self._clock = clock
        self._timezone = timezone

    def today(self, *, user_id: str) -> ReviewDay:
        """What is due today. Questions of modules that were done since the last visit join here."""
        with self._database.snapshot() as tx:
            started_at = find_review_start(tx, user_id=user_id)
            items = list_review_items(tx, user_id=user_id)
        returning = self._returning(user_id=user_id)
        if started_at is None:
            return ReviewDay(None, reviewable=bool(returning))
        known = {item.key for item in items}
        if known != set(returning):
            items = self._database.write(lambda tx: self._sync(tx, user_id=user_id, returning=returning))
        until = end_of_day(self._clock(), timezone=self._timezone)
        return ReviewDay(started_at, tuple(due_items(items, until=until)), tuple(items), reviewable=bool(returning))

    def start(self, *, user_id: str) -> None:
        """The learner asks for reviews. Asking twice is asking once."""

        def job(tx: Transaction) -> None:
            if find_review_start(tx, user_id=user_id) is None:
                insert_review_plan(tx, user_id=user_id, now=self._clock())

        try:
            self._database.write(job)
        except DuplicateError:
            return

    def stop(self, *, user_id: str) -> None:
        """The learner has had enough: everything is deleted, at once."""
        self._database.write(lambda tx: delete_review(tx, user_id=user_id))

    def select_question(self, item: ReviewItem) -> CompiledQuestion:
        """The question as it is today. Raises NotFound."""
        course = self._catalog.courses().get(item.course_id)
        found = None if course is None else _question(course, quiz=item.quiz, question=item.question)
        if found is None:
            raise NotFound
        return found

    def answer(self, item: ReviewItem, *, response: Mapping[str, Any], reviews: int, language: str) -> Answered | None:
        """Grade an answer by today's key and move the question's next date.

        None when this question was answered meanwhile (`reviews` tells which return the answer belongs to). Raises
        NotReadable for what is no answer yet, NotFound.
        """
        question = self.select_question(item)
        if is_blank(response) or _lines_left(question, response):
            raise NotReadable(question=question.id)
        graded = grade_part(question, response, part="", language=language, earlier=())
        now = self._clock()
        outcome = outcome_of(graded.units, graded.max_units)
        after = after_answer(item, outcome, now=now)  # type: ignore[arg-type]  # outcome_of says these three words
        stored = Response(
            id="",
            question=question.id,
            part="",
            response=response,
            language=language,
            units=graded.units,
            max_units=graded.max_units,
            reason=graded.reason,
            stored_at=now,
        )
        feedback = tuple(explain_part(question, stored, language=language))
        if item.reviews != reviews:
            return None
        moved = self._database.write(lambda tx: update_review_item(tx, after, reviews_before=reviews))
        return Answered(question, outcome, feedback, after.due_at) if moved else None

    def select_item(self, *, user_id: str, course_id: str, quiz: str, question: str) -> ReviewItem:
        """A question that returns to this learner. Raises NotFound."""
        with self._database.snapshot() as tx:
            items = list_review_items(tx, user_id=user_id)
        for item in items:
            if item.key == (course_id, quiz, question):
                return item
        raise NotFound

    def export(self, *, user_id: str) -> dict[str, Any]:
        """Everything that is kept about this learner's reviews."""
        with self._database.snapshot() as tx:
            started_at = find_review_start(tx, user_id=user_id)
            items = list_review_items(tx, user_id=user_id)
        rows = [{name: value for name, value in asdict(item).items() if name != "user_id"} for item in items]
        return {"started_at": started_at, "questions": sorted(rows, key=lambda row: (row["quiz"], row["question"]))}

    def _sync(
        self, tx: Transaction, *, user_id: str, returning: Mapping[tuple[str, str, str], int]
    ) -> list[ReviewItem]:
        """Let the questions of newly done modules in, and those go that the course no longer returns."""
        started_at = find_review_start(tx, user_id=user_id)
        if started_at is None:
            return []
        items = {item.key: item for item in list_review_items(tx, user_id=user_id)}
        delete_review_items(tx, [item for key, item in items.items() if key not in returning])
        joining = [
            # Who asks later begins to count on that day: nothing is overdue from the start.
            new_item(user_id=user_id, course_id=key[0], quiz=key[1], question=key[2], met_at=max(done_at, started_at))
            for key, done_at in returning.items()
            if key not in items
        ]
        insert_review_items(tx, joining)
        return [item for key, item in items.items() if key in returning] + joining

    def _returning(self, *, user_id: str) -> dict[tuple[str, str, str], int]:
        """(course, quiz, question) -> when its module was done, for all that this learner has done."""
        found: dict[tuple[str, str, str], int] = {}
        for course in self._catalog.courses().values():
            if not course.review:
                continue
            for module in self._progress.select_progress(user_id=user_id, course_id=course.id).modules:
                quiz = module.module.quiz
                if quiz is None or module.record is None or module.record.done_at is None:
                    continue
                for question in course.quizzes[quiz].questions if quiz in course.quizzes else ():
                    if _question(course, quiz=quiz, question=question.id) is not None:
                        found[course.id, quiz, question.id] = module.record.done_at
        return found


def _lines_left(question: CompiledQuestion, response: Mapping[str, Any]) -> bool:
    """Whether a matching question has a line without a choice: that would be half an answer."""
    return question.type == "matching" and len(response.get("choices", {})) < len(question.delivery["premises"])


def _question(course: CompiledCourse, *, quiz: str, question: str) -> CompiledQuestion | None:
    """A question of the review set. A pool's questions are kept for its papers, whatever they are tagged."""
    compiled = course.quizzes.get(quiz)
    if compiled is None or compiled.pool is not None or question not in course.review:
        return None
    found = compiled.find_question(question)
    return found if found is not None and found.type in FORM_TYPES else None
