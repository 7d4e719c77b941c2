"""What must not stand in Markdown: elements and attributes that run programs, and links that do."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from coursekit.authoring.markdown.masking import LineIndex, mask_code

__all__ = ["ALLOWED_SCHEMES", "Unsafe", "find_unsafe", "scheme_of"]

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ALLOWED_ELEMENTS = frozenset(
    {"abbr", "bdi", "br", "cite", "del", "em", "ins", "kbd", "mark", "q"}
    | {"rb", "rp", "rt", "ruby", "small", "strong", "sub", "sup", "wbr"}
)
_ALLOWED_ATTRIBUTES = frozenset(
    ["alt", "class", "dir", "height", "id", "lang", "loading", "rel", "role", "start", "target", "title", "width"]
)
_ALLOWED_PREFIXES = ("aria-", "data-")

# A browser takes everything up to a space, a slash or ">" for the name, and needs no ">" before the next line.
_TAG = re.compile(r"</?(?P<name>[A-Za-z][^\s/>]*)(?=[\s/>])|<(?P<other>\?|!(?!--))")
_HARMLESS_TAG = re.compile(r"</?[A-Za-z]+(?P<inside>(?:\s+[A-Za-z-]+(?:=\"[^\"<>]*\")?)*)\s*/?>")
_ATTRIBUTE_NAME = re.compile(r"(?P<name>[A-Za-z-]+)(?:=\"[^\"]*\")?")
_AUTOLINK = re.compile(r"<(?:https?|mailto|tel):[^\s<>]*>|\]\([ \t]*<[^<>\n]*>[ \t]*\)")
_BRACES = re.compile(r"\{(?P<inside>[^{}\n]*)\}")
_LISTED_ATTRIBUTE = re.compile(r"(?P<name>[^\s={}\"']{1,100})\s*=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]*)")


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Something that is not allowed: an element (M016) or an attribute (M017), by name."""

    code: str
    name: str
    at: tuple[int, int]


def find_unsafe(text: str, *, first_line: int = 1) -> tuple[Unsafe, ...]:
    """Every element and attribute in a Markdown text that is not on the short list of harmless ones."""
    masked = mask_code(text)
    if "<" not in masked and "{" not in masked:
        return ()
    masked = _AUTOLINK.sub(lambda match: " " * len(match[0]), masked)
    index = LineIndex(text, first_line=first_line)
    return tuple(sorted((*_elements(masked, index), *_attributes(masked, index)), key=lambda unsafe: unsafe.at))


def scheme_of(target: str) -> str | None:
    """The scheme of a link as a browser sees it, which ignores spaces and controls and decodes entities; or None."""
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", html.unescape(target)).lower()
    match = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return match[1] if match else None


def _elements(masked: str, index: LineIndex) -> Iterator[Unsafe]:
    opened: set[str] = set()
    for match in _TAG.finditer(masked):
        name = (match["name"] or match["other"]).lower()
        harmless = _HARMLESS_TAG.match(masked, match.start()) if name in _ALLOWED_ELEMENTS else None
        if harmless is None:
            if not match[0].startswith("</") or name not in opened:
                yield Unsafe("M016", match["name"] or match["other"], index.position(match.start()))
            opened.add(name)
            continue
        for attribute in _ATTRIBUTE_NAME.finditer(harmless["inside"]):
            if not _is_allowed(attribute["name"]):
                at = index.position(harmless.start("inside") + attribute.start())
                yield Unsafe("M017", attribute["name"], at)


def _attributes(masked: str, index: LineIndex) -> Iterator[Unsafe]:
    """Attributes that the attr_list extension would set: {: name=value }."""
    for match in _BRACES.finditer(masked):
        if "=" not in match["inside"]:
            continue
        for attribute in _LISTED_ATTRIBUTE.finditer(match["inside"]):
            name = attribute["name"].lstrip(":")
            if name and not _is_allowed(name):
                yield Unsafe("M017", name, index.position(match.start("inside") + attribute.start("name")))


def _is_allowed(name: str) -> bool:
    plain = name.lower()
    return plain in _ALLOWED_ATTRIBUTES or plain.startswith(_ALLOWED_PREFIXES)
