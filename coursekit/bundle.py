"""The compiled course: what a learner may see (delivery) and what only the server may know (key), by revision.

The build writes it, the server reads it, and the server keeps every compiled quiz for ever, so that an attempt can
always be graded and explained with the quiz it began with.

Delivery, by question type (every `text`, `stem`, `prompt` is language -> string):
    all         id, type, points, stem
    single, multiple    options [{id, text}], pinned
    truefalse   options [{id: "true"}, {id: "false"}]       the words come from the templates
    ordering    items [{id, text}]                          ids are tokens, sorted: see grading.compiling.step_token
    matching    premises [{id, text}], responses [{id, text}], reuse
    numeric     inputs {language: {unit, factor, example}}     example may be null
    short       -
    branch      start, nodes [{id, prompt, options [{id, text}]}]

Key: rule (grading.serializing), objective, bloom, and where they are used stratum, outcome, setting, enemies and
sections ("02-brewing#practice"); and feedback:
    single, multiple, truefalse     {options: {id: text}}
    ordering    {items: {token: text}}, and steps {token: the author's id}
    matching    {premises: {id: text}}
    numeric, short  {correct: text, near: [text], other: text}
    branch      {options: {"node.option": {feedback, next, result?}}, endings: {id: text}, debrief: text}

What was added after the first release (pools, limits, what counts, outcomes) is left out where it has its default, so
that a quiz that does not use it keeps its revision, and a revision stored before it existed can still be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, assert_never

from coursekit.errors import BundleError
from coursekit.grading import common_scale, compile_rule, rule_from_data, rule_to_data
from coursekit.grading.compiling import step_token
from coursekit.model import (
    Balance,
    BranchQuestion,
    ChoiceQuestion,
    Counts,
    Course,
    MatchingQuestion,
    Mode,
    NumericQuestion,
    OrderingQuestion,
    Pool,
    Question,
    Quiz,
    Rule,
    ShortQuestion,
    Stratum,
    Text,
    TrueFalseQuestion,
    type_name,
)

__all__ = [
    "CompiledCourse",
    "CompiledModule",
    "CompiledPool",
    "CompiledQuestion",
    "CompiledQuiz",
    "compile_course",
    "compile_quiz",
    "course_from_data",
    "course_to_data",
    "quiz_from_data",
    "quiz_to_data",
    "read_bundle",
    "write_bundle",
]

FORMAT = "coursekit/1"


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """One question, ready to be shown (`delivery`) and graded (`rule`, `feedback`).

    `outcome` is a course outcome, `sections` are what to read again ("02-brewing#practice": CompiledCourse.sections).
    """

    id: str
    type: str
    delivery: Mapping[str, Any]
    rule: Rule
    feedback: Mapping[str, Any]
    objective: str
    bloom: str
    stratum: str | None = None
    outcome: str | None = None
    setting: str | None = None
    enemies: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


CompiledPool = Pool
"""How papers are drawn; `coursekit.drawing.draw_questions` does it."""


@dataclass(frozen=True, slots=True)
class CompiledQuiz:
    """One quiz. `scale` units are one point. `revision` is a hash over everything here.

    `attempts`, `time_limit_minutes` and `retake_after_hours` are None where there is no limit; `counts` says which of
    several attempts counts. With a `pool`, a paper holds some of the questions.
    """

    slug: str
    revision: str
    scale: int
    graded: bool
    pass_percent: int | None
    attempts: int | None
    mode: Mode
    questions: tuple[CompiledQuestion, ...]
    time_limit_minutes: int | None = None
    retake_after_hours: int | None = None
    counts: Counts = "best"
    pool: Pool | None = None

    @property
    def max_units(self) -> int:
        """What one paper is worth, in units: the same for every draw, as questions of a stratum are worth the same."""
        if self.pool is None:
            return sum(question.rule.max_units for question in self.questions)
        worth = {question.stratum: question.rule.max_units for question in self.questions}
        return sum(stratum.draw * worth.get(stratum.id, 0) for stratum in self.pool.strata)

    @property
    def size(self) -> int:
        """How many questions one paper holds."""
        return len(self.questions) if self.pool is None else sum(stratum.draw for stratum in self.pool.strata)

    @property
    def is_sealed(self) -> bool:
        """Whether no page may hold the questions: they come with the paper, once an attempt has begun."""
        return self.pool is not None or self.mode == "exam"

    def find_question(self, question_id: str) -> CompiledQuestion | None:
        """The question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """What the server needs to know of a module to report on it."""

    slug: str
    kind: str
    title: Text
    minutes: int
    quiz: str | None
    planned: bool
    group: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """A compiled course. Planned modules are listed and never count toward completion.

    `outcomes` (id -> text) and `sections` ("02-brewing#practice" -> heading) are the names of what questions refer to;
    `review` are the questions that come back after the course. A completion is valid for `valid_months`, or for ever.
    """

    id: str
    version: str
    revision: str
    languages: tuple[str, ...]
    title: Text
    completion: str
    modules: tuple[CompiledModule, ...]
    quizzes: Mapping[str, CompiledQuiz]
    outcomes: Mapping[str, Text] = field(default_factory=dict)
    sections: Mapping[str, Text] = field(default_factory=dict)
    review: tuple[str, ...] = ()
    valid_months: int | None = None

    def find_module(self, slug: str) -> CompiledModule | None:
        """The module of this name, or None."""
        return next((module for module in self.modules if module.slug == slug), None)


def compile_course(course: Course) -> CompiledCourse:
    """Compile a checked course."""
    quizzes = {quiz.slug: compile_quiz(quiz) for quiz in course.quizzes}
    modules = tuple(
        CompiledModule(
            slug=module.slug,
            kind=module.kind,
            title=dict(module.title),
            minutes=module.total_minutes,
            quiz=module.quiz,
            planned=module.planned,
            group=module.group,
        )
        for module in course.modules
    )
    compiled = CompiledCourse(
        id=course.id,
        version=course.version,
        revision="",
        languages=course.languages,
        title=dict(course.title),
        completion=course.completion.value,
        modules=modules,
        quizzes=quizzes,
        outcomes={outcome.id: dict(outcome.text) for outcome in course.outcomes},
        sections={name: dict(text) for name, text in sorted(course.sections.items())},
        review=tuple(question.id for quiz in course.quizzes for question in quiz.questions if question.review),
        valid_months=course.valid_months,
    )
    return _with_course_revision(compiled)


def compile_quiz(quiz: Quiz) -> CompiledQuiz:
    """Compile a checked quiz: rules in whole units, delivery and key apart, named by revision."""
    scale = common_scale(quiz.questions)
    questions = tuple(
        CompiledQuestion(
            id=question.id,
            type=type_name(question),
            delivery=_delivery(question),
            rule=compile_rule(question, scale=scale),
            feedback=_feedback(question),
            objective=question.objective,
            bloom=question.bloom,
            stratum=question.stratum if quiz.pool else None,
            outcome=question.outcome,
            setting=question.setting if quiz.pool else None,
            enemies=question.enemies if quiz.pool else (),
            sections=question.sections,
        )
        for question in quiz.questions
    )
    compiled = CompiledQuiz(
        slug=quiz.slug,
        revision="",
        scale=scale,
        graded=quiz.graded,
        pass_percent=quiz.pass_percent if quiz.graded else None,
        attempts=quiz.attempts,
        mode=quiz.mode,
        questions=questions,
        time_limit_minutes=quiz.time_limit_minutes,
        retake_after_hours=quiz.retake_after_hours,
        counts=quiz.counts,
        pool=quiz.pool,
    )
    return quiz_from_data(quiz_to_data(compiled))


def _delivery(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": question.id,
        "type": type_name(question),
        "points": question.points,
        "stem": dict(question.stem),
    }
    match question:
        case ChoiceQuestion():
            data["options"] = [{"id": option.id, "text": dict(option.text)} for option in question.options]
            data["pinned"] = question.pinned
        case TrueFalseQuestion():
            data["options"] = [{"id": "true"}, {"id": "false"}]
        case OrderingQuestion():
            items = [{"id": step_token(question, step.id), "text": dict(step.text)} for step in question.items]
            data["items"] = sorted(items, key=lambda item: str(item["id"]))
        case MatchingQuestion():
            data["premises"] = [{"id": premise.id, "text": dict(premise.text)} for premise in question.premises]
            data["responses"] = [{"id": response, "text": dict(text)} for response, text in question.responses]
            data["reuse"] = question.reuse
        case NumericQuestion():
            data["inputs"] = {
                language: {"unit": spec.unit, "factor": str(spec.factor), "example": spec.example}
                for language, spec in question.inputs.items()
            }
        case ShortQuestion():
            pass
        case BranchQuestion():
            data["start"] = question.start
            data["nodes"] = [
                {
                    "id": node.id,
                    "prompt": dict(node.prompt),
                    "options": [{"id": option.id, "text": dict(option.text)} for option in node.options],
                }
                for node in question.nodes
            ]
        case _:
            assert_never(question)
    return data


def _feedback(question: Question) -> dict[str, Any]:
    match question:
        case ChoiceQuestion():
            return {"options": {option.id: dict(option.feedback) for option in question.options}}
        case TrueFalseQuestion():
            return {"options": {"true": dict(question.feedback_true), "false": dict(question.feedback_false)}}
        case OrderingQuestion():
            return {
                "items": {step_token(question, step.id): dict(step.feedback) for step in question.items},
                "steps": {step_token(question, step.id): step.id for step in question.items},
            }
        case MatchingQuestion():
            return {"premises": {premise.id: dict(premise.feedback) for premise in question.premises}}
        case NumericQuestion() | ShortQuestion():
            return {
                "correct": dict(question.feedback_correct),
                "near": [dict(near.feedback) for near in question.near_misses],
                "other": dict(question.feedback_other),
            }
        case BranchQuestion():
            return _branch_feedback(question)
        case _:
            assert_never(question)


def _branch_feedback(question: BranchQuestion) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for node in question.nodes:
        for option in node.options:
            entry: dict[str, Any] = {"feedback": dict(option.feedback), "next": option.next}
            if option.result is not None:
                entry["result"] = dict(option.result)
            options[f"{node.id}.{option.id}"] = entry
    return {
        "options": options,
        "endings": {ending.id: dict(ending.ending) for ending in question.endings},
        "debrief": dict(question.debrief),
    }


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
    """The compiled course that `course_to_data` wrote. Raises BundleError."""
    if data.get("format") != FORMAT:
        raise BundleError(f"Not a compiled course of format {FORMAT}. Build the course with this version of coursekit.")
    try:
        return CompiledCourse(
            id=data["id"],
            version=data["version"],
            revision=data["revision"],
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


def write_bundle(course: CompiledCourse, path: Path) -> None:
    """Write the compiled course as one JSON file: whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(course_to_data(course), ensure_ascii=False, indent=1, sort_keys=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_bundle(path: Path) -> CompiledCourse:
    """Read a compiled course. Raises BundleError, naming the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"{path.name} cannot be read as a compiled course ({error}). Build it again.") from error
    if not isinstance(data, dict):
        raise BundleError(f"{path.name}: is not a compiled course. Build the course again.")
    return course_from_data(data)


def _with_course_revision(course: CompiledCourse) -> CompiledCourse:
    data = course_to_data(course)
    return course_from_data(data | {"revision": _hash(data)})


def _hash(data: Mapping[str, Any]) -> str:
    """The revision: the first 80 bits of SHA-256 over canonical JSON, as 20 hexadecimal digits."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:20]
