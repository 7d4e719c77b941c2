"""A workbook for Excel, written as it comes: one row in memory, whatever the size (ECMA-376, SpreadsheetML).

Why not a library: at a million rows the well-kept ones take minutes (bench/xlsx), and lose without a word what does not
fit (row 1 048 577, character 32 768). Here text is always text: no cell is a formula or a link, whatever it begins
with. What a sheet cannot hold goes on: rows on a further sheet, the rest of a long text on a sheet of its own.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Literal

from quizserver.services.xlsx_parts import HEADER, MAIN, QUOTED, STYLE, XML, write_frame

__all__ = ["MAX_CELL", "MAX_ROWS", "Column", "Sheet", "Value", "write_workbook"]

MAX_ROWS = 1_048_576
MAX_CELL = 32_767
"""UTF-16 code units, as Excel counts."""
_CHUNK = 500
_FULL = 2**31 - 2**26

Value = str | int | float | Decimal | date | datetime | None
Renderer = Callable[[Sequence[Value]], list[str]]
Kind = Literal["text", "number", "percent", "date", "datetime"]

# Illegal in XML 1.0; written as _xHHHH_ (ECMA-376 part 1, 22.9.2.19), and so is text that looks like such a mark.
_TO_ESCAPE = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_BEGINS_A_FORMULA = "=+-@\t\r\n＝＋－＠"
_SEPARATOR = "\x1f"
# What XML and _xHHHH_ begin with; a formula at the beginning; spaces at either end, which get lost unless marked.
_NEEDS_CARE = ("&", "<", ">", "_x", f" {_SEPARATOR}", *(_SEPARATOR + sign for sign in (*_BEGINS_A_FORMULA, " ")))
_EPOCH = date(1899, 12, 30).toordinal()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, what it holds (percent: 0.81 is shown as 81%), and its width in characters."""

    header: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; the first row is frozen and has a filter."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


@dataclass(slots=True)
class _Book:
    """What has been written so far: the names of the sheets, and texts that were too long for a cell."""

    archive: zipfile.ZipFile
    names: list[str] = field(default_factory=list)
    rest: list[tuple[str, int, int, str]] = field(default_factory=list)


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet], *, title: str, rest: Sheet) -> int:
    """Write the workbook and return how many rows of data it holds.

    `rest` gives name and four columns (sheet, row, column, text) to the sheet for the rest of long texts; it is there
    only when there is such a text.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        book = _Book(archive)
        rows = sum([_write_table(book, sheet) for sheet in sheets])
        if book.rest:
            _write_table(book, Sheet(rest.name, rest.columns, list(_pieces(book.rest))))
        write_frame(archive, book.names, title=title)
    return rows


def _write_table(book: _Book, sheet: Sheet) -> int:
    """A table on as many sheets as its rows need."""
    rows, written, part = iter(sheet.rows), 0, 1
    while True:
        name = _sheet_name(sheet.name if part == 1 else f"{sheet.name} ({part})", taken=book.names)
        book.names.append(name)
        count, more = _write_sheet(book, name, sheet.columns, rows)
        written += count
        if more is None:
            return written
        rows, part = chain([more], rows), part + 1


def _write_sheet(
    book: _Book, name: str, columns: Sequence[Column], rows: Iterator[Sequence[Value]]
) -> tuple[int, Sequence[Value] | None]:
    """One sheet. Returns its rows of data and the first row that had no place.

    Full is a sheet at Excel's last row, and at two gigabytes: beyond them a part of a ZIP archive has a form of which
    Excel says that it must be repaired.
    """
    render, count, size = [_RENDERERS[column.kind] for column in columns], 0, 0
    with book.archive.open(f"xl/worksheets/sheet{len(book.names)}.xml", "w") as out:
        out.write(_sheet_head(columns).encode())
        while chunk := list(islice(rows, min(_CHUNK, MAX_ROWS - 1 - count))):
            cells = [make(values) for make, values in zip(render, zip(*chunk, strict=True), strict=True)]
            _shorten(book, name, columns, chunk, cells, line=count + 2)
            text = "</row><row>".join(map("".join, zip(*cells, strict=True)))
            size += out.write(f"<row>{text}</row>".encode())
            count += len(chunk)
            if size > _FULL or count == MAX_ROWS - 1:
                break
        last = f"{_letters(len(columns))}{count + 1}"
        out.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
    return count, next(rows, None)


def _shorten(
    book: _Book,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    cells: list[list[str]],
    *,
    line: int,
) -> None:
    """Put the beginning of a text that no cell can hold into its cell, and the rest on a sheet of its own."""
    for place, column in enumerate(columns):
        if column.kind != "text" or max(map(len, cells[place])) <= MAX_CELL // 2:
            continue
        for number, row in enumerate(rows):
            value = row[place]
            if isinstance(value, str) and _is_too_long(value):
                end = _cut(value)
                book.rest.append((name, line + number, place + 1, value[end:]))
                cells[place][number] = _text_cell(value[:end])


def _pieces(rest: Iterable[tuple[str, int, int, str]]) -> Iterator[Sequence[Value]]:
    for name, line, place, text in rest:
        left = text
        while left:
            end = _cut(left)
            yield name, line, _letters(place), left[:end]
            left = left[end:]


def _is_too_long(text: str) -> bool:
    return len(text) > MAX_CELL // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_CELL


def _cut(text: str) -> int:
    """How many characters go into one cell; half as many when some take two units."""
    return MAX_CELL if text[:MAX_CELL].isascii() or max(text[:MAX_CELL]) <= "\uffff" else MAX_CELL // 2


def _text_cells(values: Sequence[Value]) -> list[str]:
    """Most columns hold nothing that needs care; to see that once is much quicker than cell by cell."""
    texts = ["" if value is None else str(value) for value in values]
    together = f"{_SEPARATOR}{_SEPARATOR.join(texts)}{_SEPARATOR}"
    plain = together.count(_SEPARATOR) == len(texts) + 1 and not any(mark in together for mark in _NEEDS_CARE)
    if plain and together.replace(_SEPARATOR, "").replace("\u3000", "").isprintable():
        return [f'<c s="1" t="inlineStr"><is><t>{text}</t></is></c>' if text else "<c/>" for text in texts]
    return [_text_cell(text) for text in texts]


def _number_cells(style: int) -> Renderer:
    return lambda values: ["<c/>" if value is None else f'<c s="{style}"><v>{value}</v></c>' for value in values]


def _date_cells(values: Sequence[Value]) -> list[str]:
    cells = {day: _date_cell(day) for day in set(values)}
    return [cells[day] for day in values]


def _moment_cells(values: Sequence[Value]) -> list[str]:
    return [_moment_cell(value) for value in values]


def _text_cell(value: Value) -> str:
    if value is None or value == "":
        return "<c/>"
    text = str(value)
    # The style marks text that a later edit in Excel would otherwise turn into a formula.
    style = QUOTED if text[0] in _BEGINS_A_FORMULA else STYLE["text"]
    if _TO_ESCAPE.search(text):
        text = _TO_ESCAPE.sub(_escaped, text)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _date_cell(value: Value) -> str:
    if value is None:
        return "<c/>"
    assert isinstance(value, date)
    return f'<c s="{STYLE["date"]}"><v>{value.toordinal() - _EPOCH}</v></c>'


def _moment_cell(value: Value) -> str:
    """Local time: a workbook knows no zones."""
    if value is None:
        return "<c/>"
    assert isinstance(value, datetime)
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return f'<c s="{STYLE["datetime"]}"><v>{value.toordinal() - _EPOCH + seconds / 86_400:.10f}</v></c>'


_RENDERERS: Mapping[Kind, Renderer] = {
    "text": _text_cells,
    "number": _number_cells(STYLE["number"]),
    "percent": _number_cells(STYLE["percent"]),
    "date": _date_cells,
    "datetime": _moment_cells,
}


def _escaped(match: re.Match[str]) -> str:
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}
    return named.get(match[0]) or f"_x{ord(match[0]):04X}_"


def _letters(place: int) -> str:
    """1 -> A, 28 -> AB."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet_name(name: str, *, taken: Sequence[str]) -> str:
    """At most 31 characters, none of []:*?/\\, and no name twice."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip("' ")[:31] or "Sheet"
    number = 1
    unique = plain
    while unique.casefold() in {other.casefold() for other in taken}:
        number += 1
        unique = f"{plain[: 31 - len(str(number)) - 3]} ({number})"
    return unique


def _sheet_head(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    header = "".join(
        f'<c s="{HEADER}" t="inlineStr"><is><t>{_TO_ESCAPE.sub(_escaped, column.header)}</t></is></c>'
        for column in columns
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{header}</row>"
    )
