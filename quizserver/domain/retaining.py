"""How long people who have left are kept. Pure.

A period of years is counted as the Civil Code of Japan does: the day of leaving is not counted (民法140条), and it
ends with the day before the one that corresponds to its first day, or with the last day of that month where there is
no such day (民法143条2項). Who leaves on February 28, 2024, is kept for one year through February 28, 2025: the
period begins on February 29, to which no day corresponds.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo

from quizserver.domain.calendar import end_of_day

__all__ = ["last_day_kept", "may_be_erased"]

_ONE_DAY = timedelta(days=1)


def last_day_kept(left: date, *, years: int) -> date:
    """The last day on which somebody who left on this day is kept."""
    first = left + _ONE_DAY
    year = first.year + years
    days = monthrange(year, first.month)[1]
    if first.day > days:
        return date(year, first.month, days)
    return date(year, first.month, first.day) - _ONE_DAY


def may_be_erased(left_at: int, *, years: int, now: int, zone: tzinfo) -> bool:
    """Whether the years of keeping are over, by the company's calendar. Both moments are UTC, in milliseconds."""
    left = datetime.fromtimestamp(left_at / 1000, tz=UTC).astimezone(zone).date()
    return now >= end_of_day(last_day_kept(left, years=years), zone=zone)
