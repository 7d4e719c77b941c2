"""Where a learner stands in a course, and reading a lesson to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from coursekit.bundle import CompiledCourse, CompiledModule
from coursekit.grading import percent_of
from quizserver.catalog import Catalog
from quizserver.domain.cohorts import opens_at
from quizserver.domain.completion import Status, after_seen, begin_record, is_done, status_of
from quizserver.domain.enrolling import Standing, standing_of
from quizserver.domain.ledger import Entry
from quizserver.domain.records import Enrollment, ModuleRecord
from quizserver.domain.timing import must_wait_until
from quizserver.errors import NotFound, UnknownLanguage
from quizserver.services.clock import Clock
from quizserver.services.deadlines import Deadlines
from quizserver.services.enrolling import select_or_enroll
from quizserver.services.library import Library
from quizserver.services.settling import settle
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import lock_account
from quizserver.storage.attempts import list_last_submissions, list_open_attempts
from quizserver.storage.cohorts import find_cohort
from quizserver.storage.enrollments import find_current_enrollment
from quizserver.storage.modules import list_records

__all__ = ["CourseProgress", "ModuleProgress", "Progress", "is_graded", "module_progress"]


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """One module as a learner or HR sees it. `passed` and `best_percent` are None where there is nothing to pass."""

    module: CompiledModule
    record: ModuleRecord | None
    graded: bool
    status: Status
    done: bool
    completed: bool
    passed: bool | None
    best_percent: int | None
    attempts: int
    open_attempt: str | None = None
    last_attempt: str | None = None
    attempts_left: int | None = None
    next_attempt_at: int | None = None


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """All modules that exist; planned ones do not count. `enrollment` is None for who has not been registered.

    `opens_at` is when the learner's cohort begins, as long as it has not.
    """

    course: CompiledCourse
    modules: tuple[ModuleProgress, ...]
    enrollment: Enrollment | None = None
    standing: Standing = "not_started"
    opens_at: int | None = None

    @property
    def done(self) -> int:
        """How many modules are done."""
        return sum(module.done for module in self.modules)

    @property
    def minutes_left(self) -> int:
        """Planned minutes of everything that is not done."""
        return sum(module.module.minutes for module in self.modules if not module.done)

    @property
    def next_module(self) -> ModuleProgress | None:
        """What to do next: the first module that is not done."""
        return next((module for module in self.modules if not module.done), None)


class Progress:
    """The use cases of progress."""

    def __init__(
        self, database: Database, *, catalog: Catalog, library: Library, deadlines: Deadlines, clock: Clock
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._deadlines = deadlines
        self._clock = clock

    def select_progress(self, *, user_id: str, course_id: str) -> CourseProgress:
        """A learner's progress in one course. Raises NotFound."""
        course, now = self._catalog.select_course(course_id), self._clock()
        if any(quiz.time_limit_minutes is not None for quiz in course.quizzes.values()):
            self._deadlines.sweep_of(user_id)
        with self._database.snapshot() as tx:
            enrollment = find_current_enrollment(tx, user_id=user_id, course_id=course_id)
            records = {} if enrollment is None else list_records(tx, enrollment_id=enrollment.id)
            open_attempts = {} if enrollment is None else list_open_attempts(tx, enrollment_id=enrollment.id)
            submitted = {} if enrollment is None else list_last_submissions(tx, enrollment_id=enrollment.id)
            cohort_id = None if enrollment is None else enrollment.cohort_id
            cohort = None if cohort_id is None else find_cohort(tx, cohort_id=cohort_id)
        modules = (
            replace(
                module_progress(course, module, records.get(module.slug)),
                open_attempt=open_attempts.get(module.quiz or ""),
                last_attempt=submitted.get(module.quiz or "", (None, 0))[0],
                next_attempt_at=_next_attempt_at(course, module, submitted, now=now),
            )
            for module in course.modules
            if not module.planned
        )
        standing, opens = standing_of(enrollment, now=now), opens_at(cohort, now=now)
        return CourseProgress(course, tuple(modules), enrollment, standing, opens)

    def mark_seen(self, *, user_id: str, course_id: str, module: str, language: str) -> None:
        """The lesson was read to its end. Recorded once; raises NotFound for a module that does not exist yet."""
        course = self._catalog.select_course(course_id)
        compiled = course.find_module(module)
        if compiled is None or compiled.planned:
            raise NotFound
        if language not in course.languages:
            raise UnknownLanguage(language=language[:35])
        graded = is_graded(course, compiled)

        def job(tx: Transaction) -> None:
            lock_account(tx, user_id=user_id)
            now, today = self._clock(), self._library.in_force(course)
            enrollment = select_or_enroll(
                tx, user_id=user_id, course=course, in_force=today, language=language, now=now
            )
            records = list_records(tx, enrollment_id=enrollment.id)
            record = records.get(module)
            if record is not None and record.seen_at is not None and (graded or record.completed_at is not None):
                return
            known = record or begin_record(enrollment_id=enrollment.id, module=module, language=language, now=now)
            seen = after_seen(known, graded=graded, course=today, language=language, now=now)
            settle(
                tx,
                enrollment,
                Entry("module_seen", {}),
                changed=seen,
                records=records,
                in_force=self._library.select_in_force(tx, enrollment),
                language=language,
                now=now,
            )

        self._database.write(job)


def is_graded(course: CompiledCourse, module: CompiledModule) -> bool:
    """Whether a module has a quiz that can be passed."""
    quiz = course.quizzes.get(module.quiz) if module.quiz else None
    return quiz is not None and quiz.graded


def _next_attempt_at(
    course: CompiledCourse, module: CompiledModule, submitted: Mapping[str, tuple[str, int]], *, now: int
) -> int | None:
    quiz = course.quizzes.get(module.quiz or "")
    if quiz is None or quiz.slug not in submitted:
        return None
    return must_wait_until(submitted_at=submitted[quiz.slug][1], retake_after_hours=quiz.retake_after_hours, now=now)


def _attempts_left(course: CompiledCourse, module: CompiledModule, record: ModuleRecord | None) -> int | None:
    quiz = course.quizzes.get(module.quiz or "")
    if quiz is None or quiz.attempts is None:
        return None
    return max(0, quiz.attempts - (0 if record is None else record.attempts))


def module_progress(course: CompiledCourse, module: CompiledModule, record: ModuleRecord | None) -> ModuleProgress:
    """One module's standing, from its record."""
    graded = is_graded(course, module)
    best = None
    if record is not None and record.best_units is not None and record.best_max_units is not None:
        best = percent_of(record.best_units, record.best_max_units)
    passed = (record is not None and record.passed_at is not None) if graded else None
    nothing_needed = is_done(course.completion, completed=False, passed=False if graded else None)
    return ModuleProgress(
        module=module,
        record=record,
        graded=graded,
        status=status_of(record, graded=graded),
        done=nothing_needed or (record is not None and record.done_at is not None),
        completed=record is not None and record.completed_at is not None,
        passed=passed,
        best_percent=best,
        attempts=0 if record is None else record.attempts,
        attempts_left=_attempts_left(course, module, record),
    )
