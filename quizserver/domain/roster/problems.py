"""What is wrong, or worth a look, in a roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Any

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` names the message (words: roster.problems.<code>), `field` the column. A warning refuses nothing."""

    code: str
    field: str | None = None
    facts: Mapping[str, Any] = with_default(default_factory=dict)
    warning: bool = False
