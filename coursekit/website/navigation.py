"""The order of the pages, for a course whose configuration does not spell it out."""

from __future__ import annotations

from coursekit.model import Page
from coursekit.website.library import Library

__all__ = ["nav_paths"]

_KINDS = ("home", "lesson", "tool", "page")


def nav_paths(library: Library, *, language: str) -> tuple[str, ...]:
    """Home, the lessons in the order of course.yml, their sheets, and what remains by name."""
    places = {module.slug: place for place, module in enumerate(library.modules)}
    pages = [page for page in library.content.pages if page.language == language]

    def place(page: Page) -> tuple[int, int, str]:
        return _KINDS.index(page.kind), places.get(page.module or "", len(places)), page.path

    return tuple(page.path for page in sorted(pages, key=place))
