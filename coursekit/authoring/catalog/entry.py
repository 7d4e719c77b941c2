"""What there is to say about one kind of mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coursekit.authoring.diagnostic import Severity

__all__ = ["Entry", "Words", "error", "warning"]

_HINTS = {"en": ' Did you mean "{hint}"?', "ja": "もしかして「{hint}」ですか。"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language: `message` has placeholders for the facts; `cause` and `remedy` have none."""

    message: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. `example` shows a wrong and a right form; it is the same in every language."""

    code: str
    severity: Severity
    words: Mapping[str, Words]
    example: str

    def remedy(self, language: str, *, hint: str | None = None) -> str:
        """What to do, with the name that was probably meant."""
        return self.words[language].remedy + (_HINTS[language].format(hint=hint) if hint else "")


def error(code: str, *, en: Words, ja: Words, example: str) -> Entry:
    """A mistake that keeps the course from being built."""
    return Entry(code, Severity.ERROR, {"en": en, "ja": ja}, example)


def warning(code: str, *, en: Words, ja: Words, example: str) -> Entry:
    """Something that is probably not meant, and does no harm to learners' records."""
    return Entry(code, Severity.WARNING, {"en": en, "ja": ja}, example)
