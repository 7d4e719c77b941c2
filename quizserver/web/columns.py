"""The columns of the report's files: a name that never changes, what the cells hold, how they are filled.

Cells are filled column by column, a thousand rows at a time: a file may have a million rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from coursekit.bundle import CompiledCourse
from coursekit.grading import percent_of
from quizserver.domain.points import points_text
from quizserver.services.exporting import MODULES, Rows
from quizserver.services.xlsx import Column, Kind, Value
from quizserver.web.words import Words

__all__ = [
    "DEFAULT",
    "FIELDS",
    "Field",
    "Filled",
    "Remembered",
    "cells_needed",
    "choose",
    "day",
    "fill",
    "header",
    "help_rows",
    "module_columns",
    "title",
]

_QUARTER_HOUR = 900_000
_REMEMBERED = 20_000

Filled = list[tuple["Field", Sequence[Any]]]
"""Each field with its values in some consecutive rows."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: what it is called, what it holds, how wide it is, and which cells it is filled from.

    Percentages are whole numbers, rounded down as everywhere; dates are those of the company. `words` is where the
    words for codes stand ("status": completed is 修了); programs get the code.
    """

    name: str
    kind: Kind
    width: int
    needs: tuple[str, ...]
    fill: Callable[[Filling], Callable[..., Sequence[Value]]]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """What filling depends on beside the rows."""

    course: CompiledCourse
    language: str
    zone: tzinfo


class Remembered(dict[Any, Any]):
    """Values worked out once; forgets when there are many, so that no file makes the memory grow."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> Any:
        if len(self) > _REMEMBERED:
            self.clear()
        value = self[key] = self._make(key)
        return value


def _same(_filling: Filling) -> Callable[..., Sequence[Value]]:
    return lambda cells: cells


def _course_id(filling: Filling) -> Callable[..., Sequence[Value]]:
    return lambda ids: [filling.course.id] * len(ids)


def _title(filling: Filling) -> Callable[..., Sequence[Value]]:
    def fill(titles: Sequence[Any]) -> Sequence[Value]:
        known = {id(found): found for found in titles}
        said = {key: title(found, filling.language) for key, found in known.items()}
        return [said[id(found)] for found in titles]

    return fill


def _day(filling: Filling) -> Callable[..., Sequence[Value]]:
    days = Remembered(lambda quarter: _date(quarter * _QUARTER_HOUR, filling.zone))
    return lambda moments: [None if ms is None else days[ms // _QUARTER_HOUR] for ms in moments]


def _last_day(filling: Filling) -> Callable[..., Sequence[Value]]:
    """The day that ends with a moment: what is due by a day is stored as the first moment after it."""
    days = _day(filling)
    return lambda moments: days([None if ms is None else ms - 1 for ms in moments])


def _percent(_filling: Filling) -> Callable[..., Sequence[Value]]:
    return lambda parts, wholes: [
        None if part is None or not whole else percent_of(part, whole)
        for part, whole in zip(parts, wholes, strict=True)
    ]


def _points(_filling: Filling) -> Callable[..., Sequence[Value]]:
    points = Remembered(lambda pair: _number(points_text(pair[0], scale=pair[1])))
    return lambda units, scales: [
        None if pair[0] is None or not pair[1] else points[pair] for pair in zip(units, scales, strict=True)
    ]


def _minutes(_filling: Filling) -> Callable[..., Sequence[Value]]:
    return lambda times: [ms // 60_000 for ms in times]


FIELDS: Sequence[Field] = (
    Field("employee_number", "text", 12, ("employee_number",), _same),
    Field("name", "text", 18, ("name",), _same),
    Field("kana", "text", 20, ("kana",), _same),
    Field("department_code", "text", 12, ("department_code",), _same),
    Field("department", "text", 20, ("department",), _same),
    Field("job_title", "text", 12, ("job_title",), _same),
    Field("email", "text", 28, ("email",), _same),
    Field("course_code", "text", 18, ("user_id",), _course_id),
    Field("course_name", "text", 20, ("title",), _title),
    Field("version", "text", 10, ("course_version",), _same),
    Field("language", "text", 10, ("language",), _same, "languages"),
    Field("due_on", "date", 12, ("due_at",), _last_day),
    Field("started_on", "date", 12, ("started_at",), _day),
    Field("last_activity_on", "date", 12, ("last_activity_at",), _day),
    Field("progress", "percent", 8, ("modules_done", "modules_total"), _percent),
    Field("status", "text", 12, ("status",), _same, "status"),
    Field("points", "number", 8, ("units", "scale"), _points),
    Field("max_points", "number", 8, ("max_units", "scale"), _points),
    Field("percent", "percent", 8, ("units", "max_units"), _percent),
    Field("pass_mark", "percent", 8, ("pass_percent",), _same),
    Field("result", "text", 10, ("result",), _same, "result"),
    Field("attempts", "number", 8, ("attempts",), _same),
    Field("first_points", "number", 8, ("first_units", "first_scale"), _points),
    Field("study_minutes", "number", 10, ("study_ms",), _minutes),
    Field("completed_on", "date", 12, ("done_at",), _day),
    Field("certificate", "text", 20, ("certificate",), _same),
    Field("expires_on", "date", 12, ("expires_at",), _day),
    Field("note", "text", 24, ("waive_reason",), _same),
    Field("first_percent", "percent", 8, ("first_units", "first_max_units"), _percent),
    Field("cohort", "text", 16, ("cohort",), _same),
)
"""Every column beside those of the modules, in their order by default."""

_OPTIONAL = frozenset({"first_percent", "cohort"})

DEFAULT: tuple[str, ...] = tuple(field.name for field in FIELDS if field.name not in _OPTIONAL)
"""What a file has when nobody chose."""

_BY_NAME = {field.name: field for field in FIELDS}


def choose(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the columns of these machine names, each once, in this order; the names that no column has).

    "default" stands for all default ones; "modules" for two columns of each module. No name at all is the default.
    """
    asked = [known for name in names or ("default",) for known in (DEFAULT if name == "default" else (name,))]
    known = dict.fromkeys(name for name in asked if name in _BY_NAME or name == MODULES)
    return tuple(known) or DEFAULT, tuple(name for name in asked if name not in known)


def cells_needed(columns: Sequence[str]) -> list[str]:
    """Which cells of a roster these columns are filled from."""
    return list(dict.fromkeys(need for name in columns for need in _needs(name)))


def header(course: CompiledCourse, columns: Sequence[str], say: Words) -> list[Column]:
    """The first row; `modules` becomes two columns for each module."""
    found: list[Column] = []
    for name in columns:
        if name in _BY_NAME:
            found.append(Column(say(f"columns.{name}"), _BY_NAME[name].kind, _BY_NAME[name].width))
            continue
        for _, titles in module_columns(course):
            module = title(titles, say.language)
            found.append(Column(say("columns.module_status", module=module), "text", 12))
            found.append(Column(say("columns.module_percent", module=module), "percent", 8))
    return found


def fill(course: CompiledCourse, columns: Sequence[str], *, language: str, zone: tzinfo) -> Callable[[Rows], Filled]:
    """Makes the values of these columns from pieces of a roster: codes, numbers, dates, whole percentages."""
    filling = Filling(course, language, zone)
    makers = [(_BY_NAME[name], _BY_NAME[name].fill(filling)) if name in _BY_NAME else None for name in columns]

    def filled(rows: Rows) -> Filled:
        found: Filled = []
        for maker in makers:
            if maker is None:
                found += _module_cells(rows[MODULES], modules=len(module_columns(course)))
            else:
                field, make = maker
                found.append((field, make(*(rows[need] for need in field.needs))))
        return found

    return filled


def module_columns(course: CompiledCourse) -> list[tuple[str, dict[str, str]]]:
    """(slug, titles) of every module that exists."""
    return [(module.slug, dict(module.title)) for module in course.modules if not module.planned]


def help_rows(columns: Sequence[str], say: Words) -> list[tuple[str, str, str]]:
    """What each of these columns means: header, machine name, meaning."""
    rows = []
    for name in columns:
        if name in _BY_NAME:
            rows.append((say(f"columns.{name}"), name, say(f"column_help.{name}")))
        else:
            for part in ("module_status", "module_percent"):
                rows.append((say(f"columns.{part}", module="…"), MODULES, say(f"column_help.{part}")))
    return rows


def day(ms: int | None, zone: tzinfo) -> str:
    """A moment's date where the company is, as Excel reads it in any language."""
    return "" if ms is None else _date(ms, zone).isoformat()


def title(titles: object, language: str) -> str:
    """A title in this language, or in the course's first."""
    assert isinstance(titles, dict)
    return str(titles.get(language) or next(iter(titles.values())))


_MODULE_STATUS = Field("module_status", "text", 12, (MODULES,), _same, "status")
_MODULE_PERCENT = Field("module_percent", "percent", 8, (MODULES,), _same)


def _module_cells(cells: Sequence[Sequence[tuple[str, int | None]]], *, modules: int) -> Filled:
    found: Filled = []
    for place in range(modules):
        found.append((_MODULE_STATUS, [row[place][0] for row in cells]))
        found.append((_MODULE_PERCENT, [row[place][1] for row in cells]))
    return found


def _needs(name: str) -> tuple[str, ...]:
    return _BY_NAME[name].needs if name in _BY_NAME else (MODULES,)


def _date(ms: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date()


def _number(text: str) -> Value:
    return float(text) if "." in text else int(text)
