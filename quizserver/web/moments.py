"""Moments as programs and as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from quizserver.web.words import words

__all__ = ["day_text", "moment_text", "timestamp"]

_MINUTE = timedelta(minutes=1)


def timestamp(ms: int | None) -> str | None:
    """A moment as RFC 3339 in UTC, to the millisecond."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_text(ms: int, *, language: str, zone: tzinfo) -> str:
    """A moment from which something is possible, to the minute, never a minute too early, where the company is."""
    moment = datetime.fromtimestamp(ms / 1000, tz=UTC)
    if moment.second or moment.microsecond:
        moment = moment.replace(second=0, microsecond=0) + _MINUTE
    say = words(language)
    return moment.astimezone(zone).strftime(say("moment.pattern"))


def day_text(day: date, *, language: str) -> str:
    """2026年12月15日（火）, Tuesday, 15 December 2026."""
    say = words(language)
    weekday, month = say("moment.weekdays").split()[day.weekday()], say("moment.months").split()[day.month - 1]
    return say("moment.day", year=day.year, month=month, day=day.day, weekday=weekday)
