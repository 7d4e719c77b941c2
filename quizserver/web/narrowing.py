"""What the report page shows of its question: one chip for each filter that holds, and how to sort by a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from quizserver.domain.asking import Question
from quizserver.services.reporting import Report
from quizserver.web.words import Words

__all__ = ["Chip", "Header", "chips_of", "header_of", "is_narrowed"]

_MORE = ("cohort_id", "result", "due_from", "due_to", "done_from", "done_to", "learner_language")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the question without it."""

    text: str
    without: Question


@dataclass(frozen=True, slots=True)
class Header:
    """How a column is sorted now (as aria-sort says it, or ""), and the question that a click asks."""

    sorted: str
    asks: Question


def chips_of(question: Question, report: Report, say: Words) -> list[Chip]:
    """The filters that hold, in the order of the form."""
    names = {department.code: department.name for department in report.departments}
    said: Mapping[str, Callable[[Any], str]] = {
        "text": lambda text: text,
        "department_code": lambda code: f"{code} {names.get(code, '')}".strip(),
        "status": lambda status: say(f"status.{status}"),
        "cohort_id": lambda cohort: report.cohorts.get(cohort, say("report.unknown_cohort")),
        "result": lambda result: say(f"result.{result}"),
        **dict.fromkeys(("due_from", "due_to", "done_from", "done_to"), lambda day: day.isoformat()),
        "learner_language": lambda language: say.find(f"languages.{language}") or language,
    }
    holding = {name: getattr(question, name) for name in said}
    if report.own_department_only:
        holding["department_code"] = None
    return [
        Chip(
            say("report.chip", name=say(f"report.field_{name}"), value=said[name](value)),
            replace(question, **_nothing(name)),
        )
        for name, value in holding.items()
        if value
    ]


def header_of(question: Question, column: str) -> Header:
    """A click sorts by the column upwards, a second one downwards."""
    here = question.sort == column
    up = here and not question.descending
    now = "" if not here else "ascending" if up else "descending"
    return Header(now, replace(question, sort=column, descending=up))


def is_narrowed(question: Question) -> bool:
    """Whether one of the further filters holds, so that they are to be shown."""
    return any(getattr(question, name) for name in _MORE)


def _nothing(name: str) -> dict[str, Any]:
    return {name: "" if name == "text" else None}
