"""What pages can draw on: the checked course, its glossary and references, and its compiled quizzes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.authoring import Diagnostic, load_course
from coursekit.bundle import CompiledCourse, CompiledQuiz, compile_course
from coursekit.model import Content, Course, Module, Reference, SelfCheck

__all__ = ["Library", "load_library"]


@dataclass(frozen=True)
class Library:
    """One course, ready to be shown. `course` is None when course.yml itself cannot be used."""

    course: Course | None = None
    content: Content = field(default_factory=Content)
    compiled: CompiledCourse | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)

    @property
    def modules(self) -> tuple[Module, ...]:
        """All modules in the order of the course, planned ones included."""
        return self.course.modules if self.course else ()

    def find_module(self, slug: str) -> Module | None:
        """The module of this name, or None."""
        return self.course.find_module(slug) if self.course else None

    def find_quiz(self, slug: str) -> CompiledQuiz | None:
        """The compiled quiz of this name, or None."""
        return self.compiled.quizzes.get(slug) if self.compiled else None

    def find_self_check(self, slug: str) -> SelfCheck | None:
        """The self-check of this name, or None."""
        return self.course.find_self_check(slug) if self.course else None


def load_library(course_dir: Path) -> Library:
    """Read, check and compile the course in a folder. What is wrong with it is in `diagnostics`; nothing is raised."""
    loaded = load_course(course_dir)
    return Library(
        course=loaded.course,
        content=loaded.content,
        compiled=compile_course(loaded.course) if loaded.course else None,
        diagnostics=loaded.diagnostics,
        references={reference.key: reference for reference in loaded.content.references},
    )
