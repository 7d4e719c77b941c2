"""HTML as a tree that a test can ask: html.parser is strict enough to notice what a browser would silently mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"input", "br", "link", "meta"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text, with white space as a reader sees it."""
        return " ".join("".join(self._strings()).split())

    def all(self, name: str = "*", **attributes: str | None) -> list[Element]:
        """Descendants with this name and these attributes; `data_x` stands for data-x, None for any value."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self._elements()
            if name in ("*", element.name)
            and all(
                key in element.attributes and value in (None, element.attributes[key]) for key, value in wanted.items()
            )
        ]

    def one(self, name: str = "*", **attributes: str | None) -> Element:
        """The only such descendant."""
        found = self.all(name, **attributes)
        assert len(found) == 1, f"{len(found)} of {name} {attributes}"
        return found[0]

    def _elements(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                # What stands in a template is not in the page.
                if child.name != "template":
                    yield from child._elements()

    def _strings(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.name != "template":
                yield " " if child.name == "br" else ""
                yield from child._strings()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute stands twice: {tag} {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(html: str) -> Element:
    """The tree. Fails where elements are not closed in order or an attribute stands twice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"never closed: {[element.name for element in reader.open[1:]]}"
    return reader.open[0]


def ids(tree: Element, pick: Callable[[Element], str] = lambda element: element.attributes["id"]) -> list[str]:
    return [pick(element) for element in tree.all(id=None)]
