"""Where to go after signing in: back to where somebody came from, if that is a place of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["local_path"]

_LONGEST = 1000


def local_path(wanted: str | None, *, otherwise: str) -> str:
    """`wanted` if it is a path on this host that every browser reads as one; else `otherwise`."""
    if not wanted or len(wanted) > _LONGEST or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    if "\\" in wanted or any(ord(character) < 0x21 or ord(character) == 0x7F for character in wanted):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc or parts.path.startswith("//") else wanted
