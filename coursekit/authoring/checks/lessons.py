"""Lesson-writing rules over the lessons of a course that asks for them (`lesson_writing:` in course.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from coursekit.authoring.checks.site import Site, resolve
from coursekit.authoring.data_files import DataFile
from coursekit.authoring.lesson_writing import (
    Bounds,
    Finding,
    LessonText,
    Term,
    check_amounts,
    check_lesson,
    check_ratio,
)
from coursekit.authoring.lesson_writing.prose import is_spaced
from coursekit.authoring.page_file import PageFile
from coursekit.authoring.schema.files import CourseShape, FactShape, TermShape
from coursekit.authoring.schema.matter import LessonMatter

__all__ = ["check_writing"]

_NUMBER = re.compile(r"\d+")


def check_writing(
    shape: CourseShape, site: Site, *, terms: Iterable[TermShape], facts: DataFile[FactShape], bounds: Bounds
) -> None:
    """Warn where a lesson has not the shape that the course has decided on."""
    names = {term.id: term.term for term in terms}
    for module in shape.modules:
        lessons = {}
        for page in _pages(module.slug, site):
            text = _text_of(page, module.kind, site, names=names)
            lessons[page.language] = (page, text)
            _complain(page, check_lesson(text, bounds=bounds))
            _check_facts(page, site, facts, prefix=bounds.fact_prefix)
        _check_ratios(lessons, bounds=bounds)
        if bounds.compare_amounts:
            _check_amounts(lessons)


def _pages(slug: str, site: Site) -> Iterator[PageFile]:
    for language in site.languages:
        page = site.pages.get((language, f"{slug}.md"))
        if page is not None and page.lesson is not None:
            yield page


def _text_of(page: PageFile, kind: str, site: Site, *, names: Mapping[str, Mapping[str, str]]) -> LessonText:
    matter = page.lesson
    assert matter is not None, "pages without front matter are left out"
    return LessonText(
        kind=kind,
        language=page.language,
        body=page.body,
        first_line=page.body_line,
        scan=page.scan,
        objectives=[objective.text for objective in matter.objectives],
        terms=list(_terms(page, matter, site, names=names)),
    )


def _terms(
    page: PageFile, matter: LessonMatter, site: Site, *, names: Mapping[str, Mapping[str, str]]
) -> Iterator[Term]:
    """The terms that the lesson lists, with the line of their first link; those without a link have L020."""
    first: dict[str, int] = {}
    for link in page.scan.links:
        address, _, anchor = link.target.partition("#")
        path = resolve(address, page=page.path) if anchor and ":" not in address else None
        if path is not None and site.shows_glossary(path, language=page.language):
            first.setdefault(anchor, link.at[0])
    for name in matter.terms:
        if name in first and page.language in names.get(name, {}):
            yield Term(name, names[name][page.language], first[name])


def _check_facts(page: PageFile, site: Site, facts: DataFile[FactShape], *, prefix: str | None) -> None:
    """`covers` holds every fact of the module and no other; facts that do not exist have Q005."""
    number = _NUMBER.match(page.slug)
    if prefix is None or facts.names is None or number is None or page.document is None or page.lesson is None:
        return
    start = prefix.replace("{number}", number[0])
    listed = page.lesson.covers
    for fact in facts.entries:
        stands_elsewhere = fact.page is not None and site.has_page(fact.page, language=page.language)
        if fact.id.startswith(start) and fact.id not in listed and not stands_elsewhere:
            page.report.add("W011", page.document.at_key("covers"), id=fact.id)
    for index, name in enumerate(listed):
        if not name.startswith(start) and name in facts.names:
            page.document.complain("W012", ("covers", index), id=name)


def _check_ratios(lessons: Mapping[str, tuple[PageFile, LessonText]], *, bounds: Bounds) -> None:
    spaced = next((text for language, (_, text) in lessons.items() if is_spaced(language)), None)
    if spaced is None:
        return
    for language, (page, text) in lessons.items():
        if not is_spaced(language):
            _complain(page, check_ratio(spaced, text, bounds=bounds))


def _check_amounts(lessons: Mapping[str, tuple[PageFile, LessonText]]) -> None:
    """Amounts are read in English and Japanese; of other languages nothing is known."""
    for language, other in (("en", "ja"), ("ja", "en")):
        if {language, other} <= set(lessons):
            page, text = lessons[language]
            _complain(page, check_amounts(text, lessons[other][1]))


def _complain(page: PageFile, findings: Iterable[Finding]) -> None:
    for finding in findings:
        page.report.add(finding.code, finding.at, hint=None, **finding.facts)
