"""The last line: what is not known to be harmless does not reach a page, whoever wrote it and however it got here.

The checker reports unsafe Markdown first, with file and line. This holds when it is not asked, or wrong. It works on
the finished tree, behind every other processor and just before writing, so that what is judged is what is written. Raw
HTML never becomes an element (see `core`), so the tree holds only what Markdown, attribute lists and this package made.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX

__all__ = ["SanitizeProcessor", "is_safe_url"]

_TAGS = frozenset(
    """
    a abbr b blockquote br cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins
    kbd li mark nav ol p pre q rp rt ruby s section small span strong sub summary sup table tbody td tfoot th thead time
    tr u ul wbr
    """.split()  # noqa: SIM905 - reads better than fifty quoted names
)
_ATTRIBUTES = frozenset(
    """
    align alt class colspan datetime dir headers height hidden href hreflang id lang open reversed role rowspan scope
    src start tabindex title translate value width
    """.split()  # noqa: SIM905 - as above
)
_PREFIXES = ("aria-", "data-ck-", "data-search-")
_VALUES = {"align": {"left", "center", "right"}, "tabindex": {"0", "-1"}}
_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")


class SanitizeProcessor(Treeprocessor):
    """Keeps known tags, attributes and schemes. An unknown element leaves its text; script and style leave nothing."""

    def run(self, root: Element) -> None:
        """Clean the whole tree."""
        for node in root.iter():
            for child in list(node):
                if child.tag not in _TAGS:
                    child.attrib.clear()
                    if child.tag in ("script", "style"):
                        child.text = None
                        child[:] = []
                    child.tag = "span"
            if node is not root:
                _clean_attributes(node)


def _clean_attributes(node: Element) -> None:
    for name, value in list(node.attrib.items()):
        if not _is_allowed(name, value, tag=str(node.tag)):
            del node.attrib[name]


def _is_allowed(name: str, value: str | None, *, tag: str) -> bool:
    name, value = str(name), str(value)
    if name not in _ATTRIBUTES and not name.startswith(_PREFIXES):
        return False
    if name in ("href", "src"):
        return is_safe_url(value, local=tag == "img")
    if name == "id":
        return not value.startswith("__")  # names that the theme's own scripts use
    return value in _VALUES.get(name, {value})


def is_safe_url(url: str, *, local: bool = False) -> bool:
    """Whether an address can do no more than lead somewhere. A `local` one must stay on this site: images are fetched.

    Browsers decode entities and skip spaces and control characters before they look at the scheme, so do we.
    """
    plain = _IGNORED.sub("", html.unescape(url.replace(AMP_SUBSTITUTE, "&")))
    if STX in url.replace(AMP_SUBSTITUTE, "") or ETX in url.replace(AMP_SUBSTITUTE, ""):
        return False
    scheme = _SCHEME.match(plain)
    if local:
        return scheme is None and not plain.replace("\\", "/").startswith("//")
    return (scheme[1].lower() if scheme else "") in _SCHEMES
