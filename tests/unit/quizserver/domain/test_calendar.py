"""Months and days of the company's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from quizserver.domain.calendar import end_of_day, months_later

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


def ms(text: str) -> int:
    """A moment of Tokyo."""
    return round(datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [
        ("2026-11-23 09:30", 12, "2027-11-23 09:30"),
        ("2026-11-23 09:30", 2, "2027-01-23 09:30"),
        ("2026-01-31 00:30", 1, "2026-02-28 00:30"),
        ("2024-02-29 23:59", 12, "2025-02-28 23:59"),
        ("2026-12-31 12:00", 36, "2029-12-31 12:00"),
    ],
)
def test_so_many_calendar_months_later(moment: str, months: int, later: str) -> None:
    assert months_later(ms(moment), months, zone=TOKYO) == ms(later)


def test_a_day_ends_where_the_company_is() -> None:
    end = datetime.fromtimestamp(end_of_day(date(2026, 12, 31), zone=TOKYO) / 1000, tz=UTC)
    assert end == datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
