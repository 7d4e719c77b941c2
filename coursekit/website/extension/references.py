"""The list of works, by topic; each has its key as its anchor."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from coursekit.model import Reference
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import append, element, markdown_element

__all__ = ["build_references"]


def build_references(scope: Scope, argument: str | None) -> Element | None:
    """Topics in the order in which the file brings them up; one topic alone gets no heading."""
    del argument
    topics: dict[str, list[Reference]] = {}
    for reference in scope.library.content.references:
        topics.setdefault(reference.topic, []).append(reference)
    whole = element("div", class_="ck-references")
    for topic, works in topics.items():
        if len(topics) > 1:
            said = scope.words["references"]
            whole.append(element("h2", said.get(topic, said["other"]), id=f"topic-{topic}"))
        whole.append(append(element("ul", class_="ck-works"), *(_work(scope, reference) for reference in works)))
    return whole


def _work(scope: Scope, reference: Reference) -> Element:
    item = element("li", class_="ck-work", id=reference.key)
    item.append(markdown_element("p", reference.entry.strip(), lang="en" if reference.entry.isascii() else None))
    if reference.note:
        item.append(element("p", scope.text(reference.note), class_="ck-work__note"))
    return item
