"""What returns after the course, and when: one learner's own. No report reads these tables."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from quizserver.domain.reviewing import ReviewItem
from quizserver.storage.tables import review_items, review_plans

__all__ = [
    "delete_review",
    "delete_review_items",
    "find_review_start",
    "insert_review_items",
    "insert_review_plan",
    "list_review_items",
    "update_review_item",
]

_NAMES = tuple(column.name for column in review_items.c)
_KEY = ("user_id", "course_id", "quiz", "question")
_this = [review_items.c[name] == bindparam(f"b_{name}") for name in _KEY]
_update = (
    update(review_items)
    # Two windows with the same question: the first answer counts.
    .where(*_this, review_items.c.reviews == bindparam("b_reviews"))
    .values({name: bindparam(name) for name in _NAMES if name not in _KEY})
)


def find_review_start(connection: Connection, *, user_id: str) -> int | None:
    """When this learner asked for reviews, or None."""
    return connection.execute(
        select(review_plans.c.started_at).where(review_plans.c.user_id == user_id)
    ).scalar_one_or_none()


def insert_review_plan(connection: Connection, *, user_id: str, now: int) -> None:
    """This learner wants reviews."""
    connection.execute(insert(review_plans), {"user_id": user_id, "started_at": now})


def list_review_items(connection: Connection, *, user_id: str) -> list[ReviewItem]:
    """Every question that returns to this learner."""
    rows = connection.execute(select(review_items).where(review_items.c.user_id == user_id))
    return [ReviewItem(**row._mapping) for row in rows]


def insert_review_items(connection: Connection, items: list[ReviewItem]) -> None:
    """Questions that return from now on."""
    if items:
        connection.execute(insert(review_items), [_values(item) for item in items])


def update_review_item(connection: Connection, item: ReviewItem, *, reviews_before: int) -> bool:
    """The item after an answer; False when another answer was faster."""
    values = {name: value for name, value in _values(item).items() if name not in _KEY}
    key = {f"b_{name}": getattr(item, name) for name in _KEY}
    return connection.execute(_update, values | key | {"b_reviews": reviews_before}).rowcount == 1


def delete_review_items(connection: Connection, items: list[ReviewItem]) -> None:
    """Questions that the course no longer returns."""
    for item in items:
        connection.execute(delete(review_items).where(*_this), {f"b_{name}": getattr(item, name) for name in _KEY})


def delete_review(connection: Connection, *, user_id: str) -> None:
    """Everything of this learner's reviews: on their word, and when a person is erased."""
    connection.execute(delete(review_items).where(review_items.c.user_id == user_id))
    connection.execute(delete(review_plans).where(review_plans.c.user_id == user_id))


def _values(item: ReviewItem) -> dict[str, object]:
    return {name: getattr(item, name) for name in _NAMES}
