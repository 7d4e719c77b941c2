"""Cohorts (受講グループ): who take one course together, from one day on and by one day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizserver.domain.people import find_name_problem

__all__ = ["Cohort", "CohortCounts", "find_cohort_problems", "moved_due", "opens_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """One group of learners of a course. `starts_at` and `due_at` are moments; `due_at` is the first one too late."""

    id: str
    course_id: str
    name: str
    starts_at: int | None
    due_at: int | None
    created_at: int = 0


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """Learners of a cohort, by their current registration. Who is neither done, overdue nor waived is under way."""

    people: int = 0
    done: int = 0
    overdue: int = 0
    waived: int = 0


def find_cohort_problems(cohort: Cohort) -> Mapping[str, str]:
    """Field -> what is wrong with it: a name's problems, or a due date that is not after the start."""
    found = {"name": find_name_problem(cohort.name)}
    if cohort.starts_at is not None and cohort.due_at is not None and cohort.due_at <= cohort.starts_at:
        found["due"] = "before_start"
    return {field: problem for field, problem in found.items() if problem is not None}


def moved_due(own: int | None, *, before: int | None, after: int | None) -> int | None:
    """A member's due date when the cohort's moves: who has another one than the cohort's keeps it."""
    return after if own == before else own


def opens_at(cohort: Cohort | None, *, now: int) -> int | None:
    """When the cohort's first day begins, if that is still to come: graded quizzes wait for it, lessons do not."""
    starts = None if cohort is None else cohort.starts_at
    return starts if starts is not None and starts > now else None
