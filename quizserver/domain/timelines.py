"""Completions over time: counted by day, week or month of the company, and added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

__all__ = ["Due", "Period", "Timeline", "make_timeline"]

_DAYS, _WEEKS = 31, 27
_DUES = 3


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last: how many completed, and how many have by its end (None: it lies ahead)."""

    first: date
    last: date
    done: int
    sum: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which so many people are to be done."""

    day: date
    people: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods without a gap, and the due days that most people have, in order of time."""

    periods: tuple[Period, ...]
    dues: tuple[Due, ...]


def make_timeline(
    done: Mapping[int, int], dues: Mapping[int, int], *, began: int | None, now: int, zone: tzinfo
) -> Timeline:
    """`done` are moments with completions, `dues` first moments after due days; both with how many people.

    It begins with the first who began, and ends today or with the last of the marked due days.
    """
    by_day: dict[date, int] = {}
    for moment, people in done.items():
        by_day[_day(moment, zone)] = by_day.get(_day(moment, zone), 0) + people
    most = sorted(dues, key=lambda due: (-dues[due], due))[:_DUES]
    marked = tuple(Due(_day(due - 1, zone), dues[due]) for due in sorted(most))
    today = _day(now, zone)
    known = [*by_day, *([] if began is None else [_day(began, zone)])]
    first = min(known, default=today)
    last = max([today, *(due.day for due in marked)])
    return Timeline(tuple(_counted(by_day, _periods(first, last), today=today)), marked)


def _counted(by_day: Mapping[date, int], periods: Iterator[tuple[date, date]], *, today: date) -> Iterator[Period]:
    days, total = sorted(by_day), 0
    for first, last in periods:
        done = 0
        while days and days[0] <= last:
            done += by_day[days.pop(0)]
        total += done
        yield Period(first, last, done, total if first <= today else None)


def _periods(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Days for a month, weeks (from Monday) for half a year, months for longer."""
    days = (last - first).days + 1
    while first <= last:
        if days <= _DAYS:
            end = first
        elif days <= 7 * _WEEKS:
            end = first + timedelta(days=6 - first.weekday())
        else:
            end = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        yield first, end
        first = end + timedelta(days=1)


def _day(moment: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(moment / 1000, tz=UTC).astimezone(zone).date()
