"""The columns of the report's files: a name that never changes, what the cells hold, how they are filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from coursekit.bundle import CompiledCourse
from coursekit.grading import percent_of
from quizserver.domain.points import points_text
from quizserver.services.reporting import Learner
from quizserver.services.xlsx import Column, Kind, Value
from quizserver.web.words import Words

__all__ = ["COLUMNS", "day", "header", "help_rows", "module_columns", "record", "row", "texts", "title", "values"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. Percentages are whole numbers, rounded down as everywhere; dates are those of the company."""

    name: str
    kind: Kind
    width: int
    fill: Callable[[Learner, Words, tzinfo], Value]


COLUMNS: Sequence[Field] = (
    Field("employee_number", "text", 12, lambda s, _w, _z: s.account.employee_number),
    Field("name", "text", 18, lambda s, _w, _z: s.account.name),
    Field("kana", "text", 20, lambda s, _w, _z: s.account.kana),
    Field("department_code", "text", 12, lambda s, _w, _z: s.account.department_code),
    Field("department", "text", 20, lambda s, _w, _z: s.account.department),
    Field("job_title", "text", 12, lambda s, _w, _z: s.account.job_title),
    Field("email", "text", 28, lambda s, _w, _z: s.account.email),
    Field("course_code", "text", 18, lambda s, _w, _z: s.enrollment.course_id),
    Field("course_name", "text", 20, lambda s, w, _z: title(s.title, w.language)),
    Field("version", "text", 10, lambda s, _w, _z: s.enrollment.course_version),
    Field("language", "text", 10, lambda s, w, _z: _language(s, w)),
    Field("due_on", "date", 12, lambda s, _w, z: _date(s.enrollment.due_at, z)),
    Field("started_on", "date", 12, lambda s, _w, z: _date(s.enrollment.started_at, z)),
    Field("last_activity_on", "date", 12, lambda s, _w, z: _date(s.enrollment.last_activity_at, z)),
    Field("progress", "percent", 8, lambda s, _w, _z: _percent(s.enrollment.modules_done, s.enrollment.modules_total)),
    Field("status", "text", 12, lambda s, w, _z: w(f"status.{s.status}")),
    Field("points", "number", 8, lambda s, _w, _z: _points(s.enrollment.units, s.enrollment.scale)),
    Field("max_points", "number", 8, lambda s, _w, _z: _points(s.enrollment.max_units, s.enrollment.scale)),
    Field("percent", "percent", 8, lambda s, _w, _z: _percent(s.enrollment.units, s.enrollment.max_units)),
    Field("pass_mark", "percent", 8, lambda s, _w, _z: s.enrollment.pass_percent),
    Field("result", "text", 10, lambda s, w, _z: w(f"result.{s.result}") if s.result else None),
    Field("attempts", "number", 8, lambda s, _w, _z: s.enrollment.attempts),
    Field("completed_on", "date", 12, lambda s, _w, z: _date(s.enrollment.done_at, z)),
    Field("expires_on", "date", 12, lambda s, _w, z: _date(s.enrollment.expires_at, z)),
    Field("note", "text", 24, lambda s, _w, _z: s.enrollment.waive_reason),
)


def header(course: CompiledCourse, say: Words) -> list[Column]:
    """The first row: general columns, then two for each module."""
    columns = [Column(say(f"columns.{field.name}"), field.kind, field.width) for field in COLUMNS]
    for module in module_columns(course):
        name = title(dict(module[1]), say.language)
        columns.append(Column(say("columns.module_status", module=name), "text", 12))
        columns.append(Column(say("columns.module_percent", module=name), "percent", 8))
    return columns


def values(learner: Learner, say: Words, zone: tzinfo) -> list[Value]:
    """One learner's row, typed as the header says."""
    cells = [field.fill(learner, say, zone) for field in COLUMNS]
    for module in learner.progress.modules:
        cells += [say(f"status.{module.status}"), module.best_percent]
    return cells


def row(learner: Learner, say: Words, zone: tzinfo) -> list[Value]:
    """The same for a workbook, where 81 percent is 0.81."""
    kinds = [field.kind for field in COLUMNS] + ["text", "percent"] * len(learner.progress.modules)
    return [
        Decimal(int(value)) / 100 if kind == "percent" and isinstance(value, int) else value
        for kind, value in zip(kinds, values(learner, say, zone), strict=True)
    ]


def texts(learner: Learner, say: Words, zone: tzinfo) -> list[str]:
    """The same as text, for CSV: 81%, 2026-04-01."""
    kinds = [field.kind for field in COLUMNS] + ["text", "percent"] * len(learner.progress.modules)
    return [_text(value, kind) for kind, value in zip(kinds, values(learner, say, zone), strict=True)]


def record(learner: Learner, say: Words, zone: tzinfo) -> dict[str, object]:
    """The same for programs: machine names, ISO dates, null for nothing; the same in every language."""
    found: dict[str, object] = {}
    for field in COLUMNS:
        value = field.fill(learner, say, zone)
        found[field.name] = value.isoformat() if isinstance(value, date) else _plain(value)
    found |= {
        "status": learner.status,
        "result": learner.result or None,
        "language": learner.enrollment.language if learner.enrollment.started_at is not None else None,
    }
    modules = [
        {"module": module.module.slug, "status": module.status, "percent": module.best_percent}
        for module in learner.progress.modules
    ]
    return {name: None if value == "" else value for name, value in found.items()} | {"modules": modules}


def module_columns(course: CompiledCourse) -> list[tuple[str, Mapping[str, str]]]:
    """(slug, titles) of every module that exists."""
    return [(module.slug, module.title) for module in course.modules if not module.planned]


def help_rows(say: Words) -> list[tuple[str, str, str]]:
    """What each column means: header, machine name, meaning."""
    fields = [(say(f"columns.{field.name}"), field.name, say(f"column_help.{field.name}")) for field in COLUMNS]
    of_modules = [
        (say(f"columns.{name}", module="…"), "modules", say(f"column_help.{name}"))
        for name in ("module_status", "module_percent")
    ]
    return fields + of_modules


def day(ms: int | None, zone: tzinfo) -> str:
    """A moment's date where the company is, as Excel reads it in any language."""
    found = _date(ms, zone)
    return "" if found is None else found.isoformat()


def title(titles: object, language: str) -> str:
    """A title in this language, or in the course's first."""
    assert isinstance(titles, dict)
    return str(titles.get(language) or next(iter(titles.values())))


def _date(ms: int | None, zone: tzinfo) -> date | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date()


def _language(learner: Learner, say: Words) -> str | None:
    """The language of the latest activity."""
    enrollment = learner.enrollment
    if enrollment.started_at is None:
        return None
    return say.find(f"languages.{enrollment.language}") or enrollment.language


def _points(units: int | None, scale: int | None) -> Decimal | None:
    return None if units is None or not scale else Decimal(points_text(units, scale=scale))


def _percent(part: int | None, whole: int | None) -> int | None:
    return None if part is None or not whole else percent_of(part, whole)


def _text(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if kind == "percent":
        return f"{value}%"
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Value) -> object:
    return float(value) if isinstance(value, Decimal) else value
