"""A small course with all eight question types in two languages, made from the model: no file, no YAML."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from coursekit.bundle import CompiledCourse, compile_course
from coursekit.model import (
    BranchEnding,
    BranchNode,
    BranchOption,
    BranchQuestion,
    ChoiceQuestion,
    CompletionRule,
    Course,
    MatchingQuestion,
    Module,
    NearMissNumber,
    NearMissText,
    NumberInput,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Premise,
    Question,
    Quiz,
    ShortQuestion,
    Step,
    TrueFalseQuestion,
)

COURSE = "sample"
GRADED = "01-all-types"
UNGRADED = "00-start"
LIMITED = "02-limited"

RIGHT: dict[str, Any] = {
    "q-single": {"selected": ["b"]},
    "q-multiple": {"selected": ["a", "c"]},
    "q-truefalse": {"selected": ["false"]},
    "q-matching": {"choices": {"p1": "r1", "p2": "r2"}},
    "q-numeric": {"text": "8.8"},
    "q-short": {"text": "BATNA"},
}
"""Right responses of the questions that have one part and no secret ids (in English)."""


def text(english: str) -> dict[str, str]:
    """A text in both languages."""
    return {"en": english, "ja": f"{english}（日本語）"}


def make_course(*, rule: CompletionRule = CompletionRule.COMPLETED_AND_PASSED, attempts: int | None = None) -> Course:
    """The whole course: an introduction with ungraded questions, a graded module, a limited one, a planned one."""
    return Course(
        id=COURSE,
        version="2026.1",
        languages=("en", "ja"),
        license="CC-BY-4.0",
        title=text("Sample course"),
        subtitle=text("Subtitle"),
        promise=text("Promise"),
        outcomes=(),
        groups=(),
        modules=(
            _module(UNGRADED, kind="introduction", quiz=UNGRADED),
            _module(GRADED, quiz=GRADED),
            _module(LIMITED, quiz=LIMITED),
            Module(slug="03-later", kind="module", order=3, title=text("Later"), summary=text(""), planned=True),
        ),
        completion=rule,
        quizzes=(
            Quiz(UNGRADED, (single("q-start"),), graded=False, pass_percent=None, attempts=None, mode="practice"),
            Quiz(GRADED, all_types(), graded=True, pass_percent=75, attempts=attempts, mode="practice"),
            Quiz(LIMITED, (single("q-limited"),), graded=True, pass_percent=100, attempts=3, mode="practice"),
        ),
        self_checks=(),
        misconceptions=(),
    )


def compiled_course(**options: Any) -> CompiledCourse:
    """The course, compiled."""
    return compile_course(make_course(**options))


def changed_course(course: Course) -> Course:
    """The next edition: the key of the first graded question has moved from b to a."""
    graded = next(quiz for quiz in course.quizzes if quiz.slug == GRADED)
    first = graded.questions[0]
    assert isinstance(first, ChoiceQuestion)
    options = tuple(replace(option, correct=option.id == "a") for option in first.options)
    moved = replace(graded, questions=(replace(first, options=options), *graded.questions[1:]))
    quizzes = tuple(moved if quiz.slug == GRADED else quiz for quiz in course.quizzes)
    return replace(course, version="2026.2", quizzes=quizzes)


def all_types() -> tuple[Question, ...]:
    """One question of each of the eight types."""
    return (
        single("q-single"),
        _multiple(),
        TrueFalseQuestion(
            **_base("q-truefalse"), answer=False, feedback_true=text("No: T"), feedback_false=text("Yes: F")
        ),
        OrderingQuestion(
            **_base("q-ordering"),
            items=tuple(Step(id=f"s{n}", text=text(f"Step {n}"), feedback=text(f"Why {n}")) for n in (1, 2, 3, 4)),
        ),
        _matching(),
        _numeric(),
        ShortQuestion(
            **_base("q-short"),
            accept=("BATNA", "最良の代替案"),
            feedback_correct=text("Right term"),
            feedback_other=text("Another term"),
            near_misses=(NearMissText(match=("ZOPA",), feedback=text("That is the zone")),),
        ),
        _branch(),
    )


def _module(slug: str, *, quiz: str, kind: str = "module") -> Module:
    minutes = {"reading": 15, "quiz": 10}
    number = int(slug[:2])
    return Module(
        slug=slug, kind=kind, order=number, title=text(f"Module {number}"), summary=text(""), minutes=minutes, quiz=quiz
    )


def _base(question_id: str, *, points: int = 1) -> dict[str, Any]:
    return {
        "id": question_id,
        "bloom": "apply",
        "objective": "LO1",
        "facts": (),
        "points": points,
        "stem": text(f"Stem of {question_id}"),
    }


def option(option_id: str, *, correct: bool = False) -> Option:
    """An option with its feedback."""
    return Option(
        id=option_id, text=text(f"Option {option_id}"), feedback=text(f"Feedback {option_id}"), correct=correct
    )


def single(question_id: str) -> ChoiceQuestion:
    """One question whose right answer is b."""
    options = (option("a"), option("b", correct=True), option("c"))
    return ChoiceQuestion(**_base(question_id), options=options, multiple=False)


def _multiple() -> ChoiceQuestion:
    options = tuple(option(letter, correct=letter in "ac") for letter in "abcde")
    return ChoiceQuestion(**_base("q-multiple"), options=options, multiple=True)


def _matching() -> MatchingQuestion:
    premises = tuple(
        Premise(id=f"p{n}", text=text(f"Premise {n}"), answer=f"r{n}", feedback=text(f"Pair {n}")) for n in (1, 2)
    )
    responses = tuple((f"r{n}", text(f"Response {n}")) for n in (1, 2, 3))
    return MatchingQuestion(**_base("q-matching"), premises=premises, responses=responses)


def _numeric() -> NumericQuestion:
    return NumericQuestion(
        **_base("q-numeric"),
        value=Decimal(8_800_000),
        unit="JPY",
        tolerance=Decimal(0),
        inputs={
            "en": NumberInput(unit="million yen", factor=Decimal(1_000_000)),
            "ja": NumberInput(unit="万円", factor=Decimal(10_000)),
        },
        feedback_correct=text("Right number"),
        feedback_other=text("Another number"),
        near_misses=(NearMissNumber(value=Decimal(8_000_000), feedback=text("Without tax")),),
    )


def _branch() -> BranchQuestion:
    def option(letter: str, points: int, following: str) -> BranchOption:
        return BranchOption(
            id=letter,
            points=points,
            next=following,
            text=text(f"Say {letter}"),
            feedback=text(f"Because {letter}"),
            result=text(f"Then {letter}"),
        )

    return BranchQuestion(
        **_base("q-branch", points=2),
        start="n1",
        nodes=(
            BranchNode(
                id="n1",
                prompt=text("First?"),
                options=(option("a", 2, "n2"), option("b", 1, "n2"), option("c", 0, "n3")),
            ),
            BranchNode(
                id="n2", prompt=text("Second?"), options=(option("a", 2, "end_good"), option("b", 0, "end_bad"))
            ),
            BranchNode(id="n3", prompt=text("Repair?"), options=(option("a", 1, "end_bad"), option("b", 0, "end_bad"))),
        ),
        endings=(
            BranchEnding(id="end_good", ending=text("It went well.")),
            BranchEnding(id="end_bad", ending=text("It went badly.")),
        ),
        debrief=text("The principle."),
    )
