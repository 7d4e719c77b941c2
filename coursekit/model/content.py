"""The pages of a course and the data they point at: what a site is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coursekit.model.text import Text

__all__ = ["Content", "Fact", "GlossaryEntry", "Heading", "Lesson", "Page", "PageKind", "Reference"]

PageKind = Literal["lesson", "tool", "page", "home"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `id` is its anchor, written by the author or made from the text; `line` is that of the file."""

    level: int
    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What only lessons say above their text. Titles and objectives in all languages are those of the `Module`."""

    id: str
    slug: str
    order: int
    objectives: tuple[str, ...]
    covers: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    quiz: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in one language.

    `path` is relative to the language's folder and the same in every language: "tools/02-terms-checklist.md".
    `body` is the Markdown behind the front matter; its first line is line `body_line` of the file. `revision` is the
    same in all languages when they are in step. `module` is the slug of the module that a lesson or a tool belongs to.
    """

    path: str
    language: str
    kind: PageKind
    title: str
    summary: str
    license: str
    revision: int
    body: str
    body_line: int
    headings: tuple[Heading, ...] = ()
    module: str | None = None
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """A term; `reading` is the kana of its Japanese form, `flag` names a legal statement that a person must verify."""

    id: str
    term: Text
    definition: Text
    reading: str | None = None
    flag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A work. `cite` stands inside the brackets, `entry` is the full reference in Markdown; `grade` is never shown."""

    key: str
    topic: str
    grade: str
    cite: Text
    entry: str
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a module must carry: an editors' checklist, never published."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All pages and data of a course. Pages are sorted by language and path."""

    pages: tuple[Page, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    references: tuple[Reference, ...] = ()
    facts: tuple[Fact, ...] = ()

    def find_page(self, path: str, *, language: str) -> Page | None:
        """The page at this path in this language, or None."""
        return next((page for page in self.pages if page.path == path and page.language == language), None)

    def find_term(self, term_id: str) -> GlossaryEntry | None:
        """The glossary entry of this id, or None."""
        return next((entry for entry in self.glossary if entry.id == term_id), None)

    def find_reference(self, key: str) -> Reference | None:
        """The reference of this key, or None."""
        return next((reference for reference in self.references if reference.key == key), None)
