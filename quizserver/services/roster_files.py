"""The bytes of a roster, as rows of text: CSV in the encodings of Japanese companies, and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from python_calamine import CalamineError, CalamineWorkbook

from quizserver.errors import UnreadableRoster

__all__ = ["MAX_ROSTER_BYTES", "MAX_ROSTER_ROWS", "RosterFile", "read_roster_file"]

MAX_ROSTER_BYTES = 32 * 1024 * 1024
MAX_ROSTER_ROWS = 200_000
_MAX_COLUMNS = 200

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "cp932", "xlsx"]
_DELIMITERS = ",\t;"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a file held: how it was read (shown to HR, who can see a wrong guess at once), and (line, cells) rows."""

    encoding: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_roster_file(data: bytes) -> RosterFile:
    """Read a whole file. Raises UnreadableRoster, whose facts say why."""
    if len(data) > MAX_ROSTER_BYTES:
        raise UnreadableRoster(reason="too_large", megabytes=MAX_ROSTER_BYTES // 1024 // 1024)
    encoding, rows = _rows(data)
    found = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not found:
        raise UnreadableRoster(reason="empty")
    if len(found) > MAX_ROSTER_ROWS + 1:
        raise UnreadableRoster(reason="too_long", rows=MAX_ROSTER_ROWS)
    return RosterFile(encoding, found[0][1], tuple(found[1:]))


def _rows(data: bytes) -> tuple[Encoding, Iterator[tuple[int, tuple[str, ...]]]]:
    if data.startswith(_ZIP):
        return "xlsx", _sheet(data)
    encoding, text = _decoded(data)
    if "\0" in text:
        raise UnreadableRoster(reason="not_text")
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    return encoding, _csv_rows(text, delimiter=delimiter)


def _decoded(data: bytes) -> tuple[Encoding, str]:
    """Byte order marks say it; else UTF-8 proves itself, and what is left is what Japanese Excel writes.

    UTF-16 without a mark shows by its zero bytes. CP932 bytes that are also valid UTF-8 are plain ASCII.
    """
    candidates: Sequence[Encoding] = ("utf-8", "cp932")
    if data.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif data[:200].count(b"\0") > len(data[:200]) // 4:
        return "utf-16", _utf16_without_mark(data)
    for encoding in candidates:
        try:
            return encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableRoster(reason="encoding")


def _utf16_without_mark(data: bytes) -> str:
    little = data[1:200:2].count(b"\0") >= data[:200:2].count(b"\0")
    try:
        return data.decode("utf-16-le" if little else "utf-16-be")
    except UnicodeDecodeError as error:
        raise UnreadableRoster(reason="encoding") from error


def _csv_rows(text: str, *, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, tuple(cells[:_MAX_COLUMNS])
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableRoster(reason="csv", line=line) from error


def _sheet(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheet = workbook.get_sheet_by_index(0)
            if sheet.total_width > 16_384 or sheet.total_height > MAX_ROSTER_ROWS * 2:
                raise UnreadableRoster(reason="too_long", rows=MAX_ROSTER_ROWS)
            above = sheet.start[0] if sheet.start else 0
            for number, cells in enumerate(sheet.iter_rows(), start=above + 1):
                yield number, tuple(_cell_text(cell) for cell in cells[:_MAX_COLUMNS])
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise UnreadableRoster(reason="xlsx") from error


def _cell_text(cell: object) -> str:
    """A cell as HR sees it; a number without a fraction has no point, a date is ISO 8601."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
