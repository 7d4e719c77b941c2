"""Finding and reading the files of a course, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from coursekit.authoring.data_files import DataFile, read_data_file
from coursekit.authoring.diagnostic import Diagnostic, sort_diagnostics
from coursekit.authoring.limits import Limits
from coursekit.authoring.page_file import PageFile, read_page
from coursekit.authoring.quiz_file import QuizFile
from coursekit.authoring.report import Report, visible
from coursekit.authoring.source import read_text
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.validating import Languages
from coursekit.authoring.yaml_document import Document
from coursekit.authoring.yaml_reader import read_yaml

__all__ = ["LANGUAGE", "CourseFiles"]

AnyShape = TypeVar("AnyShape", bound=BaseModel)

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DATA_FILES = ("facts", "glossary", "misconceptions", "references")

# Only what is very likely a language: content/img is not one.
_LANGUAGE_FOLDER = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class CourseFiles:
    """The files below `root`, and a report on each that was looked at."""

    root: Path
    limits: Limits
    reports: list[Report] = field(default_factory=list)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with any file."""
        return sort_diagnostics(diagnostic for report in self.reports for diagnostic in report.diagnostics)

    def report(self, path: Path) -> Report:
        """A report on this file, kept with the others."""
        report = Report(visible(path.relative_to(self.root).as_posix()))
        self.reports.append(report)
        return report

    def document(self, path: Path) -> tuple[Report, Document | None]:
        """A YAML file; None when its report says why it cannot be used."""
        report = self.report(path)
        text = read_text(path, root=self.root, report=report, limits=self.limits)
        return report, None if text is None else read_yaml(text, report=report, limits=self.limits)

    def course_document(self) -> Document | None:
        """course.yml."""
        path = self.root / "course.yml"
        if path.exists():
            return self.document(path)[1]
        self.report(path).add("C001")
        return None

    def data(self, name: str, shape: type[AnyShape], *, languages: Languages, key: str = "id") -> DataFile[AnyShape]:
        """A list of content/; a course may do without it."""
        path = self.root / "content" / f"{name}.yml"
        if not path.exists():
            return DataFile()
        return read_data_file(self.document(path)[1], shape, key=key, languages=languages)

    def pages(self, languages: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], PageFile | None]]:
        """Every page of these languages, or None for one that is no text."""
        for language in languages:
            folder = self.root / "content" / language
            for path in _files(folder, "*.md"):
                report = self.report(path)
                text = read_text(path, root=self.root, report=report, limits=self.limits)
                name = path.relative_to(folder).as_posix()
                page = None
                if text is not None:
                    page = read_page(
                        text,
                        path=name,
                        language=language,
                        report=report,
                        languages=frozenset(languages),
                        limits=self.limits,
                    )
                yield (language, name), page

    def quizzes(self) -> Iterator[QuizFile]:
        """Every file of quizzes/."""
        for path in sorted(self._quiz_paths()):
            report, document = self.document(path)
            yield QuizFile(path.stem, report, document)

    def language_folders(self) -> list[str]:
        """The folders of content that are called like a language."""
        folder = self.root / "content"
        names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
        return sorted(name for name in names if _LANGUAGE_FOLDER.fullmatch(name))

    def report_unread(self) -> None:
        """Complain about YAML files that nobody reads: misspelled, in a deeper folder, or called .yaml."""
        read = {*self._quiz_paths(), *(self.root / "content" / f"{name}.yml" for name in DATA_FILES)}
        quizzes = (path for pattern in ("*.yml", "*.yaml") for path in _files(self.root / "quizzes", pattern))
        content = (path for suffix in ("yml", "yaml") for path in (self.root / "content").glob(f"*.{suffix}"))
        for path in sorted({*quizzes, *content} - read):
            hint = (
                find_close(path.name, [f"{name}.yml" for name in DATA_FILES]) if path.parent.name == "content" else None
            )
            self.report(path).add("C011", hint=hint)

    def _quiz_paths(self) -> list[Path]:
        return [path for path in _files(self.root / "quizzes", "*.yml") if path.parent == self.root / "quizzes"]


def _files(folder: Path, pattern: str) -> list[Path]:
    """Files below a folder in a fixed order, hidden ones left out."""
    found = folder.rglob(pattern) if folder.is_dir() else ()
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))
