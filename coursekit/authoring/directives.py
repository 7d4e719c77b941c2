"""The lines of a page that ask for something to be put there: `::: quiz 02-brewing`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["DIRECTIVES"]

DIRECTIVES: Mapping[str, str | None] = MappingProxyType(
    {
        "course-map": None,
        "glossary": None,
        "objectives": None,
        "outcomes": None,
        "quiz": "quiz",
        "references": None,
        "self-check": "self-check",
        "start": None,
    }
)
"""Name of a directive -> what its one argument names ("quiz": a quiz), or None when it takes none."""
