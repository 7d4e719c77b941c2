"""All pages of a course together: what a link can lead to, and what pages have used."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.authoring.known import Known, Names
from coursekit.authoring.page_file import PageFile

__all__ = ["Site", "Use", "resolve"]


@dataclass(slots=True)
class Use:
    """What one page links to and cites, with the place of the first time."""

    pages: dict[str, tuple[int, int]] = field(default_factory=dict)
    terms: dict[str, tuple[int, int]] = field(default_factory=dict)
    references: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """`pages` maps (language, path) to the page, or to None when its file could not be read."""

    root: Path
    languages: tuple[str, ...]
    pages: Mapping[tuple[str, str], PageFile | None]
    known: Known

    def has_page(self, path: str, *, language: str) -> bool:
        """Whether this page exists, readable or not."""
        return (language, path) in self.pages

    def has_file(self, path: str, *, language: str) -> bool:
        """Whether this file lies in the folder of the language."""
        return (self.root / "content" / language / path).is_file()

    def paths(self, *, language: str) -> list[str]:
        """The paths of all pages of a language."""
        return [path for page_language, path in self.pages if page_language == language]

    def anchors(self, path: str, *, language: str) -> Names:
        """What a link to this page may name behind #; None when that cannot be told."""
        page = self.pages[language, path]
        if page is None:
            return None
        anchors = set(page.scan.anchors)
        names = {use.name for use in page.scan.directives}
        for directive, known in (("glossary", self.known.terms), ("references", self.known.references)):
            if directive in names:
                if known is None:
                    return None
                anchors |= set(known)
        return anchors

    def shows_glossary(self, path: str, *, language: str) -> bool:
        """Whether this page is the glossary."""
        page = self.pages.get((language, path))
        return page is not None and any(use.name == "glossary" for use in page.scan.directives)


def resolve(target: str, *, page: str) -> str | None:
    """A relative target as a path below the language's folder; None when it leaves the folder."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    return None if path == ".." or path.startswith("../") else path
