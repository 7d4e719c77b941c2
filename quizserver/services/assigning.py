"""Giving a course to many people: who they are, what would happen to each, then one transaction."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from coursekit.bundle import CompiledCourse
from quizserver.catalog import Catalog
from quizserver.domain.assigning import Assignment, Step, Steps, plan_listed, plan_people
from quizserver.domain.changing import with_changes
from quizserver.domain.departments import with_below
from quizserver.domain.enrolling import begin_enrollment
from quizserver.domain.ledger import Entry, chain_each, enrolled_entry, standing_body
from quizserver.domain.records import Enrollment
from quizserver.domain.roster import Header, Listed, Problem, clean_listed, read_list_header
from quizserver.errors import NotFound, RosterChanged
from quizserver.services.clock import Clock
from quizserver.services.cohorts import select_cohort
from quizserver.services.enrolling import reschedule
from quizserver.services.library import Library
from quizserver.services.roster_files import read_roster_file
from quizserver.storage import Database, Transaction
from quizserver.storage.assigning import list_candidates, list_candidates_by_number
from quizserver.storage.audit import append_audit, append_audits
from quizserver.storage.departments import list_departments
from quizserver.storage.enrollments import insert_enrollments, lock_enrollments, rule_enrollments
from quizserver.storage.ledger import insert_records
from quizserver.storage.revisions import keep_course_revision
from quizserver.storage.rosters import delete_draft, delete_old_drafts, find_assignment_draft, insert_draft

__all__ = ["Asked", "Assigning", "AssignmentDraft", "ListFile"]

_DAY_MS = 86_400_000
_WANTED = ("course_id", "cohort_id", "due_at", "move", "again")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list of employee numbers that was read: how, and what its lines say. Header problems make it unusable."""

    encoding: str
    header: Header
    lines: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom HR means, and what for: a department with all below it, or the people of a file."""

    wanted: Assignment
    department: str | None = None
    file: ListFile | None = None


@dataclass(frozen=True, slots=True)
class AssignmentDraft:
    """What was asked, and what it would change now. `mark` names exactly this plan."""

    id: str
    asked: Asked
    steps: Steps = field(default_factory=Steps)

    @property
    def mark(self) -> str:
        """A hash over everything that would happen."""
        return _mark_of(self.steps)


class Assigning:
    """The use cases of registering many. `actor` is a user id, or "system" for the command line."""

    def __init__(
        self, database: Database, *, catalog: Catalog, library: Library, clock: Clock, timezone: ZoneInfo
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._clock = clock
        self._timezone = timezone

    def read_file(self, data: bytes) -> ListFile:
        """A list of employee numbers, as CSV or XLSX. Raises UnreadableRoster."""
        file = read_roster_file(data)
        header = read_list_header(file.header)
        if header.problems:
            return ListFile(file.encoding, header, ())
        lines = (clean_listed(cells, line=line, header=header, zone=self._timezone) for line, cells in file.rows)
        return ListFile(file.encoding, header, tuple(one for one in lines if one is not None))

    def keep(self, asked: Asked, *, actor: str) -> str:
        """Keep what was asked for a day, until it is confirmed; its id. Raises NotFound for course or cohort."""
        self._catalog.select_course(asked.wanted.course_id)
        draft_id, now = str(uuid.uuid4()), self._clock()
        encoding = "" if asked.file is None else asked.file.encoding

        def job(tx: Transaction) -> str:
            rows = _as_data(replace(asked, wanted=_with_cohort(tx, asked.wanted)))
            delete_old_drafts(tx, before=now - _DAY_MS)
            insert_draft(tx, draft_id=draft_id, user_id=actor, encoding=encoding, whole=False, rows=rows, now=now)
            return draft_id

        return self._database.write(job)

    def select_draft(self, draft_id: str, *, actor: str) -> AssignmentDraft:
        """What was asked, compared with what is known now. Raises NotFound."""
        with self._database.snapshot() as tx:
            asked = _read(tx, draft_id, actor=actor)
            return AssignmentDraft(draft_id, asked, self._steps(tx, asked))

    def apply(self, draft_id: str, *, actor: str, mark: str) -> Steps:
        """Do what was shown, all or nothing. Raises NotFound, or RosterChanged when it would do something else now."""

        def job(tx: Transaction) -> Steps:
            steps = self._do(tx, _read(tx, draft_id, actor=actor), actor=actor, mark=mark)
            delete_draft(tx, draft_id=draft_id)
            return steps

        return self._database.write(job, large=True)

    def run(self, asked: Asked, *, actor: str, dry_run: bool) -> Steps:
        """The same in one go, for a nightly job. Raises NotFound."""
        if not dry_run:
            return self._database.write(lambda tx: self._do(tx, asked, actor=actor), large=True)
        with self._database.snapshot() as tx:
            return self._steps(tx, asked)

    def _steps(self, tx: Transaction, asked: Asked) -> Steps:
        wanted, now = _with_cohort(tx, asked.wanted), self._clock()
        if asked.file is not None:
            numbers = list(dict.fromkeys(one.employee_number for one in asked.file.lines if one.employee_number))
            people = list_candidates_by_number(tx, course_id=wanted.course_id, numbers=numbers)
            return plan_listed(wanted, asked.file.lines, people, now=now)
        codes = with_below(asked.department or "", departments=list_departments(tx)) if asked.department else ()
        return plan_people(wanted, list_candidates(tx, course_id=wanted.course_id, department_codes=codes), now=now)

    def _do(self, tx: Transaction, asked: Asked, *, actor: str, mark: str | None = None) -> Steps:
        planned = self._steps(tx, asked)
        held = [step.person.user_id for step in planned.steps if step.person is not None and step.person.current]
        waited = lock_enrollments(tx, course_id=asked.wanted.course_id, user_ids=held)
        # What was learned before the locks were held is looked at again.
        steps = self._steps(tx, asked) if waited else planned
        if mark is not None and _mark_of(steps) != mark:
            raise RosterChanged
        self._write(tx, steps, asked=asked, actor=actor)
        return steps

    def _write(self, tx: Transaction, steps: Steps, *, asked: Asked, actor: str) -> None:
        course, now = self._catalog.select_course(asked.wanted.course_id), self._clock()
        source = "roster" if asked.file is not None else "hr" if asked.wanted.cohort_id is None else "cohort"
        _end(tx, steps.of("again"), actor=actor, now=now)
        self._begin(tx, [*steps.of("enroll"), *steps.of("again")], course=course, source=source, actor=actor)
        moved = [
            (step.person.current, with_changes(step.person.current, due_at=step.due_at, cohort_id=step.cohort_id))
            for step in steps.of("move")
            if step.person is not None and step.person.current is not None
        ]
        reschedule(tx, moved, actor=actor, now=now)
        subject, facts = f"course:{course.id}", dict(steps.counts) | {"cohort": asked.wanted.cohort_id}
        append_audit(tx, actor=actor, action="people_enrolled", subject=subject, now=now, facts=facts)

    def _begin(
        self, tx: Transaction, steps: Sequence[Step], *, course: CompiledCourse, source: str, actor: str
    ) -> None:
        if not steps:
            return
        in_force, now = self._library.in_force(course), self._clock()
        keep_course_revision(tx, course, now=now)
        blank = [_blank(step, course=course, source=source, now=now) for step in steps]
        begun = [begin_enrollment(one, course=in_force, now=now) for one in blank]
        written, records = chain_each([(one, enrolled_entry(one)) for one in begun], actor=actor, now=now)
        insert_enrollments(tx, written)
        insert_records(tx, records)
        append_audits(tx, [(actor, "enrolled", f"enrollment:{one.id}", now) for one in written])


def _blank(step: Step, *, course: CompiledCourse, source: str, now: int) -> Enrollment:
    person = step.person
    assert person is not None, "who is enrolled is somebody"
    return Enrollment(
        id=str(uuid.uuid4()),
        user_id=person.user_id,
        course_id=course.id,
        number=person.number,
        source=source,
        assigned_at=now,
        cohort_id=step.cohort_id,
        due_at=step.due_at,
        language=person.locale if person.locale in course.languages else course.languages[0],
        course_revision=course.revision,
        course_version=course.version,
    )


def _end(tx: Transaction, steps: Sequence[Step], *, actor: str, now: int) -> None:
    """The registrations before those that begin anew: each ends as it stands."""
    before = [step.person.current for step in steps if step.person is not None and step.person.current is not None]
    ended = [replace(one, ended_at=now) for one in before]
    written, records = chain_each(
        [(one, Entry("reenrolled", standing_body(one))) for one in ended], actor=actor, now=now
    )
    rule_enrollments(tx, written)
    insert_records(tx, records)


def _with_cohort(tx: Transaction, wanted: Assignment) -> Assignment:
    """With the cohort's due date of today. Raises NotFound for a cohort of another course."""
    if wanted.cohort_id is None:
        return wanted
    cohort = select_cohort(tx, cohort_id=wanted.cohort_id, course_id=wanted.course_id)
    return replace(wanted, cohort_due_at=cohort.due_at)


def _read(tx: Transaction, draft_id: str, *, actor: str) -> Asked:
    said = find_assignment_draft(tx, draft_id=draft_id, user_id=actor)
    if said is None:
        raise NotFound
    return _from_data(said)


def _as_data(asked: Asked) -> dict[str, Any]:
    file = asked.file
    return {
        "wanted": {name: getattr(asked.wanted, name) for name in _WANTED},
        "department": asked.department,
        "file": None
        if file is None
        else {
            "encoding": file.encoding,
            "columns": dict(file.header.columns),
            "unknown": list(file.header.unknown),
            "lines": [
                [one.line, one.employee_number, one.due_at, [[p.code, p.field, dict(p.facts)] for p in one.problems]]
                for one in file.lines
            ],
        },
    }


def _from_data(said: Mapping[str, Any]) -> Asked:
    file = said["file"]
    return Asked(
        wanted=Assignment(**said["wanted"]),
        department=said["department"],
        file=None
        if file is None
        else ListFile(
            file["encoding"], Header(file["columns"], tuple(file["unknown"]), ()), tuple(map(_line_of, file["lines"]))
        ),
    )


def _line_of(said: Sequence[Any]) -> Listed:
    line, number, due_at, problems = said
    found = tuple(Problem(code, name, facts) for code, name, facts in problems)
    return Listed(line=line, employee_number=number, due_at=due_at, problems=found)


def _mark_of(steps: Steps) -> str:
    said = [
        [one.kind, one.line, one.employee_number, one.person and one.person.user_id, one.due_at, one.cohort_id]
        for one in steps.steps
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
