"""The paper: in which order this attempt shows options and steps. Drawn once, kept with the attempt."""

from __future__ import annotations

import random
from collections.abc import Iterator

from coursekit.bundle import CompiledQuestion, CompiledQuiz
from coursekit.model import OrderRule

__all__ = ["draw_orders"]


def draw_orders(quiz: CompiledQuiz, *, seed: str) -> dict[str, list[str]]:
    """The order of everything that may be shuffled, by question id, or "question/node" for a decision.

    The same seed gives the same paper. True and false, pinned options and matching keep the author's order.
    """
    # Sorted as the record keeps it, so that the first answer and every later one are the same bytes.
    return dict(sorted(pair for question in quiz.questions for pair in _orders(question, seed=seed)))


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
