"""Scripts and styles without what only their readers need: comments, spaces, long ways of saying the same."""

from __future__ import annotations

import re

import minify_html

__all__ = ["shrink"]

# The library takes pages. A script that is a module keeps its top-level names, which other scripts import.
_WRAPPERS = {
    "js": ('<script type="module">', "<script type=module>", "</script>"),
    "css": ("<style>", "<style>", "</style>"),
}
# Whole lines only. No string of ours goes over several lines.
_COMMENT = re.compile(r"^[ ]*(?://.*|/\*[\s\S]*?\*/)\n", re.MULTILINE)


def shrink(name: str, content: bytes) -> bytes:
    """The content of an asset, smaller, with the same meaning; what is neither script nor style stays as it is."""
    wrapper = _WRAPPERS.get(name.rpartition(".")[2])
    if wrapper is None:
        return content
    before, shrunk_before, after = wrapper
    # The library keeps the comments of a script.
    page = f"{before}{_COMMENT.sub('', content.decode())}{after}"
    shrunk = minify_html.minify(page, minify_css=True, minify_js=True, keep_closing_tags=True)
    return shrunk.removeprefix(shrunk_before).removesuffix(after).encode()
