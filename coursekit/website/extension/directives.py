"""Lines that ask for something to be put there: `::: quiz 02-price-before-details`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

from coursekit.website.extension.course_map import build_course_map
from coursekit.website.extension.glossary import build_glossary
from coursekit.website.extension.objectives import build_objectives, build_outcomes
from coursekit.website.extension.quizzes import build_quiz, build_self_check
from coursekit.website.extension.references import build_references
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.start import build_start
from coursekit.website.extension.tree import element

__all__ = ["BUILDERS", "DirectiveProcessor"]

_LINE = re.compile(r"^ {0,3}:::[ \t]+(?P<name>[a-z][a-z-]*)(?:[ \t]+(?P<argument>[^\s]+))?[ \t]*$", re.MULTILINE)

Builder = Callable[[Scope, str | None], Element | None]

BUILDERS: Mapping[str, Builder] = MappingProxyType(
    {
        "course-map": build_course_map,
        "glossary": build_glossary,
        "objectives": build_objectives,
        "outcomes": build_outcomes,
        "quiz": build_quiz,
        "references": build_references,
        "self-check": build_self_check,
        "start": build_start,
    }
)
"""Name -> what makes the element. None says that the argument names nothing the course has."""


class DirectiveProcessor(BlockProcessor):
    """A directive that cannot be followed leaves a remark in the page: the checker has said why."""

    def __init__(self, parser: BlockParser, *, scope: Scope) -> None:
        super().__init__(parser)
        self.scope = scope

    def test(self, parent: Element, block: str) -> bool:
        """Whether a block holds a directive; it may have text before and after it."""
        del parent
        return ":::" in block and _LINE.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Put the element where the line is."""
        block = blocks.pop(0)
        found = _LINE.search(block)
        if found is None:
            return
        before, after = block[: found.start()].rstrip("\n"), block[found.end() :].lstrip("\n")
        if before:
            self.parser.parseBlocks(parent, [before])
        parent.append(self._build(found["name"], found["argument"]))
        if after:
            blocks.insert(0, after)

    def _build(self, name: str, argument: str | None) -> Element:
        said = self.scope.words["problem"]
        builder = BUILDERS.get(name)
        if builder is None:
            return element("p", said["unknown_directive"].format(name=name), class_="ck-problem")
        built = builder(self.scope, argument)
        if built is None:
            return element("p", said["missing"].format(name=argument or name), class_="ck-problem")
        return built
