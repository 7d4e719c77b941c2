"""Departments within departments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Department", "with_below"]


@dataclass(frozen=True, slots=True)
class Department:
    """A department; `parent_code` is empty at the top, or where nobody said."""

    code: str
    name: str
    parent_code: str = ""


def with_below(code: str, *, departments: Iterable[Department]) -> tuple[str, ...]:
    """This department's code and those of all below it. A roster may describe a circle: each is named once."""
    below: dict[str, list[str]] = {}
    for department in departments:
        below.setdefault(department.parent_code, []).append(department.code)
    found, waiting = {code: None}, [code]
    while waiting:
        for under in below.get(waiting.pop(), []):
            if under not in found:
                found[under] = None
                waiting.append(under)
    return tuple(found)
