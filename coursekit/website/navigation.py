"""The order of the pages, and the menu: made once for all pages, because a menu on every page grows with the square."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page as SitePage

from coursekit.model import Page
from coursekit.website.library import Library
from coursekit.website.wording import words

__all__ = ["SPREAD", "Menus", "nav_items", "render_menus"]

SPREAD = 60
"""Lessons that a menu can show on every page; beyond it, pages would be mostly menu."""

_KINDS = ("home", "lesson", "tool", "page")
_PARTS = ("lesson", "section", "tool", "page")


def nav_items(library: Library, *, language: str, spread: int = SPREAD) -> list[Any]:
    """What `nav` of mkdocs.yml would say: home, lessons in the order of course.yml, their sheets, what remains by name.

    With more than `spread` lessons, those of a group become a section, and so do the sheets.
    """
    places = {module.slug: place for place, module in enumerate(library.modules)}
    pages = [page for page in library.content.pages if page.language == language]

    def place(page: Page) -> tuple[int, int, str]:
        return _KINDS.index(page.kind), places.get(page.module or "", len(places)), page.path

    ordered = sorted(pages, key=place)
    if sum(page.kind == "lesson" for page in ordered) <= spread:
        return [page.path for page in ordered]
    return _in_sections(ordered, library, language=language)


def _in_sections(pages: Iterable[Page], library: Library, *, language: str) -> list[Any]:
    titles = {group.id: group.title[language] for group in library.course.groups} if library.course else {}
    groups = {module.slug: titles.get(module.group or "") for module in library.modules}
    sections: dict[str, list[str]] = {}
    items: list[Any] = []
    for page in pages:
        sheets = words(language)["navigation"]["tools"] if page.kind == "tool" else None
        title = sheets or groups.get(page.module or "")
        if not title:
            items.append(page.path)
            continue
        if title not in sections:
            items.append({title: sections.setdefault(title, [])})
        sections[title].append(page.path)
    return items


@dataclass(frozen=True)
class Menus:
    """`html` holds one menu per section that can be open, and "" for none; `section_of` says which one a page shows.

    Links begin with "@root@/", in the place of which each page puts its own way to the site's root.
    """

    html: Mapping[str, str] = field(default_factory=dict)
    section_of: Mapping[str, str] = field(default_factory=dict)


def render_menus(nav: Navigation, env: Environment, *, data: Mapping[str, Any]) -> Menus:
    """The menu for pages outside all sections, and one for each section with its pages spread out.

    A course of a few dozen pages has no sections; one of a thousand needs them, and shows closed ones as a line each.
    """
    template = env.get_template("partials/nav.html")
    sections = {f"section-{place}": item for place, item in enumerate(nav.items) if isinstance(item, Section)}
    html = {
        key: template.render(ck=data, w=data["words"], parts=_parts(nav.items, data, opened=sections.get(key)))
        for key in ("", *sections)
    }
    section_of = {page.file.src_uri: key for key, section in sections.items() for page in _pages(section)}
    return Menus(html, section_of)


def _parts(items: Iterable[Any], data: Mapping[str, Any], *, opened: Section | None) -> list[dict[str, Any]]:
    """Entries by kind, in the order in which the menu shows the kinds."""
    entries = [_entry(item, data, opened=opened) for item in items]
    parts = [{"kind": kind, "entries": [entry for entry in entries if entry["kind"] == kind]} for kind in _PARTS]
    return [part for part in parts if part["entries"]]


def _entry(item: Any, data: Mapping[str, Any], *, opened: Section | None) -> dict[str, Any]:
    if isinstance(item, Section):
        return _section(item, data, spread=item is opened)
    if isinstance(item, Link):
        return {"kind": "page", "title": item.title, "url": item.url, "away": True}
    slug = item.meta.get("slug")
    kind = "home" if item.is_homepage else item.meta.get("kind") or ("lesson" if slug else "page")
    lesson = data["lessons"].get(slug)
    return {"kind": kind, "title": item.title, "url": item.url, "slug": slug if lesson else None, "lesson": lesson}


def _section(section: Section, data: Mapping[str, Any], *, spread: bool) -> dict[str, Any]:
    """A section: open, with everything in it, or closed, as a way to its first page."""
    pages = _pages(section)
    children = [_entry(page, data, opened=None) for page in pages] if spread else []
    return {"kind": "section", "title": section.title, "url": pages[0].url if pages else "", "children": children}


def _pages(item: Any) -> list[SitePage]:
    if isinstance(item, Section):
        return [page for child in item.children for page in _pages(child)]
    return [item] if isinstance(item, SitePage) else []
