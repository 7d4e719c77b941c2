"""YAML 1.2 as a course needs it, read from the parser's events in one pass.

Plain `true`, `false`, `null`, `~`, integers and decimals (JSON's notation) are values; everything else is text, so that
Yes, No, on, 12:30, 2026-11-23, 010 and 1_000 stay as they are typed. Keys are always text. What other parsers read
differently or too willingly is refused: anchors, aliases, tags, merge keys, duplicate keys, second documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from coursekit.authoring.limits import Limits
from coursekit.authoring.report import Report
from coursekit.authoring.source import FORBIDDEN, position_of
from coursekit.authoring.yaml_document import Document, MappingMarks, Mark, Marks, SequenceMarks
from coursekit.authoring.yaml_errors import report_syntax_error

try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]  # the stubs hide it
except ImportError:  # PyYAML built without libyaml: slower, the same events
    from coursekit.authoring.yaml_pure import PureParser as Parser  # type: ignore[assignment]

__all__ = ["Parser", "read_yaml"]

_SCALAR = re.compile(
    r"true|false|null|~||-?(?:0|[1-9][0-9]{0,30})(?P<part>\.[0-9]{1,30})?(?P<ten>[eE][+-]?[0-9]{1,3})?"
)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_TABS = re.compile(r"^ *\t", re.MULTILINE)
_CODED_CHARACTER = re.compile(r"\\[0abefvNLPxuU]")


_JOINED = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff60] [\u3001-\u30ff\u4e00-\u9fff\uff01-\uff60]")


def _is_joined(event: Any, text: str) -> bool:
    """Whether Japanese words of several lines are joined with a space. A block's mark and its end are lines as well."""
    first = event.start_mark.line + (event.style == ">")
    last = event.end_mark.line - (event.style == ">" and event.end_mark.column == 0)
    return last > first and _JOINED.search(text) is not None


class _Refused(Exception):
    """Reading cannot go on; the report says why."""


def read_yaml(text: str, *, report: Report, limits: Limits, first_line: int = 1) -> Document | None:
    """The data of a YAML text; None when `report` says why it cannot be used."""
    if tabs := _TABS.findall(text):
        match = _TABS.search(text)
        assert match is not None, "it was found"
        line, column = position_of(text, match.end() - 1)
        report.add("Y005", (line + first_line - 1, column), count=len(tabs))
        return None
    reader = _Reader(text, report=report, limits=limits, first_line=first_line)
    try:
        data, marks = reader.read()
    except _Refused:
        return None
    except yaml.MarkedYAMLError as error:
        report_syntax_error(error, text=text, report=report, first_line=first_line)
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report.add("Y007", (first_line, 1), problem=str(error).splitlines()[0] if str(error) else "unreadable")
        return None
    return Document(data=data, marks=marks, report=report, first_line=first_line)


class _Reader:
    """One pass over the events of a text. Recursion is bounded by `limits.max_depth`."""

    def __init__(self, text: str, *, report: Report, limits: Limits, first_line: int) -> None:
        self._next: Callable[[], Any] = Parser(text).get_event
        self._report = report
        self._limits = limits
        self._first_line = first_line
        self._nodes = 0
        self._has_coded_characters = _CODED_CHARACTER.search(text) is not None

    def read(self) -> tuple[Any, Marks]:
        """The only document of the stream."""
        self._next()  # the stream begins
        event = self._next()
        if type(event) is yaml.StreamEndEvent:
            self._refuse_empty()
        if event.version or event.tags:
            self._complain("Y018", event.start_mark)
        value = self._value(self._next(), depth=1)
        self._next()  # the document ends
        event = self._next()
        if type(event) is not yaml.StreamEndEvent:
            self._refuse("Y018", event.start_mark)
        if value[0] is None:
            self._refuse_empty()
        return value

    def _value(self, event: Any, *, depth: int) -> tuple[Any, Marks]:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._refuse("Y012", event.start_mark, name="*" + event.anchor)
        if event.anchor is not None:
            self._complain("Y012", event.start_mark, name="&" + event.anchor)
        if event.tag is not None:
            self._complain("Y013", event.start_mark, name=event.tag)
        if kind is yaml.ScalarEvent:
            return self._scalar(event), event.start_mark
        if depth > self._limits.max_depth:
            self._refuse("Y016", event.start_mark, limit=self._limits.max_depth)
        return self._mapping(event, depth) if kind is yaml.MappingStartEvent else self._sequence(event, depth)

    def _mapping(self, start: Any, depth: int) -> tuple[Any, Marks]:
        data: dict[str, Any] = {}
        entries: dict[str, tuple[Mark, Marks]] = {}
        get, end = self._next, yaml.MappingEndEvent
        scalar: Any = yaml.ScalarEvent  # untyped, or the stubs make its marks optional
        while True:
            event = get()
            if type(event) is end:
                break
            key = self._key(event)
            value = get()
            # The common case in line: most nodes are plain or quoted text without anchor and tag.
            if type(value) is scalar and value.anchor is None and value.tag is None:
                read: tuple[Any, Marks] = self._scalar(value), value.start_mark
            else:
                read = self._value(value, depth=depth + 1)
            if key in data:
                line = entries[key][0].line + self._first_line
                self._complain("Y011", event.start_mark, key=key, line=line)
                continue
            data[key], marks = read
            entries[key] = (event.start_mark, marks)
        self._count(2 * len(data))
        return data, MappingMarks(start.start_mark, entries)

    def _sequence(self, start: Any, depth: int) -> tuple[Any, Marks]:
        data: list[Any] = []
        items: list[Marks] = []
        while True:
            event = self._next()
            if type(event) is yaml.SequenceEndEvent:
                break
            value, marks = self._value(event, depth=depth + 1)
            data.append(value)
            items.append(marks)
            self._count(1)
        return data, SequenceMarks(start.start_mark, items)

    def _key(self, event: Any) -> str:
        if type(event) is not yaml.ScalarEvent:
            self._refuse("Y012" if type(event) is yaml.AliasEvent else "Y015", event.start_mark, name="*")
        if event.anchor is not None:
            self._complain("Y012", event.start_mark, name="&" + event.anchor)
        if event.tag is not None:
            self._complain("Y013", event.start_mark, name=event.tag)
        if event.value == "<<" and event.implicit[0]:
            self._refuse("Y014", event.start_mark)
        return str(event.value)

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.implicit[0] and (match := _SCALAR.fullmatch(text)):
            if text in _WORDS:
                return _WORDS[text]
            return Decimal(text) if match["part"] or match["ten"] else int(text)
        if event.end_mark.line > event.start_mark.line and event.style != "|" and _is_joined(event, text):
            self._complain("Y024", event.start_mark)
        if self._has_coded_characters and (found := FORBIDDEN.search(text)):
            self._complain("Y004", event.start_mark, character=f"U+{ord(found[0]):04X}")
        return text

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > self._limits.max_nodes:
            self._report.add("Y017", limit=f"{self._limits.max_nodes:,}")
            raise _Refused

    def _refuse_empty(self) -> NoReturn:
        self._report.add("Y019", (self._first_line, 1))
        raise _Refused

    def _complain(self, code: str, mark: Any, **facts: Any) -> None:
        self._report.add(code, (mark.line + self._first_line, mark.column + 1), **facts)

    def _refuse(self, code: str, mark: Any, **facts: Any) -> NoReturn:
        self._complain(code, mark, **facts)
        raise _Refused
