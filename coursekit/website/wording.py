"""The words around the author's text, one file per language with the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

__all__ = ["duration", "languages", "words"]


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words, sorted."""
    names = (file.name for file in (files("coursekit.website") / "words").iterdir())
    return tuple(sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml")))


@cache
def words(language: str) -> Mapping[str, Any]:
    """Group -> name -> string with {placeholders}; English where a language has no words of its own."""
    known = language if language in languages() else "en"
    text = (files("coursekit.website") / "words" / f"{known}.yml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


def duration(minutes: int, *, language: str) -> str:
    """A time to plan with: "45 min", "2 h", "1 h 20 min"."""
    said = words(language)["course"]
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(said["minutes"]).format(minutes=rest)
    return str(said["hours_minutes" if rest else "hours"]).format(hours=hours, minutes=rest)
