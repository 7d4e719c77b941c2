"""The columns of the report's file: a key for the header's words, and how a learner's standing fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

from coursekit.bundle import CompiledCourse
from coursekit.grading import percent_of
from quizserver.domain.points import points_text
from quizserver.domain.records import Enrollment
from quizserver.services.reporting import Learner
from quizserver.web.words import Words

__all__ = ["day", "header", "row"]

Cell = Callable[[Learner, Words, tzinfo], str]

_COLUMNS: Sequence[tuple[str, Cell]] = (
    ("employee_number", lambda s, _w, _z: s.account.employee_number or ""),
    ("name", lambda s, _w, _z: s.account.name),
    ("kana", lambda s, _w, _z: s.account.kana),
    ("department_code", lambda s, _w, _z: s.account.department_code),
    ("department", lambda s, _w, _z: s.account.department),
    ("email", lambda s, _w, _z: s.account.email),
    ("course_code", lambda s, _w, _z: s.enrollment.course_id),
    ("course_name", lambda s, w, _z: title(s.title, w.language)),
    ("version", lambda s, _w, _z: s.enrollment.course_version),
    ("language", lambda s, w, _z: _language(s.enrollment, w) if s.enrollment.started_at is not None else ""),
    ("started_on", lambda s, _w, z: day(s.enrollment.started_at, z)),
    ("last_activity_on", lambda s, _w, z: day(s.enrollment.last_activity_at, z)),
    ("progress", lambda s, _w, _z: _percent(s.enrollment.modules_done, s.enrollment.modules_total)),
    ("status", lambda s, w, _z: w(f"status.{s.status}")),
    ("points", lambda s, _w, _z: _points(s.enrollment.units, s.enrollment.scale)),
    ("max_points", lambda s, _w, _z: _points(s.enrollment.max_units, s.enrollment.scale)),
    ("percent", lambda s, _w, _z: _percent(s.enrollment.units, s.enrollment.max_units)),
    ("pass_mark", lambda s, _w, _z: "" if s.enrollment.pass_percent is None else f"{s.enrollment.pass_percent}%"),
    ("result", lambda s, w, _z: w(f"result.{s.result}") if s.result else ""),
    ("attempts", lambda s, _w, _z: str(s.enrollment.attempts)),
    ("completed_on", lambda s, _w, z: day(s.enrollment.done_at, z)),
)


def header(course: CompiledCourse, say: Words) -> list[str]:
    """The first line: general columns, then two for each module."""
    names = [say(f"columns.{key}") for key, _ in _COLUMNS]
    for module in course.modules:
        if not module.planned:
            name = title(module.title, say.language)
            names += [say("columns.module_status", module=name), say("columns.module_percent", module=name)]
    return names


def row(learner: Learner, say: Words, zone: tzinfo) -> list[str]:
    """One learner's line."""
    cells = [fill(learner, say, zone) for _, fill in _COLUMNS]
    for module in learner.progress.modules:
        cells += [say(f"status.{module.status}"), "" if module.best_percent is None else f"{module.best_percent}%"]
    return cells


def day(ms: int | None, zone: tzinfo) -> str:
    """A moment's date where the company is, as Excel reads it in any language."""
    return "" if ms is None else datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date().isoformat()


def title(titles: object, language: str) -> str:
    """A title in this language, or in the course's first."""
    assert isinstance(titles, dict)
    return str(titles.get(language) or next(iter(titles.values())))


def _language(enrollment: Enrollment, say: Words) -> str:
    """The language of the latest activity."""
    return say.find(f"languages.{enrollment.language}") or enrollment.language


def _points(units: int | None, scale: int | None) -> str:
    return "" if units is None or not scale else points_text(units, scale=scale)


def _percent(part: int | None, whole: int | None) -> str:
    return "" if part is None or not whole else f"{percent_of(part, whole)}%"
