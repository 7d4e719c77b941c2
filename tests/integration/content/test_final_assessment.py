"""The final assessment keeps to its plan (course brief 4.7), whatever is drawn."""

from collections import Counter

import pytest

from coursekit.authoring import load_course
from coursekit.authoring.item_writing import blind_scores
from coursekit.bundle import compile_course
from coursekit.drawing import draw_questions
from tests.integration.content.prose import ROOT

pytestmark = pytest.mark.integration

COURSE = load_course(ROOT).course
QUIZ = COURSE.find_quiz("final-assessment")
EXAM = compile_course(COURSE).quizzes["final-assessment"]
ITEMS = {question.id: question for question in EXAM.questions}


def _paper(seed):
    return draw_questions(EXAM.questions, strata=EXAM.pool.strata, balance=EXAM.pool.balance, seed=str(seed))


def test_it_is_taken_as_the_brief_says():
    assert (EXAM.mode, EXAM.pass_percent, EXAM.time_limit_minutes, EXAM.retake_after_hours) == ("exam", 80, 40, 24)
    assert (EXAM.attempts, EXAM.counts, EXAM.graded) == (None, "best", True)
    assert (EXAM.size, EXAM.max_units) == (25, 25 * EXAM.scale)


def test_pool_has_two_questions_for_each_that_is_drawn():
    assert len(ITEMS) == 50
    assert set(Counter(question.stratum for question in ITEMS.values()).values()) == {2}
    assert "truefalse" not in {question.type for question in ITEMS.values()}


def test_levels_are_those_of_the_brief():
    levels = Counter(
        (question.stratum[-1], question.bloom) for question in ITEMS.values() if question.stratum[0] == "m"
    )

    assert levels == {("a", "understand"): 8, ("a", "apply"): 12, ("b", "apply"): 10, ("b", "analyze"): 10}


def test_every_question_names_an_outcome_and_what_to_read_again():
    assert {question.outcome for question in ITEMS.values()} == {outcome.id for outcome in COURSE.outcomes}
    assert all(question.sections for question in ITEMS.values())


def test_no_question_stands_in_another_quiz():
    others = [question for quiz in COURSE.quizzes if quiz.slug != QUIZ.slug for question in quiz.questions]

    assert not {question.stem["en"] for question in QUIZ.questions} & {question.stem["en"] for question in others}


def test_every_draw_keeps_strata_settings_and_enemies():
    papers = [_paper(seed) for seed in range(500)]

    for paper in papers:
        held = [ITEMS[name] for name in paper]
        settings = Counter(question.setting for question in held)
        assert len({question.stratum for question in held}) == len(held) == 25
        assert settings["domestic"] >= 8
        assert settings["cross-border"] >= 5
        assert not any(set(question.enemies) & set(paper) for question in held)
    assert len({frozenset(paper) for paper in papers}) == 500
    assert set(ITEMS) == {name for paper in papers for name in paper}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_blind_strategy_strays_from_chance(language):
    count, chance, scores = blind_scores(QUIZ.questions, language=language)

    assert {
        name: round(100 * (hits - chance) / count) for name, hits in scores.items() if abs(hits - chance) > 0.15 * count
    } == {}
