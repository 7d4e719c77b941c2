"""What the board's summary says, in words: from the rows of a report to the pages of `documents.summary`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from coursekit.bundle import CompiledCourse
from quizserver.documents import render_summary
from quizserver.domain.certificates import written_date
from quizserver.domain.summing import BANDS, DepartmentCount, Person, Summary
from quizserver.services.exporting import Rows
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import Remembered, title
from quizserver.web.words import Words

__all__ = ["SUMMARY_CELLS", "write_summary"]

SUMMARY_CELLS = (
    "department_code",
    "department",
    "status",
    "started_at",
    "done_at",
    "due_at",
    "units",
    "max_units",
    "pass_percent",
    "cohort",
)
_SHOWN = 24
"""Departments; the smaller ones beyond are one line."""
_QUARTER_HOUR = 900_000


def write_summary(
    pieces: Iterable[Rows],
    wanted: RosterFilter,
    *,
    course: CompiledCourse,
    say: Words,
    zone: tzinfo,
    issuer: str = "",
    fonts: Path | None = None,
) -> tuple[bytes, int]:
    """The PDF, and how many learners it is about."""
    summary, marks, cohorts = Summary(), set[int](), set[str]()
    days = _Days(zone)
    for rows in pieces:
        summary.add(_people(rows, days))
        marks |= {mark for mark in rows["pass_percent"] if mark is not None}
        cohorts |= set(rows["cohort"]) if wanted.cohort_id else set()
    mark = marks.pop() if len(marks) == 1 else None
    said = {
        "issuer": issuer,
        "course": title(dict(course.title), say.language),
        "title": say("summary.title"),
        "about": [_of_day(wanted, say, zone), *_filters(wanted, say, zone, cohorts=sorted(cohorts))],
        "people": summary.people,
        "totals": _totals(summary, say),
        "departments": _departments(summary.departments(), say),
        "time": _time(summary, say, today=days.of(wanted.now)),
        "scores": _scores(summary, say, mark=mark),
        "words": {"heading": say("summary.words"), "terms": _terms(say)},
    }
    return render_summary(said, language=say.language, timestamp=wanted.now // 1000, fonts=fonts), summary.rows


class _Days:
    """The company's day of a moment."""

    def __init__(self, zone: tzinfo) -> None:
        self._known = Remembered(
            lambda quarter: datetime.fromtimestamp(quarter * _QUARTER_HOUR / 1000, tz=UTC).astimezone(zone).date()
        )

    def of(self, ms: int) -> date:
        """Zones differ from UTC by whole quarters of an hour."""
        found: date = self._known[ms // _QUARTER_HOUR]
        return found

    def find(self, ms: int | None) -> date | None:
        """As `of`; None for none."""
        return None if ms is None else self.of(ms)


def _people(rows: Rows, days: _Days) -> Iterator[Person]:
    for code, name, status, begun, done, due, units, most in zip(
        *(rows[cell] for cell in SUMMARY_CELLS[:8]), strict=True
    ):
        # The last day to be done on ends at the moment that is kept.
        last = None if due is None else days.of(due - 1)
        percent = None if units is None or not most else 100 * units // most
        yield code, name, status, begun is not None, days.find(done), last, percent


def _of_day(wanted: RosterFilter, say: Words, zone: tzinfo) -> str:
    return say("summary.as_of", day=_written(wanted.now, say, zone))


def _written(ms: int, say: Words, zone: tzinfo) -> str:
    return written_date(ms, timezone=zone, language=say.language)  # type: ignore[arg-type]


def _filters(wanted: RosterFilter, say: Words, zone: tzinfo, *, cohorts: Sequence[str]) -> list[str]:
    """What was asked, for the reader. A search may be a name: that there is one is all that is said."""
    parts: list[tuple[str, str]] = []
    if wanted.department_codes is not None:
        parts.append(
            (
                say("columns.department_code"),
                say("summary.between").join(wanted.department_codes[:6])
                + ("…" if len(wanted.department_codes) > 6 else ""),
            )
        )
    if wanted.cohort_id:
        parts.append((say("columns.cohort"), say("summary.between").join(cohorts)))
    if wanted.status:
        parts.append((say("columns.status"), say(f"status.{wanted.status}")))
    if wanted.result:
        parts.append((say("columns.result"), say(f"result.{wanted.result}")))
    parts += _range(say("columns.due_on"), wanted.due_after, wanted.due_until, say, zone, shift=1)
    parts += _range(say("columns.completed_on"), wanted.done_from, wanted.done_before, say, zone)
    if wanted.learner_language:
        parts.append(
            (say("columns.language"), say.find(f"languages.{wanted.learner_language}") or wanted.learner_language)
        )
    lines = [say("summary.part", name=name, value=value) for name, value in parts]
    return [*lines, *([say("summary.searched")] if wanted.text else [])] or [say("summary.everybody")]


def _range(
    name: str, first: int | None, end: int | None, say: Words, zone: tzinfo, *, shift: int = 0
) -> list[tuple[str, str]]:
    """From the day on which `first` lies to the one that `end` is the end of."""
    if first is None and end is None:
        return []
    since = "" if first is None else _written(first + shift, say, zone)
    until = "" if end is None else _written(end - 1, say, zone)
    return [(name, say("summary.range", first=since, last=until))]


def _totals(summary: Summary, say: Words) -> list[dict[str, str]]:
    share = 100 * summary.completed // summary.people if summary.people else 0
    return [
        {"label": label, "value": value}
        for label, value in (
            (say("sheets.target"), f"{summary.people:,}"),
            (say("sheets.done"), f"{summary.completed:,}"),
            (say("summary.share"), f"{share}%"),
            (say("status.overdue"), f"{summary.by_status['overdue']:,}"),
            (say("sheets.fresh"), f"{summary.fresh:,}"),
        )
    ]


def _departments(found: Sequence[DepartmentCount], say: Words) -> dict[str, Any]:
    shown, rest = list(found), []
    if len(found) > _SHOWN:
        largest = sorted(found, key=lambda department: -department.people)[: _SHOWN - 1]
        shown = [department for department in found if department in largest]
        rest = [department for department in found if department not in largest]
    rows = [
        _department(say("summary.nowhere") if not (d.code or d.name) else f"{d.code} {d.name}".strip(), [d])
        for d in shown
    ]
    if rest:
        rows.append(_department(say("summary.rest", count=len(rest)), rest))
    header = [say("columns.department"), "", say("sheets.target"), say("sheets.done"), say("summary.share")]
    return {
        "heading": say("summary.by_department"),
        "header": [*header[:1], say("summary.drawing"), *header[2:], say("sheets.fresh")],
        "rows": rows,
    }


def _department(name: str, parts: Sequence[DepartmentCount]) -> dict[str, Any]:
    people, completed = sum(part.people for part in parts), sum(part.completed for part in parts)
    percent = 100 * completed // people if people else 0
    return {
        "name": name,
        "percent": percent,
        "people": f"{people:,}",
        "completed": f"{completed:,}",
        "share": f"{percent}%",
        "fresh": f"{sum(part.fresh for part in parts):,}",
    }


def _time(summary: Summary, say: Words, *, today: date) -> dict[str, Any]:
    points = summary.over_time(today=today)
    first, span = (points[0].day, max(1, (points[-1].day - points[0].day).days)) if points else (today, 1)
    return {
        "heading": say("summary.over_time"),
        "date": say("summary.date"),
        "completed": say("summary.completed_by"),
        "due": say("summary.due_by"),
        "none_yet": say("learning.dash"),
        "points": [
            {
                "day": point.day.isoformat(),
                "at": (point.day - first).days / span,
                "completed": point.completed,
                "completed_text": f"{point.completed or 0:,}",
                "due": point.due,
                "due_text": f"{point.due:,}",
            }
            for point in points
        ],
    }


def _scores(summary: Summary, say: Words, *, mark: int | None) -> dict[str, Any]:
    width = 100 // BANDS
    note = say("summary.scored", count=f"{sum(summary.scores):,}")
    return {
        "heading": say("summary.scores"),
        "taken": sum(summary.scores),
        "band": say("columns.percent"),
        "learners": say("summary.learners"),
        "note": note + (say("summary.mark", percent=mark) if mark is not None else ""),
        "bands": [
            {
                "label": f"{width * place}–{width * place + width - 1 if place < BANDS - 1 else 100}%",
                "count": count,
                "text": f"{count:,}",
                "passing": mark is not None and width * place >= mark,
            }
            for place, count in enumerate(summary.scores)
        ],
    }


def _terms(say: Words) -> list[tuple[str, str]]:
    return [
        (say("sheets.target"), say("summary.terms.target")),
        (say("sheets.done"), say("summary.terms.done")),
        (say("status.overdue"), say("summary.terms.overdue")),
        (say("sheets.fresh"), say("summary.terms.fresh")),
        (say("columns.percent"), say("summary.terms.percent")),
    ]
