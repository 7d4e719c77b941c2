"""A string in every language of the course."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["Text"]

Text = Mapping[str, str]
"""One string per language: BCP 47 language code -> text. Both languages of an item travel together, so that a
translation cannot exist without its twin and cannot change a score."""
