"""What is kept about learning. Times are UTC, in milliseconds since 1970; points are whole units (see `scale`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["GRADER_VERSION", "STUDY_GAP_MS", "Attempt", "Enrollment", "ModuleRecord", "Response"]

GRADER_VERSION = "1"
"""Goes up when `coursekit.grading` would give any response other units than before."""

STUDY_GAP_MS = 10 * 60 * 1000
"""The longest time between two activities that counts as study: whoever went to lunch did not study meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One learner's go at one quiz, with everything that was in force: it can be proved years later.

    `questions` are the ids of a drawn paper, None for the whole quiz; `closed_by` is "learner" or "deadline".
    """

    id: str
    enrollment_id: str
    user_id: str
    course_id: str
    quiz: str
    module: str | None
    number: int
    revision: str
    course_revision: str
    course_version: str
    completion_rule: str
    graded: bool
    pass_percent: int | None
    scale: int
    max_units: int
    seed: str
    orders: Mapping[str, list[str]]
    language: str
    started_at: int
    submitted_at: int | None = None
    units: int | None = None
    passed: bool | None = None
    grader_version: str = GRADER_VERSION
    questions: tuple[str, ...] | None = None
    deadline_at: int | None = None
    closed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A stored response to one part of a question, and what it was worth. `part` is a decision's node, or "".

    Of several versions of one part the highest counts. `confidence` (sure, fairly, guess) is recorded, never scored.
    `carried_from` is the attempt in which a full answer was given that a retry of the missed questions takes over.
    """

    id: str
    question: str
    part: str
    response: Mapping[str, Any]
    language: str
    units: int
    max_units: int
    reason: str | None
    stored_at: int
    version: int = 1
    confidence: str | None = None
    carried_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """One registration of one learner in one course, with the course's two facts and its score.

    `course_revision` is the edition under which the figures were last counted; nothing of it moves once `done_at` is
    set. The score is the final assessment's where the course has one, else the sum over graded modules; it is None
    until one of them was taken. `first_units` are those of first attempts only. `study_ms` is the time between
    activities, a hint and no measurement. `expires_at` is when what was done must be done again; `ended_at` when
    another registration took the place of this one.
    """

    id: str
    user_id: str
    course_id: str
    number: int
    source: str
    assigned_at: int
    language: str
    course_revision: str
    course_version: str
    cohort_id: str | None = None
    due_at: int | None = None
    started_at: int | None = None
    last_activity_at: int | None = None
    modules_done: int = 0
    modules_total: int = 0
    units: int | None = None
    max_units: int | None = None
    scale: int | None = None
    pass_percent: int | None = None
    attempts: int = 0
    first_units: int | None = None
    first_max_units: int | None = None
    first_scale: int | None = None
    study_ms: int = 0
    completed_at: int | None = None
    passed_at: int | None = None
    done_at: int | None = None
    done_rule: str | None = None
    done_course_revision: str | None = None
    done_course_version: str | None = None
    expires_at: int | None = None
    waived_at: int | None = None
    waived_by: str | None = None
    waive_reason: str | None = None
    ended_at: int | None = None
    head_hash: str = ""
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRecord:
    """Where one learner stands in one module, within one enrollment.

    Completed and passed are two facts; neither is ever undone.

    `done_at` is when the rule in force (`done_rule`) was first met, with the course revision of that day.
    """

    enrollment_id: str
    module: str
    started_at: int
    last_activity_at: int
    language: str
    seen_at: int | None = None
    completed_at: int | None = None
    passed_at: int | None = None
    best_units: int | None = None
    best_max_units: int | None = None
    best_scale: int | None = None
    pass_percent: int | None = None
    attempts: int = 0
    done_at: int | None = None
    done_rule: str | None = None
    done_course_revision: str | None = None
    done_course_version: str | None = None
