"""Collecting complaints about one file."""

from __future__ import annotations

from dataclasses import dataclass, field

from coursekit.authoring.catalog import select_entry
from coursekit.authoring.diagnostic import Diagnostic, Severity

__all__ = ["Position", "Report", "visible"]

Position = tuple[int, int]
"""Line and column, counted from 1, in characters."""

_LONGEST_FACT = 80
_WIDE_SPACE = "\u3000"


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


def visible(text: str) -> str:
    """A text as it may stand in a terminal: nothing in it is invisible, or moves the cursor."""
    return "".join(each if each.isprintable() or each == _WIDE_SPACE else f"\\u{ord(each):04x}" for each in text)


def _shown(value: object) -> str:
    """A fact, cut to a length that leaves the message readable."""
    text = visible(str(value)[: _LONGEST_FACT + 1])
    return text if len(text) <= _LONGEST_FACT else text[: _LONGEST_FACT - 1] + "…"
