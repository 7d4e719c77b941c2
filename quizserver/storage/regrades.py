"""Results that were added later: appended, never changed. The newest is what an attempt is worth."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, insert, select

from quizserver.domain.ledger import canonical
from quizserver.domain.records import Attempt, Enrollment
from quizserver.domain.regrading import Instruction, Result, first_result
from quizserver.storage.attempts import attempt_of
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.tables import attempts, enrollments, erasures, regrades

__all__ = ["append_regrade", "list_enrollments_with_attempts", "list_results", "newest_result", "newest_results"]


def newest_results(connection: Connection, submitted: Iterable[Attempt]) -> list[tuple[Result, int]]:
    """Each attempt's newest result, and how many were added to that of the day; in the order given."""
    found = list(submitted)
    rows = connection.execute(
        select(regrades)
        .where(regrades.c.attempt_id.in_([attempt.id for attempt in found]))
        .order_by(regrades.c.attempt_id, regrades.c.number)
    )
    newest = {row.attempt_id: row for row in rows}
    return [_result(attempt, newest.get(attempt.id)) for attempt in found]


def newest_result(connection: Connection, attempt: Attempt) -> Result:
    """What a submitted attempt is worth now."""
    ((result, _),) = newest_results(connection, [attempt])
    return result


def list_results(connection: Connection, *, enrollment_id: str, quiz: str) -> list[tuple[Result, int]]:
    """The newest results of a registration's attempts at a quiz, in order of submission."""
    rows = connection.execute(
        select(attempts)
        .where(attempts.c.enrollment_id == enrollment_id, attempts.c.quiz == quiz, attempts.c.submitted_at.is_not(None))
        .order_by(attempts.c.submitted_at, attempts.c.number)
    )
    return newest_results(connection, map(attempt_of, rows))


def list_enrollments_with_attempts(connection: Connection, *, course_id: str, quiz: str) -> list[Enrollment]:
    """Every registration, current or ended, in which this quiz was submitted; not those of erased people."""
    taken = select(attempts.c.enrollment_id).where(
        attempts.c.course_id == course_id, attempts.c.quiz == quiz, attempts.c.submitted_at.is_not(None)
    )
    rows = connection.execute(
        select(enrollments)
        .where(enrollments.c.id.in_(taken), enrollments.c.user_id.not_in(select(erasures.c.user_id)))
        .order_by(enrollments.c.id)
    )
    return [enrollment_of(row) for row in rows]


def append_regrade(
    connection: Connection,
    result: Result,
    *,
    number: int,
    instruction: Instruction,
    actor: str,
    reason: str,
    now: int,
) -> None:
    """Add a result to an attempt."""
    values = {
        "attempt_id": result.attempt.id,
        "number": number,
        "at": now,
        "actor": actor,
        "reason": reason,
        "method": instruction.method,
        "question": instruction.question,
        "revision": None if instruction.key is None else instruction.key.revision,
        "units": result.units,
        "max_units": result.max_units,
        "scale": result.scale,
        "passed": result.passed,
        "changed": canonical({name: [str(points), str(most)] for name, (points, most) in result.changed.items()}),
    }
    connection.execute(insert(regrades), values)


def _result(attempt: Attempt, row: Any) -> tuple[Result, int]:
    if row is None:
        return first_result(attempt), 0
    changed = {name: (Fraction(points), Fraction(most)) for name, (points, most) in json.loads(row.changed).items()}
    passed = None if row.passed is None else bool(row.passed)
    worth = {"units": row.units, "max_units": row.max_units, "scale": row.scale}
    return Result(attempt=attempt, **worth, passed=passed, changed=changed, at=row.at), row.number
