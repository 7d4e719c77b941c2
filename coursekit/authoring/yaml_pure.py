"""PyYAML's own parser in Python, for machines without libyaml."""

from __future__ import annotations

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

__all__ = ["PureParser"]


class PureParser(Reader, Scanner, Parser):
    """A text's events, as the C parser gives them."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
