"""The summary for the board as PDF: one or two pages, tagged (PDF/UA-1). It is handed words and numbers, no names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizserver.documents.typefaces import typeset
from quizserver.documents.workshop import open_workshop

__all__ = ["render_summary"]


def render_summary(said: Mapping[str, Any], *, language: str, timestamp: int, fonts: Path | None = None) -> bytes:
    """The PDF. What is in `said` is described by `summary.typ`; a sign that no typeface has is printed as 〓."""
    workshop = open_workshop(fonts)

    def printable(value: Any) -> Any:
        if isinstance(value, str):
            return typeset(value, typefaces=workshop.faces).text
        if isinstance(value, Mapping):
            return {name: printable(part) for name, part in value.items()}
        return [printable(part) for part in value] if isinstance(value, list | tuple) else value

    pages: Mapping[str, Any] = printable(said)
    return workshop.compile(
        "summary", {**pages, "language": language, **workshop.families(language)}, timestamp=timestamp
    )
