"""Dates where the company is. Moments are UTC, in milliseconds since 1970."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo

__all__ = ["days_left", "end_of_day", "months_later", "start_of_day"]


def months_later(moment: int, months: int, *, zone: tzinfo) -> int:
    """The same time of day so many calendar months later; the last day of a month that is too short."""
    local = datetime.fromtimestamp(moment / 1000, tz=UTC).astimezone(zone)
    year, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + year, month + 1
    day = min(local.day, monthrange(year, month)[1])
    return _ms(local.replace(year=year, month=month, day=day))


def end_of_day(day: date, *, zone: tzinfo) -> int:
    """The first moment after this day: who is to be done by a day has the whole of it."""
    following = day + timedelta(days=1)
    return _ms(datetime(following.year, following.month, following.day, tzinfo=zone))


def start_of_day(day: date, *, zone: tzinfo) -> int:
    """The first moment of this day."""
    return _ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def days_left(due_at: int, *, now: int, zone: tzinfo) -> int:
    """Whole days between today and the last day to be done by: 0 on that day itself, less than 0 after it."""
    last, today = (datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date() for ms in (due_at - 1, now))
    return (last - today).days


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
