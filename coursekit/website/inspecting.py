"""The finished pages, looked at once more before they are published.

No page needs an inline script or style, so none may have one: the Content-Security-Policy then allows no exception, and
an injected script could not run even if it got this far. Nothing is fetched from another host either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from coursekit.website.extension.sanitizing import is_safe_url

__all__ = ["POLICY", "find_unsafe", "inspect_site"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page of the site, as the server sends it. No hash is needed: see above."""

_SUSPECT = re.compile(
    r"<(?:script(?![^>]*\ssrc=|[^>]*\stype=\"application/json\")|style\b|iframe\b|object\b|embed\b|base\b"
    r"|(?:img|script|source|video|audio)\b[^>]*\s(?:src|srcset)=[\"']?(?:https?:)?//"
    r"|link\b(?![^>]*\srel=\"(?:canonical|alternate)\")[^>]*\shref=[\"']?(?:https?:)?//)"
    r"|[\s\"'/](?:on[a-z]{3,}|style|srcdoc|formaction)\s*="
    r"|=\s*[\"']?\s*(?:javascript|vbscript|data):",
    re.IGNORECASE,
)
"""Quick to ask of a whole page. What matches is then read properly: it may be nothing but text."""

_FORBIDDEN_TAGS = frozenset({"style", "iframe", "object", "embed", "base"})
_FETCHING_TAGS = frozenset({"img", "script", "source", "video", "audio", "track"})
_FETCHING_LINKS = frozenset(
    {
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "manifest",
        "preload",
        "modulepreload",
        "prefetch",
        "preconnect",
        "dns-prefetch",
    }
)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster"})


def inspect_site(site_dir: Path) -> list[str]:
    """What is unsafe in the pages of a site: "02-brewing/index.html: inline script"."""
    found = []
    for page in sorted(site_dir.rglob("*.html")):
        complaints = find_unsafe(page.read_text(encoding="utf-8"))
        found += [f"{page.relative_to(site_dir).as_posix()}: {what}" for what in complaints]
    return found


def find_unsafe(html: str) -> list[str]:
    """What a page holds that it must not."""
    if not _SUSPECT.search(html):
        return []
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += list(_complaints(tag, {name: value or "" for name, value in attrs}))


def _complaints(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag in _FORBIDDEN_TAGS:
        yield f"<{tag}>"
    if tag == "script" and "src" not in attributes and attributes.get("type") != "application/json":
        yield "inline script"
    for name, value in attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc"):
            yield f"{name}= on <{tag}>"
        elif name in _ADDRESSES and not is_safe_url(value, local=_is_fetched(tag, attributes)):
            yield f"{name}={value[:60]!r} on <{tag}>"


def _is_fetched(tag: str, attributes: dict[str, str]) -> bool:
    """Whether a browser fetches the address by itself; it must then be on this site."""
    kinds = set(attributes.get("rel", "").lower().split())
    return tag in _FETCHING_TAGS or (tag == "link" and bool(kinds & _FETCHING_LINKS))
