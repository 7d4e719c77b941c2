"""Titles in two parts: "Mistake 2: Settling price before the details"."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Title", "split_title"]

_PARTS = re.compile(r"^(?P<kicker>.{1,24}?)(?P<mark>: |：)(?P<headline>.+)$")


@dataclass(frozen=True)
class Title:
    """What stands before the colon, the colon, and what stands behind it; without a colon, all is headline."""

    kicker: str
    mark: str
    headline: str


def split_title(title: str) -> Title:
    """The parts of a title."""
    found = _PARTS.match(title)
    return Title(found["kicker"], found["mark"], found["headline"]) if found else Title("", "", title)
