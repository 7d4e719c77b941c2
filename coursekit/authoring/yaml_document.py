"""A YAML file as plain data that remembers where each key and value stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from coursekit.authoring.report import Position, Report

__all__ = ["Document", "MappingMarks", "Mark", "Path", "SequenceMarks"]

Path = Sequence[str | int]
"""The way to a value: ("questions", 0, "options", 2, "text")."""


class Mark(Protocol):
    """Where something begins, as the parser says it: counted from 0."""

    line: int
    column: int


class MappingMarks(NamedTuple):
    """Where a mapping begins, and for each key where the key stands and the marks of its value."""

    start: Mark
    entries: dict[str, tuple[Mark, Marks]]


class SequenceMarks(NamedTuple):
    """Where a list begins, and the marks of its items."""

    start: Mark
    items: list[Marks]


Marks = Mark | MappingMarks | SequenceMarks


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says. `first_line` is the line of the file at which the YAML begins, for front matter."""

    data: Any
    marks: Marks
    report: Report
    first_line: int = 1

    def at(self, *path: str | int) -> Position:
        """Where the value at this path begins; where it is missing, the nearest thing around it."""
        marks = self.marks
        for step in path:
            found = _step(marks, step)
            if found is None:
                break
            marks = found
        return self._position(_start(marks))

    def at_key(self, *path: str | int) -> Position:
        """Where the key at the end of this path stands; for a list item, the item."""
        marks = self.marks
        for step in path[:-1]:
            found = _step(marks, step)
            if found is None:
                return self._position(_start(marks))
            marks = found
        if isinstance(marks, MappingMarks) and path[-1] in marks.entries:
            return self._position(marks.entries[str(path[-1])][0])
        return self.at(*path)

    def complain(self, code: str, path: Path, /, *, hint: str | None = None, **facts: object) -> None:
        """Complain about the value at this path."""
        self.report.add(code, self.at(*path), hint=hint, **facts)

    def _position(self, mark: Mark) -> Position:
        return mark.line + self.first_line, mark.column + 1


def _step(marks: Marks, step: str | int) -> Marks | None:
    if isinstance(marks, MappingMarks):
        entry = marks.entries.get(str(step))
        return None if entry is None else entry[1]
    if isinstance(marks, SequenceMarks) and isinstance(step, int) and step < len(marks.items):
        return marks.items[step]
    return None


def _start(marks: Marks) -> Mark:
    return marks.start if isinstance(marks, (MappingMarks, SequenceMarks)) else marks
