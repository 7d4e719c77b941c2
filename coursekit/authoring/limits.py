"""How much of a file is looked at. A course that needs more raises them here, by name."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file: `max_bytes` in bytes; `max_depth` and `max_nodes` of its YAML."""

    max_bytes: int = 1024 * 1024
    max_depth: int = 20
    max_nodes: int = 200_000


DEFAULT_LIMITS = Limits()
