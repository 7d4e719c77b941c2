"""Lists in which every item starts with a label in bold; those of do, say and avoid each look their part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from coursekit.website.extension.tree import element, flatten
from coursekit.website.wording import languages, words

__all__ = ["LabelProcessor"]

_END = re.compile(r"[:：.。]$")


class LabelProcessor(Treeprocessor):
    """`- **Do:** …` gets the classes ck-cues (list), ck-cue (label) and ck-practice__do (item)."""

    def run(self, root: Element) -> None:
        """Find the lists and mark them."""
        for items in root.iter():
            if items.tag in ("ul", "ol") and len(items) and all(_label(item) is not None for item in items):
                _convert(items)


def _convert(items: Element) -> None:
    kinds = [_kinds().get(flatten(label).strip().rstrip(":：.。")) for label in map(_label, items) if label is not None]
    practice = all(kinds)
    items.set("class", "ck-cues ck-practice" if practice else "ck-cues")
    for item, kind in zip(items, kinds, strict=True):
        label = _label(item)
        if label is None:
            continue
        label.set("class", "ck-cue")
        if practice:
            item.set("class", f"ck-practice__{kind}")
            _wrap_rest(item, label)


def _label(item: Element) -> Element | None:
    """The bold label that an item starts with, or None."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    if not len(holder) or (holder.text or "").strip() or holder[0].tag != "strong":
        return None
    return holder[0] if _END.search(flatten(holder[0]).strip()) else None


def _wrap_rest(item: Element, label: Element) -> None:
    """Put what follows the label into one element, so that label and text can stand in two columns."""
    holder = item if item[0] is label else item[0]
    rest = element("span", class_="ck-cue__text")
    rest.text = (label.tail or "").lstrip()
    label.tail = " "
    for child in list(holder)[1:]:
        holder.remove(child)
        rest.append(child)
    holder.append(rest)


@cache
def _kinds() -> Mapping[str, str]:
    """Label in any language -> do, say or avoid."""
    return {label: kind for language in languages() for kind, label in words(language)["labels"].items()}
