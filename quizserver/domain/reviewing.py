"""Reviews after the course: when a question comes back to one learner. FSRS decides, by the library `fsrs`.

The first dates are the course's own: two, seven and twenty-one days after a module was done. From then on each answer
moves the next date. A review is never an attempt: no points, no record, nobody else's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler, State

__all__ = ["Outcome", "ReviewItem", "after_answer", "due_items", "end_of_day", "new_item"]

Outcome = Literal["full", "partial", "none"]

_DAY = timedelta(days=1)
_SCHEDULER = Scheduler(
    # A missed question returns the next day; else 2, 7 and 21 days after the module.
    learning_steps=(1 * _DAY, 2 * _DAY, 5 * _DAY, 14 * _DAY),
    relearning_steps=(2 * _DAY,),
    maximum_interval=365,
    # The same answers on the same days give the same dates.
    enable_fuzzing=False,
)
_RATINGS = {"full": Rating.Good, "partial": Rating.Hard, "none": Rating.Again}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One question of one learner, and where its memory stands. Times are UTC, in milliseconds since 1970."""

    user_id: str
    course_id: str
    quiz: str
    question: str
    state: int
    step: int | None
    stability: float | None
    difficulty: float | None
    last_at: int
    due_at: int
    reviews: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Which question it is."""
        return self.course_id, self.quiz, self.question


def new_item(*, user_id: str, course_id: str, quiz: str, question: str, met_at: int) -> ReviewItem:
    """A question that was met in the course at that moment: it returns two days later."""
    blank = ReviewItem(
        user_id=user_id,
        course_id=course_id,
        quiz=quiz,
        question=question,
        state=State.Learning.value,
        step=0,
        stability=None,
        difficulty=None,
        last_at=met_at,
        due_at=met_at,
    )
    return _moved(blank, rating=Rating.Good, now=met_at, first=True)


def after_answer(item: ReviewItem, outcome: Outcome, *, now: int) -> ReviewItem:
    """The item with its next date. A clock that was set back moves nothing back."""
    moved = _moved(item, rating=_RATINGS[outcome], now=max(now, item.last_at), first=False)
    return replace(moved, reviews=item.reviews + 1)


def due_items(items: Iterable[ReviewItem], *, until: int) -> list[ReviewItem]:
    """What has come back by then: what waits longest first, questions of different quizzes taking turns."""
    waiting = sorted((item for item in items if item.due_at <= until), key=lambda item: (item.due_at, item.key))
    places: dict[tuple[int, str], int] = {}
    turns = []
    for item in waiting:
        day = item.due_at // 86_400_000
        places[day, item.quiz] = turn = places.get((day, item.quiz), 0) + 1
        turns.append((day, turn, item))
    return [item for _, _, item in sorted(turns, key=lambda entry: (entry[0], entry[1], entry[2].key))]


def end_of_day(now: int, *, timezone: ZoneInfo) -> int:
    """The last moment of today there: what falls due tonight may be answered this morning."""
    today = datetime.fromtimestamp(now / 1000, tz=timezone).date()
    midnight = datetime.combine(today + timedelta(days=1), time(), tzinfo=timezone)
    return int(midnight.timestamp() * 1000) - 1


def _moved(item: ReviewItem, *, rating: Rating, now: int, first: bool) -> ReviewItem:
    card = Card(
        card_id=1,
        state=State(item.state),
        step=item.step,
        stability=item.stability,
        difficulty=item.difficulty,
        due=_moment(item.due_at),
        last_review=None if first else _moment(item.last_at),
    )
    after, _ = _SCHEDULER.review_card(card, rating, _moment(now))
    return replace(
        item,
        state=after.state.value,
        step=after.step,
        stability=after.stability,
        difficulty=after.difficulty,
        last_at=now,
        due_at=round(after.due.timestamp() * 1000),
    )


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=UTC)
