"""Deadlines and pauses by the server's clock, which is set back and forward now and then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_completion import ATTEMPT

from quizserver.domain.records import Response
from quizserver.domain.timing import (
    GRACE_MS,
    attempt_time,
    deadline_of,
    is_time_up,
    must_wait_until,
    next_attempt_at,
    seconds_left,
)

pytestmark = pytest.mark.unit

HOUR = 3_600_000
DAY = 24 * HOUR
START = 1_795_000_000_000
OPEN = replace(ATTEMPT, submitted_at=None, units=None, passed=None, started_at=START, deadline_at=START + 40 * 60_000)


def test_the_deadline_is_counted_from_the_start() -> None:
    assert deadline_of(started_at=START, time_limit_minutes=40) == START + 2_400_000
    assert deadline_of(started_at=START, time_limit_minutes=None) is None


@pytest.mark.parametrize(
    ("after", "up", "left"),
    [
        (0, False, 2400),
        (1, False, 2399),
        (2_399_999, False, 0),
        (2_400_000 + GRACE_MS, False, 0),
        (2_400_001 + GRACE_MS, True, 0),
        (400 * DAY, True, 0),
        (-HOUR, False, 2400),
        (-400 * DAY, False, 2400),
    ],
)
def test_time_left_is_never_negative_and_never_more_than_the_limit(after: int, up: bool, left: int) -> None:
    assert is_time_up(OPEN, now=START + after) is up
    assert seconds_left(OPEN, now=START + after) == left


def test_what_is_submitted_or_has_no_limit_is_never_out_of_time() -> None:
    closed = replace(OPEN, submitted_at=START + 1)
    unlimited = replace(OPEN, deadline_at=None)
    for attempt in (closed, unlimited):
        assert not is_time_up(attempt, now=START + 400 * DAY)
        assert seconds_left(attempt, now=START) is None


def test_a_clock_that_is_set_back_wins_no_time() -> None:
    answered = Response(
        id="r",
        question="q",
        part="",
        response={},
        language="en",
        units=0,
        max_units=1,
        reason=None,
        stored_at=START + HOUR // 2,
    )
    assert attempt_time(OPEN, [answered], now=START - HOUR) == START + HOUR // 2
    assert attempt_time(OPEN, [], now=START - 400 * DAY) == START
    assert attempt_time(OPEN, [answered], now=START + HOUR) == START + HOUR


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (0, DAY),
        (DAY - 1, DAY),
        (DAY, None),
        (400 * DAY, None),
        (-HOUR, DAY),
        (-DAY, DAY),
        (-DAY - 1, None),
        (-400 * DAY, None),
    ],
)
def test_the_pause_ends_and_a_wrong_clock_prolongs_it_by_no_more_than_itself(now: int, opens: int | None) -> None:
    found = must_wait_until(submitted_at=START, retake_after_hours=24, now=START + now)
    assert found == (None if opens is None else START + opens)


def test_no_pause_is_no_pause() -> None:
    for hours in (None, 0):
        assert must_wait_until(submitted_at=START, retake_after_hours=hours, now=START) is None
        assert next_attempt_at(submitted_at=START, retake_after_hours=hours) is None
    assert must_wait_until(submitted_at=None, retake_after_hours=24, now=START) is None
    assert next_attempt_at(submitted_at=START, retake_after_hours=24) == START + DAY


@given(st.integers(-(10**14), 10**14), st.integers(0, 1000))
def test_nobody_waits_longer_than_twice_the_pause(now: int, hours: int) -> None:
    opens = must_wait_until(submitted_at=START, retake_after_hours=hours, now=now)
    assert opens is None or 0 < opens - now <= 2 * hours * HOUR
