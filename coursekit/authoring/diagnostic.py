"""A trainer's mistake, as a value: what, where, and what to do about it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coursekit.model import Text

__all__ = ["Diagnostic", "Severity", "has_errors", "sort_diagnostics"]


class Severity(StrEnum):
    """Errors keep a course from being built; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint. `file` is relative to the course, with slashes; `line` and `column` count characters from 1."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    message: Text
    remedy: Text


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """In the order of reading: by file, line and column; each complaint once."""
    unique = {(d.file, d.line, d.column, d.code, d.message["en"]): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything here keeps the course from being built."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
