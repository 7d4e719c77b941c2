"""What exists in the course, so that a name that does not can be told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from coursekit.authoring.report import Position, Report
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.yaml_document import Document, Path

__all__ = ["Known", "Names", "Places", "check_name"]

Names = Collection[str] | None
"""Names that exist; None when they could not be read, so that nothing can be said about a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names of everything that files refer to."""

    modules: Names
    objectives: Names
    facts: Names
    misconceptions: Names
    terms: Names
    references: Names
    quizzes: Names
    self_checks: Names
    outcomes: Names = None
    sections: Names = None


@dataclass(slots=True)
class Places:
    """Where each id of one kind was first used."""

    code: str = "C002"
    first: dict[str, tuple[str, Position]] = field(default_factory=dict)

    def add(self, name: str, report: Report, at: Position) -> bool:
        """Note the id; False, with a complaint, when it is already used."""
        if name in self.first:
            file, (line, _) = self.first[name]
            report.add(self.code, at, id=name, place=f"{file}:{line}")
            return False
        self.first[name] = (report.file, at)
        return True


def check_name(document: Document, path: Path, name: str, *, names: Names, code: str) -> None:
    """Complain when nothing has this name."""
    if names is not None and name not in names:
        document.complain(code, path, id=name, hint=find_close(name, names))
