"""The clock, as everything here gets it: an argument."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Clock", "utc_ms"]

Clock = Callable[[], int]
"""Now, in whole milliseconds since 1970, UTC."""


def utc_ms() -> int:
    """The machine's clock."""
    return time.time_ns() // 1_000_000
