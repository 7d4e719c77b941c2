"""What a change to a course would concern: for trainers, before they make it. Counts only, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizserver.storage import Database
from quizserver.storage.usage import UsageCount, count_by_question, count_by_quiz, count_together

__all__ = ["Usage", "measure_usage", "usage_data"]

FORMAT = "quizserver-usage/1"


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts for each thing that was asked for, and for all of them together: one person counts once."""

    questions: dict[str, UsageCount]
    quizzes: dict[str, UsageCount]
    together: UsageCount


def usage_data(usage: Usage, *, course_id: str) -> dict[str, Any]:
    """As JSON data, for the command and the API. It is stable; keys are only ever added:

    format "quizserver-usage/1", course, questions {id: {answers, people, results}}, quizzes {name: the same}, and
    together {answers, people, results}, in which a person counts once.
    """
    return {"format": FORMAT, "course": course_id} | asdict(usage)


def measure_usage(
    database: Database, *, course_id: str, questions: Sequence[str] = (), quizzes: Sequence[str] = ()
) -> Usage:
    """Count at one moment."""
    with database.snapshot() as tx:
        return Usage(
            questions=count_by_question(tx, course_id=course_id, questions=questions),
            quizzes=count_by_quiz(tx, course_id=course_id, quizzes=quizzes),
            together=count_together(tx, course_id=course_id, questions=questions, quizzes=quizzes),
        )
