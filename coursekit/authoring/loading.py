"""Reading a whole course: every file once, then everything that files say about one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from coursekit.authoring.checks.body import check_body
from coursekit.authoring.checks.course import check_course, check_folders, check_lessons, check_quiz_use
from coursekit.authoring.checks.matter import check_matter
from coursekit.authoring.checks.site import Site
from coursekit.authoring.checks.twins import check_twins
from coursekit.authoring.course_model import build_course
from coursekit.authoring.data_files import (
    DataFile,
    build_facts,
    build_glossary,
    build_misconceptions,
    build_references,
    read_data_file,
)
from coursekit.authoring.diagnostic import Diagnostic, has_errors, sort_diagnostics
from coursekit.authoring.known import Known, Names, Places
from coursekit.authoring.limits import DEFAULT_LIMITS, Limits
from coursekit.authoring.page_file import PageFile, read_page
from coursekit.authoring.quiz_file import QuizFile, check_quiz, check_self_check
from coursekit.authoring.report import Report
from coursekit.authoring.schema.files import CourseShape, FactShape, MisconceptionShape, ReferenceShape, TermShape
from coursekit.authoring.source import read_text
from coursekit.authoring.validating import Languages, validate
from coursekit.authoring.yaml_document import Document
from coursekit.authoring.yaml_reader import read_yaml
from coursekit.errors import CourseNotFoundError
from coursekit.model import Content, Course

__all__ = ["Loaded", "find_course_root", "load_course"]

AnyShape = TypeVar("AnyShape", bound=BaseModel)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A course as far as it could be read, and everything that is wrong with it."""

    course: Course | None
    content: Content
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_valid(self) -> bool:
        """Whether there are no errors; warnings may remain."""
        return not has_errors(self.diagnostics)


def find_course_root(start: Path) -> Path:
    """The folder with course.yml, here or above. Raises CourseNotFoundError."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "course.yml").is_file():
            return folder
    raise CourseNotFoundError(str(start))


def load_course(root: Path, *, limits: Limits = DEFAULT_LIMITS) -> Loaded:
    """Read the course in this folder. Whatever its files hold, the answer is a Loaded."""
    return _Loader(root, limits).load()


@dataclass(slots=True)
class _Loader:
    root: Path
    limits: Limits
    reports: list[Report] = field(default_factory=list)

    def load(self) -> Loaded:
        course_document = self._course_document()
        languages = _languages(course_document)
        codes = frozenset(languages) or None
        shape = validate(course_document, CourseShape, languages=codes) if course_document else None
        facts = self._data("facts", FactShape, languages=codes)
        misconceptions = self._data("misconceptions", MisconceptionShape, languages=codes)
        terms = self._data("glossary", TermShape, languages=codes)
        references = self._data("references", ReferenceShape, key="key", languages=codes)
        pages = dict(self._pages(languages))
        quizzes = list(self._quizzes())
        known = Known(
            modules=[module.slug for module in shape.modules] if shape else None,
            objectives=_objective_ids(pages),
            facts=facts.names,
            misconceptions=misconceptions.names,
            terms=terms.names,
            references=references.names,
            quizzes=_quiz_names(quizzes, "quiz"),
            self_checks=_quiz_names(quizzes, "self-check"),
        )
        site = Site(self.root, languages, pages, known)
        _check_quizzes(quizzes, known=known, languages=codes)
        _check_pages(site)
        if course_document and shape:
            check_course(shape, course_document, site, quizzes)
            check_folders(course_document, self._language_folders(), languages)
            check_lessons(shape, site)
            check_quiz_use(site, quizzes)
        built = [page.build() for page in pages.values() if page is not None]
        content = Content(
            pages=tuple(page for page in built if page is not None),
            glossary=build_glossary(terms),
            references=build_references(references),
            facts=build_facts(facts),
        )
        course = None
        if shape is not None:
            course = build_course(
                shape, pages=pages, quizzes=quizzes, misconceptions=build_misconceptions(misconceptions)
            )
        return Loaded(course, content, sort_diagnostics(d for report in self.reports for d in report.diagnostics))

    def _report(self, path: Path) -> Report:
        report = Report(path.relative_to(self.root).as_posix())
        self.reports.append(report)
        return report

    def _document(self, path: Path) -> tuple[Report, Document | None]:
        report = self._report(path)
        text = read_text(path, root=self.root, report=report, limits=self.limits)
        return report, None if text is None else read_yaml(text, report=report, limits=self.limits)

    def _course_document(self) -> Document | None:
        path = self.root / "course.yml"
        if path.exists():
            return self._document(path)[1]
        self._report(path).add("C001")
        return None

    def _data(self, name: str, shape: type[AnyShape], *, languages: Languages, key: str = "id") -> DataFile[AnyShape]:
        path = self.root / "content" / f"{name}.yml"
        if not path.exists():
            return DataFile()
        return read_data_file(self._document(path)[1], shape, key=key, languages=languages)

    def _pages(self, languages: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], PageFile | None]]:
        for language in languages:
            folder = self.root / "content" / language
            for path in _files(folder, "*.md"):
                report = self._report(path)
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

    def _quizzes(self) -> Iterator[QuizFile]:
        for path in _files(self.root / "quizzes", "*.yml"):
            report, document = self._document(path)
            yield QuizFile(path.stem, report, document)

    def _language_folders(self) -> list[str]:
        folder = self.root / "content"
        names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
        return sorted(name for name in names if _LANGUAGE.fullmatch(name))


def _files(folder: Path, pattern: str) -> list[Path]:
    """Files below a folder in a fixed order, hidden ones left out."""
    found = folder.rglob(pattern) if folder.is_dir() else ()
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _languages(document: Document | None) -> tuple[str, ...]:
    """The languages that course.yml lists, as far as they are usable."""
    listed = document.data.get("languages") if document and isinstance(document.data, dict) else None
    codes = listed if isinstance(listed, list) else []
    return tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and _LANGUAGE.fullmatch(code)))


def _objective_ids(pages: dict[tuple[str, str], PageFile | None]) -> Names:
    """All objectives, or None while a lesson with mistakes may hold more."""
    if not pages or any(page is None or page.matter is None for page in pages.values()):
        return None
    return {objective.id for page in pages.values() if page and page.lesson for objective in page.lesson.objectives}


def _quiz_names(quizzes: Iterable[QuizFile], kind: str) -> Names:
    """The files of this kind; one that could not be read may be of any kind."""
    return [file.slug for file in quizzes if file.kind in {kind, None}]


def _check_quizzes(quizzes: list[QuizFile], *, known: Known, languages: Languages) -> None:
    readable = all(file.document is not None for file in quizzes)
    question_ids = {name for file in quizzes for name in file.question_ids()} if readable else None
    places = Places(code="Q002")
    for file in quizzes:
        if file.kind == "quiz":
            check_quiz(file, known=known, languages=languages, places=places, question_ids=question_ids)
        elif file.kind == "self-check":
            check_self_check(file, known=known, languages=languages)


def _check_pages(site: Site) -> None:
    linked: set[tuple[str, str]] = set()
    for page in site.pages.values():
        if page is None:
            continue
        use = check_body(page, site)
        check_matter(page, site, use)
        linked |= {(page.language, path) for path in use.pages if path != page.path}
    for key, page in site.pages.items():
        if page is not None and page.matter is not None and page.matter.kind == "tool" and key not in linked:
            page.report.add("L015")
    check_twins(site)
