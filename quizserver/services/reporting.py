"""The report for HR: everybody who should learn, those who have not begun included. Every look at it is audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import Any

from coursekit.bundle import CompiledCourse
from coursekit.model import Text
from quizserver.catalog import Catalog
from quizserver.domain.asking import RESULTS, STATUSES, Question
from quizserver.domain.calendar import end_of_day
from quizserver.domain.departments import Department, with_below
from quizserver.domain.enrolling import Standing, begin_enrollment, standing_of
from quizserver.domain.people import Account, Role, Visitor
from quizserver.domain.records import Enrollment
from quizserver.domain.report_totals import DepartmentTotals, Totals
from quizserver.domain.timelines import Timeline, make_timeline
from quizserver.services.clock import Clock
from quizserver.services.deadlines import Deadlines
from quizserver.services.library import Library
from quizserver.services.progress import CourseProgress, is_graded, module_progress
from quizserver.storage import Database, Transaction
from quizserver.storage.audit import append_audit
from quizserver.storage.cohorts import list_cohorts
from quizserver.storage.departments import list_departments
from quizserver.storage.report_counts import Place, count_by_module, count_learners
from quizserver.storage.reports import LearnerRow, list_roster
from quizserver.storage.roster_filter import RosterFilter

__all__ = [
    "RESULTS",
    "STATUSES",
    "Learner",
    "Question",
    "Report",
    "Reporting",
    "question_facts",
    "roster_filter",
]


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner in one course. What has been counted stands in the enrollment, whatever the course says today.

    Who is not registered has an enrollment too, with nothing done: `registered` tells the two apart. `title` is the
    course's in the edition that was counted under.
    """

    account: Account
    enrollment: Enrollment
    registered: bool
    progress: CourseProgress
    title: Text
    certificate_number: str | None = None

    @property
    def status(self) -> Standing:
        """受講状況."""
        return self.progress.standing

    @property
    def result(self) -> str:
        """passed (every graded quiz), failed (one was taken and not passed), or not_taken; "" with nothing to pass."""
        graded = [module for module in self.progress.modules if module.graded]
        if self.enrollment.passed_at is not None:
            return "passed"
        if not graded:
            return ""
        return "failed" if any(module.status == "failed" for module in graded) else "not_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One page of the report, with totals and charts over everything that the question matches."""

    course: CompiledCourse
    learners: tuple[Learner, ...]
    totals: Totals
    by_status: dict[str, int]
    by_department: tuple[DepartmentTotals, ...]
    by_module: dict[str, tuple[int, int]]
    scores: tuple[int, ...]
    """Learners with 0–9 % of the points, 10–19 % … 90–100 %."""
    pass_percent: int | None
    timeline: Timeline
    departments: tuple[Department, ...]
    cohorts: dict[str, str]
    page: int
    pages: int
    own_department_only: bool

    @property
    def matching(self) -> int:
        """How many learners the question matches, on all pages."""
        return self.totals.people


class Reporting:
    """The use cases of HR and of managers."""

    page_size = 100

    def __init__(
        self,
        database: Database,
        *,
        catalog: Catalog,
        library: Library,
        deadlines: Deadlines,
        clock: Clock,
        zone: tzinfo,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._deadlines = deadlines
        self._clock = clock
        self._zone = zone

    def select_report(self, question: Question, *, visitor: Visitor, page: int) -> Report:
        """One page of the roster. Raises NotFound for a course that does not exist."""
        self._deadlines.sweep()
        course = self._catalog.select_course(question.course_id)
        with self._database.snapshot() as tx:
            departments = list_departments(tx)
            wanted = roster_filter(
                question,
                course=course,
                visitor=visitor,
                now=self._clock(),
                zone=self._zone,
                departments=departments,
            )
            counts = count_learners(tx, wanted)
            places, totals = counts.places, _total(counts.places)
            pages = max(1, -(-totals.people // self.page_size))
            shown = min(max(1, page), pages)
            rows = list_roster(tx, wanted, limit=self.page_size, offset=(shown - 1) * self.page_size)
            report = Report(
                course=course,
                learners=tuple(self._learner(tx, row, course=course, now=wanted.now) for row in rows),
                totals=totals,
                by_status={status: sum(p.people for p in places if p.status == status) for status in STATUSES},
                by_department=_by_department(places),
                by_module=count_by_module(tx, wanted),
                scores=_tenths(counts.tenths),
                pass_percent=self._nothing_done(course).pass_percent,
                timeline=make_timeline(counts.done, counts.dues, began=counts.began, now=wanted.now, zone=self._zone),
                departments=tuple(departments) if _sees_everybody(visitor) else (),
                cohorts=_cohorts(tx, course, visitor=visitor),
                page=shown,
                pages=pages,
                own_department_only=not _sees_everybody(visitor),
            )
        self._note("report_viewed", question, visitor=visitor, departments=departments)
        return report

    def _learner(self, tx: Transaction, row: LearnerRow, *, course: CompiledCourse, now: int) -> Learner:
        enrollment = row.enrollment or self._nothing_done(course, row.account.id)
        modules = tuple(
            module_progress(course, module, row.records.get(module.slug))
            for module in course.modules
            if not module.planned
        )
        standing = standing_of(row.enrollment, now=now)
        progress = CourseProgress(course, modules, row.enrollment, standing)
        title = self._library.title_of(tx, enrollment) or course.title
        return Learner(row.account, enrollment, row.enrollment is not None, progress, title, row.certificate_number)

    def _nothing_done(self, course: CompiledCourse, user_id: str = "") -> Enrollment:
        """What the registration of somebody who has none would say."""
        blank = Enrollment(
            id="",
            user_id=user_id,
            course_id=course.id,
            number=1,
            source="self",
            assigned_at=0,
            language="",
            course_revision=course.revision,
            course_version=course.version,
        )
        return replace(begin_enrollment(blank, course=self._library.in_force(course), now=0), done_at=None)

    def _note(
        self,
        action: str,
        question: Question,
        *,
        visitor: Visitor,
        departments: Sequence[Department],
    ) -> None:
        now, subject = self._clock(), f"report:{question.course_id}"
        facts = question_facts(question, departments=departments)
        self._database.write(
            lambda tx: append_audit(tx, actor=visitor.user_id, action=action, subject=subject, now=now, facts=facts)
        )


def question_facts(question: Question, *, departments: Sequence[Department]) -> dict[str, Any]:
    """What was asked, for the audit log. What somebody typed may be a name: of a search, only that there was one."""
    codes = {department.code for department in departments}
    return {
        "department": question.department_code if question.department_code in codes else None,
        "status": question.status if question.status in STATUSES else None,
        "result": question.result if question.result in RESULTS else None,
        **{name: _iso(getattr(question, name)) for name in ("due_from", "due_to", "done_from", "done_to")},
        "search": True if question.text else None,
    }


def _total(places: Sequence[Place]) -> Totals:
    totals = Totals()
    for place in places:
        totals = totals.plus(status=place.status, begun=place.begun, people=place.people)
    return totals


def _by_department(places: Sequence[Place]) -> tuple[DepartmentTotals, ...]:
    """In the order of the codes; departments whose people are all exempt are left out, as in the files' summary."""
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        found.setdefault((place.department_code, place.department), []).append(place)
    counted = (DepartmentTotals(*key, _total(found[key])) for key in sorted(found))
    return tuple(department for department in counted if department.totals.target)


def _tenths(scores: Mapping[int, int]) -> tuple[int, ...]:
    """Full marks stand with 90 % and more."""
    return (*(scores.get(tenth, 0) for tenth in range(9)), scores.get(9, 0) + scores.get(10, 0))


def _sees_everybody(visitor: Visitor) -> bool:
    return bool(visitor.roles & {Role.HR, Role.ADMIN})


def _cohorts(tx: Transaction, course: CompiledCourse, *, visitor: Visitor) -> dict[str, str]:
    """Name by id. A manager hears of those alone in which somebody of the own department is: names tell of others."""
    own = None if _sees_everybody(visitor) else visitor.department_code
    return {cohort.id: cohort.name for cohort in list_cohorts(tx, course_id=course.id, department_code=own)}


def _codes(code: str | None, departments: Sequence[Department]) -> tuple[str, ...] | None:
    return None if code is None else with_below(code, departments=departments)


def roster_filter(
    question: Question,
    *,
    course: CompiledCourse,
    visitor: Visitor,
    now: int,
    zone: tzinfo,
    departments: Sequence[Department],
) -> RosterFilter:
    """HR may ask for a department with all below it. A manager sees the own one alone, whatever the address says;
    without a department, nobody."""
    everybody = _sees_everybody(visitor)
    return RosterFilter(
        course_id=course.id,
        now=now,
        graded=tuple(module.slug for module in course.modules if not module.planned and is_graded(course, module)),
        department_codes=_codes(question.department_code, departments) if everybody else (visitor.department_code,),
        cohort_id=question.cohort_id,
        text=question.text,
        status=question.status if question.status in STATUSES else None,
        result=question.result if question.result in RESULTS else None,
        due_after=_start(question.due_from, zone),
        due_until=_end(question.due_to, zone),
        done_from=_start(question.done_from, zone),
        done_before=_end(question.done_to, zone),
        learner_language=question.learner_language,
        sort=question.sort,
        descending=question.descending,
        nobody=not everybody and not visitor.department_code,
    )


def _start(day: date | None, zone: tzinfo) -> int | None:
    return None if day is None else end_of_day(day - timedelta(days=1), zone=zone)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _end(day: date | None, zone: tzinfo) -> int | None:
    return None if day is None else end_of_day(day, zone=zone)
