"""Filters (RFC 7644, 3.4.2.2): `userName eq "a" and (active eq true or emails[type eq "work"] pr)`. Parsed, not run."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quizserver.domain.scim.attributes import ENTERPRISE, USER
from quizserver.errors import ScimRefused

__all__ = ["And", "Compare", "Filter", "Not", "Or", "Within", "attribute_name", "matches", "parse_filter"]

_MOST = 2000
_MOST_DEPTH = 20
_OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"})
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()\[\]])|(?P<word>[^\s()\[\]"]+))""",
)


@dataclass(frozen=True, slots=True)
class Compare:
    """An attribute, in lower case and without the URN of its schema, an operator, a value (None for `pr`)."""

    attribute: str
    operator: str
    value: str | bool | int | float | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """One value of a list for which all of `inner` holds; `inner` names the parts of that value."""

    attribute: str
    inner: Filter


@dataclass(frozen=True, slots=True)
class And:
    """Both."""

    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Or:
    """Either."""

    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    inner: Filter


Filter = Compare | Within | And | Or | Not


def parse_filter(text: str) -> Filter:
    """Read a filter. Raises ScimRefused (invalidFilter)."""
    if len(text) > _MOST:
        raise ScimRefused("filter", text=text[:80])
    reader = _Reader(_tokens(text), text)
    found = reader.either(depth=0)
    if reader.peek() is not None:
        raise reader.problem()
    return found


def attribute_name(text: str) -> str:
    """An attribute as filters and paths compare it: lower case, without the URN of its schema."""
    lowered = text.lower()
    for urn in (ENTERPRISE.lower(), USER.lower()):
        if lowered.startswith(f"{urn}:"):
            return lowered[len(urn) + 1 :]
    return lowered


def matches(condition: Filter, item: Any) -> bool:
    """Whether one value of a list (a dict of its parts) meets the filter in its brackets: texts without case."""
    if isinstance(condition, And):
        return matches(condition.left, item) and matches(condition.right, item)
    if isinstance(condition, Or):
        return matches(condition.left, item) or matches(condition.right, item)
    if isinstance(condition, Not):
        return not matches(condition.inner, item)
    if isinstance(condition, Within):
        raise ScimRefused("filter", text=condition.attribute)
    found = next((value for key, value in item.items() if key.lower() == condition.attribute), None)
    return _compare(found, condition)


def _compare(found: Any, condition: Compare) -> bool:
    if condition.operator == "pr":
        return found not in (None, "")
    if found is None:
        return condition.operator == "ne"
    left, right = (str(value).lower() for value in (found, condition.value))
    tests = {
        "eq": left == right,
        "ne": left != right,
        "co": right in left,
        "sw": left.startswith(right),
        "ew": left.endswith(right),
        "gt": left > right,
        "ge": left >= right,
        "lt": left < right,
        "le": left <= right,
    }
    return tests[condition.operator]


def _tokens(text: str) -> list[str]:
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise ScimRefused("filter", text=text[place : place + 80])
        found.append(match[0].strip())
        place = match.end()
    return found


class _Reader:
    """Goes through the tokens once; `not` binds tightest, then `and`, then `or`."""

    def __init__(self, tokens: Sequence[str], text: str) -> None:
        self._tokens = tokens
        self._text = text
        self._place = 0

    def problem(self) -> ScimRefused:
        """What cannot be read, as far as it can be shown."""
        return ScimRefused("filter", text=self._text[:80])

    def peek(self) -> str | None:
        """The next token, without taking it."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def take(self, wanted: str | None = None) -> str:
        """The next token, which must be the wanted one."""
        token = self.peek()
        if token is None or (wanted is not None and token != wanted):
            raise self.problem()
        self._place += 1
        return token

    def either(self, *, depth: int) -> Filter:
        """a or b or c."""
        found = self.both(depth=depth)
        while (self.peek() or "").lower() == "or":
            self.take()
            found = Or(found, self.both(depth=depth))
        return found

    def both(self, *, depth: int) -> Filter:
        """a and b and c."""
        found = self.one(depth=depth)
        while (self.peek() or "").lower() == "and":
            self.take()
            found = And(found, self.one(depth=depth))
        return found

    def one(self, *, depth: int) -> Filter:
        """A comparison, what stands in parentheses, or what follows `not`."""
        if depth > _MOST_DEPTH:
            raise self.problem()
        first = self.take()
        if first.lower() == "not":
            self.take("(")
            return Not(self._closed(depth=depth))
        if first == "(":
            return self._closed(depth=depth)
        if not re.fullmatch(r"[A-Za-z][\w$:./-]*", first):
            raise self.problem()
        if self.peek() == "[":
            return self._within(first, depth=depth)
        return self._comparison(first)

    def _closed(self, *, depth: int) -> Filter:
        found = self.either(depth=depth + 1)
        self.take(")")
        return found

    def _within(self, token: str, *, depth: int) -> Filter:
        self.take("[")
        inner = self.either(depth=depth + 1)
        self.take("]")
        # `emails[type eq "work"].value eq "a"` is no filter of the standard, but Entra ID sends it.
        following = self.peek() or ""
        if following.startswith("."):
            self.take()
            inner = And(inner, self._comparison(following[1:]))
        return Within(attribute_name(token), inner)

    def _comparison(self, token: str) -> Compare:
        operator = self.take().lower()
        if operator not in _OPERATORS:
            raise self.problem()
        name = attribute_name(token)
        return Compare(name, operator) if operator == "pr" else Compare(name, operator, self._value())

    def _value(self) -> str | bool | int | float | None:
        token = self.take()
        try:
            value = json.loads(token if token.startswith('"') else token.lower(), parse_constant=_no_constant)
        except ValueError as error:
            raise self.problem() from error
        if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
            raise self.problem()
        assert value is None or isinstance(value, str | bool | int | float)
        return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
