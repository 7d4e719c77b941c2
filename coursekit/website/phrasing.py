"""Where a Japanese title may break: between phrases, never inside a word.

Chromium can find phrases itself (`word-break: auto-phrase`); the browsers on iPhones and Firefox cannot. So titles and
headings carry their break points with them: `<wbr>` between phrases, and a style that allows no others.
"""

from __future__ import annotations

from functools import cache
from html import escape

from budoux import Parser, load_default_japanese_parser

__all__ = ["phrase_html", "phrases"]

_CLOSING = "、。，．・：；？！」』）］｝〉》】ー―…%"


def phrases(text: str) -> list[str]:
    """The text in pieces that belong together; a mark that must not begin a line stays with what is before it."""
    pieces: list[str] = []
    for piece in _parser().parse(text):
        rest = piece.lstrip(_CLOSING)
        if pieces and rest != piece:
            pieces[-1] += piece[: len(piece) - len(rest)]
            piece = rest
        if piece:
            pieces.append(piece)
    return pieces


def phrase_html(text: str, *, language: str) -> str:
    """Plain text as HTML, with break points where the language needs them."""
    if not is_phrased(language):
        return escape(text)
    return "<wbr>".join(escape(piece) for piece in phrases(text))


def is_phrased(language: str) -> bool:
    """Whether titles in this language need break points."""
    return language.split("-")[0] == "ja"


@cache
def _parser() -> Parser:
    return load_default_japanese_parser()
