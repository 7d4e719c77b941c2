"""Units as people read them: points with two places at most, never rounded up."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["points_text"]


@lru_cache(maxsize=4096)
def points_text(units: int, *, scale: int) -> str:
    """Units as a decimal string of points, rounded down: 5 units at a scale of 3 are "1.66"."""
    hundredths = 100 * units // scale
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")
