"""What people read, one YAML file per language with the same keys (a test holds them to it)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["LANGUAGES", "Words", "words"]

LANGUAGES = ("en", "ja")


class Words:
    """The words of one language. `words("sign_in.title")`; facts fill {placeholders}."""

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        self.language = language
        self.entries = entries

    def __call__(self, key: str, **facts: Any) -> str:
        """The text of this key; a missing key is a mistake of ours and raises KeyError."""
        text = self.entries[key]
        return text.format(**facts) if facts else text

    def find(self, key: str, **facts: Any) -> str | None:
        """The text of this key, or None."""
        return self(key, **facts) if key in self.entries else None


@cache
def words(language: str) -> Words:
    """The words of a language that we have."""
    text = (files("quizserver.web") / "words" / f"{language}.yml").read_text(encoding="utf-8")
    return Words(language, dict(_flat(yaml.safe_load(text))))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, Mapping) else [(f"{prefix}{name}", str(value))]
    return found
