"""What an item-writing rule finds, and where its thresholds lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Finding", "Path", "Thresholds"]

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

    `length_ratio`: mean length of the keys / mean length of the distractors of one question.
    `translation_ratio`: characters of the Japanese stem and options / words of the English ones.
    `chance_margin`: how far above chance, in percentage points, a blind strategy may score over a pool.
    """

    stem_words: int = 60
    stem_characters: int = 160
    feedback_words: tuple[int, int] = (10, 45)
    feedback_characters: tuple[int, int] = (30, 120)
    length_ratio: tuple[float, float] = (0.8, 1.25)
    translation_ratio: tuple[float, float] = (1.6, 3.6)
    apply_share: float = 0.6
    chance_margin: int = 15
    pool_minimum: int = 12
