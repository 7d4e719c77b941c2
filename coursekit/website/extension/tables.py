"""Tables: each gets a frame that scrolls sideways on a narrow screen, and can be reached and named without a mouse."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from coursekit.website.extension.joining import is_japanese
from coursekit.website.extension.tree import HEADINGS, element, flatten
from coursekit.website.wording import words

__all__ = ["TableProcessor"]

_LONG = 52
_PLACEHOLDER = re.compile(f"{STX}[^{ETX}]*{ETX}")


class TableProcessor(Treeprocessor):
    """Also says how many columns and rows there are, for sheets that must fill one printed page."""

    def __init__(self, md: Markdown, *, language: str) -> None:
        super().__init__(md)
        self.words = words(language)["table"]

    def run(self, root: Element) -> None:
        """Wrap every table of the page."""
        parents = {child: parent for parent in root.iter() for child in parent}
        heading = ""
        number = 0
        for node in list(root.iter()):
            if node.tag in HEADINGS:
                heading = flatten(node).strip()
            elif node.tag == "table":
                number += 1
                _describe(node)
                _wrap(node, parents[node], label=self._label(number, heading))

    def _label(self, number: int, heading: str) -> str:
        name = "label" if heading else "plain"
        return str(self.words[name]).format(number=number, heading=heading)


def _describe(table: Element) -> None:
    head = table.findall("thead/tr/th")
    for cell in head:
        if flatten(cell).strip():
            cell.set("scope", "col")
        else:
            cell.tag = "td"  # an empty corner heads nothing
    rows = table.findall("tbody/tr")
    kinds = ["ck-table", f"ck-table--columns-{len(head)}", f"ck-table--rows-{len(rows)}"]
    blank = [row for row in rows if len(row) > 1 and all(_is_blank(cell) for cell in list(row)[1:])]
    if rows and len(blank) == len(rows):
        kinds.append("ck-table--ticks" if _is_long([flatten(row[0]) for row in rows]) else "ck-table--boxes")
    table.set("class", " ".join(kinds))


def _is_blank(cell: Element) -> bool:
    """Whether nothing stands in a cell but a space, which may still be a placeholder of Python-Markdown's here."""
    return not _PLACEHOLDER.sub("", flatten(cell)).strip()


def _is_long(statements: list[str]) -> bool:
    """Whether the first column holds sentences to be ticked, and so needs the room; a full-width sign counts as two."""
    widths = [sum(2 if is_japanese(sign) else 1 for sign in statement) for statement in statements]
    return sum(widths) / len(widths) > _LONG


def _wrap(table: Element, parent: Element, *, label: str) -> None:
    frame = element("div", class_="ck-table-frame", role="region", aria_label=label, tabindex="0")
    parent[list(parent).index(table)] = frame
    frame.tail, table.tail = table.tail, None
    frame.append(table)
