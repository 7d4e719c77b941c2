"""Reading a whole course: every file once, then everything that files say about one another."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coursekit.authoring.checks.body import check_body
from coursekit.authoring.checks.course import check_course, check_folders, check_lessons, check_quiz_use
from coursekit.authoring.checks.items import check_items
from coursekit.authoring.checks.lessons import check_writing
from coursekit.authoring.checks.matter import check_matter
from coursekit.authoring.checks.site import Site
from coursekit.authoring.checks.twins import check_twins
from coursekit.authoring.course_files import LANGUAGE, CourseFiles
from coursekit.authoring.course_model import Pages, build_course
from coursekit.authoring.data_files import (
    DataFile,
    build_facts,
    build_glossary,
    build_misconceptions,
    build_references,
)
from coursekit.authoring.diagnostic import Diagnostic, has_errors
from coursekit.authoring.known import Known, Names, Places
from coursekit.authoring.limits import DEFAULT_LIMITS, Limits
from coursekit.authoring.quiz_file import QuizFile, check_quiz, check_self_check
from coursekit.authoring.schema.files import CourseShape, FactShape, MisconceptionShape, ReferenceShape, TermShape
from coursekit.authoring.validating import Languages, validate
from coursekit.authoring.yaml_document import Document
from coursekit.errors import CourseNotFoundError
from coursekit.model import Content, Course

__all__ = ["Loaded", "find_course_root", "load_course"]


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
    with _resting_collector():
        return _load(CourseFiles(root, limits))


@contextmanager
def _resting_collector() -> Iterator[None]:
    """Keep the garbage collector from walking what is being read.

    Reading makes many small objects and no cycles. With 10,000 questions, three quarters of the time went to walking
    over them again and again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(files: CourseFiles) -> Loaded:
    document = files.course_document()
    languages = _languages(document)
    codes = frozenset(languages) or None
    shape = validate(document, CourseShape, languages=codes) if document else None
    data = _read_data(files, codes)
    pages = dict(files.pages(languages))
    quizzes = list(files.quizzes())
    site = Site(files.root, languages, pages, _known(shape, data, pages, quizzes))
    _check_quizzes(quizzes, known=site.known, languages=codes)
    _check_pages(site)
    if document and shape:
        check_course(shape, document, site, quizzes)
        check_folders(document, files.language_folders(), languages)
        check_lessons(shape, site)
        check_quiz_use(site, quizzes)
        if shape.lesson_writing:
            bounds = shape.lesson_writing.bounds()
            check_writing(shape, site, terms=data.terms.entries, facts=data.facts, bounds=bounds)
    files.report_unread()
    misconceptions = build_misconceptions(data.misconceptions)
    course = build_course(shape, pages=pages, quizzes=quizzes, misconceptions=misconceptions) if shape else None
    if course and document and shape and shape.item_writing:
        check_items(course, quizzes, document=document, shape=shape.item_writing)
    return Loaded(course, _content(pages, data), files.diagnostics())


@dataclass(frozen=True, slots=True)
class _Data:
    facts: DataFile[FactShape]
    misconceptions: DataFile[MisconceptionShape]
    terms: DataFile[TermShape]
    references: DataFile[ReferenceShape]


def _read_data(files: CourseFiles, languages: Languages) -> _Data:
    return _Data(
        facts=files.data("facts", FactShape, languages=languages),
        misconceptions=files.data("misconceptions", MisconceptionShape, languages=languages),
        terms=files.data("glossary", TermShape, languages=languages),
        references=files.data("references", ReferenceShape, key="key", languages=languages),
    )


def _known(shape: CourseShape | None, data: _Data, pages: Pages, quizzes: list[QuizFile]) -> Known:
    return Known(
        modules=[module.slug for module in shape.modules] if shape else None,
        objectives=_objective_ids(pages),
        facts=data.facts.names,
        misconceptions=data.misconceptions.names,
        terms=data.terms.names,
        references=data.references.names,
        quizzes=_quiz_names(quizzes, "quiz"),
        self_checks=_quiz_names(quizzes, "self-check"),
        outcomes=[outcome.id for outcome in shape.outcomes] if shape else None,
        sections=_section_names(pages),
    )


def _content(pages: Pages, data: _Data) -> Content:
    built = [page.build() for page in pages.values() if page is not None]
    return Content(
        pages=tuple(page for page in built if page is not None),
        glossary=build_glossary(data.terms),
        references=build_references(data.references),
        facts=build_facts(data.facts),
    )


def _languages(document: Document | None) -> tuple[str, ...]:
    """The languages that course.yml lists, as far as they are usable."""
    listed = document.data.get("languages") if document and isinstance(document.data, dict) else None
    codes = listed if isinstance(listed, list) else []
    return tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and LANGUAGE.fullmatch(code)))


def _objective_ids(pages: Pages) -> Names:
    """All objectives, or None while a lesson with mistakes may hold more."""
    if not pages or any(page is None or page.matter is None for page in pages.values()):
        return None
    return {objective.id for page in pages.values() if page and page.lesson for objective in page.lesson.objectives}


def _section_names(pages: Pages) -> Names:
    """Every heading of a page as questions name it: "02-brewing#practice"."""
    if not pages or any(page is None for page in pages.values()):
        return None
    top = [page for page in pages.values() if page and "/" not in page.path]
    return {f"{page.slug}#{heading.id}" for page in top for heading in page.scan.headings}


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
