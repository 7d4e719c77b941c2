"""When a question comes back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.domain.reviewing import ReviewItem, after_answer, due_items, end_of_day, new_item

pytestmark = pytest.mark.unit

DAY = 86_400_000
MET = 1_795_359_600_000


def item(*, question: str = "q1", quiz: str = "z", met_at: int = MET) -> ReviewItem:
    return new_item(user_id="u", course_id="c", quiz=quiz, question=question, met_at=met_at)


def test_question_returns_after_2_7_and_21_days() -> None:
    found, days = item(), []
    for _ in range(3):
        days.append((found.due_at - MET) / DAY)
        found = after_answer(found, "full", now=found.due_at)
    assert days == [2, 7, 21]
    assert (found.due_at - MET) / DAY > 21 + 14
    assert found.reviews == 3


def test_missed_question_returns_the_next_day() -> None:
    later = after_answer(after_answer(item(), "full", now=MET + 2 * DAY), "none", now=MET + 7 * DAY)
    assert later.due_at == MET + 8 * DAY


def test_partly_right_comes_sooner_than_right() -> None:
    first = after_answer(item(), "full", now=MET + 2 * DAY)
    half, full = (after_answer(first, outcome, now=MET + 7 * DAY) for outcome in ("partial", "full"))
    assert half.due_at < full.due_at


def test_clock_set_back_moves_nothing_back() -> None:
    answered = after_answer(item(), "full", now=MET + 2 * DAY)
    again = after_answer(answered, "full", now=MET - 400 * DAY)
    assert again.last_at == answered.last_at
    assert again.due_at >= answered.last_at


@given(st.lists(st.tuples(st.sampled_from(["full", "partial", "none"]), st.integers(-5, 900)), max_size=40))
def test_next_date_lies_ahead_and_within_a_year(answers: list[tuple[str, int]]) -> None:
    found, now = item(), MET
    for outcome, days in answers:
        now += days * DAY
        found = after_answer(found, outcome, now=now)  # type: ignore[arg-type]
        assert found.last_at < found.due_at <= found.last_at + 366 * DAY


def test_due_questions_of_different_quizzes_take_turns() -> None:
    items = [item(question=name, quiz=quiz) for quiz in ("a", "b") for name in ("q1", "q2")]
    late = item(question="q9", quiz="b", met_at=MET - DAY)
    due = due_items([*items, late], until=MET + 2 * DAY)
    assert [(found.quiz, found.question) for found in due] == [
        ("b", "q9"),
        ("a", "q1"),
        ("b", "q1"),
        ("a", "q2"),
        ("b", "q2"),
    ]
    assert due_items(items, until=MET + 2 * DAY - 1) == []


def test_day_ends_at_midnight_there() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert end_of_day(MET, timezone=tokyo) == MET + DAY - 1
    assert end_of_day(MET + DAY - 1, timezone=tokyo) == MET + DAY - 1
    assert end_of_day(MET + DAY, timezone=tokyo) == MET + 2 * DAY - 1
