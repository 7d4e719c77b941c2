"""Words for places and values, as a trainer reads them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from coursekit.authoring.yaml_document import Document, Path

__all__ = ["EXPECTED", "describe_place", "describe_value"]

EXPECTED: dict[str, tuple[str, str]] = {
    "string_type": ("text", "文字列"),
    "text": ("a text in each language", "言語ごとの文"),
    "int_type": ("a whole number", "整数"),
    "number_type": ("a number", "数値"),
    "bool_type": ("true or false", "trueかfalse"),
    "list_type": ("a list", "リスト"),
    "dict_type": ("keys with values", "キーと値の組"),
    "model_type": ("keys with values", "キーと値の組"),
}
"""pydantic's name of a type error -> what is expected, in English and Japanese."""


def describe_place(document: Document, path: Path) -> str:
    """A path with list items by their ids: questions[tea-01-q3].options[b].text."""
    words, data = "", document.data
    for step in path:
        data = _below(data, step)
        if isinstance(step, int):
            words += f"[{_name(data) or f'#{step + 1}'}]"
        else:
            words += f".{step}" if words else str(step)
    return words or document.report.file


def describe_value(value: Any) -> tuple[str, str]:
    """What stands in the file, in English and Japanese."""
    match value:
        case None:
            return "empty", "空"
        case bool():
            return f"the value {str(value).lower()}", f"{str(value).lower()}という値"
        case int() | Decimal():
            return f"the number {value}", f"{value}という数値"
        case str():
            return "text", "文字列"
        case list():
            return "a list", "リスト"
        case _:
            return "keys with values", "キーと値の組"


def _below(data: Any, step: str | int) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None


def _name(item: Any) -> str | None:
    names = [item.get(key) for key in ("id", "slug", "key")] if isinstance(item, dict) else []
    return next((name for name in names if isinstance(name, str) and name), None)
