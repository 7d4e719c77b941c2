"""The five grading rules. All numbers are whole units; a quiz's `scale` says how many units make one point.

Fractions of points are scaled to a common denominator when the quiz is compiled, so that nothing is ever rounded
while grading. A rule holds everything that interpreting it needs, so that an interpreter fits in any language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["MapRule", "MatchRule", "NumberRule", "OrderRule", "Rule", "TextRule"]


@dataclass(frozen=True, slots=True)
class MatchRule:
    """Select options: the sum of the selected options' units, not below 0 and not above `max_units`.

    `most` is how many options may be selected (1 for single choice); a response with more is malformed.
    """

    units: Mapping[str, int]
    max_units: int
    most: int


@dataclass(frozen=True, slots=True)
class MapRule:
    """Choose one value for each slot: the sum of `units[slot][choice]`.

    With `path`, the slots are the nodes of a scenario: only nodes on the path from `start` count, and the path goes to
    `path[node][choice]`. With `distinct`, no choice may stand in two slots (a response that does is malformed).
    """

    units: Mapping[str, Mapping[str, int]]
    max_units: int
    start: str | None = None
    path: Mapping[str, Mapping[str, str]] | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class OrderRule:
    """Put items in order: `pair_units` for each neighboring pair that also stands so in `order`."""

    order: tuple[str, ...]
    pair_units: int
    max_units: int


@dataclass(frozen=True, slots=True)
class TextRule:
    """Type a term: `max_units` when the normalized text is in `accept`.

    `near_misses` are groups of normalized texts; the index of the group chooses the feedback.
    """

    accept: tuple[str, ...]
    near_misses: tuple[tuple[str, ...], ...]
    max_units: int


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Type a number: `max_units` when |typed * factor - value| <= tolerance.

    `value`, `tolerance`, `near_misses` and the factors are whole numbers of 10**-`exponent`. `factors` has one entry
    per language: the same number is typed in million yen in English and in 万円 in Japanese. `units` are
    the names of the unit in each language, which a learner may type behind the number.
    """

    value: int
    tolerance: int
    exponent: int
    factors: Mapping[str, int]
    units: Mapping[str, str]
    near_misses: tuple[int, ...]
    max_units: int


Rule = MatchRule | MapRule | OrderRule | TextRule | NumberRule
