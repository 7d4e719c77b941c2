"""The columns of the report's file: a key for the header's words, and how a learner's standing fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from fractions import Fraction

from coursekit.bundle import CompiledCourse
from quizserver.domain.points import points_text
from quizserver.services.reporting import Standing
from quizserver.web.words import Words

__all__ = ["day", "header", "row"]

Cell = Callable[[Standing, Words, tzinfo], str]

_COLUMNS: Sequence[tuple[str, Cell]] = (
    ("employee_number", lambda s, _w, _z: s.account.employee_number or ""),
    ("name", lambda s, _w, _z: s.account.name),
    ("kana", lambda s, _w, _z: s.account.kana),
    ("department_code", lambda s, _w, _z: s.account.department_code),
    ("department", lambda s, _w, _z: s.account.department),
    ("email", lambda s, _w, _z: s.account.email),
    ("course_code", lambda s, _w, _z: s.progress.course.id),
    ("course_name", lambda s, w, _z: title(s.progress.course.title, w.language)),
    ("version", lambda s, _w, _z: s.progress.course.version),
    ("language", lambda s, w, _z: _language(s, w)),
    ("started_on", lambda s, _w, z: day(min((r.started_at for r in s.records), default=None), z)),
    ("last_activity_on", lambda s, _w, z: day(s.last_activity_at, z)),
    ("progress", lambda s, _w, _z: _percent(s.progress.done, len(s.progress.modules))),
    ("status", lambda s, w, _z: w(f"status.{s.status}")),
    ("points", lambda s, _w, _z: _points(s.points[0]) if _taken(s) else ""),
    ("max_points", lambda s, _w, _z: _points(s.points[1]) if s.points[1] else ""),
    ("percent", lambda s, _w, _z: _percent(*s.points) if _taken(s) else ""),
    ("pass_mark", lambda s, _w, _z: _pass_mark(s.progress.course)),
    ("result", lambda s, w, _z: w(f"result.{s.result}") if s.result else ""),
    ("attempts", lambda s, _w, _z: str(sum(m.attempts for m in s.progress.modules if m.graded))),
    ("completed_on", lambda s, _w, z: day(s.completed_at, z)),
)


def header(course: CompiledCourse, say: Words) -> list[str]:
    """The first line: general columns, then two for each module."""
    names = [say(f"columns.{key}") for key, _ in _COLUMNS]
    for module in course.modules:
        if not module.planned:
            name = title(module.title, say.language)
            names += [say("columns.module_status", module=name), say("columns.module_percent", module=name)]
    return names


def row(standing: Standing, say: Words, zone: tzinfo) -> list[str]:
    """One learner's line."""
    cells = [fill(standing, say, zone) for _, fill in _COLUMNS]
    for module in standing.progress.modules:
        cells += [say(f"status.{module.status}"), "" if module.best_percent is None else f"{module.best_percent}%"]
    return cells


def day(ms: int | None, zone: tzinfo) -> str:
    """A moment's date where the company is, as Excel reads it in any language."""
    return "" if ms is None else datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date().isoformat()


def title(titles: object, language: str) -> str:
    """A title in this language, or in the course's first."""
    assert isinstance(titles, dict)
    return str(titles.get(language) or next(iter(titles.values())))


def _language(standing: Standing, say: Words) -> str:
    """The language of the latest activity."""
    latest = max(standing.records, key=lambda record: record.last_activity_at, default=None)
    return "" if latest is None else (say.find(f"languages.{latest.language}") or latest.language)


def _taken(standing: Standing) -> bool:
    return any(module.best_percent is not None for module in standing.progress.modules)


def _points(points: Fraction) -> str:
    return points_text(points.numerator, scale=points.denominator)


def _percent(part: Fraction | int, whole: Fraction | int) -> str:
    return f"{100 * part // whole}%" if whole else ""


def _pass_mark(course: CompiledCourse) -> str:
    """The pass mark, if all graded quizzes share one."""
    marks = {
        course.quizzes[module.quiz].pass_percent
        for module in course.modules
        if module.quiz and not module.planned and module.quiz in course.quizzes and course.quizzes[module.quiz].graded
    }
    return f"{marks.pop()}%" if len(marks) == 1 else ""
