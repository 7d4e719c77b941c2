"""Canonical JSON and changed records: fast, and the same as the plain ways."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.domain.canonical import canonical
from quizserver.domain.changing import with_changes
from quizserver.domain.records import ModuleRecord

pytestmark = pytest.mark.unit

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_canonical_json_is_what_the_plain_encoder_writes(value: object) -> None:
    assert canonical(value) == json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"a": object()})


def test_a_changed_record_is_a_replaced_one() -> None:
    record = ModuleRecord(module="m", started_at=1, last_activity_at=2, language="en", enrollment_id="e")
    assert with_changes(record, attempts=3, done_at=None) == replace(record, attempts=3, done_at=None)
    assert record.attempts == 0
    with pytest.raises(AttributeError):
        with_changes(record, unknown=1)
