"""A quiz, and the ungraded self-check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coursekit.model.question import Question
from coursekit.model.text import Text

__all__ = ["Quiz", "SelfCheck", "SelfCheckStatement"]


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions that are answered together. `pass_percent` is None where nothing is graded."""

    slug: str
    questions: tuple[Question, ...]
    graded: bool
    pass_percent: int | None
    attempts: int | None
    mode: str


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
