"""Where we are: the page that is being converted, and the course it belongs to."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markdown import Markdown

from coursekit.model import Course, Module, Text
from coursekit.website.library import Library
from coursekit.website.wording import words

__all__ = ["Scope"]


@dataclass
class Scope:
    """The page under conversion. The library is asked for only when a page draws on it."""

    md: Markdown
    language: str
    find_library: Callable[[], Library]

    @cached_property
    def library(self) -> Library:
        """The course and its data."""
        return self.find_library()

    @property
    def course(self) -> Course | None:
        """The course, or None when course.yml cannot be used."""
        return self.library.course

    @property
    def words(self) -> Mapping[str, Any]:
        """The words of this language."""
        return words(self.language)

    def text(self, text: Text) -> str:
        """A text in the language of the page; in another one where it is lacking (the checker reports that)."""
        return text.get(self.language) or next(iter(text.values()), "")

    @property
    def path(self) -> str | None:
        """The page's path below the folder of its language, or None where the generator does not tell.

        Generators that resolve links between pages (MkDocs, Zensical) register a processor that knows the page.
        """
        link_processor = self._link_processor
        file = getattr(link_processor, "file", None)
        path = getattr(file, "src_uri", None) or getattr(link_processor, "path", None)
        return str(path) if path else None

    def find_module(self, slug: str | None = None) -> Module | None:
        """The module of this name, or else the one whose lesson this page is."""
        if slug is None and self.path:
            slug = posixpath.splitext(posixpath.basename(self.path))[0]
        return self.library.find_module(slug) if slug else None

    def link(self, target: str) -> str:
        """The way from this page to another source file ("glossary.md#batna"), for the generator to resolve."""
        folder = posixpath.dirname(self.path or "")
        path, hash_sign, anchor = target.partition("#")
        return posixpath.relpath(path, folder or ".") + hash_sign + anchor

    def url(self, target: str) -> str:
        """The address of another page, resolved already: for HTML that the generator does not look into."""
        resolve = getattr(self._link_processor, "path_to_url", None)
        link = self.link(target)
        return str(resolve(link)) if resolve else f"../{link.removesuffix('.md')}/"

    @property
    def _link_processor(self) -> Any:
        for processor in self.md.treeprocessors:
            if hasattr(processor, "path_to_url") or type(processor).__name__ == "LinksTreeprocessor":
                return processor
        return None
