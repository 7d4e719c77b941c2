"""The compiled course: revisions that stay, and what pools and exams add."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coursekit.authoring import load_course
from coursekit.bundle import (
    compile_course,
    compile_quiz,
    course_from_data,
    course_to_data,
    quiz_from_data,
    quiz_to_data,
)
from coursekit.drawing import draw_questions
from coursekit.model import Balance, Pool, Stratum

pytestmark = pytest.mark.unit

TESTS = Path(__file__).parents[1]
COURSE = load_course(TESTS / "courses" / "tea-basics").course
BREWING = COURSE.find_quiz("02-brewing")


def test_quiz_stored_by_the_first_release_keeps_its_revision_and_its_data():
    stored = json.loads((TESTS / "golden/bundle/02-brewing.json").read_text(encoding="utf-8"))

    read = quiz_from_data(stored | {"revision": ""})

    assert read.revision == stored["revision"] == "78605af3c09bb485d8ec"
    assert json.loads(json.dumps(quiz_to_data(read))) == stored


def test_practice_quiz_is_compiled_as_before():
    compiled = quiz_to_data(compile_quiz(BREWING))

    assert not compiled.keys() & {"pool", "counts", "time_limit_minutes", "retake_after_hours"}
    keys = {name for question in compiled["questions"] for name in question["key"]}
    assert keys == {"rule", "feedback", "objective", "bloom"}


def _exam():
    questions = tuple(
        replace(
            question, points=2, stratum="ab"[index % 2], outcome="CO1", setting="home", sections=("02-brewing#how",)
        )
        for index, question in enumerate(BREWING.questions)
    )
    return replace(
        BREWING,
        questions=questions,
        mode="exam",
        time_limit_minutes=40,
        retake_after_hours=24,
        counts="last",
        pool=Pool((Stratum("a", 1), Stratum("b", 1)), (Balance("home", 2),)),
    )


def test_exam_comes_back_as_it_was_stored():
    compiled = compile_quiz(_exam())

    assert quiz_from_data(json.loads(json.dumps(quiz_to_data(compiled)))) == compiled
    assert (compiled.time_limit_minutes, compiled.retake_after_hours, compiled.counts) == (40, 24, "last")
    assert compiled.questions[0].sections == ("02-brewing#how",)
    assert (compiled.questions[0].outcome, compiled.questions[0].setting) == ("CO1", "home")


def test_paper_of_a_pool_is_worth_what_its_questions_are_worth():
    compiled = compile_quiz(_exam())
    pool = compiled.pool

    paper = draw_questions(compiled.questions, strata=pool.strata, balance=pool.balance, seed="x")

    assert compiled.size == len(paper) == 2
    assert (
        compiled.max_units == sum(compiled.find_question(name).rule.max_units for name in paper) == 4 * compiled.scale
    )


@pytest.mark.parametrize("change", [{"counts": "best"}, {"time_limit_minutes": 30}, {"pool": None}])
def test_what_changes_how_an_exam_is_taken_changes_its_revision(change):
    assert compile_quiz(replace(_exam(), **change)).revision != compile_quiz(_exam()).revision


def test_only_practice_without_a_pool_may_stand_in_a_page():
    sealed = [
        compile_quiz(quiz).is_sealed
        for quiz in (BREWING, _exam(), replace(BREWING, mode="exam"), replace(_exam(), mode="practice"))
    ]

    assert sealed == [False, True, True, True]


def test_course_names_outcomes_and_sections():
    compiled = compile_course(replace(COURSE, sections={"02-brewing#how": {"en": "How", "ja": "方法"}}))

    read = course_from_data(json.loads(json.dumps(course_to_data(compiled))))

    assert read == compiled
    assert list(read.outcomes) == ["CO1", "CO2"]
    assert read.sections == {"02-brewing#how": {"en": "How", "ja": "方法"}}


def test_course_names_the_questions_that_come_back():
    tagged = [question.id for quiz in COURSE.quizzes for question in quiz.questions if question.review]

    assert list(compile_course(COURSE).review) == tagged != []


def test_course_compiled_by_the_first_release_can_be_read():
    data = course_to_data(compile_course(COURSE))

    read = course_from_data(
        {name: value for name, value in data.items() if name not in {"outcomes", "sections", "review"}}
    )

    assert (read.outcomes, read.sections, read.review) == ({}, {}, ())
