"""The paper: drawn from a seed, complete, and never solved from the start."""

from __future__ import annotations

import pytest
from course_factory import GRADED, compiled_course
from hypothesis import given
from hypothesis import strategies as st

from coursekit.model import OrderRule
from quizserver.domain.papers import draw_orders

pytestmark = pytest.mark.unit

QUIZ = compiled_course().quizzes[GRADED]


def test_the_same_seed_gives_the_same_paper() -> None:
    assert draw_orders(QUIZ, seed="a") == draw_orders(QUIZ, seed="a")
    assert len({str(draw_orders(QUIZ, seed=str(seed))) for seed in range(20)}) > 15


def test_what_may_be_shuffled_is_in_the_paper_and_nothing_else() -> None:
    assert list(draw_orders(QUIZ, seed="a")) == [
        "q-branch/n1",
        "q-branch/n2",
        "q-branch/n3",
        "q-multiple",
        "q-ordering",
        "q-single",
    ]


@given(st.text())
def test_every_paper_has_every_option_and_no_solved_order(seed: str) -> None:
    orders = draw_orders(QUIZ, seed=seed)
    assert sorted(orders["q-multiple"]) == ["a", "b", "c", "d", "e"]
    question = QUIZ.find_question("q-ordering")
    assert question is not None
    assert isinstance(question.rule, OrderRule)
    assert sorted(orders["q-ordering"]) == sorted(question.rule.order)
    assert tuple(orders["q-ordering"]) != question.rule.order
