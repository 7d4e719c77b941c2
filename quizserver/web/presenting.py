"""Attempts, responses and progress as JSON, with no more feedback than the learner has earned.

In exam mode nothing tells which option was right, before or after the submission: the questions are used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coursekit.bundle import CompiledCourse, CompiledQuestion
from coursekit.grading import percent_of
from coursekit.model import MapRule
from quizserver.domain.answering import is_finished, units_of
from quizserver.domain.explaining import Feedback, explain_part, explain_question, outcome_of
from quizserver.domain.points import points_text
from quizserver.domain.records import Response
from quizserver.domain.results import outcome_points, sections_to_read
from quizserver.domain.sheets import Sheet
from quizserver.domain.timing import next_attempt_at, seconds_left
from quizserver.services.progress import CourseProgress, ModuleProgress
from quizserver.web.framing import site_home
from quizserver.web.moments import timestamp

__all__ = ["attempt_json", "progress_json", "result_json", "stored_json"]


def attempt_json(sheet: Sheet, *, language: str, now: int) -> dict[str, Any]:
    """The contract's Attempt. What moves with the clock stands in an open one only: a closed one is always the same."""
    attempt, is_open = sheet.attempt, sheet.attempt.submitted_at is None
    return {
        "id": attempt.id,
        "course": attempt.course_id,
        "quiz": attempt.quiz,
        "revision": attempt.revision,
        "graded": attempt.graded,
        "mode": sheet.quiz.mode,
        "status": "open" if is_open else "submitted",
        "started_at": timestamp(attempt.started_at),
        "submitted_at": timestamp(attempt.submitted_at),
        "closed_by": attempt.closed_by,
        "deadline_at": timestamp(attempt.deadline_at),
        "server_time": timestamp(now) if is_open else None,
        "seconds_left": seconds_left(attempt, now=now),
        "pass_percent": attempt.pass_percent,
        "orders": attempt.orders,
        "answers": {
            question: [stored_json(sheet, response, language=language) for response in responses]
            for question, responses in sheet.by_question.items()
        },
    }


def stored_json(sheet: Sheet, response: Response, *, language: str) -> dict[str, Any]:
    """The contract's StoredResponse."""
    question = sheet.questions[response.question]
    shown = not sheet.is_exam
    data = {
        "id": response.id,
        "question": response.question,
        "part": response.part,
        "response": response.response,
        "language": response.language,
        "confidence": response.confidence,
        "carried_from": response.carried_from,
        "outcome": outcome_of(response.units, response.max_units) if shown else None,
        "points": points_text(response.units, scale=sheet.quiz.scale) if shown else None,
        "max_points": points_text(response.max_units, scale=sheet.quiz.scale),
        "feedback": _feedback(explain_part(question, response, language=language)) if shown else [],
        "done": is_finished(question, responses=sheet.by_question.get(response.question, ())),
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


def result_json(sheet: Sheet, *, course: CompiledCourse | None, language: str, now: int) -> dict[str, Any]:
    """The contract's Result. `course` has the names of outcomes and sections; None when it is no longer published."""
    attempt = sheet.attempt
    units = attempt.units or 0
    told = attempt_json(sheet, language=language, now=now)
    return {
        "attempt": told,
        "points": points_text(units, scale=attempt.scale),
        "max_points": points_text(attempt.max_units, scale=attempt.scale),
        "percent": percent_of(units, attempt.max_units),
        "passed": attempt.passed,
        "pass_percent": attempt.pass_percent,
        "completed": sheet.completed,
        "counts": sheet.quiz.counts,
        "attempts_left": None if sheet.quiz.attempts is None else max(0, sheet.quiz.attempts - attempt.number),
        "questions": _questions_json(sheet, told, language=language),
        "outcomes": _outcomes_json(sheet, course=course, language=language),
        "sections": _sections_json(sheet, course=course, language=language),
        "next_attempt_at": timestamp(
            next_attempt_at(submitted_at=attempt.submitted_at, retake_after_hours=sheet.quiz.retake_after_hours)
        ),
    }


def _questions_json(sheet: Sheet, told: Mapping[str, Any], *, language: str) -> list[dict[str, Any]]:
    if sheet.is_exam:
        return []
    return [_question_json(sheet, question, told, language=language) for question in sheet.questions.values()]


def _outcomes_json(sheet: Sheet, *, course: CompiledCourse | None, language: str) -> list[dict[str, Any]]:
    texts = course.outcomes if course is not None else {}
    return [
        {
            "outcome": reached.outcome,
            "text": _text(texts.get(reached.outcome), language=language),
            "points": points_text(reached.units, scale=sheet.attempt.scale),
            "max_points": points_text(reached.max_units, scale=sheet.attempt.scale),
        }
        for reached in outcome_points(sheet)
    ]


def _sections_json(sheet: Sheet, *, course: CompiledCourse | None, language: str) -> list[dict[str, Any]]:
    """Links into the site that this server serves; a section whose page is gone is left out."""
    found = []
    for section in sections_to_read(sheet) if course is not None else ():
        slug, _, anchor = section.partition("#")
        module = course.find_module(slug) if course is not None else None
        if course is None or module is None or module.planned:
            continue
        page = module.title.get(language) or next(iter(module.title.values()))
        heading = _text(course.sections.get(section), language=language)
        href = f"{site_home(language)}{slug}/" + (f"#{anchor}" if anchor else "")
        found.append({"href": href, "title": page, "heading": heading})
    return found


def _text(texts: Mapping[str, str] | None, *, language: str) -> str | None:
    return None if not texts else texts.get(language) or next(iter(texts.values()))


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
        "regraded": _regraded_json(sheet, question.id),
    }


def _regraded_json(sheet: Sheet, question: str) -> dict[str, Any] | None:
    """What a question is worth since it was graded anew; its other points are those of the day."""
    result = sheet.result
    if result is None or question not in result.changed:
        return None
    points, most = (points_text(worth.numerator, scale=worth.denominator) for worth in result.changed[question])
    return {"at": timestamp(result.at), "points": points, "max_points": most}


def _feedback(feedback: Iterable[Feedback]) -> list[dict[str, Any]]:
    return [
        {"target": target, "right": right, "text": text, "result": result} for target, right, text, result in feedback
    ]


def progress_json(progress: CourseProgress, *, certificate_url: str | None, language: str) -> dict[str, Any]:
    """The contract's progress of a course."""
    return {
        "course": progress.course.id,
        "status": progress.standing,
        "modules": {item.module.slug: _module_json(item, language=language) for item in progress.modules},
        "done": progress.done,
        "total": len(progress.modules),
        "certificate_url": certificate_url,
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
        "attempts_left": item.attempts_left,
        "open_attempt": item.open_attempt,
        "last_attempt": item.last_attempt,
        "next_attempt_at": timestamp(item.next_attempt_at),
    }
