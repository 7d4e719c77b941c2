"""Reading JSON strictly."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.errors import InvalidJson
from quizserver.web.json_body import read_json

pytestmark = pytest.mark.unit

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@given(values)
def test_what_json_writes_is_read(value: Any) -> None:
    def depth(item: Any) -> int:
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        return 1 + max((depth(one) for one in inner), default=0)

    if depth(value) <= 12:
        assert read_json(json.dumps(value).encode()) == value
        assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(InvalidJson):
        read_json(data)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"x":{"a":1,"a":1}}',
        "NaN",
        "[Infinity]",
        '"\\ud800"',
        '{"\\udc00":1}',
        "[" * 13 + "]" * 13,
        "[" * 99_999,
    ],
)
def test_what_parsers_differ_about_is_refused(text: str) -> None:
    with pytest.raises(InvalidJson):
        read_json(text.encode())


def test_pairs_of_surrogates_are_one_character() -> None:
    assert read_json(b'"\\ud842\\udfb7"') == "𠮷"
