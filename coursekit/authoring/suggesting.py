"""The name that was probably meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["find_close"]


def find_close(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, or None. Case, width and spaces around do not count."""
    by_plain = {_plain(candidate): candidate for candidate in known}
    matches = get_close_matches(_plain(name)[:80], by_plain, n=1, cutoff=0.7)
    return by_plain[matches[0]] if matches else None


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()
