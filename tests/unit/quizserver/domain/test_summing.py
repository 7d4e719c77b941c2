"""What the board is told: counts that agree with each other."""

from __future__ import annotations

from datetime import date

import pytest

from quizserver.domain.summing import Summary

pytestmark = pytest.mark.unit

APRIL = date(2026, 4, 30)


def summary() -> Summary:
    found = Summary()
    found.add(
        [
            ("10", "営業部", "completed", True, date(2026, 4, 1), APRIL, 100),
            ("10", "営業部", "in_progress", True, None, APRIL, 79),
            ("10", "営業部", "waived", False, None, APRIL, None),
            ("20", "法務部", "overdue", False, None, date(2026, 4, 10), None),
            ("20", "法務部", "expired", True, date(2026, 4, 3), None, 5),
        ]
    )
    return found


def test_the_exempt_are_not_among_those_who_should_learn() -> None:
    found = summary()
    assert (found.rows, found.people, found.completed, found.fresh) == (5, 4, 1, 1)
    assert [(d.code, d.people, d.completed, d.fresh, d.percent) for d in found.departments()] == [
        ("10", 2, 1, 0, 50),
        ("20", 2, 0, 1, 0),
    ]


def test_scores_stand_in_ten_bands_the_full_one_in_the_last() -> None:
    assert summary().scores == [1, 0, 0, 0, 0, 0, 0, 1, 0, 1]


def test_the_days_run_to_the_last_due_date_and_name_today() -> None:
    points = summary().over_time(today=date(2026, 4, 12))
    assert points[0].day == date(2026, 4, 1)
    assert points[-1].day == APRIL
    (today,) = [point for point in points if point.day == date(2026, 4, 12)]
    assert (today.completed, today.due) == (1, 1)
    assert (points[-1].completed, points[-1].due) == (None, 3)
    assert len(points) <= 13


def test_nothing_that_has_a_day_gives_no_curve() -> None:
    assert Summary().over_time(today=APRIL) == []
