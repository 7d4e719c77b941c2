"""The words of the quiz, one file per language with the same keys (a test holds them to it)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from coursekit.errors import CoursekitError

__all__ = ["UnknownLanguageError", "languages", "words"]


class UnknownLanguageError(CoursekitError):
    """The quiz has no words in this language."""

    def __init__(self, language: str) -> None:
        known = ", ".join(languages())
        super().__init__(f"The quiz has no words in {language!r}, only in {known}. Add rendering/words/{language}.yml.")
        self.language = language


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words, sorted."""
    folder = files("coursekit.rendering") / "words"
    return tuple(sorted(file.name.removesuffix(".yml") for file in folder.iterdir() if file.name.endswith(".yml")))


@cache
def words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Group -> name -> string, with {placeholders}. Raises UnknownLanguageError.

    The groups are `page` (templates), `script` (quiz.js), `exam` (templates), `exam_script` (exam.js), `self_check` and
    `progress` (lesson.js).
    """
    if language not in languages():
        raise UnknownLanguageError(language)
    text = (files("coursekit.rendering") / "words" / f"{language}.yml").read_text(encoding="utf-8")
    groups = yaml.safe_load(text)
    return MappingProxyType({group: MappingProxyType(entries) for group, entries in groups.items()})
