"""CSV that opens in Excel as it was meant: text stays text, and no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from quizserver.errors import UnfitForEncoding

__all__ = ["BOM", "csv_lines", "safe_cell"]

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""

_STARTS_A_FORMULA = re.compile(r"^[\s\u3000\ufeff\u200b]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|^[\t\r\n]")
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROWS_A_CHUNK = 200

# The same signs, for which JIS and Windows chose different numbers: wave dash, minus, and their like.
_WINDOWS_TWINS = str.maketrans(
    "\u301c\u2212\u2016\u2014\u00a2\u00a3\u00ac\u00a0", "\uff5e\uff0d\u2225\u2015\uffe0\uffe1\uffe2 "
)


def safe_cell(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet might read a formula; control characters made visible.

    OWASP, "CSV injection": = + - @ tab and carriage return, here with their full-width forms and behind spaces, since
    spreadsheets trim and normalize.
    """
    shown = _HIDDEN.sub("\ufffd", text)
    return f"'{shown}" if _STARTS_A_FORMULA.match(shown) else shown


def csv_lines(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: Literal["utf-8", "cp932"] = "utf-8"
) -> Iterator[bytes]:
    """The file in pieces: BOM, header, then some rows at a time; every cell quoted and safe, lines end with CRLF.

    With cp932, raises UnfitForEncoding at the end when there were characters that it cannot hold.
    """
    unfit: list[tuple[int, str, str, str]] = []
    chunk: list[Sequence[str]] = [header]
    if encoding == "utf-8":
        yield BOM.encode()
    for number, row in enumerate(rows, start=1):
        chunk.append(row if encoding == "utf-8" else _for_cp932(row, number=number, header=header, unfit=unfit))
        if len(chunk) >= _ROWS_A_CHUNK:
            yield _lines(chunk).encode(encoding, "replace")
            chunk = []
    if chunk:
        yield _lines(chunk).encode(encoding, "replace")
    if unfit:
        raise UnfitForEncoding(unfit=unfit)


def _for_cp932(
    row: Sequence[str], *, number: int, header: Sequence[str], unfit: list[tuple[int, str, str, str]]
) -> list[str]:
    """The row with the twins of Unicode that Windows knows; what has none is noted."""
    cells = [cell.translate(_WINDOWS_TWINS) for cell in row]
    for name, cell in zip(header, cells, strict=True):
        strange = "".join(dict.fromkeys(letter for letter in cell if not _fits(letter)))
        if strange:
            unfit.append((number, name, cell, strange))
    return cells


@cache
def _fits(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _lines(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()
