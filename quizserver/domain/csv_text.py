"""CSV that opens in Excel as it was meant: text stays text, and no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["BOM", "csv_lines", "safe_cell"]

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""

_STARTS_A_FORMULA = re.compile(r"^[\s\u3000\ufeff\u200b]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|^[\t\r\n]")
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROWS_A_CHUNK = 200


def safe_cell(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet might read a formula; control characters made visible.

    OWASP, "CSV injection": = + - @ tab and carriage return, here with their full-width forms and behind spaces, since
    spreadsheets trim and normalize.
    """
    shown = _HIDDEN.sub("\ufffd", text)
    return f"'{shown}" if _STARTS_A_FORMULA.match(shown) else shown


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file in pieces: BOM, header, then some rows at a time; every cell quoted and safe, lines end with CRLF."""
    yield (BOM + _lines([header])).encode("utf-8")
    chunk: list[Sequence[str]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _ROWS_A_CHUNK:
            yield _lines(chunk).encode("utf-8")
            chunk = []
    if chunk:
        yield _lines(chunk).encode("utf-8")


def _lines(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()
