"""Rules as JSON data and back. The kinds are the words of `docs/architecture.md`: match, map, order, text, number."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from coursekit.errors import BundleError
from coursekit.model import MapRule, MatchRule, NumberRule, OrderRule, Rule, TextRule

__all__ = ["rule_from_data", "rule_to_data"]

_KINDS: dict[str, type[Rule]] = {
    "match": MatchRule,
    "map": MapRule,
    "order": OrderRule,
    "text": TextRule,
    "number": NumberRule,
}
_NAMES = {cls: name for name, cls in _KINDS.items()}


def rule_to_data(rule: Rule) -> dict[str, Any]:
    """A rule as plain JSON data; what has its default value is left out."""
    data: dict[str, Any] = {"rule": _NAMES[type(rule)]}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if value != field.default:
            data[field.name] = _plain(value)
    return data


def rule_from_data(data: dict[str, Any]) -> Rule:
    """The rule that `rule_to_data` wrote. Raises BundleError for anything else."""
    values = dict(data)
    cls = _KINDS.get(values.pop("rule", ""))
    if cls is None:
        raise BundleError(f"Unknown grading rule: {data.get('rule')!r}. Build the course again.")
    try:
        return cls(**{name: _frozen(value) for name, value in values.items()})
    except TypeError as error:
        raise BundleError(f"A grading rule cannot be read ({error}). Build the course again.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value
