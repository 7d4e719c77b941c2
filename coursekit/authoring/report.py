"""Collecting complaints about one file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from coursekit.authoring.catalog import select_entry
from coursekit.authoring.diagnostic import Diagnostic, Severity

__all__ = ["Position", "Report"]

Position = tuple[int, int]
"""Line and column, counted from 1, in characters."""

_LONGEST_FACT = 80


@dataclass(slots=True)
class Report:
    """What is wrong with one file; `file` is its path in the course, with slashes."""

    file: str
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, at: Position = (1, 1), /, *, hint: str | None = None, **facts: object) -> None:
        """Complain. `facts` fill the placeholders of the message; `hint` is the name that was probably meant."""
        entry = select_entry(code)
        shown = {name: _shown(value) for name, value in facts.items()}
        diagnostic = Diagnostic(
            code=code,
            severity=entry.severity,
            file=self.file,
            line=at[0],
            column=at[1],
            message={language: words.message.format(**shown) for language, words in entry.words.items()},
            remedy={language: entry.remedy(language, hint=hint and _shown(hint)) for language in entry.words},
        )
        self.diagnostics.append(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether anything here is more than a warning."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


def _shown(value: object) -> str:
    """A fact as it may stand in a terminal: one short line, nothing invisible in it."""
    text = "".join(_visible(character) for character in str(value)[: _LONGEST_FACT + 1])
    return text if len(text) <= _LONGEST_FACT else text[: _LONGEST_FACT - 1] + "…"


def _visible(character: str) -> str:
    return (
        f"\\u{ord(character):04x}" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else character
    )
