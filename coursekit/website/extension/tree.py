"""Making and reading elements. Text given here is plain: it is not read as Markdown, and it is escaped when written."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.util import AtomicString

__all__ = ["HEADINGS", "append", "element", "flatten", "has_class", "markdown_element", "take_content"]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def element(tag: str, text: str | None = None, /, *children: Element, **attributes: str | None) -> Element:
    """An element with plain text. `class_` means class, `data_ck_x` data-ck-x; what is None is left out."""
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), value)
    made.text = AtomicString(text) if text is not None else None
    made.extend(children)
    return made


def markdown_element(tag: str, text: str, **attributes: str | None) -> Element:
    """An element whose text is Markdown of a line, for the inline patterns that run later."""
    made = element(tag, **attributes)
    made.text = text
    return made


def append(parent: Element, *children: Element) -> Element:
    """The parent, with more children."""
    parent.extend(children)
    return parent


def flatten(node: Element) -> str:
    """All text inside an element."""
    return "".join(node.itertext())


def has_class(node: Element, name: str) -> bool:
    """Whether an element has a class."""
    return name in (node.get("class") or "").split()


def take_content(source: Element, *, into: Element) -> Element:
    """Move text and children from one element to another; its tail stays where it is."""
    into.text = source.text
    into.extend(list(source))
    source.text = None
    for child in list(source):
        source.remove(child)
    return into
