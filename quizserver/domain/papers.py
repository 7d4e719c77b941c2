"""The paper: which questions an attempt holds, and in which order it shows them, their options and their steps.

Drawn once from a seed and kept with the attempt, so that a reload, a second tab, the other language, a restart and a
new build of the course all show the same one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coursekit.bundle import CompiledQuestion, CompiledQuiz
from coursekit.drawing import draw_questions
from coursekit.model import OrderRule

__all__ = ["Paper", "draw_orders", "draw_paper", "make_paper"]

_DRAWS = 32
"""How often another draw is tried where the first is the learner's last paper; of two papers, one in 2³² fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One draw. `questions` are ids in order, None for the whole quiz; `max_units` is what they are worth."""

    seed: str
    questions: tuple[str, ...] | None
    orders: Mapping[str, list[str]]
    max_units: int


def draw_paper(quiz: CompiledQuiz, *, new_seed: Callable[[], str], last: Collection[str] | None) -> Paper:
    """A paper of this quiz: other questions than those of the learner's `last` one, if the pool has others.

    Raises NotDrawableError for a pool that `course check` would have refused.
    """
    paper = _draw(quiz, seed=new_seed())
    for _ in range(_DRAWS):
        if paper.questions is None or last is None or set(paper.questions) != set(last):
            break
        paper = _draw(quiz, seed=new_seed())
    return paper


def make_paper(quiz: CompiledQuiz, questions: tuple[str, ...] | None, *, seed: str) -> Paper:
    """A paper of these questions, or of all, with options and steps shuffled anew."""
    known = {question.id: question for question in quiz.questions}
    shown = quiz.questions if questions is None else [known[name] for name in questions]
    return Paper(
        seed=seed,
        questions=questions,
        orders=draw_orders(shown, seed=seed),
        max_units=sum(question.rule.max_units for question in shown),
    )


def draw_orders(questions: Sequence[CompiledQuestion], *, seed: str) -> dict[str, list[str]]:
    """The order of everything that may be shuffled, by question id, or "question/node" for a decision.

    The same seed gives the same paper. True and false, pinned options and matching keep the author's order.
    """
    # Sorted as the record keeps it, so that the first answer and every later one are the same bytes.
    return dict(sorted(pair for question in questions for pair in _orders(question, seed=seed)))


def _draw(quiz: CompiledQuiz, *, seed: str) -> Paper:
    if quiz.pool is None:
        return make_paper(quiz, None, seed=seed)
    questions = draw_questions(quiz.questions, strata=quiz.pool.strata, balance=quiz.pool.balance, seed=seed)
    return make_paper(quiz, questions, seed=seed)


def _orders(question: CompiledQuestion, *, seed: str) -> Iterator[tuple[str, list[str]]]:
    delivery = question.delivery
    match question.type:
        case "single" | "multiple" if not delivery.get("pinned"):
            yield question.id, _shuffled([option["id"] for option in delivery["options"]], seed=f"{seed}:{question.id}")
        case "ordering":
            tokens = [item["id"] for item in delivery["items"]]
            yield question.id, _unsolved(_shuffled(tokens, seed=f"{seed}:{question.id}"), question=question)
        case "branch":
            for node in delivery["nodes"]:
                key = f"{question.id}/{node['id']}"
                yield key, _shuffled([option["id"] for option in node["options"]], seed=f"{seed}:{key}")
        case _:
            return


def _shuffled(ids: list[str], *, seed: str) -> list[str]:
    # Not a secret: an order gives nothing away. Only the seed decides, so that a paper can be drawn again.
    generator = random.Random(seed)  # noqa: S311
    order = list(ids)
    generator.shuffle(order)
    return order


def _unsolved(order: list[str], *, question: CompiledQuestion) -> list[str]:
    """Steps never stand in the right order from the start: leaving them alone must not be an answer."""
    rule = question.rule
    solved = isinstance(rule, OrderRule) and tuple(order) == rule.order
    return order[1:] + order[:1] if solved else order
