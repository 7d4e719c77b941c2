"""The words of a lesson: blocks without Markdown marks, their length, and their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from coursekit.authoring.markdown.masking import mask_code
from coursekit.model import Heading

__all__ = ["Block", "BlockKind", "is_spaced", "length_of", "read_blocks", "sections_of", "sentences_of"]


class BlockKind(Enum):
    """Where a block stands; table rows hold no sentences, and a speaker's words are not the author's."""

    PROSE = "prose"
    QUOTE = "quote"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item, a speaker's turn or a row of a table; `line` is the one on which it begins.

    Line ends of the file are kept in `text`; `cells` counts the cells of a row.
    """

    line: int
    text: str
    kind: BlockKind = BlockKind.PROSE
    cells: int = 0


_WITHOUT_SPACES = frozenset({"ja", "zh", "th", "lo", "km", "my"})
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_SKIPPED = re.compile(r"#{1,6}(?:\s|$)|:::|(?:!!!|\?\?\?\+?)\s|\|[\s|:-]+\|\s*$")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+")
# Each pattern stops at its own opening mark, so that a page full of opening marks takes no longer than another.
_MARKS = (
    (re.compile(r"!\[[^\[\]]*\]\([^()]*\)(?:\{[^{}]*\})?|\[@[^\[\]]*\]|\{[#.:][^{}]*\}|<[^<>]+>|[（(][①-⑳][）)]"), ""),
    (re.compile(r"\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"[*`①-⑳]"), ""),
)
_SHORT = re.compile(r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|No|vs|St|etc|cf|e\.g|i\.e)\.$")
_END_SPACED = re.compile(r"[.!?…][\"”’')\]]*(?=\s+[\"“‘(\[¥€$]*[A-Z0-9])|[.!?…][\"”’')\]]*\s*$")
_END_UNSPACED = re.compile(r"[。？！][」』）]?|$")


def is_spaced(language: str) -> bool:
    """Whether the language sets spaces between words, so that its length is told in words."""
    return language.partition("-")[0] not in _WITHOUT_SPACES


def read_blocks(body: str, *, first_line: int) -> tuple[Block, ...]:
    """What a Markdown text says, block by block; headings, directives and code say nothing here."""
    text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), mask_code(body))
    return tuple(_clean(_split(text.split("\n"), first_line=first_line)))


def sections_of(
    blocks: Sequence[Block], headings: Iterable[Heading]
) -> Iterator[tuple[Heading | None, tuple[Block, ...]]]:
    """The blocks under each heading of level two; what stands before the first has no heading."""
    starts = [heading for heading in headings if heading.level == 2]
    for heading, following in zip([None, *starts], [*starts, None], strict=True):
        first = heading.line if heading else 0
        yield heading, tuple(b for b in blocks if b.line >= first and (following is None or b.line < following.line))


def length_of(texts: Iterable[str], *, language: str) -> int:
    """Words, or characters without spaces where the language has none."""
    if is_spaced(language):
        return sum(any(each.isalnum() for each in word) for text in texts for word in text.split())
    return sum(len(re.sub(r"\s", "", text)) for text in texts)


def sentences_of(block: Block, *, language: str) -> Iterator[tuple[int, str]]:
    """Line and words of each sentence; the rows of a table have none."""
    if block.kind is BlockKind.ROW:
        return
    start, line = 0, block.line
    ends = (_END_SPACED if is_spaced(language) else _END_UNSPACED).finditer(block.text)
    for end in (*(each.end() for each in ends), len(block.text)):
        if end < len(block.text) and _SHORT.search(block.text[max(0, end - 8) : end]):
            continue
        part = block.text[start:end]
        lead = part[: len(part) - len(part.lstrip())]
        if part.strip():
            yield line + lead.count("\n"), part.strip()
        start, line = end, line + part.count("\n")


def _split(lines: Sequence[str], *, first_line: int) -> Iterator[Block]:
    """Blocks with their marks: a new one begins at an empty line, an item, a row and a speaker's turn."""
    opened: list[str] = []
    open_line, kind = 0, BlockKind.PROSE
    for number, line in enumerate([*lines, ""], start=first_line):
        content = line.strip()
        quoted = content.startswith(">")
        content = content.lstrip("> ") if quoted else content
        is_row = content.startswith("|")
        item = _ITEM.match(content)
        ends = not content or bool(_SKIPPED.match(content)) or is_row or bool(item)
        if opened and (ends or quoted != (kind is BlockKind.QUOTE)):
            yield Block(open_line, "\n".join(opened), kind)
            opened = []
        if not content or _SKIPPED.match(content):
            continue
        if is_row:
            cells = content.strip("|").replace("\\|", " ").split("|")
            yield Block(number, " ".join(cells), BlockKind.ROW, len(cells))
            continue
        if not opened:
            open_line, kind = number, BlockKind.QUOTE if quoted else BlockKind.PROSE
        opened.append(content[item.end() :] if item else content)


def _clean(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        text = block.text
        for pattern, kept in _MARKS:
            text = pattern.sub(kept, text)
        if text.strip():
            yield Block(block.line, text, block.kind, block.cells)
