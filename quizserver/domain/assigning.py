"""Whom a course is given to, person by person, before anything is written. Nobody who is done loses anything. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from quizserver.domain.enrolling import is_expired
from quizserver.domain.records import Enrollment
from quizserver.domain.roster import Listed, Problem

__all__ = ["KINDS", "Assignment", "Candidate", "Step", "Steps", "plan_listed", "plan_people"]

Kind = Literal["refuse", "enroll", "again", "move", "same"]

KINDS: Sequence[Kind] = ("refuse", "enroll", "again", "move", "same")
"""What can happen to a person, in the order in which HR reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What HR asks for. `due_at` is for everybody whose line says nothing else; `cohort_due_at` is for the rest.

    `move` changes due date and cohort of who is registered already. `again` registers anew who has done the course in
    another cohort or in none; who has done it in this very one is left alone, so that a job may ask every night.
    """

    course_id: str
    cohort_id: str | None = None
    cohort_due_at: int | None = None
    due_at: int | None = None
    move: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person as far as it matters here. `current` is the registration in the course, `number` the next one's."""

    user_id: str
    employee_number: str
    name: str
    locale: str
    active: bool
    learner: bool
    current: Enrollment | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the preview: what happens to one person, and why not. `line` is that of the file, if there is one."""

    kind: Kind
    employee_number: str
    name: str
    line: int | None = None
    person: Candidate | None = None
    due_at: int | None = None
    cohort_id: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step, in the order of the file, or of the department's people."""

    steps: tuple[Step, ...] = field(default=())

    @property
    def counts(self) -> Counter[str]:
        """Kind -> how many."""
        return Counter(step.kind for step in self.steps)

    def of(self, kind: Kind) -> list[Step]:
        """Those of one kind."""
        return [step for step in self.steps if step.kind == kind]


def plan_people(wanted: Assignment, people: Iterable[Candidate], *, now: int) -> Steps:
    """What happens to these people, of a department or chosen by hand; who is no learner there is not meant."""
    meant = (person for person in people if person.active and person.learner)
    return Steps(tuple(_step(wanted, person, due_at=None, line=None, now=now) for person in meant))


def plan_listed(wanted: Assignment, listed: Sequence[Listed], people: Mapping[str, Candidate], *, now: int) -> Steps:
    """What happens to the people of a file; `people` are by employee number. Each line has an answer."""
    often = Counter(one.employee_number for one in listed)
    return Steps(tuple(_of_line(wanted, one, people.get(one.employee_number), often=often, now=now) for one in listed))


def _of_line(wanted: Assignment, listed: Listed, person: Candidate | None, *, often: Counter[str], now: int) -> Step:
    problems = [*listed.problems]
    if listed.employee_number and often[listed.employee_number] > 1:
        problems.append(Problem("number_twice", "employee_number"))
    if not problems:
        problems += _unfit(person)
    if problems or person is None:
        name = "" if person is None else person.name
        return _refused(listed.employee_number, name, line=listed.line, person=person, problems=problems)
    return _step(wanted, person, due_at=listed.due_at, line=listed.line, now=now)


def _unfit(person: Candidate | None) -> list[Problem]:
    if person is None:
        return [Problem("number_unknown", "employee_number")]
    if not person.active:
        return [Problem("inactive")]
    return [] if person.learner else [Problem("no_learner")]


def _step(wanted: Assignment, person: Candidate, *, due_at: int | None, line: int | None, now: int) -> Step:
    current, said = person.current, due_at if due_at is not None else wanted.due_at
    due = said if said is not None else wanted.cohort_due_at
    if current is None:
        return _meant("enroll", wanted, person, due_at=due, line=line)
    if current.waived_at is not None:
        return _left(person, Problem("already_waived"), line=line)
    if current.done_at is not None:
        if is_expired(current, now=now) or (wanted.again and current.cohort_id != wanted.cohort_id):
            return _meant("again", wanted, person, due_at=due, line=line)
        return _left(person, Problem("already_done"), line=line)
    return _moved(wanted, person, current, due_at=due, line=line)


def _moved(wanted: Assignment, person: Candidate, current: Enrollment, *, due_at: int | None, line: int | None) -> Step:
    """A registration that is open: what was said nothing about stays."""
    due = current.due_at if due_at is None or not wanted.move else due_at
    cohort = current.cohort_id if wanted.cohort_id is None or not wanted.move else wanted.cohort_id
    kind: Kind = "same" if (due, cohort) == (current.due_at, current.cohort_id) else "move"
    return Step(
        kind=kind,
        employee_number=person.employee_number,
        name=person.name,
        line=line,
        person=person,
        due_at=due,
        cohort_id=cohort,
    )


def _meant(kind: Kind, wanted: Assignment, person: Candidate, *, due_at: int | None, line: int | None) -> Step:
    return Step(
        kind=kind,
        employee_number=person.employee_number,
        name=person.name,
        line=line,
        person=person,
        due_at=due_at,
        cohort_id=wanted.cohort_id,
    )


def _left(person: Candidate, problem: Problem, *, line: int | None) -> Step:
    return _refused(person.employee_number, person.name, line=line, person=person, problems=[problem])


def _refused(
    number: str, name: str, *, line: int | None, person: Candidate | None, problems: Sequence[Problem]
) -> Step:
    return Step(kind="refuse", employee_number=number, name=name, line=line, person=person, problems=tuple(problems))
