"""The ledger of what was recorded before there was one: the part of migration 0002 that writes it, frozen as of 0002.

Each submitted attempt becomes a record of the day it was submitted; a last one, "carried_over", says how the
registration and its modules stood when the ledger began.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from quizserver.domain.ledger import canonical, first_hash, record_hash, responses_hash
from quizserver.domain.records import Response

__all__ = ["write_ledgers"]

_CHUNK = 500
_ATTEMPT = (
    "quiz", "module", "number", "revision", "course_revision", "completion_rule", "graded", "pass_percent", "scale",
    "max_units", "units", "passed", "started_at", "submitted_at", "closed_by", "grader_version",
)  # fmt: skip
_MODULE = (
    "seen_at", "completed_at", "passed_at", "best_units", "best_max_units", "best_scale", "pass_percent", "attempts",
    "done_at", "done_rule", "done_course_revision",
)  # fmt: skip
_STANDING = (
    "modules_done", "modules_total", "units", "max_units", "scale", "pass_percent", "attempts", "completed_at",
    "passed_at", "done_at", "done_rule", "done_course_revision", "expires_at", "waived_at", "waived_by", "ended_at",
)  # fmt: skip

Row = Mapping[str, Any]


def write_ledgers(connection: Connection) -> None:
    """Write the ledger of every registration, and its head into the registration."""
    after = ""
    while True:
        page = _rows(connection, "SELECT * FROM enrollments WHERE id > :after ORDER BY id LIMIT :most", after)
        if not page:
            return
        for enrollment in page:
            _write(connection, enrollment)
        after = page[-1]["id"]


def _write(connection: Connection, enrollment: Row) -> None:
    attempts = _rows(
        connection,
        "SELECT * FROM attempts WHERE enrollment_id = :after AND submitted_at IS NOT NULL ORDER BY submitted_at, id",
        enrollment["id"],
    )
    said = [
        (attempt["submitted_at"], "attempt_submitted", attempt["user_id"], _attempt_body(connection, attempt))
        for attempt in attempts
    ]
    at = max([enrollment["last_activity_at"] or 0, *(entry[0] for entry in said)])
    said.append((at, "carried_over", "system", _standing_body(connection, enrollment)))
    made, previous = [], first_hash(enrollment["id"])
    for number, (moment, kind, actor, body) in enumerate(said, start=1):
        line = {"number": number, "at": moment, "kind": kind, "actor": actor, "body": canonical(body)}
        own = record_hash(previous_hash=previous, **line)
        made.append(line | {"enrollment_id": enrollment["id"], "previous_hash": previous, "hash": own})
        previous = own
    connection.execute(
        text(
            "INSERT INTO records (enrollment_id, number, at, kind, actor, body, previous_hash, hash)"
            " VALUES (:enrollment_id, :number, :at, :kind, :actor, :body, :previous_hash, :hash)"
        ),
        made,
    )
    connection.execute(
        text("UPDATE enrollments SET head_hash = :head, records = :records WHERE id = :id"),
        {"head": previous, "records": len(made), "id": enrollment["id"]},
    )


def _attempt_body(connection: Connection, attempt: Row) -> dict[str, Any]:
    rows = _rows(connection, "SELECT * FROM responses WHERE attempt_id = :after", attempt["id"])
    responses = [
        Response(**{name: value for name, value in row.items() if name != "attempt_id"} | {"response": given})
        for row in rows
        for given in [json.loads(row["response"])]
    ]
    # SQLite has no booleans of its own.
    flags = {"graded": bool(attempt["graded"]), "passed": _flag(attempt["passed"])}
    facts = {name: attempt[name] for name in _ATTEMPT} | flags
    return facts | {"attempt": attempt["id"], "responses": responses_hash(responses)}


def _standing_body(connection: Connection, enrollment: Row) -> dict[str, Any]:
    records = _rows(connection, "SELECT * FROM module_records WHERE enrollment_id = :after", enrollment["id"])
    return {
        "stands": {name: enrollment[name] for name in _STANDING},
        "modules_stand": {record["module"]: {name: record[name] for name in _MODULE} for record in records},
    }


def _flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _rows(connection: Connection, statement: str, after: str) -> Sequence[Row]:
    values = {"after": after} | ({"most": _CHUNK} if ":most" in statement else {})
    return [dict(row) for row in connection.execute(text(statement), values).mappings()]
