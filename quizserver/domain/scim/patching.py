"""PATCH (RFC 7644, 3.5.2): operations on a resource, as directories send them rather than as the standard prints them.

Entra ID writes "Add", "Replace" and flags as text, names parts of `emails` that do not exist yet, and puts paths in the
keys of a value without a path. Okta sends one value without a path. All of it means something, so it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from quizserver.domain.scim.attributes import (
    CORE,
    ENTERPRISE,
    EXTENSION,
    PASSED_OVER,
    READ_ONLY,
    REQUIRED,
    USER,
    clean_value,
)
from quizserver.domain.scim.filters import And, Compare, Filter, matches, parse_filter
from quizserver.errors import ScimRefused

__all__ = ["Operation", "apply_operations", "read_operations"]

_PATH = re.compile(r"(?P<attribute>[A-Za-z][\w$-]*)(?:\[(?P<filter>.*)\])?(?:\.(?P<part>[A-Za-z$][\w$-]*))?", re.S)
_PARTS: Mapping[str, Mapping[str, str]] = {
    "name": {name.lower(): name for name in ("familyName", "givenName", "formatted")},
    "emails": {name.lower(): name for name in ("value", "type", "primary")},
    "manager": {"value": "value"},
}
_MOST_OPERATIONS = 100


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; without a path, `value` is a dict of attributes or paths."""

    op: Literal["add", "replace", "remove"]
    path: str | None
    value: Any


@dataclass(frozen=True, slots=True)
class _Target:
    """Where an operation acts: `part` of the values of `attribute` that meet `condition`; the rest may be None."""

    attribute: str
    extended: bool
    condition: Filter | None
    part: str | None


def read_operations(body: Any) -> list[Operation]:
    """The operations of a PatchOp message. Raises ScimRefused."""
    lowered = {key.lower(): value for key, value in body.items()} if isinstance(body, dict) else {}
    operations = lowered.get("operations")
    if not isinstance(operations, list) or not 0 < len(operations) <= _MOST_OPERATIONS:
        raise ScimRefused("syntax")
    return [_operation(item) for item in operations]


def _operation(item: Any) -> Operation:
    if not isinstance(item, dict):
        raise ScimRefused("syntax")
    lowered = {key.lower(): value for key, value in item.items()}
    op, path = str(lowered.get("op")).lower(), lowered.get("path")
    if op not in ("add", "replace", "remove") or not isinstance(path, str | None):
        raise ScimRefused("syntax")
    return Operation(op, path or None, lowered.get("value"))  # type: ignore[arg-type]  # one of the three, as checked


def apply_operations(resource: Mapping[str, Any], operations: Iterable[Operation]) -> dict[str, Any]:
    """The resource after all of them, in order; the one that was given stays as it was. Raises ScimRefused."""
    changed = deepcopy(dict(resource))
    for operation in operations:
        _apply(changed, operation)
    return changed


def _apply(resource: dict[str, Any], operation: Operation) -> None:
    if operation.path is None:
        if operation.op == "remove":
            raise ScimRefused("target")
        if not isinstance(operation.value, dict):
            raise ScimRefused("syntax")
        for key, value in operation.value.items():
            if key.lower() not in READ_ONLY:
                _apply(resource, Operation(operation.op, key, value))
        return
    if operation.path.lower() in (USER.lower(), ENTERPRISE.lower()):
        _apply_to_schema(resource, operation)
        return
    target = _target(operation.path)
    if target is None:
        return
    place = resource.setdefault(ENTERPRISE, {}) if target.extended else resource
    removing = operation.op == "remove" or operation.value is None
    if removing and target.attribute in REQUIRED:
        raise ScimRefused("read_only", attribute=target.attribute)
    if target.attribute == "emails":
        place["emails"] = _emails(place.get("emails", []), target, operation, removing=removing)
    elif removing:
        _remove(place, target)
    else:
        _set(place, target, operation.value)
    for key in [key for key in (*resource, ENTERPRISE) if resource.get(key) in ([], {}, None)]:
        resource.pop(key, None)


def _apply_to_schema(resource: dict[str, Any], operation: Operation) -> None:
    """The path is the URN of a schema: its attributes are in the value; all of the extension can be removed."""
    urn = operation.path or ""
    if isinstance(operation.value, dict):
        for key, value in operation.value.items():
            if key.lower() not in READ_ONLY:
                _apply(resource, Operation(operation.op, f"{urn}:{key}", value))
    elif operation.op == "remove" and urn.lower() == ENTERPRISE.lower():
        resource.pop(ENTERPRISE, None)
    else:
        raise ScimRefused("value", attribute=urn)


def _target(path: str) -> _Target | None:
    """Where a path leads; None for what the standard knows and we do not keep. Raises ScimRefused (invalidPath)."""
    rest, urn = path, ""
    for schema in (ENTERPRISE, USER):
        if path.lower().startswith(f"{schema.lower()}:"):
            rest, urn = path[len(schema) + 1 :], schema
    match = _PATH.fullmatch(rest)
    if match is None:
        raise ScimRefused("path", path=path[:200])
    name, part = match["attribute"].lower(), match["part"]
    if name in READ_ONLY:
        raise ScimRefused("read_only", attribute=match["attribute"])
    # Entra ID names attributes of the extension with its URN, some others without.
    extended = name in EXTENSION and (urn == ENTERPRISE or name not in CORE)
    if name in PASSED_OVER:
        return None
    if not extended and (name not in CORE or urn == ENTERPRISE):
        raise ScimRefused("path", path=path[:200])
    attribute = EXTENSION[name] if extended else CORE[name]
    if part is not None:
        known = _PARTS.get(attribute, {})
        if attribute == "manager" and part == "$ref":
            return None
        if part.lower() not in known and attribute in _PARTS:
            return None
        if part.lower() not in known:
            raise ScimRefused("path", path=path[:200])
        part = known[part.lower()]
    if match["filter"] is not None and attribute != "emails":
        raise ScimRefused("path", path=path[:200])
    condition = parse_filter(match["filter"]) if match["filter"] is not None else None
    return _Target(attribute, extended, condition, part)


def _remove(place: dict[str, Any], target: _Target) -> None:
    if target.part is None:
        place.pop(target.attribute, None)
    elif target.attribute in place:
        place[target.attribute].pop(target.part, None)
        if not place[target.attribute]:
            del place[target.attribute]


def _set(place: dict[str, Any], target: _Target, value: Any) -> None:
    name = target.attribute
    if target.part is not None:
        value = {target.part: value}
    cleaned = clean_value(name, value)
    if isinstance(cleaned, dict):
        # Of a complex attribute, only the parts that are given change (3.5.2.3).
        cleaned = place.get(name, {}) | cleaned
    place[name] = cleaned


def _emails(
    items: list[dict[str, Any]], target: _Target, operation: Operation, *, removing: bool
) -> list[dict[str, Any]]:
    chosen = [item for item in items if target.condition is None or matches(target.condition, item)]
    if removing:
        return _less(items, chosen, target)
    if target.part is not None:
        return _with_part(items, chosen, target, operation.value)
    given = clean_value("emails", operation.value)
    if target.condition is not None:
        for item in chosen:
            item.update(given[0])
        return items if chosen else [*items, *given]
    if operation.op == "replace":
        return list(given)
    new = [item for item in given if item not in items]
    if any(item.get("primary") for item in new):
        items = [{key: value for key, value in item.items() if key != "primary"} for item in items]
    return [*items, *new]


def _less(items: list[dict[str, Any]], chosen: list[dict[str, Any]], target: _Target) -> list[dict[str, Any]]:
    if target.part is None:
        return [item for item in items if item not in chosen]
    for item in chosen:
        item.pop(target.part, None)
    return [item for item in items if item]


def _with_part(
    items: list[dict[str, Any]], chosen: list[dict[str, Any]], target: _Target, value: Any
) -> list[dict[str, Any]]:
    """Set a part of the chosen ones. Where there is none yet, the one that the filter describes comes into being."""
    part = clean_value("emails", {target.part: value})[0]
    if not chosen:
        return [*items, _described(target.condition) | part]
    for item in chosen:
        item.update(part)
    return items


def _described(condition: Filter | None) -> dict[str, Any]:
    if isinstance(condition, And):
        return _described(condition.left) | _described(condition.right)
    if isinstance(condition, Compare) and condition.operator == "eq" and condition.attribute in _PARTS["emails"]:
        part = _PARTS["emails"][condition.attribute]
        return dict(clean_value("emails", {part: condition.value})[0])
    return {}
