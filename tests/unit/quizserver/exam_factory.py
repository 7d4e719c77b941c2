"""The sample course with a final assessment: a pool in exam mode, with a time limit and a pause between attempts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course_factory import GRADED, make_course, option, single, text

from coursekit.bundle import CompiledCourse, compile_course
from coursekit.model import (
    Balance,
    BranchQuestion,
    ChoiceQuestion,
    Course,
    Module,
    Outcome,
    Pool,
    Quiz,
    Stratum,
    TrueFalseQuestion,
)

EXAM = "final-assessment"
MINUTES = 40
HOURS = 24


def exam_course(**changes: Any) -> CompiledCourse:
    """The course, compiled; `changes` are those of the exam's quiz."""
    return compile_course(make_exam_course(**changes))


def make_exam_course(**changes: Any) -> Course:
    """The sample course and the exam."""
    course = make_course()
    module = Module(
        slug=EXAM, kind="assessment", order=9, title=text("Final assessment"), summary=text(""), quiz=EXAM, minutes={}
    )
    return replace(
        course,
        outcomes=tuple(Outcome(id=name, bloom="apply", text=text(f"Outcome {name}")) for name in ("CO1", "CO2")),
        modules=(*course.modules, module),
        quizzes=(*course.quizzes, make_exam(**changes)),
        sections={f"{GRADED}#{name}": text(f"Section {name}") for name in ("practice", "remedy")},
    )


def make_exam(**changes: Any) -> Quiz:
    """Nine questions in three strata; a paper holds two of A, one of B and one scenario."""
    quiz = Quiz(
        EXAM,
        (*(_choice(n) for n in range(4)), *(_statement(n) for n in range(3)), *(_scenario(n) for n in range(2))),
        graded=True,
        pass_percent=60,
        attempts=None,
        mode="exam",
        time_limit_minutes=MINUTES,
        retake_after_hours=HOURS,
        counts="best",
        pool=Pool(
            strata=(Stratum("a", 2), Stratum("b", 1), Stratum("c", 1)),
            balance=(Balance(setting="domestic", at_least=1),),
        ),
    )
    return replace(quiz, **changes)


def right(question: str) -> Any:
    """A right response to a question of the exam that is no scenario."""
    return {"selected": ["b"]} if question.startswith("x-a") else {"selected": ["false"]}


def wrong(question: str) -> Any:
    """A wrong one."""
    return {"selected": ["a"]} if question.startswith("x-a") else {"selected": ["true"]}


def _choice(n: int) -> ChoiceQuestion:
    base = single(f"x-a{n}")
    return replace(
        base,
        options=(option("a"), option("b", correct=True), option("c")),
        stratum="a",
        outcome="CO1",
        setting="domestic" if n % 2 else "cross-border",
        sections=(f"{GRADED}#practice",),
    )


def _statement(n: int) -> TrueFalseQuestion:
    graded = next(quiz for quiz in make_course().quizzes if quiz.slug == GRADED)
    base = next(question for question in graded.questions if isinstance(question, TrueFalseQuestion))
    return replace(
        base,
        id=f"x-b{n}",
        stem=text(f"Stem of x-b{n}"),
        feedback_true=text("Feedback true"),
        feedback_false=text("Feedback false"),
        stratum="b",
        outcome="CO2",
        setting="domestic",
        sections=(f"{GRADED}#remedy",),
    )


def _scenario(n: int) -> BranchQuestion:
    graded = next(quiz for quiz in make_course().quizzes if quiz.slug == GRADED)
    base = next(question for question in graded.questions if isinstance(question, BranchQuestion))
    return replace(
        base, id=f"x-c{n}", stem=text(f"Stem of x-c{n}"), stratum="c", outcome="CO2", sections=("gone#nothing",)
    )
