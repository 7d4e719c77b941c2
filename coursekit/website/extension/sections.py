"""Sections: what stands under a level-two heading gets one element around it, what stands before them another."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from coursekit.website.extension.tree import element

__all__ = ["SectionProcessor"]


class SectionProcessor(Treeprocessor):
    """The heading's id is repeated in `data-ck-section`, so that a style can tell a summary from a scene."""

    def run(self, root: Element) -> None:
        """Group the children of the page."""
        parts = [element("div", class_="ck-preface")]
        for child in list(root):
            root.remove(child)
            if child.tag == "h2":
                parts.append(element("section", class_="ck-section", data_ck_section=child.get("id")))
            parts[-1].append(child)
        if not len(parts[0]):
            del parts[0]
        for part in parts:
            part.text = part.tail = "\n"
        root.extend(parts)
