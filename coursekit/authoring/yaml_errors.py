"""What a parser's complaint means for a person who writes quizzes."""

from __future__ import annotations

import re

import yaml

from coursekit.authoring.report import Report

__all__ = ["report_syntax_error"]

_WIDE_COLON = re.compile(r"\s*(?:- )?[\w-]+：")
_QUOTED_START = re.compile(r"^\s*(?:- )?[\w\"'-]+:\s+[\"']|^\s*- [\"']")


def report_syntax_error(error: yaml.MarkedYAMLError, *, text: str, report: Report, first_line: int) -> None:
    """Report a syntax error where it stands, with the commonest causes told apart."""
    mark = error.problem_mark or error.context_mark
    problem = error.problem or error.context or "unreadable"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    around = lines[max(0, line - 1) : line + 1]
    place = (line + first_line, column + 1)
    wide = next(
        (index for index in (line, line - 1) if 0 <= index < len(lines) and _WIDE_COLON.match(lines[index])), None
    )
    if wide is not None:
        report.add("Y010", (wide + first_line, lines[wide].index("：") + 1))
    elif problem.startswith("mapping values are not allowed"):
        report.add("Y008", place)
    elif error.context and "quoted scalar" in error.context and error.context_mark:
        begin = error.context_mark
        report.add("Y009", (begin.line + first_line, begin.column + 1))
    elif problem == "did not find expected key" and (quote := _find_open_quote(lines, line, column)):
        report.add("Y009", (quote[0] + first_line, quote[1] + 1))
    elif problem == "did not find expected key" and any(_QUOTED_START.match(near) for near in around):
        report.add("Y022", place)
    elif (
        problem.startswith("found character")
        and mark
        and mark.line < len(lines)
        and mark.column < len(lines[mark.line])
    ):
        report.add("Y023", place, character=lines[mark.line][mark.column])
    else:
        report.add("Y007", place, problem=problem)


def _find_open_quote(lines: list[str], line: int, column: int) -> tuple[int, int] | None:
    """The quotation mark that was never closed, when the parser stumbled over the text behind the next one.

    Then an odd number of marks stands in front of that text, and in the line where the quotation really begins.
    """
    if line >= len(lines) or _count_quotes(lines[line][:column]) % 2 == 0:
        return None
    above = next((number for number in range(line - 1, -1, -1) if _count_quotes(lines[number]) % 2), None)
    return None if above is None else (above, lines[above].rindex('"'))


def _count_quotes(text: str) -> int:
    return text.count('"') - text.count('\\"')
