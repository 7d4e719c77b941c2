"""The report for HR: everybody who should learn, those who have not begun included. Every look at it is audited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from coursekit.bundle import CompiledCourse
from coursekit.model import CompletionRule
from quizserver.catalog import Catalog
from quizserver.domain.people import Account, Role, Visitor
from quizserver.domain.records import ModuleRecord
from quizserver.services.clock import Clock
from quizserver.services.progress import CourseProgress, module_progress
from quizserver.storage import Database
from quizserver.storage.audit import append_audit
from quizserver.storage.reports import (
    RosterFilter,
    count_by_module,
    count_by_status,
    list_departments,
    list_roster,
    stream_roster,
)

__all__ = ["STATUSES", "Question", "Report", "Reporting", "Standing"]

STATUSES = ("not_started", "in_progress", "completed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks of the report. Whom they may see is decided here, not by what they ask."""

    course_id: str
    department_code: str | None = None
    text: str = ""
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One learner in one course. Points are summed over graded quizzes, each with its best attempt."""

    account: Account
    progress: CourseProgress

    @property
    def records(self) -> list[ModuleRecord]:
        """What this learner has begun."""
        return [module.record for module in self.progress.modules if module.record is not None]

    @property
    def status(self) -> str:
        """not_started, in_progress or completed."""
        if self.progress.done >= len(self.progress.modules):
            return "completed"
        return "in_progress" if self.records else "not_started"

    @property
    def result(self) -> str:
        """passed (every graded quiz), failed (one was taken and not passed), or not_taken; "" with nothing to pass."""
        graded = [module for module in self.progress.modules if module.graded]
        if not graded:
            return ""
        if all(module.passed for module in graded):
            return "passed"
        return "failed" if any(module.status == "failed" for module in graded) else "not_taken"

    @property
    def points(self) -> tuple[Fraction, Fraction]:
        """(points, max points) of all graded quizzes."""
        pairs = [
            _points(self.progress.course, module.module.quiz, module.record)
            for module in self.progress.modules
            if module.graded
        ]
        return sum((pair[0] for pair in pairs), Fraction(0)), sum((pair[1] for pair in pairs), Fraction(0))

    @property
    def last_activity_at(self) -> int | None:
        """When anything was last done in this course."""
        return max((record.last_activity_at for record in self.records), default=None)

    @property
    def completed_at(self) -> int | None:
        """When the last module was done; None while one is not."""
        if self.status != "completed":
            return None
        return max((record.done_at for record in self.records if record.done_at is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One page of the report with totals over everything that the question matches."""

    course: CompiledCourse
    standings: tuple[Standing, ...]
    by_status: dict[str, int]
    by_module: dict[str, tuple[int, int]]
    departments: tuple[tuple[str, str], ...]
    matching: int
    page: int
    pages: int
    own_department_only: bool


class Reporting:
    """The use cases of HR and of managers."""

    page_size = 100

    def __init__(self, database: Database, *, catalog: Catalog, clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock

    def select_report(self, question: Question, *, visitor: Visitor, page: int) -> Report:
        """One page of the roster. Raises NotFound for a course that does not exist."""
        course = self._catalog.select_course(question.course_id)
        wanted = _filter(question, course=course, visitor=visitor)
        with self._database.snapshot() as tx:
            by_status = count_by_status(tx, wanted)
            matching = sum(by_status.values()) if wanted.status is None else by_status.get(wanted.status, 0)
            pages = max(1, -(-matching // self.page_size))
            shown = min(max(1, page), pages)
            rows = list_roster(tx, wanted, limit=self.page_size, offset=(shown - 1) * self.page_size)
            by_module = count_by_module(tx, wanted)
            departments = list_departments(tx) if _sees_everybody(visitor) else []
        self._note("report_viewed", visitor=visitor, course=course)
        return Report(
            course=course,
            standings=tuple(_standing(course, account, records) for account, records in rows),
            by_status={status: by_status.get(status, 0) for status in STATUSES},
            by_module=by_module,
            departments=tuple(departments),
            matching=matching,
            page=shown,
            pages=pages,
            own_department_only=not _sees_everybody(visitor),
        )

    def stream_standings(self, question: Question, *, visitor: Visitor) -> tuple[CompiledCourse, Iterator[Standing]]:
        """Every learner that the question matches, one after another, all of one moment. Raises NotFound."""
        course = self._catalog.select_course(question.course_id)
        wanted = _filter(question, course=course, visitor=visitor)
        self._note("report_exported", visitor=visitor, course=course)
        return course, self._stream(course, wanted)

    def _stream(self, course: CompiledCourse, wanted: RosterFilter) -> Iterator[Standing]:
        with self._database.snapshot() as tx:
            for account, records in stream_roster(tx, wanted):
                yield _standing(course, account, records)

    def _note(self, action: str, *, visitor: Visitor, course: CompiledCourse) -> None:
        now, subject = self._clock(), f"report:{course.id}"
        self._database.write(
            lambda tx: append_audit(tx, actor=visitor.user_id, action=action, subject=subject, now=now)
        )


def _sees_everybody(visitor: Visitor) -> bool:
    return bool(visitor.roles & {Role.HR, Role.ADMIN})


def _filter(question: Question, *, course: CompiledCourse, visitor: Visitor) -> RosterFilter:
    """A manager sees the own department, whatever the address says; without a department, nobody."""
    modules = tuple(module.slug for module in course.modules if not module.planned)
    everybody = _sees_everybody(visitor)
    return RosterFilter(
        course_id=course.id,
        modules=modules,
        needed=0 if course.completion == CompletionRule.NOT_APPLICABLE else len(modules),
        department_code=question.department_code if everybody else visitor.department_code,
        text=question.text,
        status=question.status if question.status in STATUSES else None,
        nobody=not everybody and not visitor.department_code,
    )


def _standing(course: CompiledCourse, account: Account, records: dict[str, ModuleRecord]) -> Standing:
    modules = (
        module_progress(course, module, records.get(module.slug)) for module in course.modules if not module.planned
    )
    return Standing(account, CourseProgress(course, tuple(modules)))


def _points(course: CompiledCourse, quiz: str | None, record: ModuleRecord | None) -> tuple[Fraction, Fraction]:
    if record is not None and record.best_units is not None and record.best_max_units is not None and record.best_scale:
        return Fraction(record.best_units, record.best_scale), Fraction(record.best_max_units, record.best_scale)
    compiled = course.quizzes[quiz] if quiz is not None else None
    return Fraction(0), Fraction(compiled.max_units, compiled.scale) if compiled is not None else Fraction(0)
