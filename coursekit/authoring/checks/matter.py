"""What front matter names, and whether the page keeps to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coursekit.authoring.checks.site import Site, Use
from coursekit.authoring.known import Names, check_name
from coursekit.authoring.page_file import PageFile
from coursekit.authoring.schema.matter import LessonMatter, ToolMatter
from coursekit.authoring.yaml_document import Document

__all__ = ["check_matter"]


def check_matter(page: PageFile, site: Site, use: Use) -> None:
    """Complain about names that do not exist, and about lists that the body does not keep to."""
    if page.document is None:
        return
    if isinstance(page.matter, ToolMatter):
        check_name(page.document, ("module",), page.matter.module, names=site.known.modules, code="L011")
    if isinstance(page.matter, LessonMatter):
        _check_names(page.document, page.matter, site)
        _check_tools(page, page.document, page.matter, site, use)
        _check_lists(page, page.document, page.matter, site, use)
        _check_quiz(page, page.document, page.matter, site)


def _check_names(document: Document, matter: LessonMatter, site: Site) -> None:
    lists: tuple[tuple[str, Iterable[str], Names, str], ...] = (
        ("covers", matter.covers, site.known.facts, "Q005"),
        ("prerequisites", matter.prerequisites, site.known.modules, "L011"),
        ("terms", matter.terms, site.known.terms, "L009"),
        ("references", matter.references, site.known.references, "L010"),
    )
    for key, names, known, code in lists:
        for index, name in enumerate(names):
            check_name(document, (key, index), name, names=known, code=code)


def _check_tools(page: PageFile, document: Document, matter: LessonMatter, site: Site, use: Use) -> None:
    for index, path in enumerate(matter.tools):
        if not site.has_page(path, language=page.language):
            document.complain("L012", ("tools", index), path=path)
        elif path not in use.pages:
            document.complain("L016", ("tools", index), path=path)


def _check_lists(page: PageFile, document: Document, matter: LessonMatter, site: Site, use: Use) -> None:
    _compare(page, document, "references", matter.references, use.references, site.known.references, "L017", "L018")
    if any(site.shows_glossary(path, language=page.language) for path in site.paths(language=page.language)):
        _compare(page, document, "terms", matter.terms, use.terms, site.known.terms, "L019", "L020")


def _compare(
    page: PageFile,
    document: Document,
    key: str,
    listed: list[str],
    used: Mapping[str, tuple[int, int]],
    known: Names,
    unlisted_code: str,
    unused_code: str,
) -> None:
    """Names that are used and not listed, or listed and not used; unknown ones have their own complaint."""
    for name, at in used.items():
        if name not in listed and (known is None or name in known):
            page.report.add(unlisted_code, at, id=name)
    for index, name in enumerate(listed):
        if name not in used and (known is None or name in known):
            document.complain(unused_code, (key, index), id=name)


def _check_quiz(page: PageFile, document: Document, matter: LessonMatter, site: Site) -> None:
    if matter.quiz is None:
        return
    check_name(document, ("quiz",), matter.quiz, names=site.known.quizzes, code="L013")
    is_known = site.known.quizzes is None or matter.quiz in site.known.quizzes
    shown = {use.argument for use in page.scan.directives if use.name == "quiz"}
    if is_known and matter.quiz not in shown:
        document.complain("L014", ("quiz",), id=matter.quiz)
