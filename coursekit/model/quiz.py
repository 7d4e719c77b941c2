"""A quiz, and the ungraded self-check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coursekit.model.question import Question
from coursekit.model.text import Text

__all__ = ["Balance", "Counts", "Mode", "Pool", "Quiz", "SelfCheck", "SelfCheckStatement", "Stratum"]

Mode = Literal["practice", "exam"]
"""practice: feedback after each answer; exam: nothing is said before the submission."""

Counts = Literal["best", "last", "first"]
"""Which of several submitted attempts counts."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Questions of one kind, equal in level, type and points; each paper holds `draw` of them."""

    id: str
    draw: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Each paper holds at least so many questions with this setting."""

    setting: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Pool:
    """How a paper is drawn from the questions of a quiz."""

    strata: tuple[Stratum, ...]
    balance: tuple[Balance, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions that are answered together; with a `pool`, each paper holds some of them.

    `pass_percent` is None where nothing is graded, `attempts`, `time_limit_minutes` and `retake_after_hours` where
    there is no limit.
    """

    slug: str
    questions: tuple[Question, ...]
    graded: bool
    pass_percent: int | None
    attempts: int | None
    mode: Mode
    time_limit_minutes: int | None = None
    retake_after_hours: int | None = None
    counts: Counts = "best"
    pool: Pool | None = None


@dataclass(frozen=True, slots=True)
class SelfCheckStatement:
    """A habit that the learner rates; a high rating recommends the module."""

    id: str
    module: str
    text: Text


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """A rating of one's own habits. It has no key; its result never leaves the browser."""

    slug: str
    scale: tuple[tuple[str, int, Text], ...]
    statements: tuple[SelfCheckStatement, ...]
    recommend: int

    @property
    def values(self) -> Mapping[str, int]:
        """Scale id -> value."""
        return {name: value for name, value, _ in self.scale}
