"""JSON Schemas of a course's files, so that an editor completes and explains keys while a trainer types."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from coursekit.authoring.schema.fields import TEXT_MARK
from coursekit.authoring.schema.files import (
    CourseShape,
    FactShape,
    MisconceptionShape,
    QuizFileShape,
    ReferenceShape,
    SelfCheckShape,
    TermShape,
)

__all__ = ["render_schemas"]

_SHAPES: dict[str, Any] = {
    "course": CourseShape,
    "facts": list[FactShape],
    "glossary": list[TermShape],
    "misconceptions": list[MisconceptionShape],
    "quiz": QuizFileShape,
    "references": list[ReferenceShape],
    "self-check": SelfCheckShape,
}
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def render_schemas(languages: Sequence[str]) -> dict[str, str]:
    """File name -> JSON Schema, for a course in these languages."""
    return {f"{name}.schema.json": _render(shape, languages) for name, shape in _SHAPES.items()}


def _render(shape: Any, languages: Sequence[str]) -> str:
    schema = _adapt(TypeAdapter(shape).json_schema(by_alias=True), languages)
    schema.setdefault("$defs", {})["Text"] = _by_language({"type": "string", "pattern": r"\S"}, languages)
    schema["$defs"] = {name: schema["$defs"][name] for name in sorted(schema["$defs"])}
    return json.dumps({"$schema": _DRAFT, **schema}, ensure_ascii=False, indent=2) + "\n"


def _by_language(value: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {language: dict(value) for language in languages},
        "required": list(languages),
        "additionalProperties": False,
    }


def _adapt(node: Any, languages: Sequence[str]) -> Any:
    """Put the languages where texts stand, and drop the titles that pydantic makes from names."""
    if isinstance(node, list):
        return [_adapt(item, languages) for item in node]
    if not isinstance(node, dict):
        return node
    if TEXT_MARK in node:
        return {"$ref": "#/$defs/Text"} | {key: node[key] for key in ("description",) if key in node}
    if "(text)" in node.get("properties", {}):
        return _near_miss(node, languages)
    adapted = {
        key: _adapt(value, languages) for key, value in node.items() if not (key == "title" and isinstance(value, str))
    }
    if adapted.get("type") == "number" and isinstance(adapted.get("default"), str):
        adapted["default"] = json.loads(adapted["default"])  # pydantic writes decimals as text
    properties = adapted.get("properties")
    if properties and properties.get("input", {}).get("additionalProperties"):
        properties["input"] |= _by_language(properties["input"]["additionalProperties"], languages)
    return adapted


def _near_miss(node: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """A near miss holds its value and its texts side by side."""
    own = {key: _adapt(value, languages) for key, value in node["properties"].items() if key != "(text)"}
    texts = {language: {"type": "string", "pattern": r"\S"} for language in languages}
    required = [key for key in node["required"] if key != "(text)"]
    return {
        "type": "object",
        "properties": own | texts,
        "required": [*required, *languages],
        "additionalProperties": False,
    }
