"""Attempts, responses and progress as JSON, with no more feedback than the learner has earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from coursekit.bundle import CompiledQuestion
from coursekit.grading import percent_of
from coursekit.model import MapRule
from quizserver.domain.answering import is_finished, units_of
from quizserver.domain.explaining import Feedback, explain_part, explain_question, outcome_of
from quizserver.domain.points import points_text
from quizserver.domain.records import Response
from quizserver.domain.sheets import Sheet
from quizserver.services.progress import CourseProgress, ModuleProgress

__all__ = ["attempt_json", "progress_json", "result_json", "stored_json", "timestamp"]

_PRACTICE = "practice"


def timestamp(ms: int | None) -> str | None:
    """A moment as RFC 3339 in UTC, to the millisecond."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def attempt_json(sheet: Sheet, *, language: str) -> dict[str, Any]:
    """The contract's Attempt."""
    attempt = sheet.attempt
    return {
        "id": attempt.id,
        "course": attempt.course_id,
        "quiz": attempt.quiz,
        "revision": attempt.revision,
        "graded": attempt.graded,
        "status": "open" if attempt.submitted_at is None else "submitted",
        "started_at": timestamp(attempt.started_at),
        "submitted_at": timestamp(attempt.submitted_at),
        "pass_percent": attempt.pass_percent,
        "orders": attempt.orders,
        "answers": {
            question: [stored_json(sheet, response, language=language) for response in responses]
            for question, responses in sheet.by_question.items()
        },
    }


def stored_json(sheet: Sheet, response: Response, *, language: str) -> dict[str, Any]:
    """The contract's StoredResponse. Outside practice mode it tells nothing before the attempt is over."""
    question = sheet.questions[response.question]
    shown = sheet.quiz.mode == _PRACTICE or sheet.attempt.submitted_at is not None
    data = {
        "id": response.id,
        "question": response.question,
        "part": response.part,
        "response": response.response,
        "language": response.language,
        "outcome": outcome_of(response.units, response.max_units) if shown else None,
        "points": points_text(response.units, scale=sheet.quiz.scale) if shown else None,
        "max_points": points_text(response.max_units, scale=sheet.quiz.scale),
        "feedback": _feedback(explain_part(question, response, language=language)) if shown else [],
        "done": is_finished(question, responses=sheet.by_question[response.question]),
    }
    return data | _where_it_leads(question, response, language=language, shown=shown)


def _where_it_leads(
    question: CompiledQuestion, response: Response, *, language: str, shown: bool
) -> dict[str, str | None]:
    rule = question.rule
    if not isinstance(rule, MapRule) or rule.path is None:
        return {"next": None, "ending": None, "debrief": None}
    following = rule.path[response.part][response.response["selected"][0]]
    if following in rule.units:
        return {"next": following, "ending": None, "debrief": None}
    ending = question.feedback["endings"].get(following)
    return {
        "next": None,
        "ending": ending[language] if ending and shown else None,
        "debrief": question.feedback["debrief"][language] if shown else None,
    }


def result_json(sheet: Sheet, *, language: str) -> dict[str, Any]:
    """The contract's Result."""
    attempt = sheet.attempt
    units = attempt.units or 0
    told = attempt_json(sheet, language=language)
    return {
        "attempt": told,
        "points": points_text(units, scale=attempt.scale),
        "max_points": points_text(attempt.max_units, scale=attempt.scale),
        "percent": percent_of(units, attempt.max_units),
        "passed": attempt.passed,
        "pass_percent": attempt.pass_percent,
        "completed": sheet.completed,
        "questions": [_question_json(sheet, question, told, language=language) for question in sheet.quiz.questions],
    }


def _question_json(
    sheet: Sheet, question: CompiledQuestion, told: Mapping[str, Any], *, language: str
) -> dict[str, Any]:
    responses = sheet.by_question.get(question.id, [])
    units, most, scale = units_of(responses), question.rule.max_units, sheet.quiz.scale
    if len(responses) == 1 and question.type != "branch" and (units == most or not sheet.attempt.passed):
        # Nothing more to reveal than after storing.
        feedback = told["answers"][question.id][0]["feedback"]
    else:
        reveal = sheet.attempt.passed is True
        feedback = _feedback(explain_question(question, responses, reveal=reveal, language=language))
    return {
        "question": question.id,
        "outcome": outcome_of(units, most) if responses else "unanswered",
        "points": points_text(units, scale=scale),
        "max_points": points_text(most, scale=scale),
        "feedback": feedback,
        "objective": question.objective,
    }


def _feedback(feedback: Iterable[Feedback]) -> list[dict[str, Any]]:
    return [
        {"target": target, "right": right, "text": text, "result": result} for target, right, text, result in feedback
    ]


def progress_json(progress: CourseProgress, *, language: str) -> dict[str, Any]:
    """The contract's progress of a course."""
    return {
        "course": progress.course.id,
        "modules": {item.module.slug: _module_json(item, language=language) for item in progress.modules},
        "done": progress.done,
        "total": len(progress.modules),
    }


def _module_json(item: ModuleProgress, *, language: str) -> dict[str, Any]:
    title = item.module.title
    return {
        "title": title.get(language) or next(iter(title.values())),
        "status": item.status,
        "completed": item.completed,
        "passed": item.passed,
        "best_percent": item.best_percent,
        "attempts": item.attempts,
        "open_attempt": item.open_attempt,
    }
