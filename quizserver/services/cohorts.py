"""What HR and operators do with cohorts (受講グループ): make one, change its days, take people out of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from quizserver.catalog import Catalog
from quizserver.domain.changing import with_changes
from quizserver.domain.cohorts import Cohort, CohortCounts, find_cohort_problems, moved_due
from quizserver.domain.enrolling import Standing, standing_of
from quizserver.domain.people import Account, clean_text
from quizserver.domain.records import Enrollment
from quizserver.errors import DuplicateError, NotFound, UnsuitableCohort
from quizserver.services.clock import Clock
from quizserver.services.enrolling import reschedule
from quizserver.storage import Database, Transaction
from quizserver.storage.audit import append_audit
from quizserver.storage.cohorts import (
    count_members,
    find_cohort,
    find_cohort_by_name,
    insert_cohort,
    list_cohorts,
    list_members,
    list_open_enrollments,
    update_cohort,
)

__all__ = ["CohortPage", "Cohorts", "Member", "select_cohort"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a cohort."""

    account: Account
    enrollment: Enrollment
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPage:
    """A cohort with one page of its people."""

    cohort: Cohort
    counts: CohortCounts
    members: tuple[Member, ...]
    page: int
    pages: int


class Cohorts:
    """The use cases of cohorts. `actor` is a user id, or "system" for the command line."""

    page_size = 100

    def __init__(self, database: Database, *, catalog: Catalog, clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock

    def list_cohorts(self, course_id: str | None = None) -> list[Cohort]:
        """Every cohort, of one course or of all."""
        with self._database.reading() as connection:
            return list_cohorts(connection, course_id=course_id)

    def list_counted(self) -> list[tuple[Cohort, CohortCounts]]:
        """Every cohort, and how its people stand now."""
        with self._database.snapshot() as tx:
            counts = count_members(tx, now=self._clock())
            return [(cohort, counts.get(cohort.id, CohortCounts())) for cohort in list_cohorts(tx)]

    def select_page(self, cohort_id: str, *, page: int, actor: str) -> CohortPage:
        """One cohort with its people; the look is audited. Raises NotFound."""
        now = self._clock()
        with self._database.snapshot() as tx:
            cohort = select_cohort(tx, cohort_id=cohort_id)
            counts = count_members(tx, now=now).get(cohort_id, CohortCounts())
            pages = max(1, -(-counts.people // self.page_size))
            shown = min(max(1, page), pages)
            found = list_members(tx, cohort_id=cohort_id, limit=self.page_size, offset=(shown - 1) * self.page_size)
        facts: dict[str, int | None] = {"people": counts.people}
        self._database.write(lambda tx: self._note(tx, cohort, action="cohort_viewed", actor=actor, facts=facts))
        members = tuple(Member(account, one, standing_of(one, now=now)) for account, one in found)
        return CohortPage(cohort=cohort, counts=counts, members=members, page=shown, pages=pages)

    def select_named(self, name: str, *, course_id: str) -> Cohort:
        """The cohort of this name or id in a course. Raises NotFound."""
        with self._database.reading() as connection:
            found = find_cohort_by_name(connection, course_id=course_id, name=clean_text(name))
            found = found or find_cohort(connection, cohort_id=name)
        if found is None or found.course_id != course_id:
            raise NotFound
        return found

    def create(self, *, course_id: str, name: str, starts_at: int | None, due_at: int | None, actor: str) -> Cohort:
        """A new cohort without people. Raises NotFound, UnsuitableCohort."""
        course = self._catalog.select_course(course_id)
        cohort = Cohort(
            id=str(uuid.uuid4()),
            course_id=course.id,
            name=clean_text(name),
            starts_at=starts_at,
            due_at=due_at,
            created_at=self._clock(),
        )
        _check(cohort)

        def job(tx: Transaction) -> Cohort:
            insert_cohort(tx, cohort)
            self._note(tx, cohort, action="cohort_made", actor=actor, facts=_days(cohort))
            return cohort

        return self._write(job)

    def change(self, cohort_id: str, *, name: str, starts_at: int | None, due_at: int | None, actor: str) -> int:
        """New name and days; how many people's due date moved with it. Raises NotFound, UnsuitableCohort.

        It moves for whoever is not done and not waived and has the cohort's own due date.
        """

        def job(tx: Transaction) -> int:
            before = select_cohort(tx, cohort_id=cohort_id)
            after = replace(before, name=clean_text(name), starts_at=starts_at, due_at=due_at)
            _check(after)
            if after == before:
                return 0
            update_cohort(tx, after)
            moved = _move_all(tx, before, after, actor=actor, now=self._clock())
            facts = _days(after) | {"was_due_at": before.due_at, "moved": moved}
            self._note(tx, after, action="cohort_changed", actor=actor, facts=facts)
            return moved

        return self._write(job)

    def remove(self, cohort_id: str, *, user_ids: Sequence[str], actor: str) -> int:
        """Take people out of a cohort; registration, due date and every record stay. How many. Raises NotFound."""

        def job(tx: Transaction) -> int:
            cohort, now = select_cohort(tx, cohort_id=cohort_id), self._clock()
            found = list_open_enrollments(tx, cohort_id=cohort_id, user_ids=list(user_ids))
            reschedule(tx, [(one, replace(one, cohort_id=None)) for one in found], actor=actor, now=now)
            self._note(tx, cohort, action="cohort_left", actor=actor, facts={"people": len(found)})
            return len(found)

        return self._database.write(job)

    def _write(self, job: Callable[[Transaction], T]) -> T:
        try:
            return self._database.write(job, large=True)
        except DuplicateError as error:
            raise UnsuitableCohort(problems={"name": "taken"}) from error

    def _note(self, tx: Transaction, cohort: Cohort, *, action: str, actor: str, facts: dict[str, int | None]) -> None:
        append_audit(tx, actor=actor, action=action, subject=f"cohort:{cohort.id}", now=self._clock(), facts=facts)


def select_cohort(tx: Transaction, *, cohort_id: str, course_id: str | None = None) -> Cohort:
    """The cohort of this id, and of this course where one is named. Raises NotFound."""
    found = find_cohort(tx, cohort_id=cohort_id)
    if found is None or course_id not in (None, found.course_id):
        raise NotFound
    return found


def _check(cohort: Cohort) -> None:
    problems = find_cohort_problems(cohort)
    if problems:
        raise UnsuitableCohort(problems=dict(problems))


def _days(cohort: Cohort) -> dict[str, int | None]:
    return {"starts_at": cohort.starts_at, "due_at": cohort.due_at}


def _move_all(tx: Transaction, before: Cohort, after: Cohort, *, actor: str, now: int) -> int:
    if before.due_at == after.due_at:
        return 0
    open_ = list_open_enrollments(tx, cohort_id=after.id)
    moved = [
        (one, with_changes(one, due_at=moved_due(one.due_at, before=before.due_at, after=after.due_at)))
        for one in open_
    ]
    changed = [(one, then) for one, then in moved if then != one]
    reschedule(tx, changed, actor=actor, now=now)
    return len(changed)
