"""The rules: each looks at one lesson, or at one lesson in two languages, and says where it strays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from coursekit.authoring.item_writing.amounts import amounts
from coursekit.authoring.lesson_writing.bounds import Bounds, KindBounds
from coursekit.authoring.lesson_writing.prose import (
    Block,
    BlockKind,
    is_spaced,
    length_of,
    read_blocks,
    sections_of,
    sentences_of,
)
from coursekit.authoring.markdown import Scan
from coursekit.authoring.markdown.masking import LineIndex, mask_code
from coursekit.model import Heading

__all__ = ["Finding", "LessonText", "Term", "check_amounts", "check_lesson", "check_ratio"]

_LINK = re.compile(r"\[[^\[\]]*\]\([^()]*\)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]*)\]\(")
_LEAST_SLACK = {True: 12, False: 28}
"""Words and characters by which a section may stray however short it is: 15 % of 50 words would be one line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, the line and column of the file, and what the message needs."""

    code: str
    at: tuple[int, int]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term of the lesson: how it is written, and the line on which the lesson links it first."""

    id: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson as the rules see it; `objectives` are printed by a directive, so they stand outside the body."""

    kind: str
    language: str
    body: str
    first_line: int
    scan: Scan
    objectives: Sequence[str] = ()
    terms: Sequence[Term] = ()

    def blocks(self) -> tuple[Block, ...]:
        """The body, and the objectives where their directive stands."""
        blocks = list(read_blocks(self.body, first_line=self.first_line))
        for use in self.scan.directives:
            if use.name == "objectives":
                blocks += [Block(use.at[0], text) for text in self.objectives]
        return tuple(sorted(blocks, key=lambda block: block.line))


def check_lesson(lesson: LessonText, *, bounds: Bounds) -> Iterator[Finding]:
    """Everything that strays from the bounds in this lesson."""
    blocks = lesson.blocks()
    kind = bounds.kinds.get(lesson.kind)
    if kind is not None:
        yield from _check_sections(lesson, kind)
        yield from _check_lengths(lesson, blocks, kind, tolerance=bounds.tolerance_percent)
    yield from _check_sentences(lesson, blocks, bounds)
    yield from _check_tables(blocks, bounds)
    yield from _check_images(lesson)
    yield from _check_terms(lesson)


def check_ratio(first: LessonText, second: LessonText, *, bounds: Bounds) -> Iterator[Finding]:
    """Sections of the second, without spaces, that are too long or short for those of the first, with spaces."""
    kind = bounds.kinds.get(second.kind)
    if bounds.translation_percent is None or kind is None:
        return
    low, high = bounds.translation_percent
    words, characters = dict(_section_lengths(first)), dict(_section_lengths(second))
    headings = {heading.id: heading for heading in second.scan.headings}
    for section in kind.sections:
        count = words.get(section.id, 0)
        if section.words is None or section.characters is None or not count or section.id not in characters:
            continue
        ratio = characters[section.id] / count
        if not low <= 100 * ratio <= high:
            facts = {"id": section.id, "ratio": f"{ratio:.1f}", "low": low / 100, "high": high / 100}
            yield Finding("W005", (headings[section.id].line, 1), facts)


def check_amounts(lesson: LessonText, other: LessonText) -> Iterator[Finding]:
    """Amounts of money and percentages that stand in this lesson and not in the same lesson of another language."""
    theirs = {amount for block in other.blocks() for amount in amounts(block.text, language=other.language)}
    told = set()
    for block in lesson.blocks():
        for amount in amounts(block.text, language=lesson.language):
            if amount not in theirs and amount not in told:
                told.add(amount)
                yield Finding("W013", (block.line, 1), {"amount": amount, "language": other.language})


def _section_lengths(lesson: LessonText) -> Iterator[tuple[str, int]]:
    for heading, blocks in sections_of(lesson.blocks(), lesson.scan.headings):
        if heading is not None:
            yield heading.id, length_of((block.text for block in blocks), language=lesson.language)


def _check_sections(lesson: LessonText, kind: KindBounds) -> Iterator[Finding]:
    wanted = [section.id for section in kind.sections]
    found = {heading.id: heading for heading in lesson.scan.headings if heading.level == 2}
    for name in wanted:
        if name not in found:
            yield Finding("W001", (lesson.first_line, 1), {"id": name})
    present = [heading for name, heading in found.items() if name in wanted]
    in_order = [found[name] for name in wanted if name in found]
    for heading, expected in zip(present, in_order, strict=True):
        if heading is not expected:
            yield Finding("W002", (heading.line, 1), {"id": heading.id, "expected": expected.id})
            return


def _check_lengths(
    lesson: LessonText, blocks: Sequence[Block], kind: KindBounds, *, tolerance: int
) -> Iterator[Finding]:
    spaced = is_spaced(lesson.language)
    lengths, places = {}, dict[str, Heading]()
    total = 0
    for heading, inside in sections_of(blocks, lesson.scan.headings):
        count = length_of((block.text for block in inside), language=lesson.language)
        total += count
        if heading is not None:
            lengths[heading.id], places[heading.id] = count, heading
    for section in kind.sections:
        aim = section.words if spaced else section.characters
        if aim is None or section.id not in lengths:
            continue
        slack = max(aim * tolerance // 100, _LEAST_SLACK[spaced])
        if not aim - slack <= lengths[section.id] <= aim + slack:
            facts = {"id": section.id, "count": lengths[section.id], "low": aim - slack, "high": aim + slack}
            yield Finding("W003", (places[section.id].line, 1), facts)
    band = kind.total_words if spaced else kind.total_characters
    if band is not None and not band[0] <= total <= band[1]:
        yield Finding("W004", (lesson.first_line, 1), {"count": total, "low": band[0], "high": band[1]})


def _check_sentences(lesson: LessonText, blocks: Iterable[Block], bounds: Bounds) -> Iterator[Finding]:
    spaced = is_spaced(lesson.language)
    longest = bounds.sentence_words if spaced else bounds.sentence_characters
    average = bounds.average_sentence_words if spaced else bounds.average_sentence_characters
    lengths = []
    for block in blocks:
        for line, sentence in sentences_of(block, language=lesson.language):
            count = length_of([sentence], language=lesson.language)
            lengths.append(count)
            if longest is not None and count > longest:
                facts = {"count": count, "limit": longest, "begin": " ".join(sentence.split())[:30]}
                yield Finding("W006", (line, 1), facts)
    if average is not None and lengths and mean(lengths) > average:
        yield Finding("W007", (lesson.first_line, 1), {"count": f"{mean(lengths):.1f}", "limit": average})


def _check_tables(blocks: Iterable[Block], bounds: Bounds) -> Iterator[Finding]:
    """One complaint a table, at its first row that is too wide."""
    if bounds.table_columns is None:
        return
    last = -2
    for block in blocks:
        if block.kind is BlockKind.ROW and block.cells > bounds.table_columns:
            if block.line > last + 2:
                yield Finding("W008", (block.line, 1), {"count": block.cells, "limit": bounds.table_columns})
            last = block.line


def _check_images(lesson: LessonText) -> Iterator[Finding]:
    masked = mask_code(lesson.body)
    index = LineIndex(lesson.body, first_line=lesson.first_line)
    for image in _IMAGE.finditer(masked):
        if not image["alt"].strip():
            yield Finding("W009", index.position(image.start()))


def _check_terms(lesson: LessonText) -> Iterator[Finding]:
    """Terms that the author's own text uses before it links them; objectives, speakers and links cannot."""
    unlinked = _LINK.sub(lambda link: re.sub(r"[^\n]", " ", link[0]), lesson.body)
    blocks = read_blocks(unlinked, first_line=lesson.first_line)
    for term in lesson.terms:
        pattern = _name_pattern(term.name, language=lesson.language)
        if pattern is None:
            continue
        for block in blocks:
            found = pattern.search(block.text) if block.kind is BlockKind.PROSE else None
            if found is None:
                continue
            line = block.line + block.text.count("\n", 0, found.start())
            if line < term.line:
                yield Finding("W010", (line, 1), {"id": term.id, "term": found[0], "line": term.line})
            break


def _name_pattern(name: str, *, language: str) -> re.Pattern[str] | None:
    """How a text may write a term: of "BATNA (best alternative)" the first part, of "trade, trade-off" as well."""
    form = re.split(r"\s*[,/、，／（(]", name.strip(), maxsplit=1)[0]
    if len(form) < 2:
        return None
    return re.compile(rf"\b{re.escape(form)}(?:s|es)?\b" if is_spaced(language) else re.escape(form), re.IGNORECASE)
