"""A question's place in its file, and the complaints that several types share."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from coursekit.authoring.describing import describe_place
from coursekit.authoring.known import Known, check_name
from coursekit.authoring.report import Position
from coursekit.authoring.validating import Languages
from coursekit.authoring.yaml_document import Document

__all__ = ["Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands, and what exists around it."""

    document: Document
    path: tuple[str | int, ...]
    known: Known
    languages: Languages

    def at(self, *below: str | int) -> Position:
        """The position of something in the question."""
        return self.document.at(*self.path, *below)

    def complain(self, code: str, /, *below: str | int, hint: str | None = None, **facts: object) -> None:
        """Complain about something in the question."""
        self.document.complain(code, (*self.path, *below), hint=hint, **facts)

    def check_misconception(self, name: str | None, *below: str | int) -> None:
        """Complain about a misconception that does not exist."""
        if name is not None:
            path = (*self.path, *below, "misconception")
            check_name(self.document, path, name, names=self.known.misconceptions, code="Q006")

    def check_ids(self, ids: Iterable[str], *below: str | int) -> None:
        """Complain about an id that stands twice in a list."""
        first: dict[str, int] = {}
        for index, name in enumerate(ids):
            if name in first:
                line = self.at(*below, first[name], "id")[0]
                where = describe_place(self.document, (*self.path, *below))
                self.complain("Q003", *below, index, "id", id=name, where=where, line=line)
            else:
                first[name] = index

    def check_texts(self, texts: Iterable[Mapping[str, str]], *below: str | int) -> None:
        """Complain about two entries of a list that read the same in some language."""
        first: dict[Hashable, int] = {}
        for index, text in enumerate(texts):
            for language, words in text.items():
                key = (language, " ".join(unicodedata.normalize("NFKC", words).split()))
                if key in first:
                    line = self.at(*below, first[key], "text", language)[0]
                    self.complain("Q008", *below, index, "text", language, language=language, line=line)
                else:
                    first[key] = index
