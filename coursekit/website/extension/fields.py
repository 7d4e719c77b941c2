"""Lines to fill in on a sheet: `Name: ______  Date: ______` with the class `sheet-line`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from coursekit.website.extension.tree import element, has_class

__all__ = ["FieldProcessor"]

_BLANK = re.compile(r"_{3,}")


class FieldProcessor(Treeprocessor):
    """A label stays with its blank, and the blanks share the width of the line, on paper and on a phone."""

    def run(self, root: Element) -> None:
        """Convert the lines that are nothing but text and blanks."""
        for line in root.iter("p"):
            if has_class(line, "sheet-line") and not len(line) and _BLANK.search(line.text or ""):
                _convert(line)


def _convert(line: Element) -> None:
    *labels, rest = _BLANK.split(line.text or "")
    line.text = None
    line.set("class", "sheet-line ck-fields")
    for label in labels:
        blank = element("span", class_="ck-field__blank")
        line.append(element("span", None, element("span", label.strip()), blank, class_="ck-field"))
    if rest.strip():
        line.append(element("span", rest.strip()))
