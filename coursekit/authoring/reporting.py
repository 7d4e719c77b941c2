"""Diagnostics for people and for programs.

The JSON of `course check --format json` is stable; keys are only ever added:
    format       "coursekit-diagnostics/1"
    language     of the messages
    course       the course's id, or null when course.yml cannot be used
    summary      {errors, warnings, files}: `files` counts those with a complaint
    diagnostics  [{code, severity, file, line, column, message, remedy}], sorted by file, line and column;
                 `severity` is "error" or "warning", `file` is relative to the course, counting begins at 1
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from coursekit.authoring.catalog import Entry
from coursekit.authoring.diagnostic import Diagnostic, Severity

__all__ = ["FORMAT", "render_explanation", "render_json", "render_text"]

FORMAT = "coursekit-diagnostics/1"

_SEVERITY = {
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning"},
    "ja": {Severity.ERROR: "エラー", Severity.WARNING: "警告"},
}
_HEADINGS = {"en": ("Why", "What to do", "Example"), "ja": ("理由", "直し方", "例")}


def render_text(diagnostics: Sequence[Diagnostic], *, language: str, prefix: str = "") -> str:
    """One complaint after another, each with its remedy below, and a summary. `prefix` goes in front of file names."""
    blocks = [
        f"{prefix}{each.file}:{each.line}:{each.column}: {_SEVERITY[language][each.severity]} {each.code} "
        f"{each.message[language]}\n    {each.remedy[language]}"
        for each in diagnostics
    ]
    return "\n".join([*blocks, _summary(diagnostics, language=language)])


def render_json(diagnostics: Sequence[Diagnostic], *, language: str, course: str | None) -> str:
    """The same for programs; see the head of this module."""
    errors, warnings, files = _count(diagnostics)
    data: dict[str, Any] = {
        "format": FORMAT,
        "language": language,
        "course": course,
        "summary": {"errors": errors, "warnings": warnings, "files": files},
        "diagnostics": [
            {
                "code": each.code,
                "severity": str(each.severity),
                "file": each.file,
                "line": each.line,
                "column": each.column,
                "message": each.message[language],
                "remedy": each.remedy[language],
            }
            for each in diagnostics
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def render_explanation(entry: Entry, *, language: str) -> str:
    """Everything there is to say about a code."""
    words, (why, what, example) = entry.words[language], _HEADINGS[language]
    message = words.message.format_map(_Dots())
    lines = [f"{entry.code} ({_SEVERITY[language][entry.severity]})", message, "", f"{why}: {words.cause}"]
    lines += [f"{what}: {words.remedy}", f"{example}:", *(f"    {line}" for line in entry.example.split("\n"))]
    return "\n".join(line.rstrip() for line in lines)


class _Dots(dict[str, str]):
    """Every fact of a message as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _count(diagnostics: Sequence[Diagnostic]) -> tuple[int, int, int]:
    errors = sum(each.severity is Severity.ERROR for each in diagnostics)
    return errors, len(diagnostics) - errors, len({each.file for each in diagnostics})


def _summary(diagnostics: Sequence[Diagnostic], *, language: str) -> str:
    errors, warnings, files = _count(diagnostics)
    if language == "ja":
        if not diagnostics:
            return "誤りは見つかりませんでした。"
        return f"エラー{errors}件、警告{warnings}件（{files}ファイル）"
    if not diagnostics:
        return "No mistakes found."
    return f"{_plural(errors, 'error')}, {_plural(warnings, 'warning')} in {_plural(files, 'file')}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
