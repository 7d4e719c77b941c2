"""What the server and the pages know of a course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coursekit.model import Counts, Mode, Pool, Rule, Text

__all__ = ["CompiledCourse", "CompiledModule", "CompiledPool", "CompiledQuestion", "CompiledQuiz"]


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """One question, ready to be shown (`delivery`) and graded (`rule`, `feedback`).

    `outcome` is a course outcome, `sections` are what to read again ("02-brewing#practice": CompiledCourse.sections).
    """

    id: str
    type: str
    delivery: Mapping[str, Any]
    rule: Rule
    feedback: Mapping[str, Any]
    objective: str
    bloom: str
    stratum: str | None = None
    outcome: str | None = None
    setting: str | None = None
    enemies: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


CompiledPool = Pool
"""How papers are drawn; `coursekit.drawing.draw_questions` does it."""


@dataclass(frozen=True, slots=True)
class CompiledQuiz:
    """One quiz. `scale` units are one point. `revision` is a hash over everything here.

    `attempts`, `time_limit_minutes` and `retake_after_hours` are None where there is no limit; `counts` says which of
    several attempts counts. With a `pool`, a paper holds some of the questions.
    """

    slug: str
    revision: str
    scale: int
    graded: bool
    pass_percent: int | None
    attempts: int | None
    mode: Mode
    questions: tuple[CompiledQuestion, ...]
    time_limit_minutes: int | None = None
    retake_after_hours: int | None = None
    counts: Counts = "best"
    pool: Pool | None = None

    @property
    def max_units(self) -> int:
        """What one paper is worth, in units: the same for every draw, as questions of a stratum are worth the same."""
        if self.pool is None:
            return sum(question.rule.max_units for question in self.questions)
        worth = {question.stratum: question.rule.max_units for question in self.questions}
        return sum(stratum.draw * worth.get(stratum.id, 0) for stratum in self.pool.strata)

    @property
    def size(self) -> int:
        """How many questions one paper holds."""
        return len(self.questions) if self.pool is None else sum(stratum.draw for stratum in self.pool.strata)

    @property
    def is_sealed(self) -> bool:
        """Whether no page may hold the questions: they come with the paper, once an attempt has begun."""
        return self.pool is not None or self.mode == "exam"

    def find_question(self, question_id: str) -> CompiledQuestion | None:
        """The question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """What the server needs to know of a module to report on it."""

    slug: str
    kind: str
    title: Text
    minutes: int
    quiz: str | None
    planned: bool
    group: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """A compiled course. Planned modules are listed and never count toward completion.

    `outcomes` (id -> text) and `sections` ("02-brewing#practice" -> heading) are the names of what questions refer to;
    `review` are the questions that come back after the course. A completion is valid for `valid_months`, or for ever.
    """

    id: str
    version: str
    revision: str
    languages: tuple[str, ...]
    title: Text
    completion: str
    modules: tuple[CompiledModule, ...]
    quizzes: Mapping[str, CompiledQuiz]
    outcomes: Mapping[str, Text] = field(default_factory=dict)
    sections: Mapping[str, Text] = field(default_factory=dict)
    review: tuple[str, ...] = ()
    valid_months: int | None = None

    def find_module(self, slug: str) -> CompiledModule | None:
        """The module of this name, or None."""
        return next((module for module in self.modules if module.slug == slug), None)
