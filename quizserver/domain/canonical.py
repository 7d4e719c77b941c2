"""JSON as its one text: equal data are equal bytes, so that they can be compared, hashed and chained."""

from __future__ import annotations

import json
from collections.abc import Callable
from json import encoder
from typing import Any

__all__ = ["canonical"]

_slow = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _make() -> Callable[[Any], str]:
    """CPython makes its fast encoder anew for each `dumps`, which takes ten times as long as encoding an answer."""
    make: Any = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return _slow.encode
    # In the order of its C code: markers, default, encoder, indent, two separators, sort_keys, skipkeys, allow_nan.
    # Without markers, data that contain themselves end in a RecursionError.
    fast = make(None, _slow.default, encoder.encode_basestring_ascii, None, ":", ",", True, False, True)
    return lambda data: "".join(fast(data, 0))


canonical = _make()
"""ASCII, keys sorted, no blanks. Raises TypeError for what is no JSON."""
