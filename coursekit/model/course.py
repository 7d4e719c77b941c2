"""The course and its modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coursekit.model.quiz import Quiz, SelfCheck
from coursekit.model.text import Text

__all__ = ["CompletionRule", "Course", "Group", "Misconception", "Module", "Objective", "Outcome"]


class CompletionRule(StrEnum):
    """When a module counts as done (cmi5 specification, section 13.1.4, `moveOn`)."""

    PASSED = "Passed"
    COMPLETED = "Completed"
    COMPLETED_AND_PASSED = "CompletedAndPassed"
    COMPLETED_OR_PASSED = "CompletedOrPassed"
    NOT_APPLICABLE = "NotApplicable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a learner can do after the whole course."""

    id: str
    bloom: str
    text: Text


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do after one module."""

    id: str
    bloom: str
    text: Text


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the course's map."""

    id: str
    title: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Misconception:
    """A belief that a distractor is made from."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Module:
    """One unit of study. A planned module has a title and no page yet."""

    slug: str
    kind: str
    order: int
    title: Text
    summary: Text
    planned: bool = False
    group: str | None = None
    sign: Text | None = None
    minutes: Mapping[str, int] | None = None
    objectives: tuple[Objective, ...] = ()
    tools: tuple[str, ...] = ()
    quiz: str | None = None

    @property
    def total_minutes(self) -> int:
        """Planned study time, in minutes."""
        return sum(self.minutes.values()) if self.minutes else 0


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course, as its files say it. `version` is the trainer's own name for this edition.

    `sections` has the headings that questions send learners back to: "02-brewing#practice" -> its text.
    `valid_months` is how long a completion is valid, None for ever.
    """

    id: str
    version: str
    languages: tuple[str, ...]
    license: str
    title: Text
    subtitle: Text
    promise: Text
    outcomes: tuple[Outcome, ...]
    groups: tuple[Group, ...]
    modules: tuple[Module, ...]
    completion: CompletionRule
    quizzes: tuple[Quiz, ...]
    self_checks: tuple[SelfCheck, ...]
    misconceptions: tuple[Misconception, ...]
    sections: Mapping[str, Text] = field(default_factory=dict)
    valid_months: int | None = None

    def find_quiz(self, slug: str) -> Quiz | None:
        """The quiz of this name, or None."""
        return next((quiz for quiz in self.quizzes if quiz.slug == slug), None)

    def find_self_check(self, slug: str) -> SelfCheck | None:
        """The self-check of this name, or None."""
        return next((check for check in self.self_checks if check.slug == slug), None)

    def find_module(self, slug: str) -> Module | None:
        """The module of this name, or None."""
        return next((module for module in self.modules if module.slug == slug), None)
