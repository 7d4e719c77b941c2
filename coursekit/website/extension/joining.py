"""Lines of Japanese: a paragraph that is wrapped in the source must not get a space where the lines meet.

HTML turns a line break into a space. Japanese is written without spaces, also between full-width and half-width
characters (course brief, 5.3). So a break is dropped on a Japanese page if either side of it is Japanese, and on
another page if both sides are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

__all__ = ["JoinProcessor", "is_japanese", "text_runs"]

_JAPANESE = re.compile(
    "[\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_FLOW = frozenset("a abbr b cite code del em i ins kbd mark q s small span strong sub sup u".split())  # noqa: SIM905 - reads better
_BREAK = re.compile(r"[ \t]*\n[ \t]*")


def is_japanese(character: str) -> bool:
    """Whether this is a kana, a kanji or a full-width sign."""
    return _JAPANESE.match(character) is not None


class JoinProcessor(Treeprocessor):
    """Runs when inline Markdown has become elements, so a break next to bold or a link is seen as a reader will."""

    def __init__(self, md: Markdown, *, language: str) -> None:
        super().__init__(md)
        self.either_side = language.split("-")[0] == "ja"

    def run(self, root: Element) -> None:
        """Join the lines of every run of text."""
        for block in root.iter():
            self._join(list(text_runs(block)))

    def _join(self, runs: list[tuple[Element, str]]) -> None:
        """Look at one block's text as a whole, then change the runs it is made of."""
        texts = [getattr(owner, attribute) for owner, attribute in runs]
        whole = "".join(texts)
        if "\n" not in whole:
            return
        start = 0
        for (owner, attribute), text in zip(runs, texts, strict=True):
            joined = _BREAK.sub(lambda found, at=start: self._between(whole, found, offset=at), text)  # type: ignore[misc]
            if joined != text:
                setattr(owner, attribute, AtomicString(joined) if isinstance(text, AtomicString) else joined)
            start += len(text)

    def _between(self, whole: str, found: re.Match[str], *, offset: int) -> str:
        before = whole[: offset + found.start()].rstrip()[-1:]
        after = whole[offset + found.end() :].lstrip()[:1]
        sides = [bool(side) and is_japanese(side) for side in (before, after)]
        drop = any(sides) if self.either_side else all(sides)
        return "" if drop and before and after else found.group()


def text_runs(block: Element) -> Iterator[tuple[Element, str]]:
    """Owner and attribute of every piece of text of a block, in reading order, without code and inner blocks."""
    if block.tag not in _FLOW and block.tag != "pre":
        yield from _runs(block)


def _runs(node: Element) -> Iterator[tuple[Element, str]]:
    if node.text and node.tag != "code":
        yield node, "text"
    for child in node:
        if child.tag in _FLOW:
            yield from _runs(child)
        if child.tail:
            yield child, "tail"
