"""The compiled course as JSON data and back. What is read without a revision gets the one that its data has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from coursekit.bundle.compiled import CompiledCourse, CompiledModule, CompiledQuestion, CompiledQuiz
from coursekit.errors import BundleError
from coursekit.grading import rule_from_data, rule_to_data
from coursekit.model import Balance, Pool, Stratum

__all__ = ["course_from_data", "course_to_data", "quiz_from_data", "quiz_to_data"]

FORMAT = "coursekit/1"


def quiz_to_data(quiz: CompiledQuiz) -> dict[str, Any]:
    """A compiled quiz as JSON data; what the server keeps for each revision."""
    return {
        "slug": quiz.slug,
        "revision": quiz.revision,
        "scale": quiz.scale,
        "graded": quiz.graded,
        "pass_percent": quiz.pass_percent,
        "attempts": quiz.attempts,
        "mode": quiz.mode,
        "questions": [
            {
                "delivery": question.delivery,
                "key": {
                    "rule": rule_to_data(question.rule),
                    "feedback": question.feedback,
                    "objective": question.objective,
                    "bloom": question.bloom,
                }
                | _set_only(question, _QUESTION_EXTRAS),
            }
            for question in quiz.questions
        ],
    } | _set_only(quiz, _QUIZ_EXTRAS)


_QUESTION_EXTRAS = ("stratum", "outcome", "setting", "enemies", "sections")
_QUIZ_EXTRAS = ("time_limit_minutes", "retake_after_hours", "counts", "pool")


def _set_only(value: CompiledQuestion | CompiledQuiz, names: Sequence[str]) -> dict[str, Any]:
    """The fields that do not have their default, as JSON data."""
    defaults = {field.name: field.default for field in fields(value)}
    given = {name: getattr(value, name) for name in names}
    return {name: _plain(each) for name, each in given.items() if each != defaults[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, Pool):
        return {name: [asdict(each) for each in getattr(value, name)] for name in ("strata", "balance")}
    return list(value) if isinstance(value, tuple) else value


def _pool_from_data(data: Mapping[str, Any] | None) -> Pool | None:
    if data is None:
        return None
    return Pool(
        strata=tuple(Stratum(**each) for each in data["strata"]),
        balance=tuple(Balance(**each) for each in data["balance"]),
    )


def quiz_from_data(data: Mapping[str, Any]) -> CompiledQuiz:
    """The compiled quiz that `quiz_to_data` wrote; an empty revision is computed. Raises BundleError."""
    try:
        body = {name: value for name, value in data.items() if name != "revision"}
        questions = tuple(
            CompiledQuestion(
                id=item["delivery"]["id"],
                type=item["delivery"]["type"],
                delivery=item["delivery"],
                rule=rule_from_data(item["key"]["rule"]),
                feedback=item["key"]["feedback"],
                objective=item["key"]["objective"],
                bloom=item["key"]["bloom"],
                stratum=item["key"].get("stratum"),
                outcome=item["key"].get("outcome"),
                setting=item["key"].get("setting"),
                enemies=tuple(item["key"].get("enemies", ())),
                sections=tuple(item["key"].get("sections", ())),
            )
            for item in data["questions"]
        )
        return CompiledQuiz(
            slug=data["slug"],
            revision=data["revision"] or _hash(body),
            scale=data["scale"],
            graded=data["graded"],
            pass_percent=data["pass_percent"],
            attempts=data["attempts"],
            mode=data["mode"],
            questions=questions,
            time_limit_minutes=data.get("time_limit_minutes"),
            retake_after_hours=data.get("retake_after_hours"),
            counts=data.get("counts", "best"),
            pool=_pool_from_data(data.get("pool")),
        )
    except (KeyError, TypeError) as error:
        raise BundleError(f"A compiled quiz cannot be read ({error!r}). Build the course again.") from error


def course_to_data(course: CompiledCourse) -> dict[str, Any]:
    """A compiled course as JSON data."""
    return {
        "format": FORMAT,
        "id": course.id,
        "version": course.version,
        "revision": course.revision,
        "languages": list(course.languages),
        "title": course.title,
        "completion": course.completion,
        "modules": [
            {
                "slug": module.slug,
                "kind": module.kind,
                "title": module.title,
                "minutes": module.minutes,
                "quiz": module.quiz,
                "planned": module.planned,
                "group": module.group,
            }
            for module in course.modules
        ],
        "quizzes": {slug: quiz_to_data(quiz) for slug, quiz in course.quizzes.items()},
        "outcomes": course.outcomes,
        "sections": course.sections,
        "review": list(course.review),
    } | ({} if course.valid_months is None else {"valid_months": course.valid_months})


def course_from_data(data: Mapping[str, Any]) -> CompiledCourse:
    """The compiled course that `course_to_data` wrote; an empty revision is computed. Raises BundleError."""
    if data.get("format") != FORMAT:
        raise BundleError(f"Not a compiled course of format {FORMAT}. Build the course with this version of coursekit.")
    try:
        return CompiledCourse(
            id=data["id"],
            version=data["version"],
            revision=data["revision"] or _hash(data),
            languages=tuple(data["languages"]),
            title=data["title"],
            completion=data["completion"],
            modules=tuple(CompiledModule(**module) for module in data["modules"]),
            quizzes={slug: quiz_from_data(quiz) for slug, quiz in data["quizzes"].items()},
            outcomes=data.get("outcomes", {}),
            sections=data.get("sections", {}),
            review=tuple(data.get("review", ())),
            valid_months=data.get("valid_months"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"A compiled course cannot be read ({error!r}). Build the course again.") from error


def _hash(data: Mapping[str, Any]) -> str:
    """The revision: the first 80 bits of SHA-256 over canonical JSON, as 20 hexadecimal digits."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:20]
