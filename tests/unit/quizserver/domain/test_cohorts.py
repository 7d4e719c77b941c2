"""Cohorts: their days, and what moves with them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from quizserver.domain.calendar import days_left, end_of_day, start_of_day
from quizserver.domain.cohorts import Cohort, find_cohort_problems, moved_due, opens_at

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


def cohort(name: str = "2026年度 全社研修", *, starts_at: int | None = None, due_at: int | None = None) -> Cohort:
    return Cohort(id="k", course_id="c", name=name, starts_at=starts_at, due_at=due_at)


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp() * 1000)


@pytest.mark.parametrize(
    ("found", "problems"),
    [
        (cohort(), {}),
        (cohort(starts_at=5, due_at=6), {}),
        (cohort(starts_at=6, due_at=6), {"due": "before_start"}),
        (cohort("", starts_at=7, due_at=6), {"name": "empty", "due": "before_start"}),
        (cohort("x" * 101), {"name": "long"}),
        (cohort("a\x07b"), {"name": "characters"}),
    ],
)
def test_what_cannot_be_a_cohort(found: Cohort, problems: dict[str, str]) -> None:
    assert find_cohort_problems(found) == problems


def test_a_cohort_s_date_moves_those_who_have_it_and_nobody_else() -> None:
    assert moved_due(10, before=10, after=20) == 20
    assert moved_due(15, before=10, after=20) == 15
    assert moved_due(None, before=None, after=20) == 20
    assert moved_due(10, before=10, after=None) is None


def test_a_cohort_opens_with_its_first_day() -> None:
    assert opens_at(cohort(starts_at=10), now=9) == 10
    assert opens_at(cohort(starts_at=10), now=10) is None
    assert opens_at(cohort(), now=0) is None
    assert opens_at(None, now=0) is None


def test_a_day_begins_and_ends_where_the_company_is() -> None:
    day = date(2026, 12, 25)
    assert start_of_day(day, zone=TOKYO) == moment("2026-12-25 00:00")
    assert end_of_day(day, zone=TOKYO) == moment("2026-12-26 00:00")


@pytest.mark.parametrize(
    ("now", "left"),
    [("2026-12-24 23:59", 1), ("2026-12-25 00:00", 0), ("2026-12-25 23:59", 0), ("2026-12-26 00:00", -1)],
)
def test_days_are_counted_by_the_calendar_not_by_hours(now: str, left: int) -> None:
    due_at = end_of_day(date(2026, 12, 25), zone=TOKYO)
    assert days_left(due_at, now=moment(now), zone=TOKYO) == left
