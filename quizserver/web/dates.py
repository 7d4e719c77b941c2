"""Days that HR types, and the moments that they stand for where the company is."""

from __future__ import annotations

from datetime import date

from quizserver.domain.calendar import end_of_day, start_of_day
from quizserver.web.context import server

__all__ = ["UnreadableDay", "end_of", "start_of"]

_YEARS = range(2000, 2200)


class UnreadableDay(ValueError):
    """What was typed is no day that a course can have."""


def end_of(text: str) -> int | None:
    """The first moment after this day (2027-03-31); None for nothing. Raises UnreadableDay."""
    day = _day(text)
    return None if day is None else end_of_day(day, zone=server().settings.timezone)


def start_of(text: str) -> int | None:
    """The first moment of this day; None for nothing. Raises UnreadableDay."""
    day = _day(text)
    return None if day is None else start_of_day(day, zone=server().settings.timezone)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableDay from error
    if day.year not in _YEARS:
        raise UnreadableDay
    return day
