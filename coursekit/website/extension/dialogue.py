"""A block quote in which every paragraph starts with a bold name and a colon is a dialogue."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from coursekit.website.extension.tree import element, flatten, take_content
from coursekit.website.wording import words

__all__ = ["DialogueProcessor"]

_NAME = re.compile(r"^(?P<name>.{1,40}?)\s*(?P<colon>[:：])$")
_MOVE = re.compile(r"^[（(]\s*(?P<mark>[①-⑳])\s*[）)]$")


class DialogueProcessor(Treeprocessor):
    """Every turn stays a paragraph that begins with its speaker's name, so it reads right when it is read aloud."""

    def __init__(self, md: Markdown, *, language: str) -> None:
        super().__init__(md)
        self.label = words(language)["dialogue"]["label"]

    def run(self, root: Element) -> None:
        """Turn quotes that are dialogues into groups of turns; mark the numbered moves anywhere."""
        speakers: list[str] = []  # of the whole page, so that a person keeps the same color
        for quote in root.iter("blockquote"):
            turns = [_speaker(child) for child in quote]
            if turns and all(turns):
                self._convert(quote, speakers)
        for strong in root.iter("strong"):
            if not len(strong) and _MOVE.match(strong.text or ""):
                _mark_move(strong)

    def _convert(self, quote: Element, speakers: list[str]) -> None:
        quote.tag = "div"
        quote.attrib.update({"class": "ck-dialogue", "role": "group", "aria-label": self.label})
        for paragraph in quote:
            name = _speaker(paragraph) or ""
            if name not in speakers:
                speakers.append(name)
            _convert_turn(paragraph, number=speakers.index(name) + 1)


def _speaker(paragraph: Element) -> str | None:
    """Who speaks in a paragraph, or None when it does not start with a name in bold."""
    if paragraph.tag != "p" or not len(paragraph) or (paragraph.text or "").strip():
        return None
    strong = paragraph[0]
    found = _NAME.match(flatten(strong).strip()) if strong.tag == "strong" else None
    return found["name"] if found else None


def _convert_turn(paragraph: Element, *, number: int) -> None:
    paragraph.set("class", f"ck-turn ck-turn--{(number - 1) % 4 + 1}")
    name = paragraph[0]
    name.tag = "b"
    name.set("class", "ck-speaker")
    says = element("span", class_="ck-says")
    paragraph.remove(name)
    take_content(paragraph, into=says)
    says.text = (name.tail or "").lstrip()
    name.tail = " "
    paragraph.extend([name, says])


def _mark_move(strong: Element) -> None:
    """`(①)`: the brackets stay for those who listen or copy, the eye gets a badge."""
    text = strong.text or ""
    mark = text.strip("()（） ")
    strong.text = None
    strong.set("class", "ck-point")
    strong.extend(
        [
            element("span", text[0], class_="ck-visually-hidden"),
            element("span", mark, class_="ck-point__mark"),
            element("span", text[-1], class_="ck-visually-hidden"),
        ]
    )
