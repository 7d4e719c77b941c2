"""Scripts and styles without what only their readers need: comments, spaces, long names."""

from __future__ import annotations

import minify

__all__ = ["shrink"]

_TYPES = {"js": "text/javascript", "css": "text/css"}


def shrink(name: str, content: bytes) -> bytes:
    """The content of an asset, smaller, with the same meaning; what is neither script nor style stays as it is.

    The names at the top level of a script stay: other scripts import them.
    """
    media_type = _TYPES.get(name.rpartition(".")[2])
    if media_type is None:
        return content
    return str(minify.string(media_type, content.decode())).encode()
