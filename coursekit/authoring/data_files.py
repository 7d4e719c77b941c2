"""content/*.yml: facts, misconceptions, glossary and references."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from coursekit.authoring.describing import EXPECTED, describe_value
from coursekit.authoring.known import Names, Places
from coursekit.authoring.markdown import find_unsafe, scan_markdown
from coursekit.authoring.markdown.unsafe import ALLOWED_SCHEMES, scheme_of
from coursekit.authoring.schema.files import FactShape, MisconceptionShape, ReferenceShape, TermShape
from coursekit.authoring.validating import Languages, validate
from coursekit.authoring.yaml_document import Document
from coursekit.model import Fact, GlossaryEntry, Misconception, Reference

__all__ = ["DataFile", "build_facts", "build_glossary", "build_misconceptions", "build_references", "read_data_file"]

AnyShape = TypeVar("AnyShape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class DataFile(Generic[AnyShape]):
    """The usable entries, and the names of all entries: None when the file could not be read."""

    entries: tuple[AnyShape, ...] = ()
    names: Names = ()


def read_data_file(
    document: Document | None, shape: type[AnyShape], *, key: str, languages: Languages
) -> DataFile[AnyShape]:
    """The entries of a list. One with a mistake is left out, but its name counts as known."""
    if document is None:
        return DataFile(names=None)
    if not isinstance(document.data, list):
        (expected, expected_ja), (found, found_ja) = EXPECTED["list_type"], describe_value(document.data)
        place = document.report.file
        document.complain(
            "S003", (), where=place, expected=expected, expected_ja=expected_ja, found=found, found_ja=found_ja
        )
        return DataFile(names=None)
    places, entries = Places(), []
    for index, data in enumerate(document.data):
        if isinstance(data, dict) and isinstance(data.get(key), str):
            places.add(data[key], document.report, document.at(index, key))
        entry = validate(document, shape, languages=languages, path=(index,))
        if entry is not None:
            _check_markdown(document, index, entry)
            entries.append(entry)
    return DataFile(tuple(entries), tuple(places.first))


def _check_markdown(document: Document, index: int, entry: BaseModel) -> None:
    """Definitions, entries and notes are Markdown on pages of the course."""
    for key in ("definition", "entry", "note"):
        value = getattr(entry, key, None)
        texts: Iterable[tuple[tuple[str, ...], str]] = ()
        if isinstance(value, str):
            texts = [((key,), value)]
        elif isinstance(value, dict):
            texts = [((key, language), text) for language, text in value.items()]
        for below, text in texts:
            for unsafe in find_unsafe(text):
                document.complain(unsafe.code, (index, *below), name=unsafe.name)
            for link in scan_markdown(text).links:
                scheme = scheme_of(link.target)
                if scheme is not None and scheme not in ALLOWED_SCHEMES:
                    document.complain("M011", (index, *below), target=link.target)


def build_facts(file: DataFile[FactShape]) -> tuple[Fact, ...]:
    """The facts of the model."""
    return tuple(Fact(id=fact.id, kind=fact.kind, text=fact.text) for fact in file.entries)


def build_misconceptions(file: DataFile[MisconceptionShape]) -> tuple[Misconception, ...]:
    """The misconceptions of the model."""
    return tuple(Misconception(id=entry.id, text=entry.text) for entry in file.entries)


def build_glossary(file: DataFile[TermShape]) -> tuple[GlossaryEntry, ...]:
    """The glossary of the model."""
    return tuple(
        GlossaryEntry(id=term.id, term=term.term, definition=term.definition, reading=term.reading, flag=term.flag)
        for term in file.entries
    )


def build_references(file: DataFile[ReferenceShape]) -> tuple[Reference, ...]:
    """The references of the model."""
    return tuple(
        Reference(key=e.key, topic=e.topic, grade=e.grade, cite=e.cite, entry=e.entry, note=e.note)
        for e in file.entries
    )
