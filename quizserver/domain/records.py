"""What is kept about learning. Times are UTC, in milliseconds since 1970; points are whole units (see `scale`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["GRADER_VERSION", "Attempt", "ModuleRecord", "Response"]

GRADER_VERSION = "1"
"""Goes up when `coursekit.grading` would give any response other units than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One learner's go at one quiz, with everything that was in force: it can be proved years later."""

    id: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A stored response to one part of a question, and what it was worth. `part` is a decision's node, or ""."""

    id: str
    question: str
    part: str
    response: Mapping[str, Any]
    language: str
    units: int
    max_units: int
    reason: str | None
    stored_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRecord:
    """Where one learner stands in one module. Completed and passed are two facts; neither is ever undone.

    `done_at` is when the rule in force (`done_rule`) was first met, with the course revision of that day.
    """

    user_id: str
    course_id: str
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
