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
from quizserver.domain.cohorts import opens_at
from quizserver.domain.completion import begin_record
from quizserver.domain.papers import Paper, draw_paper, make_paper
from quizserver.domain.records import Attempt, Enrollment, Response
from quizserver.domain.sheets import Given, Sheet, StoredNow, carried_over, grade_given, in_order, without_blanks
from quizserver.domain.timing import attempt_time, deadline_of, is_time_up, must_wait_until
from quizserver.errors import (
    Conflict,
    DuplicateError,
    NoAttemptsLeft,
    NotFound,
    NothingToRetry,
    NotOpenYet,
    RetakeTooEarly,
    UnknownLanguage,
)
from quizserver.services.clock import Clock
from quizserver.services.closing import close_at_deadline, close_sheet, is_completed
from quizserver.services.deadlines import Deadlines
from quizserver.services.enrolling import select_or_enroll
from quizserver.services.library import Library
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import lock_account
from quizserver.storage.attempts import (
    attempt_exists,
    count_attempts,
    find_attempt,
    find_last_attempt,
    find_open_attempt,
    insert_attempt,
    insert_responses,
    list_responses,
    lock_attempt,
)
from quizserver.storage.audit import append_audit
from quizserver.storage.cohorts import find_cohort
from quizserver.storage.enrollments import touch_enrollment
from quizserver.storage.modules import find_record, insert_record
from quizserver.storage.regrades import newest_result
from quizserver.storage.revisions import keep_course_revision, keep_quiz_revision

__all__ = ["Attempts"]

T = TypeVar("T")


class Attempts:
    """The use cases of a learner in front of a quiz."""

    def __init__(
        self, database: Database, *, catalog: Catalog, library: Library, deadlines: Deadlines, clock: Clock
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._deadlines = deadlines
        self._clock = clock

    def start(
        self,
        *,
        user_id: str,
        attempt_id: str,
        course_id: str,
        quiz: str,
        language: str,
        retry_missed: bool = False,
    ) -> Sheet:
        """Begin an attempt, or resume the one that is open.

        Raises NotFound, Conflict, NotOpenYet, NoAttemptsLeft, RetakeTooEarly, NothingToRetry.
        """
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
            self._check_open(tx, enrollment, compiled)
            last = find_last_attempt(tx, enrollment_id=enrollment.id, quiz=quiz)
            number = 1 + count_attempts(tx, enrollment_id=enrollment.id, quiz=quiz)
            self._check_limits(compiled, number=number, last=last)
            carried = self._carried(tx, compiled, last) if retry_missed else ()
            paper = self._draw(compiled, last=last, same_questions=retry_missed)
            attempt = self._begin(
                course, compiled, enrollment, paper, attempt_id=attempt_id, number=number, language=language
            )
            self._insert(tx, attempt, carried, course=course, quiz=compiled)
            return Sheet(attempt, compiled, carried, new=True)

        sheet = self._database.write(job)
        if not is_time_up(sheet.attempt, now=self._clock()):
            return sheet
        closed = self._deadlines.close(attempt_id=sheet.attempt.id, user_id=user_id)
        return closed if sheet.attempt.id == attempt_id else self._database.write(job)

    def select_sheet(self, *, user_id: str, attempt_id: str) -> Sheet:
        """An attempt of this learner with all that is stored. Raises NotFound."""
        with self._database.snapshot() as tx:
            sheet = self._sheet(tx, _found(find_attempt(tx, attempt_id=attempt_id, user_id=user_id)))
        if is_time_up(sheet.attempt, now=self._clock()):
            return self._deadlines.close(attempt_id=attempt_id, user_id=user_id)
        return sheet

    def store(self, given: Given, *, user_id: str, attempt_id: str) -> StoredNow:
        """Store one response with its grade: for good in practice mode, as the latest version in exam mode.

        Raises NotFound, NotReadable, OutOfOrder, UnknownQuestion, AlreadyAnswered, AttemptClosed, TimeIsUp, Conflict.
        """

        def job(tx: Transaction) -> StoredNow:
            before = self._sheet(tx, _found(find_attempt(tx, attempt_id=attempt_id, user_id=user_id, lock=True)))
            self._check_languages(before.attempt, [given])
            now = attempt_time(before.attempt, before.responses, now=self._clock())
            added = grade_given(before, [given], now=now)
            after = replace(before, responses=in_order((*before.responses, *added)))
            if added:
                insert_responses(tx, added, attempt_id=attempt_id)
                touch_enrollment(tx, before.attempt.enrollment_id, language=given.language, now=now)
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
            # A clock that was set back makes no negative time.
            now = attempt_time(attempt, before.responses, now=self._clock())
            added = grade_given(before, answered, now=now)
            if before.attempt.submitted_at is not None:
                return before
            if is_time_up(attempt, now=now):
                return close_at_deadline(tx, before, enrollment=enrollment, library=self._library)
            insert_responses(tx, added, attempt_id=attempt_id)
            after = replace(before, responses=in_order((*before.responses, *added)))
            return close_sheet(tx, after, enrollment=enrollment, library=self._library, language=language, now=now)

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

    def _check_open(self, tx: Transaction, enrollment: Enrollment, quiz: CompiledQuiz) -> None:
        """Raises NotOpenYet for a graded quiz before the first day of the learner's cohort."""
        if enrollment.cohort_id is None or not quiz.graded:
            return
        opens = opens_at(find_cohort(tx, cohort_id=enrollment.cohort_id), now=self._clock())
        if opens is not None:
            raise NotOpenYet(available_at=opens)

    def _check_limits(self, quiz: CompiledQuiz, *, number: int, last: Attempt | None) -> None:
        """Raises NoAttemptsLeft, RetakeTooEarly."""
        if quiz.attempts is not None and number > quiz.attempts:
            raise NoAttemptsLeft(limit=quiz.attempts)
        submitted_at = None if last is None else last.submitted_at
        opens = must_wait_until(
            submitted_at=submitted_at, retake_after_hours=quiz.retake_after_hours, now=self._clock()
        )
        if opens is not None:
            raise RetakeTooEarly(available_at=opens)

    def _carried(self, tx: Transaction, quiz: CompiledQuiz, last: Attempt | None) -> tuple[Response, ...]:
        """The full answers of the last attempt, where something was missed. Raises NothingToRetry."""
        if last is None or quiz.mode != "practice" or last.revision != quiz.revision or last.units == last.max_units:
            raise NothingToRetry
        return carried_over(self._sheet(tx, last), now=self._clock())

    def _draw(self, quiz: CompiledQuiz, *, last: Attempt | None, same_questions: bool) -> Paper:
        known = None if last is None else last.questions
        if same_questions:
            return make_paper(quiz, known, seed=_new_seed())
        return draw_paper(quiz, new_seed=_new_seed, last=known)

    def _begin(
        self,
        course: CompiledCourse,
        quiz: CompiledQuiz,
        enrollment: Enrollment,
        paper: Paper,
        *,
        attempt_id: str,
        number: int,
        language: str,
    ) -> Attempt:
        module = module_of_quiz(course, quiz.slug)
        started_at = self._clock()
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
            max_units=paper.max_units,
            seed=paper.seed,
            orders=paper.orders,
            language=language,
            started_at=started_at,
            questions=paper.questions,
            deadline_at=deadline_of(started_at=started_at, time_limit_minutes=quiz.time_limit_minutes),
        )

    def _insert(
        self,
        tx: Transaction,
        attempt: Attempt,
        carried: Sequence[Response],
        *,
        course: CompiledCourse,
        quiz: CompiledQuiz,
    ) -> None:
        now = attempt.started_at
        keep_quiz_revision(tx, quiz, now=now)
        keep_course_revision(tx, course, now=now)
        insert_attempt(tx, attempt)
        insert_responses(tx, carried, attempt_id=attempt.id)
        if attempt.module is not None:
            known = find_record(tx, enrollment_id=attempt.enrollment_id, module=attempt.module)
            if known is None:
                key = {"enrollment_id": attempt.enrollment_id, "module": attempt.module}
                insert_record(tx, begin_record(**key, language=attempt.language, now=now))
        touch_enrollment(tx, attempt.enrollment_id, language=attempt.language, now=now)
        append_audit(tx, actor=attempt.user_id, action="attempt_started", subject=f"attempt:{attempt.id}", now=now)

    def _sheet(self, tx: Transaction, attempt: Attempt) -> Sheet:
        quiz = self._library.select_quiz(tx, revision=attempt.revision)
        responses = in_order(list_responses(tx, attempt_id=attempt.id))
        if attempt.submitted_at is None:
            return Sheet(attempt, quiz, responses)
        now = newest_result(tx, attempt)
        return Sheet(now.as_attempt(), quiz, responses, completed=is_completed(tx, attempt), result=now)

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


def _new_seed() -> str:
    return secrets.token_hex(8)
