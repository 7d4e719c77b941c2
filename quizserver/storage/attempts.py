"""Attempts and responses: reads and writes. Statements are built once; the submit path runs six of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from quizserver.domain.canonical import canonical
from quizserver.domain.records import Attempt, Enrollment, Response
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import attempts, enrollments, responses

__all__ = [
    "attempt_exists",
    "attempt_of",
    "close_attempt",
    "count_attempts",
    "find_attempt",
    "find_last_attempt",
    "find_open_attempt",
    "insert_attempt",
    "insert_responses",
    "list_attempts",
    "list_last_submissions",
    "list_open_attempts",
    "list_overdue",
    "list_overdue_of",
    "list_responses",
    "lock_attempt",
    "response_of",
    "response_text",
    "responses_columns",
]

_NAMES = tuple(column.name for column in attempts.c)
_RESPONSE = [responses.c[field.name] for field in fields(Response)]

_mine = (attempts.c.id == bindparam("attempt"), attempts.c.user_id == bindparam("user"))
_select = select(attempts).where(*_mine)
_find, _lock = Prepared(_select), Prepared(_select.with_for_update())
_lock_both = Prepared(
    select(attempts, enrollments).where(*_mine, enrollments.c.id == attempts.c.enrollment_id).with_for_update()
)
_exists = Prepared(select(attempts.c.id).where(attempts.c.id == bindparam("attempt")))
_of_quiz = (attempts.c.enrollment_id == bindparam("enrollment"), attempts.c.quiz == bindparam("quiz"))
_all = Prepared(
    select(attempts)
    .where(attempts.c.enrollment_id == bindparam("enrollment"))
    .order_by(attempts.c.started_at, attempts.c.id)
)
_open = Prepared(select(attempts).where(*_of_quiz, attempts.c.submitted_at.is_(None)))
_count = Prepared(select(func.count()).select_from(attempts).where(*_of_quiz))
_open_of_course = Prepared(
    select(attempts.c.quiz, attempts.c.id).where(
        attempts.c.enrollment_id == bindparam("enrollment"), attempts.c.submitted_at.is_(None)
    )
)
_last = Prepared(
    select(attempts).where(*_of_quiz, attempts.c.submitted_at.is_not(None)).order_by(attempts.c.number.desc())
)
_last_submissions = Prepared(
    select(attempts.c.quiz, attempts.c.id, attempts.c.submitted_at)
    .where(attempts.c.enrollment_id == bindparam("enrollment"), attempts.c.submitted_at.is_not(None))
    .order_by(attempts.c.number)
)
# Word for word the condition of the index, or SQLite does not use it.
_all_overdue = select(attempts.c.id, attempts.c.user_id).where(
    attempts.c.submitted_at.is_(None), attempts.c.deadline_at.is_not(None), attempts.c.deadline_at < bindparam("before")
)
_overdue = Prepared(_all_overdue.order_by(attempts.c.deadline_at))
_overdue_of = Prepared(_all_overdue.where(attempts.c.user_id == bindparam("user")))
_responses = Prepared(select(*_RESPONSE).where(responses.c.attempt_id == bindparam("attempt")))
_insert_attempt = Prepared(insert(attempts), names=_NAMES)
_insert_responses = Prepared(insert(responses), names=[column.name for column in responses.c])
_close = Prepared(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"))
    .values(
        submitted_at=bindparam("at"), units=bindparam("worth"), passed=bindparam("pass"), closed_by=bindparam("who")
    )
)


def find_attempt(connection: Connection, *, attempt_id: str, user_id: str, lock: bool = False) -> Attempt | None:
    """This learner's attempt of this id; somebody else's is None, as one that does not exist."""
    row = (_lock if lock else _find).first(connection, {"attempt": attempt_id, "user": user_id})
    return None if row is None else attempt_of(row)


def lock_attempt(connection: Connection, *, attempt_id: str, user_id: str) -> tuple[Attempt, Enrollment] | None:
    """This learner's attempt and its registration, both held until the transaction ends (on PostgreSQL)."""
    row = _lock_both.first(connection, {"attempt": attempt_id, "user": user_id})
    return None if row is None else (attempt_of(row[: len(_NAMES)]), enrollment_of(row[len(_NAMES) :]))


def attempt_exists(connection: Connection, *, attempt_id: str) -> bool:
    """Whether anybody has an attempt of this id."""
    return _exists.first(connection, {"attempt": attempt_id}) is not None


def list_attempts(connection: Connection, *, enrollment_id: str) -> list[Attempt]:
    """Every attempt of a registration, in order of time."""
    return [attempt_of(row) for row in _all.all(connection, {"enrollment": enrollment_id})]


def find_open_attempt(connection: Connection, *, enrollment_id: str, quiz: str) -> Attempt | None:
    """The attempt that was not submitted yet under this registration."""
    row = _open.first(connection, {"enrollment": enrollment_id, "quiz": quiz})
    return None if row is None else attempt_of(row)


def list_open_attempts(connection: Connection, *, enrollment_id: str) -> dict[str, str]:
    """Quiz -> id of the open attempt."""
    return {row[0]: row[1] for row in _open_of_course.all(connection, {"enrollment": enrollment_id})}


def find_last_attempt(connection: Connection, *, enrollment_id: str, quiz: str) -> Attempt | None:
    """The latest submitted attempt under this registration."""
    row = _last.first(connection, {"enrollment": enrollment_id, "quiz": quiz})
    return None if row is None else attempt_of(row)


def list_last_submissions(connection: Connection, *, enrollment_id: str) -> dict[str, tuple[str, int]]:
    """Quiz -> the last attempt that was submitted: its id, and when."""
    return {row[0]: (row[1], row[2]) for row in _last_submissions.all(connection, {"enrollment": enrollment_id})}


def list_overdue(connection: Connection, *, before: int) -> list[tuple[str, str]]:
    """(attempt id, user id) of open attempts whose deadline was before this moment, the oldest first."""
    return [(row[0], row[1]) for row in _overdue.all(connection, {"before": before})]


def list_overdue_of(connection: Connection, *, user_id: str, before: int) -> list[tuple[str, str]]:
    """The same of one learner."""
    return [(row[0], row[1]) for row in _overdue_of.all(connection, {"user": user_id, "before": before})]


def count_attempts(connection: Connection, *, enrollment_id: str, quiz: str) -> int:
    """How many attempts were begun under this registration."""
    row = _count.first(connection, {"enrollment": enrollment_id, "quiz": quiz})
    assert row is not None, "count(*) always has a row"
    return int(row[0])


def list_responses(connection: Connection, *, attempt_id: str) -> list[Response]:
    """Everything stored in this attempt; the order is the caller's business."""
    return [response_of(row) for row in _responses.all(connection, {"attempt": attempt_id})]


def insert_attempt(connection: Connection, attempt: Attempt) -> None:
    """Begin an attempt."""
    values = {name: getattr(attempt, name) for name in _NAMES}
    values["orders"] = json.dumps(attempt.orders, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if attempt.questions is not None:
        values["questions"] = json.dumps(attempt.questions, separators=(",", ":"))
    _insert_attempt.run(connection, values)


def insert_responses(connection: Connection, given: Iterable[Response], *, attempt_id: str) -> None:
    """Store responses: one statement for all."""
    rows = [
        (
            attempt_id,
            response.question,
            response.part,
            response.version,
            response.id,
            response_text(response.response),
            response.language,
            response.units,
            response.max_units,
            response.reason,
            response.stored_at,
            response.confidence,
            response.carried_from,
        )
        for response in given
    ]
    if rows:
        _insert_responses.run_many(connection, rows)


def close_attempt(connection: Connection, attempt: Attempt) -> None:
    """The attempt is over: what it was worth, and whether that passed under the mark in force when it began."""
    values = {
        "attempt": attempt.id,
        "at": attempt.submitted_at,
        "worth": attempt.units,
        "pass": attempt.passed,
        "who": attempt.closed_by,
    }
    _close.run(connection, values)


def responses_columns() -> list[Any]:
    """The columns of a response, in the order in which `response_of` reads them."""
    return list(_RESPONSE)


def response_text(response: Any) -> str:
    """A response as canonical text: equal responses are equal bytes."""
    return canonical(response)


def attempt_of(row: Sequence[Any]) -> Attempt:
    """The attempt in a row of the table's columns."""
    values = dict(zip(_NAMES, row, strict=True))
    values["orders"] = json.loads(values["orders"])
    if values["questions"] is not None:
        values["questions"] = tuple(json.loads(values["questions"]))
    # SQLite has no booleans of its own.
    values["graded"] = bool(values["graded"])
    values["passed"] = None if values["passed"] is None else bool(values["passed"])
    return Attempt(**values)


def response_of(row: Sequence[Any]) -> Response:
    """The response in a row of `responses_columns`."""
    id_, question, part, response, language, units, max_units, reason, stored_at, version, confidence, carried = row
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
        version=version,
        confidence=confidence,
        carried_from=carried,
    )
