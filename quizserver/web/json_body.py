"""Reading JSON from strangers: strictly, so that what is stored is what was meant."""

from __future__ import annotations

import json
from typing import Any

from quizserver.errors import InvalidJson

__all__ = ["MAX_BODY_BYTES", "MAX_UPLOAD_BYTES", "read_json"]

MAX_BODY_BYTES = 64 * 1024
MAX_UPLOAD_BYTES = 8 * 1024 * 1024
"""For the routes that take a file."""
_MAX_DEPTH = 12


def read_json(body: bytes) -> Any:
    """One JSON value. Raises InvalidJson for what JSON parsers differ about.

    Not UTF-8, duplicate keys, NaN and Infinity, lone surrogates, deep nesting, numbers of absurd length.
    """
    try:
        text = body.decode("utf-8")
        value = _decoder.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise InvalidJson from error
    if isinstance(value, dict | list):
        _check_depth(value, left=_MAX_DEPTH)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key stands twice")
    return result


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def _check_depth(value: dict[str, Any] | list[Any], *, left: int) -> None:
    if left == 0:
        raise InvalidJson
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            _check_depth(item, left=left - 1)
