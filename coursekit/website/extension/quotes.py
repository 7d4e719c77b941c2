"""Quotation marks and apostrophes of English text, set as in print; authors type the straight ones."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from coursekit.website.extension.joining import text_runs
from coursekit.website.typography import curl_quotes, is_curled

__all__ = ["QuoteProcessor"]


class QuoteProcessor(Treeprocessor):
    """Runs when inline Markdown has become elements: what stands before a mark may be inside another element."""

    def __init__(self, md: Markdown, *, language: str) -> None:
        super().__init__(md)
        self.active = is_curled(language)

    def run(self, root: Element) -> None:
        """Set the marks in every run of text, code excepted."""
        if not self.active:
            return
        for block in root.iter():
            before = ""
            for owner, attribute in text_runs(block):
                text = getattr(owner, attribute)
                if '"' in text or "'" in text:
                    curled = curl_quotes(text, before=before)
                    setattr(owner, attribute, AtomicString(curled) if isinstance(text, AtomicString) else curled)
                before = text[-1:] or before
