"""Blanking out code, so that what stands in it is not taken for links or HTML.

Everything here takes time in proportion to the text: a page of a million backticks must not stop the check.
"""

from __future__ import annotations

import re
from bisect import bisect_right

__all__ = ["LineIndex", "mask_code"]

# As fenced_code has them: at the very start of a line, and closed by the same marks on a line of their own.
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<rest>[^`]*)")
_BLOCK_START = re.compile(r"\n(?=[ \t]*(?:\n|[-*+>#|]|[0-9]+[.)][ \t]))")
_TICKS = re.compile(r"(?<!\\)`+")


def mask_code(text: str) -> str:
    """The text with fenced code and inline code of one line as spaces; every other character keeps its place.

    A fence that is never closed is no fence, and inline code of several lines may hold a line that is live HTML: both
    stay visible.
    """
    if "`" not in text and "~~~" not in text:
        return text
    blocks = _BLOCK_START.split(_mask_fences(text))
    return "\n".join(_mask_spans(block) if "`" in block else block for block in blocks)


def _mask_fences(text: str) -> str:
    lines = text.split("\n")
    closing: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if line.startswith(("```", "~~~")):
            closing.setdefault(line.rstrip(), []).append(number)
    number = 0
    while number < len(lines):
        opening = _FENCE.fullmatch(lines[number].rstrip("\r")) if lines[number].startswith(("```", "~~~")) else None
        ends = closing.get(opening["marks"], []) if opening else []
        after = bisect_right(ends, number)
        if after == len(ends):
            number += 1
            continue
        for inside in range(number, ends[after] + 1):
            lines[inside] = " " * len(lines[inside])
        number = ends[after] + 1
    return "\n".join(lines)


def _mask_spans(block: str) -> str:
    runs = [match.span() for match in _TICKS.finditer(block)]
    by_length: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(number)
    parts, done, number = [], 0, 0
    while number < len(runs):
        start, end = runs[number]
        same = by_length[end - start]
        after = bisect_right(same, number)
        if after == len(same):
            number += 1
            continue
        stop = runs[same[after]][1]
        code = block[start:stop]
        parts += [block[done:start], code if "\n" in code else " " * len(code)]
        done, number = stop, same[after] + 1
    return "".join([*parts, block[done:]])


class LineIndex:
    """Lines and columns of the characters of a text, counted from 1; `first_line` is the line at which it begins."""

    def __init__(self, text: str, *, first_line: int) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._first_line = first_line

    def position(self, index: int) -> tuple[int, int]:
        """Line and column of the character at this index."""
        line = bisect_right(self._starts, index) - 1
        return line + self._first_line, index - self._starts[line] + 1
