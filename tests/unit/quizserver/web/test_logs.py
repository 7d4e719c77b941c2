"""Logs tell where and what kind, never what somebody typed."""

from __future__ import annotations

import json
import logging

import pytest

from quizserver.web.logs import JsonFormatter

pytestmark = pytest.mark.unit

SECRETS = ("髙橋 美咲", "taro@example.com", "my answer", "in a group", "a note")


def entry_of(error: BaseException) -> dict[str, object]:
    """The log line of an exception."""
    record = logging.LogRecord("quizserver", logging.ERROR, __file__, 1, "unexpected error", (), None)
    record.exc_info = (type(error), error, error.__traceback__)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found: dict[str, object] = json.loads(line)
    return found


def chained() -> BaseException:
    """An exception with a cause, a context and a group, each with something personal in its text."""
    try:
        try:
            try:
                {}["髙橋 美咲"]
            except KeyError as first:
                raise ValueError("taro@example.com") from first
        except ValueError:
            group = ExceptionGroup("in a group", [TypeError("my answer")])
            group.add_note("a note")
            raise group  # noqa: B904 - the context is what is tested
    except ExceptionGroup as error:
        return error


def test_a_trace_has_places_and_kinds_and_no_text() -> None:
    entry = entry_of(chained())
    told = json.dumps(entry, ensure_ascii=False)
    for secret in SECRETS:
        assert secret not in told
    trace = entry["trace"]
    assert isinstance(trace, list)
    assert [line for line in trace if ":" not in line] == ["ExceptionGroup", "ValueError", "KeyError"]
    assert sum("test_logs.py" in line for line in trace) == 3


def test_what_a_record_carries_is_told() -> None:
    record = logging.LogRecord("quizserver", logging.INFO, __file__, 1, "served", (), None)
    record.data = {"event": "served", "status": 200}
    entry = json.loads(JsonFormatter().format(record))
    assert (entry["event"], entry["status"], entry["level"], entry["message"]) == ("served", 200, "info", "served")
    assert "trace" not in entry
