"""From pydantic's errors to diagnostics that name each field as the trainer wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coursekit.authoring.describing import EXPECTED, describe_place, describe_value
from coursekit.authoring.schema.fields import EMPTY_PATTERN
from coursekit.authoring.schema.questions import QUESTION_SHAPES, UNION_TAGS
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.yaml_document import Document

__all__ = ["Languages", "validate"]

Languages = frozenset[str] | None
"""The languages of the course; None while they are unknown, when course.yml cannot be used."""

AnyShape = TypeVar("AnyShape", bound=BaseModel)
Steps = tuple[str | int, ...]

_LIMITS = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}", "min_length": "≥ {}", "max_length": "≤ {}"}


def validate(document: Document, shape: type[AnyShape], *, languages: Languages, path: Steps = ()) -> AnyShape | None:
    """The value at this path in this shape; None when the document's report says what is wrong with it."""
    data = document.data
    for step in path:
        data = data[step]
    try:
        return shape.__pydantic_validator__.validate_python(data, context=languages)  # type: ignore[no-any-return]
    except ValidationError as failure:
        for error in failure.errors(include_url=False):
            where = (*path, *(step for step in error["loc"] if step not in UNION_TAGS))
            _report(document, error, where=where, shape=shape, languages=languages)
        return None


def _report(
    document: Document, error: ErrorDetails, *, where: Steps, shape: type[BaseModel], languages: Languages
) -> None:
    kind, facts = error["type"], error.get("ctx", {})
    place = describe_place(document, where)
    if kind == "missing":
        document.complain("S001", where[:-1], where=describe_place(document, where[:-1]), key=where[-1])
    elif kind == "extra_forbidden":
        _report_extra(document, error["loc"], where=where, shape=shape)
    elif kind == "text":
        for below, code, fact in facts["problems"]:
            _report_text(document, where, below=below, code=code, fact=fact, languages=languages)
    elif kind in EXPECTED:
        _report_type(document, where, kind=kind, value=error["input"])
    elif kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", facts["expected"])
        hint = find_close(str(error["input"]), allowed)
        document.complain("S004", where, where=place, allowed=", ".join(allowed), hint=hint)
    elif kind == "string_pattern_mismatch":
        code = "S005" if facts["pattern"] == EMPTY_PATTERN else "S006"
        at = document.at_key(*where) if error["loc"][-1] == "[key]" else document.at(*where)
        document.report.add(code, at, where=place)
    elif kind in {"too_short", "too_long"}:
        document.complain("S008", where, where=place, count=facts["actual_length"], limits=_limits(facts))
    else:
        document.complain("S007", where, where=place, limits=_limits(facts))


def _limits(facts: Mapping[str, Any]) -> str:
    named = [form.format(facts[name]) for name, form in _LIMITS.items() if name in facts]
    return ", ".join(named) or "< 10^15, ≥ 10^-12"


def _report_extra(document: Document, loc: Steps, *, where: Steps, shape: type[BaseModel]) -> None:
    key, at, place = str(where[-1]), document.at_key(*where), describe_place(document, where[:-1])
    own = next((name for name, other in QUESTION_SHAPES.items() if other is shape and len(loc) == 1), None)
    owners = [name for name, other in QUESTION_SHAPES.items() if key in _keys(other)]
    if own and owners:
        document.report.add("S011", at, key=key, types=", ".join(owners), type=own, where=place)
    else:
        hint = find_close(key, _keys_at(shape, loc[:-1]))
        document.report.add("S002", at, where=place, key=key, hint=hint)


def _report_text(document: Document, where: Steps, *, below: Steps, code: str, fact: Any, languages: Languages) -> None:
    if code == "S003":
        _report_type(document, (*where, *below), kind="string_type" if below else "text", value=fact)
    elif code == "S010":
        at, hint = document.at_key(*where, *below), find_close(str(fact), languages or ())
        document.report.add(code, at, where=describe_place(document, where), language=fact, hint=hint)
    else:
        place = (*where, *below)
        document.complain(code, place, where=describe_place(document, place), language=fact)


def _report_type(document: Document, where: Steps, *, kind: str, value: Any) -> None:
    (expected, expected_ja), (found, found_ja) = EXPECTED[kind], describe_value(value)
    document.complain(
        "S003",
        where,
        where=describe_place(document, where),
        expected=expected,
        expected_ja=expected_ja,
        found=found,
        found_ja=found_ja,
    )


@cache
def _keys(shape: type[BaseModel]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in shape.model_fields.items())


def _keys_at(shape: type[BaseModel], loc: Steps) -> set[str]:
    """The keys that the shape knows where an error stands: followed through lists, mappings and alternatives."""
    shapes = [shape]
    for step in loc:
        fields = [
            field for each in shapes for name, field in each.model_fields.items() if (field.alias or name) == step
        ]
        shapes = [found for field in fields for found in _shapes_in(field.annotation)] or shapes
    return set().union(*(_keys(found) for found in shapes))


def _shapes_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _shapes_in(argument)]
