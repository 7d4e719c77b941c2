"""What somebody asks of the report: which learners, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quizserver.domain.enrolling import Standing

__all__ = ["RESULTS", "SORTS", "STATUSES", "Question"]

STATUSES: tuple[Standing, ...] = ("not_started", "in_progress", "overdue", "completed", "expired", "waived")
RESULTS: tuple[str, ...] = ("passed", "failed", "not_taken")
SORTS: tuple[str, ...] = (
    "kana",
    "employee_number",
    "department",
    "status",
    "due_on",
    "last_activity_on",
    "percent",
    "completed_on",
)
"""By machine names of columns; the first is the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks of the report. Whom they may see is decided by the report, not by what they ask.

    Days are those of the company, the last one included. `learner_language` is the language of the latest answer, or
    the account's before there is one. A status, result or sort that does not exist asks for nothing.
    """

    course_id: str
    cohort_id: str | None = None
    department_code: str | None = None
    text: str = ""
    status: str | None = None
    result: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    done_from: date | None = None
    done_to: date | None = None
    learner_language: str | None = None
    sort: str = SORTS[0]
    descending: bool = False
