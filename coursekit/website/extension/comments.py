"""Comments are for authors (and for textlint); readers do not get them."""

from __future__ import annotations

import re

from markdown.preprocessors import Preprocessor

__all__ = ["CommentPreprocessor"]

_COMMENT = re.compile(r"<!--.*?-->[ \t]*", re.DOTALL)


class CommentPreprocessor(Preprocessor):
    """Removes <!-- … -->. Nothing can be smuggled in by it: raw HTML is shown as text in any case."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines without comments."""
        text = "\n".join(lines)
        return _COMMENT.sub("", text).split("\n") if "<!--" in text else lines
