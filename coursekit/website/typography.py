"""Marks as they are printed."""

from __future__ import annotations

import re

__all__ = ["curl_quotes", "is_curled"]

_MARK = re.compile(r"[\"']")
_OPENS_AFTER = " \t\n\u00a0([{—–-/“‘"


def is_curled(language: str) -> bool:
    """Whether straight marks in this language stand for curved ones."""
    return language.split("-")[0] == "en"


def curl_quotes(text: str, *, before: str = "") -> str:
    """English text with “curved” marks and ’ for the apostrophe. `before` is what stands in front of the text."""

    def curl(found: re.Match[str]) -> str:
        previous = text[found.start() - 1] if found.start() else before[-1:]
        follows = text[found.end() : found.end() + 1]
        opens = not previous or previous in _OPENS_AFTER or (previous in "\"'" and follows.isalnum())
        if found.group() == '"':
            return "“" if opens else "”"
        return "‘" if opens and not follows.isdigit() else "’"

    return _MARK.sub(curl, text)
