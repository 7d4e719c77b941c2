"""From the checked model to the compiled course."""

from __future__ import annotations

from typing import Any, assert_never

from coursekit.bundle.compiled import CompiledCourse, CompiledModule, CompiledQuestion, CompiledQuiz
from coursekit.bundle.serializing import course_from_data, course_to_data, quiz_from_data, quiz_to_data
from coursekit.grading import common_scale, compile_rule
from coursekit.grading.compiling import step_token
from coursekit.model import (
    BranchQuestion,
    ChoiceQuestion,
    Course,
    MatchingQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    Quiz,
    ShortQuestion,
    TrueFalseQuestion,
    type_name,
)

__all__ = ["compile_course", "compile_quiz"]


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
    return course_from_data(course_to_data(compiled))


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
