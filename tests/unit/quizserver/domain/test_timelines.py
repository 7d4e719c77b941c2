"""Completions over time, counted by the days of the company."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from quizserver.domain.report_totals import Totals
from quizserver.domain.timelines import Due, make_timeline

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


def at(text: str) -> int:
    """A moment in Tokyo."""
    return round(datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp() * 1000)


def test_days_are_those_of_the_company_and_the_sum_ends_today() -> None:
    done = {at("2026-11-01 00:00"): 2, at("2026-11-01 23:45"): 1, at("2026-11-03 08:00"): 4}
    dues = {at("2026-11-06 00:00"): 9}
    found = make_timeline(done, dues, began=at("2026-10-31 10:00"), now=at("2026-11-04 12:00"), zone=TOKYO)
    assert [(period.last.day, period.done, period.sum) for period in found.periods] == [
        (31, 0, 0), (1, 3, 3), (2, 0, 3), (3, 4, 7), (4, 0, 7), (5, 0, None),
    ]  # fmt: skip
    assert found.dues == (Due(date(2026, 11, 5), 9),)
    assert datetime.fromtimestamp(at("2026-11-01 00:00") / 1000, tz=UTC).day == 31


@pytest.mark.parametrize(
    ("began", "periods", "first", "last"),
    [
        ("2026-11-01 00:00", 30, date(2026, 11, 1), date(2026, 11, 1)),
        ("2026-09-03 00:00", 14, date(2026, 9, 3), date(2026, 9, 6)),
        ("2024-02-10 00:00", 34, date(2024, 2, 10), date(2024, 2, 29)),
    ],
)
def test_long_times_are_told_in_weeks_and_months(began: str, periods: int, first: date, last: date) -> None:
    moments = {at(began): 1, at("2026-11-30 09:00"): 2}
    found = make_timeline(moments, {}, began=at(began), now=at("2026-11-30 12:00"), zone=TOKYO).periods
    assert (len(found), found[0].first, found[0].last) == (periods, first, last)
    assert sum(period.done for period in found) == 3 == found[-1].sum
    for before, after in pairwise(found):
        assert (after.first - before.last).days == 1


def test_only_the_due_days_of_most_people_are_marked_and_nothing_is_no_mistake() -> None:
    dues = {at(f"2026-11-{day} 00:00"): people for day, people in (("05", 1), ("06", 7), ("07", 5), ("08", 9))}
    found = make_timeline({}, dues, began=None, now=at("2026-11-04 12:00"), zone=TOKYO)
    assert [(due.day.day, due.people) for due in found.dues] == [(5, 7), (6, 5), (7, 9)]
    assert [period.sum for period in found.periods] == [0, None, None, None]


def test_totals_leave_out_who_is_exempt() -> None:
    totals = Totals()
    for status, begun, people in (
        ("completed", True, 2), ("waived", False, 5), ("overdue", False, 1), ("overdue", True, 1), ("expired", True, 3),
    ):  # fmt: skip
        totals = totals.plus(status=status, begun=begun, people=people)
    assert totals == Totals(people=12, target=7, done=2, fresh=1, overdue=2)
    assert (totals.percent, Totals().percent) == (28, None)
