"""What the rules know of a language. A language without a file in words/ gets only the rules that need no words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["Language", "content_words", "find_language", "text_length"]


@dataclass(frozen=True, slots=True)
class Language:
    """Patterns over the text of stems and options; `spaced` languages count words, the others characters."""

    spaced: bool
    absolute: re.Pattern[str]
    forbidden: re.Pattern[str]
    negative: re.Pattern[str]
    hedge: re.Pattern[str]
    polite: re.Pattern[str]
    content: re.Pattern[str]
    stop: frozenset[str]


@cache
def find_language(code: str) -> Language | None:
    """The rules' knowledge of a language, or None."""
    file = files(__package__).joinpath("words", f"{code}.yml")
    return _build(yaml.safe_load(file.read_text(encoding="utf-8"))) if file.is_file() else None


def _build(data: dict[str, Any]) -> Language:
    lists = ("absolute", "forbidden", "negative", "hedge", "polite")
    return Language(
        spaced=data["spaced"],
        content=re.compile(data["content"], re.IGNORECASE),
        stop=frozenset(data["stop"]),
        **{name: _any_of(data[name], spaced=data["spaced"]) for name in lists},
    )


def _any_of(pieces: list[str], *, spaced: bool) -> re.Pattern[str]:
    joined = "|".join(pieces)
    # No border behind: a piece may end in a question mark.
    return re.compile(rf"\b(?:{joined})(?!\w)" if spaced else joined, re.IGNORECASE)


def text_length(text: str, *, language: str) -> int:
    """Words where a language has spaces; otherwise characters without white space."""
    known = find_language(language)
    return len(text.split()) if known and known.spaced else len(re.sub(r"\s", "", text))


def content_words(text: str, *, language: str) -> frozenset[str]:
    """The words that carry meaning, roughly: long words in English, runs of kanji or katakana in Japanese."""
    known = find_language(language)
    if known is None:
        return frozenset()
    return frozenset(word.lower() for word in known.content.findall(text)) - known.stop
