"""What a course wants of its lessons. A bound that is not given is not checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Bounds", "KindBounds", "SectionBounds"]

Band = Sequence[int]
"""(lowest, highest), both allowed."""


@dataclass(frozen=True, slots=True)
class SectionBounds:
    """A section by the id of its heading. Lengths are aims: the course's tolerance lies around them."""

    id: str
    words: int | None = None
    characters: int | None = None


@dataclass(frozen=True, slots=True)
class KindBounds:
    """What the lessons of one kind of module have: these sections in this order, and a length in all."""

    sections: Sequence[SectionBounds] = ()
    total_words: Band | None = None
    total_characters: Band | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lengths are words in languages with spaces, and characters (without spaces) in the others.

    `translation_percent`: characters of a section in percent of its words in the first language with spaces.
    `fact_prefix`: how the ids of a module's facts begin; {number} is the number at the start of its slug.
    """

    kinds: Mapping[str, KindBounds] = field(default_factory=dict)
    tolerance_percent: int = 15
    translation_percent: Band | None = None
    sentence_words: int | None = None
    sentence_characters: int | None = None
    average_sentence_words: int | None = None
    average_sentence_characters: int | None = None
    table_columns: int | None = None
    fact_prefix: str | None = None
    compare_amounts: bool = False
