"""What an item-writing rule finds, and where its thresholds lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["EXAM_TYPES", "Finding", "Path", "Thresholds"]

EXAM_TYPES = ("single", "multiple", "ordering", "matching", "numeric", "short", "branch")
"""All but true or false, which a guesser hits every other time."""

Path = tuple[str | int, ...]
"""Where in the question, as the file has it: ("options", 2, "text", "ja")."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `question` is None when it concerns the quiz as a whole."""

    code: str
    question: str | None
    path: Path = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bands and shares. Lengths are words in languages with spaces and characters (without spaces) in the others.

    `length_percent`: mean length of the keys, in percent of the mean length of the distractors of one question.
    `translation_percent`: characters of the Japanese stem and options, in percent of the words of the English ones.
    `apply_percent`: questions of a graded quiz at apply or above, in percent.
    `chance_margin`: how far from chance, in percentage points, a blind strategy may score over a pool.
    `pool_minimum`: fewer questions than this say nothing about a strategy.
    `sentence_characters`: length of a sentence in a language without spaces.
    `slots`: the types that a module's quiz may have at each place; () for no plan.
    `exam_types`: the types that may stand in a pool.
    `review`: how many questions of a module's quiz come back in the reviews; 0 for no rule.
    """

    stem_words: int = 60
    stem_characters: int = 160
    feedback_words: Sequence[int] = (10, 45)
    feedback_characters: Sequence[int] = (30, 120)
    length_percent: Sequence[int] = (80, 125)
    translation_percent: Sequence[int] = (160, 360)
    apply_percent: int = 60
    chance_margin: int = 15
    pool_minimum: int = 12
    sentence_characters: int = 60
    slots: Sequence[Sequence[str]] = ()
    exam_types: Sequence[str] = EXAM_TYPES
    review: int = 0
