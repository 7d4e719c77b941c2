"""The same page in every language."""

from __future__ import annotations

from coursekit.authoring.checks.site import Site
from coursekit.authoring.page_file import PageFile
from coursekit.authoring.schema.matter import LessonMatter, Matter

__all__ = ["check_twins"]

_SHARED = ("kind", "license", "module", "id", "covers", "prerequisites", "minutes", "verify", "tools", "quiz")
"""Keys that say the same in every language, in the order in which they are compared."""


def check_twins(site: Site) -> None:
    """Complain about pages without a twin, and about twins that say different things."""
    for path in sorted({path for _, path in site.pages}):
        languages = [language for language in site.languages if site.has_page(path, language=language)]
        if not languages:
            continue
        first = site.pages[languages[0], path]
        for language in site.languages:
            twin = f"content/{language}/{path}"
            if language not in languages and first is not None:
                first.report.add("L006", twin=twin)
            page = site.pages.get((language, path))
            if page is not None and first is not None and page is not first:
                _check_pair(first, page)


def _check_pair(first: PageFile, page: PageFile) -> None:
    if first.matter is not None and page.matter is not None:
        _check_revisions(first, page, first.matter, page.matter)
        _check_shared(first, page, first.matter, page.matter)
    mine, other = ([heading.id for heading in each.scan.headings] for each in (page, first))
    if mine != other:
        index = next(
            (i for i, (a, b) in enumerate(zip(mine, other, strict=False)) if a != b), min(len(mine), len(other))
        )
        line = page.scan.headings[index].line if index < len(mine) else page.body_line
        names = [f"#{ids[index]}" if index < len(ids) else "–" for ids in (mine, other)]
        page.report.add("L021", (line, 1), twin=first.report.file, difference=" ↔ ".join(names))


def _check_revisions(first: PageFile, page: PageFile, first_matter: Matter, matter: Matter) -> None:
    """The complaint stands at the older of the two, which is the one to bring up to date."""
    mine, other = matter.parity.revision, first_matter.parity.revision
    if mine == other:
        return
    older, newer = (page, first) if mine < other else (first, page)
    assert older.document is not None, "it has front matter"
    older.document.complain(
        "L007", ("parity", "revision"), revision=min(mine, other), other=max(mine, other), twin=newer.report.file
    )


def _check_shared(first: PageFile, page: PageFile, first_matter: Matter, matter: Matter) -> None:
    assert page.document is not None, "it has front matter"
    for key in _SHARED:
        if getattr(first_matter, key, None) != getattr(matter, key, None):
            page.report.add("L008", page.document.at_key(key), key=key, twin=first.report.file)
    if isinstance(first_matter, LessonMatter) and isinstance(matter, LessonMatter):
        mine, other = ([(o.id, o.bloom) for o in each.objectives] for each in (matter, first_matter))
        if mine != other:
            page.report.add("L008", page.document.at_key("objectives"), key="objectives", twin=first.report.file)
