"""Charts stay on their sheet and say what the numbers say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.domain.asking import Question
from quizserver.domain.timelines import Due, Period, Timeline
from quizserver.web.charts import HEIGHT, WIDTH, draw_scores, draw_timeline
from quizserver.web.narrowing import header_of

pytestmark = pytest.mark.unit

COUNTS = st.lists(st.integers(0, 10_000_000), min_size=10, max_size=10)


@given(COUNTS, st.none() | st.integers(0, 100))
def test_bars_are_as_high_as_their_numbers(counts: list[int], mark: int | None) -> None:
    drawn = draw_scores(counts, pass_percent=mark, pass_text="Pass")
    for bar, count in zip(drawn.bars, counts, strict=True):
        assert bar.height / (drawn.bottom - drawn.top) == pytest.approx(count / max(*counts, 1))
        assert drawn.left <= bar.x < bar.x + bar.width <= drawn.right <= WIDTH
    assert [int(number.text) for number in drawn.numbers] == [count for count in counts if count]
    assert (drawn.pass_mark is None) == (mark is None)


def test_the_line_ends_today_and_the_due_day_lies_where_it_belongs() -> None:
    days = [date(2026, 11, day) for day in range(1, 11)]
    sums = [0, 1, 1, 4, None, None, None, None, None, None]
    periods = tuple(Period(day, day, 0, total) for day, total in zip(days, sums, strict=True))
    drawn = draw_timeline(Timeline(periods, (Due(days[9], 8), Due(days[4], 2))), target=8)
    assert [point.text for point in drawn.points] == ["0", "1", "1", "4"]
    assert drawn.points[-1].y == pytest.approx((drawn.top + drawn.bottom) / 2)
    assert [mark.x for mark in drawn.dues] == [drawn.right, pytest.approx((drawn.left + drawn.right) / 2)]
    assert all(0 < mark.y < HEIGHT for mark in (*drawn.dues, *drawn.days, *drawn.heights))
    assert [mark.text for mark in drawn.heights] == ["0", "4", "8"]


def test_nobody_draws_too() -> None:
    today = date(2026, 11, 1)
    assert draw_timeline(Timeline((Period(today, today, 0, 0),), ()), target=0).points
    assert draw_scores([0] * 10, pass_percent=None, pass_text="").numbers == ()


def test_a_second_click_turns_the_order_round() -> None:
    asked = Question(course_id="c", text="x")
    first = header_of(asked, "percent")
    assert (first.sorted, first.asks.sort, first.asks.descending, first.asks.text) == ("", "percent", False, "x")
    second = header_of(first.asks, "percent")
    assert (second.sorted, second.asks.descending) == ("ascending", True)
    assert header_of(second.asks, "percent").sorted == "descending"
    assert header_of(asked, "kana").sorted == "ascending"
