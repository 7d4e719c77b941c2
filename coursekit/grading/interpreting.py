"""Interpreting a rule: a few lines each, the same in any language."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeGuard, assert_never

from coursekit.grading.normalizing import MAX_TEXT_LENGTH, normalize_text, read_number
from coursekit.model import MapRule, MatchRule, NumberRule, OrderRule, Rule, TextRule

__all__ = ["Grade", "Status", "grade_response", "is_passed", "percent_of"]

Status = Literal["answered", "unanswered", "malformed"]


@dataclass(frozen=True, slots=True)
class Grade:
    """What a response is worth, in units of the rule. "Unanswered" is not "wrong", though both give no units.

    `reason` names the feedback of a typed response: "correct", "near:<index>" or "other"; otherwise it is None.
    """

    units: int
    max_units: int
    status: Status
    reason: str | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing could be better."""
        return self.status == "answered" and self.units == self.max_units


def grade_response(rule: Rule, response: Any, *, language: str) -> Grade:
    """Grade any JSON value. `language` is the one in which the learner answered; it chooses the factor of a number."""
    if response is None or response == {}:
        return Grade(0, rule.max_units, "unanswered")
    if not isinstance(response, dict):
        return _malformed(rule)
    match rule:
        case MatchRule():
            return _grade_match(rule, response)
        case MapRule():
            return _grade_map(rule, response)
        case OrderRule():
            return _grade_order(rule, response)
        case TextRule():
            return _grade_text(rule, response)
        case NumberRule():
            return _grade_number(rule, response, language=language)
        case _:
            assert_never(rule)


def is_passed(units: int, max_units: int, *, pass_percent: int) -> bool:
    """Whether the score reaches the pass mark: compared in integers, so 74.99 % never passes a mark of 75."""
    return max_units > 0 and 100 * units >= pass_percent * max_units


def percent_of(units: int, max_units: int) -> int:
    """The score as it is shown, in percent, rounded down."""
    return 100 * units // max_units if max_units > 0 else 0


def _malformed(rule: Rule) -> Grade:
    return Grade(0, rule.max_units, "malformed")


def _grade_match(rule: MatchRule, response: dict[str, Any]) -> Grade:
    selected = response.get("selected")
    if selected == []:
        return Grade(0, rule.max_units, "unanswered")
    if not _is_id_list(selected, known=rule.units) or len(selected) > rule.most:
        return _malformed(rule)
    units = sum(rule.units[option] for option in selected)
    return Grade(min(max(units, 0), rule.max_units), rule.max_units, "answered")


def _grade_map(rule: MapRule, response: dict[str, Any]) -> Grade:
    choices = response.get("choices")
    if choices == {}:
        return Grade(0, rule.max_units, "unanswered")
    if not isinstance(choices, dict) or not all(isinstance(choice, str) for choice in choices.values()):
        return _malformed(rule)
    if any(slot not in rule.units or choice not in rule.units[slot] for slot, choice in choices.items()):
        return _malformed(rule)
    if rule.distinct and len(set(choices.values())) < len(choices):
        return _malformed(rule)
    if rule.path is None or rule.start is None:
        return Grade(sum(rule.units[slot][choice] for slot, choice in choices.items()), rule.max_units, "answered")
    units, node = 0, rule.start
    for _ in rule.path:
        if node not in choices:
            break
        units += rule.units[node][choices[node]]
        node = rule.path[node][choices[node]]
    return Grade(units, rule.max_units, "answered")


def _grade_order(rule: OrderRule, response: dict[str, Any]) -> Grade:
    order = response.get("order")
    if order == []:
        return Grade(0, rule.max_units, "unanswered")
    if not _is_id_list(order, known=rule.order) or len(order) != len(rule.order):
        return _malformed(rule)
    wanted = set(pairwise(rule.order))
    pairs = sum(pair in wanted for pair in pairwise(order))
    return Grade(pairs * rule.pair_units, rule.max_units, "answered")


def _grade_text(rule: TextRule, response: dict[str, Any]) -> Grade:
    text = response.get("text")
    if not isinstance(text, str) or len(text) > MAX_TEXT_LENGTH:
        return _malformed(rule)
    typed = normalize_text(text)
    if not typed:
        return Grade(0, rule.max_units, "unanswered")
    if typed in rule.accept:
        return Grade(rule.max_units, rule.max_units, "answered", "correct")
    near = next((index for index, group in enumerate(rule.near_misses) if typed in group), None)
    return Grade(0, rule.max_units, "answered", "other" if near is None else f"near:{near}")


def _grade_number(rule: NumberRule, response: dict[str, Any], *, language: str) -> Grade:
    text = response.get("text")
    if not isinstance(text, str) or len(text) > MAX_TEXT_LENGTH or language not in rule.factors:
        return _malformed(rule)
    if not text.strip():
        return Grade(0, rule.max_units, "unanswered")
    number = read_number(text, unit=rule.units.get(language, ""))
    if number is None:
        return _malformed(rule)
    mantissa, exponent = number
    typed, ten = mantissa * rule.factors[language], 10**exponent
    if abs(typed - rule.value * ten) <= rule.tolerance * ten:
        return Grade(rule.max_units, rule.max_units, "answered", "correct")
    near = next((i for i, v in enumerate(rule.near_misses) if abs(typed - v * ten) <= rule.tolerance * ten), None)
    return Grade(0, rule.max_units, "answered", "other" if near is None else f"near:{near}")


def _is_id_list(value: Any, *, known: Container[str]) -> TypeGuard[list[str]]:
    """Whether this is a list of different known ids."""
    return (
        isinstance(value, list)
        and all(isinstance(item, str) and item in known for item in value)
        and len(set(value)) == len(value)
    )
