"""From a question to its rule: here all meaning is decided, so that interpreting needs none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from math import lcm
from typing import assert_never

from coursekit.grading.normalizing import normalize_text
from coursekit.model import (
    BranchQuestion,
    ChoiceQuestion,
    MapRule,
    MatchingQuestion,
    MatchRule,
    NumberRule,
    NumericQuestion,
    OrderingQuestion,
    OrderRule,
    Question,
    Rule,
    ShortQuestion,
    TextRule,
    TrueFalseQuestion,
)

__all__ = ["common_scale", "compile_rule", "step_token"]


def common_scale(questions: Iterable[Question]) -> int:
    """How many units make one point, so that every partial score of these questions is a whole number of units."""
    return lcm(*(_parts(question) for question in questions))


def compile_rule(question: Question, *, scale: int) -> Rule:
    """The rule of a question in units of 1/`scale` point. `scale` is a multiple of what `common_scale` gives for it."""
    max_units = question.points * scale
    part = max_units // _parts(question)
    match question:
        case ChoiceQuestion(multiple=False):
            units = {option.id: max_units if option.correct else 0 for option in question.options}
            return MatchRule(units=units, max_units=max_units, most=1)
        case ChoiceQuestion():
            units = {option.id: part if option.correct else -part for option in question.options}
            return MatchRule(units=units, max_units=max_units, most=len(question.options))
        case TrueFalseQuestion():
            units = {"true": max_units if question.answer else 0, "false": 0 if question.answer else max_units}
            return MatchRule(units=units, max_units=max_units, most=1)
        case OrderingQuestion():
            order = tuple(step_token(question, step.id) for step in question.items)
            return OrderRule(order=order, pair_units=part, max_units=max_units)
        case MatchingQuestion():
            responses = [response for response, _ in question.responses]
            table = {
                premise.id: {response: part if response == premise.answer else 0 for response in responses}
                for premise in question.premises
            }
            return MapRule(units=table, max_units=max_units, distinct=not question.reuse)
        case BranchQuestion():
            return _compile_branch(question, part=part, max_units=max_units)
        case ShortQuestion():
            return TextRule(
                accept=tuple(normalize_text(form) for form in question.accept),
                near_misses=tuple(tuple(normalize_text(form) for form in near.match) for near in question.near_misses),
                max_units=max_units,
            )
        case NumericQuestion():
            return _compile_number(question, max_units=max_units)
        case _:
            assert_never(question)


def step_token(question: OrderingQuestion, step_id: str) -> str:
    """The public name of a step. Authors write s1, s2, … in the right order, so their own ids would give the key away.

    The token is a hash over the step's feedback, which no page holds: it cannot be guessed from what is public, is the
    same in every build of the same text, and sorting by it gives an order that has nothing to do with the key.
    """
    step = next(step for step in question.items if step.id == step_id)
    secret = "\x1f".join([question.id, step.id, *(step.feedback[lang] for lang in sorted(step.feedback))])
    return hashlib.sha256(secret.encode()).hexdigest()[:8]


def _parts(question: Question) -> int:
    """Into how many equal parts a question's points may be divided."""
    match question:
        case ChoiceQuestion(multiple=True):
            return sum(option.correct for option in question.options)
        case OrderingQuestion():
            return len(question.items) - 1
        case MatchingQuestion():
            return len(question.premises)
        case BranchQuestion():
            return _best(question, question.start)
        case _:
            return 1


def _compile_branch(question: BranchQuestion, *, part: int, max_units: int) -> MapRule:
    units = {node.id: {option.id: option.points * part for option in node.options} for node in question.nodes}
    path = {node.id: {option.id: option.next for option in node.options} for node in question.nodes}
    return MapRule(units=units, max_units=max_units, start=question.start, path=path)


def _best(question: BranchQuestion, node_id: str, *, known: dict[str, int] | None = None) -> int:
    """The most points that any path from this node on can collect. `known` keeps what is computed: paths are many."""
    known = {} if known is None else known
    if node_id not in known:
        node = next((node for node in question.nodes if node.id == node_id), None)
        options = node.options if node is not None else ()
        known[node_id] = max(
            (option.points + _best(question, option.next, known=known) for option in options), default=0
        )
    return known[node_id]


def _compile_number(question: NumericQuestion, *, max_units: int) -> NumberRule:
    factors = {language: spec.factor for language, spec in question.inputs.items()}
    numbers = [question.value, question.tolerance, *factors.values(), *(n.value for n in question.near_misses)]
    exponent = max(0, *(_decimals(number) for number in numbers))
    whole = partial(_whole, exponent=exponent)
    return NumberRule(
        value=whole(question.value),
        tolerance=whole(question.tolerance),
        exponent=exponent,
        factors={language: whole(factor) for language, factor in factors.items()},
        units={language: spec.unit for language, spec in question.inputs.items()},
        near_misses=tuple(whole(near.value) for near in question.near_misses),
        max_units=max_units,
    )


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "the schema admits finite numbers only"
    return max(0, -exponent)


def _whole(number: Decimal, *, exponent: int) -> int:
    return int(number * 10**exponent)
