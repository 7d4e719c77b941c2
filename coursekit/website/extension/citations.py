"""Citations: `[@TverskyKahneman1974; @Sinaceur2013]` becomes a bracket of links to the references."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor

from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import element

__all__ = ["CitationProcessor"]

_KEY = r"@[\w-]+"
_CITATION = rf"(?P<space>[ \t\n]*)\[(?P<keys>{_KEY}(?:\s*;\s*{_KEY})*)\]"


class CitationProcessor(InlineProcessor):
    """Brackets and separators are those of the page's language; no space stands before full-width ones."""

    def __init__(self, *, scope: Scope) -> None:
        super().__init__(_CITATION, scope.md)
        self.scope = scope

    def handleMatch(  # type: ignore[override] # the stub knows the older form, without `data`
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """The citation as one span."""
        del data
        marks = self.scope.words["citation"]
        full_width = not str(marks["open"]).isascii()
        space = "" if full_width or not match["space"] else " "
        cite = element("span", space + marks["open"], class_="ck-cite")
        keys = [key.strip().removeprefix("@") for key in match["keys"].split(";")]
        for number, key in enumerate(keys, start=1):
            link = self._link(key)
            link.tail = marks["close"] if number == len(keys) else marks["separator"]
            cite.append(link)
        return cite, match.start(0), match.end(0)

    def _link(self, key: str) -> Element:
        reference = self.scope.library.references.get(key)
        if reference is None:
            return element("span", f"@{key}", class_="ck-missing")
        return element("a", self.scope.text(reference.cite), href=self.scope.link(f"references.md#{key}"))
