"""The report's question as an address says it, and back. Knows no request: saved views and commands ask alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from quizserver.domain.asking import RESULTS, SORTS, STATUSES, Question

__all__ = ["Problems", "layout_of", "query_of", "read_question"]

Problems = Mapping[str, str]
"""Field of the address -> what is wrong with it: "date" or "order"."""

_MOST = 100
_LAYOUT = re.compile(r"[a-z0-9_,]{1,1000}")
_YEARS = range(1970, 2200)
_DAYS = ("due_from", "due_to", "done_from", "done_to")


def read_question(arguments: Mapping[str, str], *, course_id: str) -> tuple[Question, Problems]:
    """The question that these arguments ask, without the days that cannot be read; `course_id` where none is named."""
    given = {name: _clean(value) for name, value in arguments.items()}
    days, problems = _days(given)
    sort = given.get("sort", "")
    question = Question(
        course_id=given.get("course") or course_id,
        cohort_id=given.get("cohort") or None,
        department_code=given.get("department") or None,
        text=given.get("q", "")[:_MOST],
        status=_one_of(given.get("status"), STATUSES),
        result=_one_of(given.get("result"), RESULTS),
        learner_language=given.get("learner_language") or None,
        sort=sort if sort in SORTS else SORTS[0],
        descending=given.get("dir") == "desc",
        **days,
    )
    return question, problems


def query_of(question: Question) -> dict[str, str]:
    """The question as the arguments of an address; what asks for nothing is left out."""
    pairs = {
        "course": question.course_id,
        "cohort": question.cohort_id,
        "department": question.department_code,
        "q": question.text,
        "status": question.status,
        "result": question.result,
        **{name: _iso(getattr(question, name)) for name in _DAYS},
        "learner_language": question.learner_language,
        "sort": question.sort if question.sort != SORTS[0] or question.descending else None,
        "dir": "desc" if question.descending else None,
    }
    return {name: value for name, value in pairs.items() if value}


def layout_of(arguments: Mapping[str, str]) -> dict[str, str]:
    """What an address says of files beside the question: columns by machine name, and the header's language."""
    given = {name: arguments.get(name, "") for name in ("columns", "header")}
    return {name: value for name, value in given.items() if _LAYOUT.fullmatch(value)}


def _days(given: Mapping[str, str]) -> tuple[dict[str, date], dict[str, str]]:
    days: dict[str, date] = {}
    problems: dict[str, str] = {}
    for name in _DAYS:
        text = given.get(name, "")
        day = _day(text)
        if day is not None:
            days[name] = day
        elif text:
            problems[name] = "date"
    for kind in ("due", "done"):
        first, last = days.get(f"{kind}_from"), days.get(f"{kind}_to")
        if first is not None and last is not None and first > last:
            problems[f"{kind}_to"] = "order"
            del days[f"{kind}_to"]
    return days, problems


def _day(text: str) -> date | None:
    """2026-04-01, and what people type instead: ２０２６/4/1."""
    try:
        year, month, rest = unicodedata.normalize("NFKC", text).replace("/", "-").split("-")
        day = date(int(year), int(month), int(rest))
    except (ValueError, OverflowError):
        return None
    return day if day.year in _YEARS else None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _one_of(value: str | None, known: tuple[str, ...]) -> str | None:
    return value if value in known else None


def _clean(text: str) -> str:
    # PostgreSQL cannot hold NUL, and nobody's name does.
    return text.replace("\x00", "").strip()
