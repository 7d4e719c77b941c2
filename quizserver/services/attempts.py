"""Taking a quiz: begin or resume, store a response, submit, look at the result. One transaction each.

Clients name attempts and responses with UUIDs. The same id with the same body has the same answer, however often it is
sent; the same id with another body is a conflict. The server draws the paper, grades, and decides completion.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from coursekit.bundle import CompiledCourse, CompiledQuiz
from quizserver.catalog import Catalog, module_of_quiz
from quizserver.domain.answering import units_of
from quizserver.domain.completion import begin_record
from quizserver.domain.papers import draw_orders
from quizserver.domain.records import Attempt, Enrollment
from quizserver.domain.sheets import Given, Sheet, StoredNow, grade_given, in_order, without_blanks
from quizserver.errors import (
    Conflict,
    DuplicateError,
    NoAttemptsLeft,
    NotFound,
    UnknownLanguage,
)
from quizserver.services.clock import Clock
from quizserver.services.enrolling import select_or_enroll
from quizserver.services.library import Library
from quizserver.services.settling import settle_attempt
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import lock_account
from quizserver.storage.attempts import (
    attempt_exists,
    count_attempts,
    find_attempt,
    find_open_attempt,
    insert_attempt,
    insert_responses,
    list_responses,
    lock_attempt,
)
from quizserver.storage.audit import append_audit
from quizserver.storage.enrollments import touch_enrollment
from quizserver.storage.modules import find_record, insert_record
from quizserver.storage.revisions import keep_course_revision, keep_quiz_revision

__all__ = ["Attempts"]

T = TypeVar("T")


class Attempts:
    """The use cases of a learner in front of a quiz."""

    def __init__(self, database: Database, *, catalog: Catalog, library: Library, clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._clock = clock

    def start(self, *, user_id: str, attempt_id: str, course_id: str, quiz: str, language: str) -> Sheet:
        """Begin an attempt, or resume the one that is open. Raises NotFound, Conflict, NoAttemptsLeft."""
        course = self._catalog.select_course(course_id)
        compiled = course.quizzes.get(quiz)
        if compiled is None:
            raise NotFound
        _check_language(course, language)

        def job(tx: Transaction) -> Sheet:
            lock_account(tx, user_id=user_id)
            mine = self._find_mine(tx, user_id=user_id, attempt_id=attempt_id, course_id=course_id, quiz=quiz)
            if mine is not None:
                return self._sheet(tx, mine)
            enrollment = select_or_enroll(
                tx,
                user_id=user_id,
                course=course,
                in_force=self._library.in_force(course),
                language=language,
                now=self._clock(),
            )
            open_ = find_open_attempt(tx, enrollment_id=enrollment.id, quiz=quiz)
            if open_ is not None:
                return self._sheet(tx, open_)
            number = 1 + count_attempts(tx, enrollment_id=enrollment.id, quiz=quiz)
            if compiled.attempts is not None and number > compiled.attempts:
                raise NoAttemptsLeft(limit=compiled.attempts)
            attempt = self._draw(course, compiled, enrollment, attempt_id=attempt_id, number=number, language=language)
            self._insert(tx, attempt, course=course, quiz=compiled)
            return Sheet(attempt, compiled, (), new=True)

        return self._database.write(job)

    def select_sheet(self, *, user_id: str, attempt_id: str) -> Sheet:
        """An attempt of this learner with all that is stored. Raises NotFound."""
        with self._database.snapshot() as tx:
            return self._sheet(tx, _found(find_attempt(tx, attempt_id=attempt_id, user_id=user_id)))

    def store(self, given: Given, *, user_id: str, attempt_id: str) -> StoredNow:
        """Store one response for good, with its grade.

        Raises NotFound, NotReadable, OutOfOrder, UnknownQuestion, AlreadyAnswered, AttemptClosed, Conflict.
        """

        def job(tx: Transaction) -> StoredNow:
            before = self._sheet(tx, _found(find_attempt(tx, attempt_id=attempt_id, user_id=user_id, lock=True)))
            self._check_languages(before.attempt, [given])
            added = grade_given(before, [given], now=self._clock())
            after = replace(before, responses=in_order((*before.responses, *added)))
            if added:
                insert_responses(tx, added, attempt_id=attempt_id)
                touch_enrollment(tx, before.attempt.enrollment_id, language=given.language, now=self._clock())
            response = next(response for response in after.responses if response.id == given.id)
            return StoredNow(after, response, new=bool(added))

        return self._write(job)

    def submit(self, given: Sequence[Given], *, user_id: str, attempt_id: str, language: str) -> Sheet:
        """Store what was not sent yet, close the attempt and decide completion: all or nothing.

        Blank responses are left out: unanswered is not an answer. Raises what `store` raises.
        """
        answered = without_blanks(given)

        def job(tx: Transaction) -> Sheet:
            attempt, enrollment = _found(lock_attempt(tx, attempt_id=attempt_id, user_id=user_id))
            before = self._sheet(tx, attempt)
            self._check_languages(attempt, answered)
            added = grade_given(before, answered, now=self._clock())
            if before.attempt.submitted_at is not None:
                return before
            insert_responses(tx, added, attempt_id=attempt_id)
            responses = in_order((*before.responses, *added))
            closed = settle_attempt(
                tx,
                attempt,
                responses=responses,
                enrollment=enrollment,
                in_force=self._library.select_in_force(tx, enrollment),
                units=units_of(responses),
                counts=before.quiz.counts,
                language=language,
                # A clock that was set back makes no negative time.
                now=max(self._clock(), attempt.started_at),
            )
            return Sheet(closed, before.quiz, responses, completed=_is_completed(tx, closed))

        return self._write(job)

    def _find_mine(
        self, tx: Transaction, *, user_id: str, attempt_id: str, course_id: str, quiz: str
    ) -> Attempt | None:
        """The attempt that this id stands for already. Raises Conflict, and NotFound for somebody else's."""
        mine = find_attempt(tx, attempt_id=attempt_id, user_id=user_id)
        if mine is not None:
            if (mine.course_id, mine.quiz) != (course_id, quiz):
                raise Conflict
            return mine
        if attempt_exists(tx, attempt_id=attempt_id):
            raise NotFound
        return None

    def _draw(
        self,
        course: CompiledCourse,
        quiz: CompiledQuiz,
        enrollment: Enrollment,
        *,
        attempt_id: str,
        number: int,
        language: str,
    ) -> Attempt:
        module = module_of_quiz(course, quiz.slug)
        seed = secrets.token_hex(8)
        return Attempt(
            id=attempt_id,
            enrollment_id=enrollment.id,
            user_id=enrollment.user_id,
            course_id=course.id,
            quiz=quiz.slug,
            module=None if module is None else module.slug,
            number=number,
            revision=quiz.revision,
            course_revision=course.revision,
            course_version=course.version,
            completion_rule=course.completion,
            graded=quiz.graded,
            pass_percent=quiz.pass_percent,
            scale=quiz.scale,
            max_units=quiz.max_units,
            seed=seed,
            orders=draw_orders(quiz, seed=seed),
            language=language,
            started_at=self._clock(),
        )

    def _insert(self, tx: Transaction, attempt: Attempt, *, course: CompiledCourse, quiz: CompiledQuiz) -> None:
        now = attempt.started_at
        keep_quiz_revision(tx, quiz, now=now)
        keep_course_revision(tx, course, now=now)
        insert_attempt(tx, attempt)
        if attempt.module is not None:
            known = find_record(tx, enrollment_id=attempt.enrollment_id, module=attempt.module)
            if known is None:
                key = {"enrollment_id": attempt.enrollment_id, "module": attempt.module}
                insert_record(tx, begin_record(**key, language=attempt.language, now=now))
        touch_enrollment(tx, attempt.enrollment_id, language=attempt.language, now=now)
        self._note(tx, attempt, action="attempt_started")

    def _note(self, tx: Transaction, attempt: Attempt, *, action: str) -> None:
        append_audit(tx, actor=attempt.user_id, action=action, subject=f"attempt:{attempt.id}", now=self._clock())

    def _sheet(self, tx: Transaction, attempt: Attempt) -> Sheet:
        quiz = self._library.select_quiz(tx, revision=attempt.revision)
        responses = in_order(list_responses(tx, attempt_id=attempt.id))
        return Sheet(attempt, quiz, responses, completed=_is_completed(tx, attempt))

    def _check_languages(self, attempt: Attempt, given: Iterable[Given]) -> None:
        course = self._catalog.courses().get(attempt.course_id)
        if course is not None:
            for item in given:
                _check_language(course, item.language)

    def _write(self, job: Callable[[Transaction], T]) -> T:
        try:
            return self._database.write(job)
        except DuplicateError as error:
            # The id of a response stands in another attempt.
            raise Conflict from error


def _check_language(course: CompiledCourse, language: str) -> None:
    if language not in course.languages:
        raise UnknownLanguage(language=language[:35])


def _found(item: T | None) -> T:
    if item is None:
        raise NotFound
    return item


def _is_completed(tx: Transaction, attempt: Attempt) -> bool:
    """A graded attempt completes its module; beside an ungraded one, reading the lesson does."""
    if attempt.graded or attempt.submitted_at is None or attempt.module is None:
        return attempt.graded and attempt.submitted_at is not None
    record = find_record(tx, enrollment_id=attempt.enrollment_id, module=attempt.module)
    return record is not None and record.completed_at is not None
