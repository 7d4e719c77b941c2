"""How long who has left is kept, by the company's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quizserver.domain.retaining import last_day_kept, may_be_erased

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("left", "years", "last"),
    [
        (date(2023, 3, 31), 3, date(2026, 3, 31)),
        (date(2023, 12, 31), 1, date(2024, 12, 31)),
        # The day of leaving is not counted: the year begins on March 1.
        (date(2023, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        # It begins on February 29, to which no day corresponds.
        (date(2024, 2, 28), 1, date(2025, 2, 28)),
        (date(2024, 2, 28), 4, date(2028, 2, 28)),
    ],
)
def test_the_last_day_is_that_of_the_civil_code(left: date, years: int, last: date) -> None:
    assert last_day_kept(left, years=years) == last


def at(*moment: int) -> int:
    return round(datetime(*moment, tzinfo=TOKYO).timestamp() * 1000)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("left_at", "now", "over"),
    [
        (at(2023, 3, 31, 23, 59, 59), at(2026, 3, 31, 23, 59, 59), False),
        (at(2023, 3, 31, 23, 59, 59), at(2026, 4, 1), True),
        # A minute later it is another day in Tokyo, though not in UTC.
        (at(2023, 4, 1), at(2026, 4, 1), False),
        (at(2023, 4, 1), at(2026, 4, 1, 23, 59, 59), False),
        (at(2023, 4, 1), at(2026, 4, 2), True),
        # A clock that was set back, and a departure that lies ahead.
        (at(2030, 1, 1), at(2026, 4, 2), False),
    ],
)
def test_years_end_with_a_day_in_tokyo(left_at: int, now: int, over: bool) -> None:
    assert may_be_erased(left_at, years=3, now=now, zone=TOKYO) is over


def test_nobody_is_erased_early_and_everybody_a_day_later() -> None:
    day = datetime(2023, 1, 1, 12, tzinfo=UTC)
    for _ in range(1500):
        day += timedelta(days=1)
        left, last = round(day.timestamp() * 1000), last_day_kept(day.date(), years=2)
        assert timedelta(days=729) <= last - day.date() <= timedelta(days=731)
        noon = round(datetime(last.year, last.month, last.day, 12, tzinfo=UTC).timestamp() * 1000)
        assert not may_be_erased(left, years=2, now=noon, zone=UTC)
        assert may_be_erased(left, years=2, now=noon + 86_400_000, zone=UTC)
