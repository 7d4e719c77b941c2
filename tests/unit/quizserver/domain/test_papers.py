"""The paper: drawn from a seed, complete, and never solved from the start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from itertools import count

import pytest
from course_factory import GRADED, compiled_course
from exam_factory import EXAM, exam_course
from hypothesis import given
from hypothesis import strategies as st

from coursekit.bundle import CompiledQuiz
from coursekit.model import OrderRule, Pool, Stratum
from quizserver.domain.papers import Paper, draw_orders, draw_paper, make_paper

pytestmark = pytest.mark.unit

QUIZ = compiled_course().quizzes[GRADED]
POOL = exam_course().quizzes[EXAM]


def test_the_same_seed_gives_the_same_paper() -> None:
    assert draw_orders(QUIZ.questions, seed="a") == draw_orders(QUIZ.questions, seed="a")
    assert len({str(draw_orders(QUIZ.questions, seed=str(seed))) for seed in range(20)}) > 15


def test_what_may_be_shuffled_is_in_the_paper_and_nothing_else() -> None:
    assert list(draw_orders(QUIZ.questions, seed="a")) == [
        "q-branch/n1",
        "q-branch/n2",
        "q-branch/n3",
        "q-multiple",
        "q-ordering",
        "q-single",
    ]


@given(st.text())
def test_every_paper_has_every_option_and_no_solved_order(seed: str) -> None:
    orders = draw_orders(QUIZ.questions, seed=seed)
    assert sorted(orders["q-multiple"]) == ["a", "b", "c", "d", "e"]
    question = QUIZ.find_question("q-ordering")
    assert question is not None
    assert isinstance(question.rule, OrderRule)
    assert sorted(orders["q-ordering"]) == sorted(question.rule.order)
    assert tuple(orders["q-ordering"]) != question.rule.order


@given(st.text())
def test_every_paper_of_a_pool_holds_what_its_strata_and_balance_ask_for(seed: str) -> None:
    paper = draw(seed)
    assert paper.questions is not None
    shown = [question for question in POOL.questions if question.id in paper.questions]
    assert Counter(question.stratum for question in shown) == {"a": 2, "b": 1, "c": 1}
    assert sum(question.setting == "domestic" for question in shown) >= 1
    assert paper.max_units == POOL.max_units == sum(question.rule.max_units for question in shown)
    assert {name.split("/")[0] for name in paper.orders} <= set(paper.questions)


@given(st.text())
def test_the_seed_that_is_kept_draws_the_paper_again(seed: str) -> None:
    paper = draw(seed, last=draw(seed).questions)
    assert draw(paper.seed) == paper
    assert make_paper(POOL, paper.questions, seed=paper.seed) == paper


@given(st.integers(0, 10**6))
def test_a_retake_has_another_paper_where_there_is_one(start: int) -> None:
    first = draw_paper(POOL, new_seed=seeds(start), last=None)
    again = draw_paper(POOL, new_seed=seeds(start), last=first.questions)
    assert again.questions is not None
    assert set(again.questions) != set(first.questions or ())


def test_a_pool_of_one_paper_gives_it_again() -> None:
    only = CompiledQuiz(**{**fields(POOL), "pool": Pool(strata=(Stratum("a", 4), Stratum("b", 3), Stratum("c", 2)))})
    first = draw_paper(only, new_seed=seeds(1), last=None)
    again = draw_paper(only, new_seed=seeds(2), last=first.questions)
    assert set(again.questions or ()) == set(first.questions or ()) == {question.id for question in POOL.questions}


def test_a_quiz_without_a_pool_is_its_own_paper() -> None:
    paper = draw_paper(QUIZ, new_seed=seeds(0), last=None)
    assert (paper.questions, paper.max_units) == (None, QUIZ.max_units)


def draw(seed: str, *, last: Collection[str] | None = None) -> Paper:
    """The paper of this seed, or of one after it."""
    following = count()
    return draw_paper(POOL, new_seed=lambda: seed if (n := next(following)) == 0 else f"{seed}+{n}", last=last)


def seeds(start: int) -> Callable[[], str]:
    """Seeds that go on from a number."""
    following = count(start)
    return lambda: str(next(following))


def fields(quiz: CompiledQuiz) -> dict[str, object]:
    """A quiz as keyword arguments."""
    return {name: getattr(quiz, name) for name in quiz.__slots__}
