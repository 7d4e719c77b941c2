"""Headings, directives, links and citations of a Markdown text, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from coursekit.authoring.markdown.masking import LineIndex, mask_code
from coursekit.model import Heading

__all__ = ["Citation", "DirectiveUse", "Link", "Scan", "scan_markdown"]

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DirectiveUse:
    """A line `::: name argument`; the positions are those of the name and of the argument."""

    name: str
    argument: str
    at: Position
    argument_at: Position


@dataclass(frozen=True, slots=True)
class Link:
    """The target of a link or an image."""

    target: str
    image: bool
    at: Position


@dataclass(frozen=True, slots=True)
class Citation:
    """One work in a bracket of citations; `key` is None when it cannot be read."""

    text: str
    key: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Scan:
    """What a Markdown text holds. `anchors` are all ids that a link can name, those of headings included."""

    headings: tuple[Heading, ...]
    directives: tuple[DirectiveUse, ...]
    links: tuple[Link, ...]
    citations: tuple[Citation, ...]
    anchors: frozenset[str]


_HEADING = re.compile(
    r"^(?P<marks>#{1,6})(?P<text>[^\n]*)$|(?:\A|(?<=\n\n))(?P<over>[^\n]+)\n(?P<line>=+|-+)[ ]*$", re.MULTILINE
)
_ID = re.compile(r"(?:^|\s|:)#(?P<id>[^\s#]+)")
_BRACES = re.compile(r"\{(?P<inside>[^{}\n]*)\}")
_DIRECTIVE = re.compile(r"^[ \t]*:::[ \t]*(?P<name>\S*)(?P<rest>[^\n]*)$", re.MULTILINE)
_BRACKET = re.compile(r"\\.|!?\[|\]\(?")
_TARGET = re.compile(r"[ \t\n]*(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))")
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\]\n^@][^\]\n]*\]:[ \t]*<?(?P<target>[^\s<>]+)", re.MULTILINE)
_AUTOLINK = re.compile(r"<(?P<target>[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s<>]*)>")
_CITATION = re.compile(r"\[(?P<inside>@[^\[\]]*)\](?![(\[:])")
_KEY = re.compile(r"\s*@(?P<key>\w[\w-]*)\s*")
_INLINE_MARKS = re.compile(r"!?\[(?P<text>[^\[\]]*)\]\([^()]*\)|<[^<>]*>|[*`]|(?<!\w)_|_(?!\w)")


def scan_markdown(text: str, *, first_line: int = 1) -> Scan:
    """Read a text that begins on line `first_line` of its file."""
    masked = mask_code(text)
    index = LineIndex(text, first_line=first_line)
    headings = _headings(masked, text, index=index)
    ids = {heading.id for heading in headings}
    return Scan(
        headings=headings,
        directives=tuple(_directives(masked, index)),
        links=tuple(sorted(_links(masked, index), key=lambda link: link.at)),
        citations=tuple(_citations(masked, index)),
        anchors=frozenset(
            ids | {name for braces in _BRACES.finditer(masked) for name in _ID.findall(braces["inside"])}
        ),
    )


def _headings(masked: str, text: str, *, index: LineIndex) -> tuple[Heading, ...]:
    found: list[tuple[int, str, str | None, int]] = []
    for match in _HEADING.finditer(masked):
        if not match["marks"] and _is_table_or_list(match["over"]):
            continue
        start, end = match.span("text" if match["marks"] else "over")
        level = len(match["marks"]) if match["marks"] else (1 if match["line"].startswith("=") else 2)
        words, explicit = _split_id(text[start:end].rstrip("\r").strip())
        words = words.rstrip("#").rstrip() if match["marks"] else words
        found.append((level, words, explicit, index.position(match.start())[0]))
    return _with_ids(found)


def _split_id(words: str) -> tuple[str, str | None]:
    """A heading without the attributes behind it, and the id among them: `Water {#water}`."""
    start = words.rfind("{") if words.endswith("}") else -1
    if start <= 0:
        return words, None
    explicit = _ID.search(words[start + 1 : -1])
    return words[:start].rstrip(), explicit["id"] if explicit else None


def _is_table_or_list(line: str) -> bool:
    return line.lstrip().startswith(("|", "-", "*", "+", ">", "#", ":::"))


def _with_ids(found: list[tuple[int, str, str | None, int]]) -> tuple[Heading, ...]:
    """Give the headings without an id of their own the one that the site will make."""
    used = {explicit for _, _, explicit, _ in found if explicit}
    counts: dict[str, int] = {}
    headings = []
    for level, words, explicit, line in found:
        name = explicit or _unique(_slug(words), used=used, counts=counts)
        used.add(name)
        headings.append(Heading(level=level, id=name, text=_without_marks(words), line=line))
    return tuple(headings)


def _without_marks(words: str) -> str:
    return _INLINE_MARKS.sub(lambda match: match["text"] or "", words)


def _slug(words: str) -> str:
    """As pymdownx.slugs makes it (case: lower): https://facelessuser.github.io/pymdown-extensions/extras/slugs/."""
    plain = unicodedata.normalize("NFC", _without_marks(words)).lower()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")


def _unique(name: str, *, used: set[str], counts: dict[str, int]) -> str:
    """As Python-Markdown's toc extension makes an id unique: name, name_1, name_2."""
    candidate = name
    while candidate in used or not candidate:
        counts[name] = counts.get(name, 0) + 1
        candidate = f"{name}_{counts[name]}"
    return candidate


def _directives(masked: str, index: LineIndex) -> Iterator[DirectiveUse]:
    for match in _DIRECTIVE.finditer(masked):
        argument = match["rest"].strip()
        argument_at = match.start("rest") + len(match["rest"]) - len(match["rest"].lstrip())
        yield DirectiveUse(match["name"], argument, index.position(match.start("name")), index.position(argument_at))


def _links(masked: str, index: LineIndex) -> Iterator[Link]:
    open_brackets: list[bool] = []
    for match in _BRACKET.finditer(masked):
        mark = match[0]
        if mark in {"[", "!["}:
            open_brackets.append(mark.startswith("!"))
        elif mark.startswith("]") and open_brackets:
            image = open_brackets.pop()
            target = _TARGET.match(masked, match.end()) if mark == "](" else None
            if target is not None:
                group = "pointed" if target["pointed"] is not None else "plain"
                yield Link(target[group], image, index.position(target.start(group)))
    for pattern in (_DEFINITION, _AUTOLINK):
        for match in pattern.finditer(masked):
            yield Link(match["target"], False, index.position(match.start("target")))


def _citations(masked: str, index: LineIndex) -> Iterator[Citation]:
    for match in _CITATION.finditer(masked):
        offset = match.start("inside")
        for part in match["inside"].split(";"):
            key = _KEY.fullmatch(part)
            lead = len(part) - len(part.lstrip())
            yield Citation(part.strip(), key["key"] if key else None, index.position(offset + lead))
            offset += len(part) + 1
