"""Attempts and responses: reads and writes. Statements are built once; the submit path runs six of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from quizserver.domain.records import Attempt, Response
from quizserver.storage.tables import attempts, responses

__all__ = [
    "attempt_exists",
    "close_attempt",
    "count_attempts",
    "find_attempt",
    "find_open_attempt",
    "insert_attempt",
    "insert_responses",
    "list_open_attempts",
    "list_responses",
    "response_text",
]

_NAMES = tuple(column.name for column in attempts.c)
_RESPONSE = [column for column in responses.c if column.name != "attempt_id"]

_mine = (attempts.c.id == bindparam("attempt"), attempts.c.user_id == bindparam("user"))
_find = select(attempts).where(*_mine)
_lock = _find.with_for_update()
_exists = select(attempts.c.id).where(attempts.c.id == bindparam("attempt"))
_of_quiz = (
    attempts.c.user_id == bindparam("user"),
    attempts.c.course_id == bindparam("course"),
    attempts.c.quiz == bindparam("quiz"),
)
_open = select(attempts).where(*_of_quiz, attempts.c.submitted_at.is_(None))
_count = select(func.count()).select_from(attempts).where(*_of_quiz)
_open_of_course = select(attempts.c.quiz, attempts.c.id).where(
    attempts.c.user_id == bindparam("user"),
    attempts.c.course_id == bindparam("course"),
    attempts.c.submitted_at.is_(None),
)
_responses = select(*_RESPONSE).where(responses.c.attempt_id == bindparam("attempt")).order_by(responses.c.stored_at)
_insert_attempt = insert(attempts)
_insert_response = insert(responses)
_close = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(submitted_at=bindparam("at"), units=bindparam("worth"), passed=bindparam("pass"))
)


def find_attempt(connection: Connection, *, attempt_id: str, user_id: str, lock: bool = False) -> Attempt | None:
    """This learner's attempt of this id; somebody else's is None, as one that does not exist."""
    row = connection.execute(_lock if lock else _find, {"attempt": attempt_id, "user": user_id}).first()
    return None if row is None else _attempt(row)


def attempt_exists(connection: Connection, *, attempt_id: str) -> bool:
    """Whether anybody has an attempt of this id."""
    return connection.execute(_exists, {"attempt": attempt_id}).first() is not None


def find_open_attempt(connection: Connection, *, user_id: str, course_id: str, quiz: str) -> Attempt | None:
    """The attempt that this learner has not submitted yet."""
    row = connection.execute(_open, {"user": user_id, "course": course_id, "quiz": quiz}).first()
    return None if row is None else _attempt(row)


def list_open_attempts(connection: Connection, *, user_id: str, course_id: str) -> dict[str, str]:
    """Quiz -> id of the open attempt."""
    return {row[0]: row[1] for row in connection.execute(_open_of_course, {"user": user_id, "course": course_id})}


def count_attempts(connection: Connection, *, user_id: str, course_id: str, quiz: str) -> int:
    """How many attempts this learner has made."""
    return connection.execute(_count, {"user": user_id, "course": course_id, "quiz": quiz}).scalar_one()


def list_responses(connection: Connection, *, attempt_id: str) -> list[Response]:
    """Everything stored in this attempt, in the order of storing."""
    return [_response(row) for row in connection.execute(_responses, {"attempt": attempt_id})]


def insert_attempt(connection: Connection, attempt: Attempt) -> None:
    """Begin an attempt."""
    values = {name: getattr(attempt, name) for name in _NAMES}
    values["orders"] = json.dumps(attempt.orders, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    connection.execute(_insert_attempt, values)


def insert_responses(connection: Connection, given: Iterable[Response], *, attempt_id: str) -> None:
    """Store responses: one statement for all."""
    rows = [
        {
            "id": response.id,
            "attempt_id": attempt_id,
            "question": response.question,
            "part": response.part,
            "response": response_text(response.response),
            "language": response.language,
            "units": response.units,
            "max_units": response.max_units,
            "reason": response.reason,
            "stored_at": response.stored_at,
        }
        for response in given
    ]
    if rows:
        connection.execute(_insert_response, rows)


def close_attempt(
    connection: Connection, *, attempt_id: str, submitted_at: int, units: int, passed: bool | None
) -> None:
    """The attempt is over: what it was worth, and whether that passed under the mark in force when it began."""
    connection.execute(_close, {"attempt": attempt_id, "at": submitted_at, "worth": units, "pass": passed})


def response_text(response: Any) -> str:
    """A response as canonical text: equal responses are equal bytes."""
    return json.dumps(response, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _attempt(row: Sequence[Any]) -> Attempt:
    values = dict(zip(_NAMES, row, strict=True))
    values["orders"] = json.loads(values["orders"])
    return Attempt(**values)


def _response(row: Sequence[Any]) -> Response:
    id_, question, part, response, language, units, max_units, reason, stored_at = row
    return Response(
        id=id_,
        question=question,
        part=part,
        response=json.loads(response),
        language=language,
        units=units,
        max_units=max_units,
        reason=reason,
        stored_at=stored_at,
    )
