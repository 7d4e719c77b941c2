"""The typefaces of documents: what they can write, and what is done about what they cannot. Never a silent box."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["GETA", "Typeface", "Typesetting", "typeset"]

GETA = "〓"
"""The sign by which Japanese printers stand in for a character they have no type for."""

_SELECTORS = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})


@dataclass(frozen=True)
class Typeface:
    """One font file."""

    path: Path

    @cached_property
    def signs(self) -> frozenset[int]:
        """The code points it has a form for."""
        return frozenset(self._tables.getBestCmap())

    @cached_property
    def variants(self) -> frozenset[tuple[int, int]]:
        """The pairs of character and variation selector it knows (邉 and its two dozen forms)."""
        tables = [table for table in self._tables["cmap"].tables if table.format == 14]
        pairs = ((base, mark) for table in tables for mark, bases in table.uvsDict.items() for base, _ in bases)
        return frozenset(pairs)

    @cached_property
    def _tables(self) -> Any:
        from fontTools.ttLib import TTFont  # part of the `certificates` extra: a server runs without it

        return TTFont(self.path, lazy=True)


@dataclass(frozen=True, slots=True)
class Typesetting:
    """A text as it can be printed. `missing` are the signs that GETA stands for, `varied` those printed plainly."""

    text: str
    missing: tuple[str, ...]
    varied: tuple[str, ...]


def typeset(text: str, *, typefaces: Iterable[Typeface]) -> Typesetting:
    """What of the text these typefaces can write together."""
    faces = tuple(typefaces)
    written: list[str] = []
    missing: dict[str, None] = {}
    varied: dict[str, None] = {}
    for place, sign in enumerate(text):
        if ord(sign) in _SELECTORS:
            before = text[place - 1] if place else ""
            if before and any((ord(before), ord(sign)) in face.variants for face in faces):
                written.append(sign)
            elif before and before not in missing:
                varied[before] = None
        elif any(ord(sign) in face.signs for face in faces):
            written.append(sign)
        else:
            missing[sign] = None
            written.append(GETA)
    return Typesetting("".join(written), tuple(missing), tuple(varied))
