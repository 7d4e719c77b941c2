"""From a file to its text. Whatever the bytes are, the answer is text or a complaint, never an exception."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from coursekit.authoring.limits import Limits
from coursekit.authoring.report import Report

__all__ = ["read_text"]

# C0 and C1 controls except tab and line ends; the line separators that YAML 1.1 counts as line ends and editors do not;
# marks that make text read otherwise than it is stored (bidirectional overrides); what is no character at all.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
    r"|\r(?!\n)"
)
_UTF16 = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16", codecs.BOM_UTF32_BE: "UTF-32"}
_JAPANESE = {"cp932": "Shift_JIS (CP932)", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP (JIS)"}


def read_text(path: Path, *, root: Path, report: Report, limits: Limits) -> str | None:
    """The text of a file of the course `root`, with line ends as they are; None when `report` says why not."""
    data = _read_bytes(path, root=root, report=report, limits=limits)
    if data is None:
        return None
    if data.startswith(codecs.BOM_UTF8):
        report.add("Y006")
        data = data.removeprefix(codecs.BOM_UTF8)
    text = _decode(data, report=report)
    if text is None:
        return None
    if found := FORBIDDEN.search(text):
        report.add("Y004", position_of(text, found.start()), character=f"U+{ord(found[0]):04X}")
        return None
    return text


def position_of(text: str, index: int) -> tuple[int, int]:
    """Line and column of a character, counted from 1."""
    line = text.count("\n", 0, index) + 1
    return line, index - (text.rfind("\n", 0, index) + 1) + 1


def _read_bytes(path: Path, *, root: Path, report: Report, limits: Limits) -> bytes | None:
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            report.add("Y020")
            return None
        # Opened without waiting: a pipe that somebody named lesson.md would wait for ever.
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                report.add("Y001", reason="not a regular file")
                return None
            data = file.read(limits.max_bytes + 1)
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        report.add("Y001", reason=reason)
        return None
    if len(data) > limits.max_bytes:
        report.add("Y002", limit=f"{limits.max_bytes:,}")
        return None
    return data


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _decode(data: bytes, *, report: Report) -> str | None:
    name = _find_wide_encoding(data)
    if name is None:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            good = data[: error.start].decode("utf-8")
            name = _find_japanese_encoding(data)
            report.add("Y003" if name else "Y021", position_of(good, len(good)), encoding=name)
            return None
    report.add("Y003", encoding=name)
    return None


def _find_wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark, or by the zero bytes that it puts between Latin letters."""
    for mark, name in _UTF16.items():
        if data.startswith(mark):
            return name
    head = data[:64]
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and max(zeros_even, zeros_odd) > len(head) // 4 and min(zeros_even, zeros_odd) <= len(head) // 16:
        return "UTF-16"
    return None


def _find_japanese_encoding(data: bytes) -> str | None:
    """The older Japanese encoding in which these bytes are text with kana or kanji, if any."""
    for codec, name in _JAPANESE.items():
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if re.search("[\u3041-\u30ff\u4e00-\u9fff]", text) and not re.search("[\x00-\x08\x0e-\x1a]", text):
            return name
    return None
