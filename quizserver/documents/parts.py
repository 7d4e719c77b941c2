"""Whether the parts that documents are made with are installed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

__all__ = ["EXTRA", "find_missing_part"]

EXTRA = "certificates"
_PARTS = ("typst", "segno", "fontTools", "joserfc", "pylopdf_fonts_jp", "fontpkg_source_serif_4")


@cache
def find_missing_part() -> str | None:
    """The first package that is missing, or None when certificates can be made."""
    return next((part for part in _PARTS if find_spec(part) is None), None)
