"""Break points in the headings of Japanese pages."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from coursekit.website.extension.tree import HEADINGS
from coursekit.website.phrasing import is_phrased, phrases

__all__ = ["PhraseProcessor"]


class PhraseProcessor(Treeprocessor):
    """Runs after headings have given their text to the table of contents."""

    def __init__(self, md: Markdown, *, language: str) -> None:
        super().__init__(md)
        self.active = is_phrased(language)

    def run(self, root: Element) -> None:
        """Split the text of every heading."""
        if not self.active:
            return
        for heading in [node for node in root.iter() if node.tag in HEADINGS or node.tag == "summary"]:
            heading.set("class", " ".join(filter(None, [heading.get("class"), "ck-phrases"])))
            for node in list(heading.iter()):
                _split(node)


def _split(node: Element) -> None:
    """Put <wbr> between the phrases of the text in a node, and of the text behind each of its children."""
    for child in reversed(list(node)):
        pieces = phrases(child.tail) if child.tail and child.tail.strip() else []
        if pieces:
            child.tail = pieces[0]
            _insert(node, list(node).index(child) + 1, pieces[1:])
    pieces = phrases(node.text) if node.text and node.text.strip() else []
    if pieces:
        node.text = pieces[0]
        _insert(node, 0, pieces[1:])


def _insert(parent: Element, place: int, pieces: list[str]) -> None:
    for offset, piece in enumerate(pieces):
        mark = Element("wbr")
        mark.tail = piece
        parent.insert(place + offset, mark)
