"""Reviews after the course are a learner's own: no report reads these, and they go when the learner says so."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, String, Table

from quizserver.storage.tables.base import Id, metadata

__all__ = ["review_items", "review_plans"]

review_plans = Table(
    "review_plans",
    metadata,
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

review_items = Table(
    "review_items",
    metadata,
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", String(200), primary_key=True),
    Column("quiz", String(200), primary_key=True),
    Column("question", String(200), primary_key=True),
    # The memory's state as the library fsrs has it.
    Column("state", Integer, nullable=False),
    Column("step", Integer, nullable=True),
    Column("stability", Double, nullable=True),
    Column("difficulty", Double, nullable=True),
    Column("last_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("reviews", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
