"""The rows of a report as files have them: filled, and said in the file's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from coursekit.bundle import CompiledCourse
from quizserver.domain.csv_text import safe_column
from quizserver.services.exporting import Rows, Source
from quizserver.services.xlsx import Value
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import DEFAULT, Field, Filled, cells_needed, fill, header
from quizserver.web.words import Words, words

__all__ = ["Layout", "ReportRows", "Said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file looks: its form, its columns by machine name, the language of header and words."""

    form: str
    columns: tuple[str, ...] = DEFAULT
    language: str = "ja"


class ReportRows:
    """The rows of a file, filled and said in its language."""

    def __init__(self, wanted: RosterFilter, layout: Layout, *, source: Source, zone: tzinfo) -> None:
        self.wanted, self.layout, self.zone = wanted, layout, zone
        self.say: Words = words(layout.language)
        self.course: CompiledCourse = source.select_course(wanted.course_id)
        self.header = header(self.course, layout.columns, self.say)
        self._source = source
        self._fill = fill(self.course, layout.columns, language=layout.language, zone=zone)

    def pieces(self, *, more: Sequence[str] = ()) -> Iterator[tuple[Filled, Rows]]:
        """Values in pieces, with the cells they are made of; `more` cells are among these."""
        names = dict.fromkeys([*cells_needed(self.layout.columns), *more])
        for rows in self._source.stream(self.wanted, names=list(names)):
            yield self._fill(rows), rows

    def cells(self, names: Sequence[str]) -> Iterator[Rows]:
        """These cells and no more."""
        return self._source.stream(self.wanted, names=names)

    def texts(self) -> Iterator[list[Sequence[str]]]:
        """Columns as CSV writes them: 81%, 2026-04-01; formulas made harmless."""
        said = Said(self.say)
        for filled, _ in self.pieces():
            yield [said.as_text(field, values) for field, values in filled]


class Said:
    """Values in words. What a column says often is worked out once for some rows."""

    def __init__(self, say: Words) -> None:
        self._say = say

    def in_words(self, field: Field, values: Sequence[Any]) -> Sequence[Value]:
        """Codes as words; everything else as it is."""
        if not field.words:
            return values
        known = {code: self._word(field, code) for code in set(values)}
        return [known[code] for code in values]

    def as_text(self, field: Field, values: Sequence[Any]) -> Sequence[str]:
        """What a cell of CSV holds."""
        if field.kind == "text" and not field.words:
            return safe_column(values)
        known = {value: self._text(field, value) for value in set(values)}
        return [known[value] for value in values]

    def _text(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        if field.kind == "percent":
            return f"{value}%"
        if field.kind == "date":
            return str(value.isoformat())
        return (self._word(field, value) or "") if field.words else str(value)

    def _word(self, field: Field, code: str | None) -> str | None:
        return (self._say.find(f"{field.words}.{code}") or code) if code else None
