"""Enrollments: one row per registration, written with the answer it tells about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    select,
    update,
)

from quizserver.domain.records import STUDY_GAP_MS, Enrollment
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import enrollments

__all__ = [
    "ENROLLMENT_NAMES",
    "enrollment_of",
    "find_current_enrollment",
    "find_enrollment",
    "insert_enrollment",
    "insert_enrollments",
    "list_enrollments",
    "lock_enrollments",
    "next_number",
    "rule_enrollments",
    "touch_enrollment",
    "update_enrollment",
]

ENROLLMENT_NAMES = tuple(column.name for column in enrollments.c)
_AT_ONCE = 1000
_FIXED = ("id", "user_id", "course_id", "number", "source", "assigned_at")

_by_id = select(enrollments).where(enrollments.c.id == bindparam("enrollment"))
_find, _lock = Prepared(_by_id), Prepared(_by_id.with_for_update())
_current = select(enrollments).where(
    enrollments.c.user_id == bindparam("user"),
    enrollments.c.course_id == bindparam("course"),
    enrollments.c.ended_at.is_(None),
)
_find_current, _lock_current = Prepared(_current), Prepared(_current.with_for_update())
_of_person = Prepared(
    select(enrollments)
    .where(enrollments.c.user_id == bindparam("user"))
    .order_by(enrollments.c.course_id, enrollments.c.number.desc())
)
_highest = Prepared(
    select(func.max(enrollments.c.number)).where(
        enrollments.c.user_id == bindparam("user"), enrollments.c.course_id == bindparam("course")
    )
)
_insert = Prepared(insert(enrollments), names=ENROLLMENT_NAMES)
_update = Prepared(
    update(enrollments)
    .where(enrollments.c.id == bindparam("b_id"))
    .values({name: bindparam(name) for name in ENROLLMENT_NAMES if name not in _FIXED})
)
# What many registrations change at once, with the head of their ledger.
_RULED = ("cohort_id", "due_at", "ended_at", "head_hash", "records")
_rule = Prepared(
    update(enrollments).where(enrollments.c.id == bindparam("b_id")).values({name: bindparam(name) for name in _RULED}),
    names=(*_RULED, "b_id"),
)
_LONGEST: ColumnElement[int] = literal_column(str(STUDY_GAP_MS))
_since = bindparam("at", type_=BigInteger) - func.coalesce(enrollments.c.last_activity_at, bindparam("at"))
_studied = case((_since < literal_column("0"), literal_column("0")), (_since > _LONGEST, _LONGEST), else_=_since)
_touch = Prepared(
    update(enrollments)
    .where(enrollments.c.id == bindparam("b_id"))
    .values(
        language=bindparam("in_language"),
        started_at=func.coalesce(enrollments.c.started_at, bindparam("at")),
        # A clock that was set back moves nothing back.
        last_activity_at=case(
            (enrollments.c.last_activity_at > bindparam("at"), enrollments.c.last_activity_at), else_=bindparam("at")
        ),
        # Worked out here, so that an answer costs no further statement.
        study_ms=enrollments.c.study_ms + _studied,
    )
)


def find_enrollment(connection: Connection, *, enrollment_id: str, lock: bool = False) -> Enrollment | None:
    """The registration of this id, current or ended."""
    row = (_lock if lock else _find).first(connection, {"enrollment": enrollment_id})
    return None if row is None else enrollment_of(row)


def find_current_enrollment(
    connection: Connection, *, user_id: str, course_id: str, lock: bool = False
) -> Enrollment | None:
    """The registration that this learner's next answer belongs to."""
    row = (_lock_current if lock else _find_current).first(connection, {"user": user_id, "course": course_id})
    return None if row is None else enrollment_of(row)


def list_enrollments(connection: Connection, *, user_id: str) -> list[Enrollment]:
    """Every registration of a person, by course, the newest first."""
    return [enrollment_of(row) for row in _of_person.all(connection, {"user": user_id})]


def next_number(connection: Connection, *, user_id: str, course_id: str) -> int:
    """The number of this learner's next registration in a course."""
    row = _highest.first(connection, {"user": user_id, "course": course_id})
    return 1 + (row[0] or 0 if row is not None else 0)


def insert_enrollment(connection: Connection, enrollment: Enrollment) -> None:
    """A new registration."""
    _insert.run(connection, {name: getattr(enrollment, name) for name in ENROLLMENT_NAMES})


def insert_enrollments(connection: Connection, made: Sequence[Enrollment]) -> None:
    """Many new registrations."""
    if made:
        _insert.run_many(connection, [tuple(getattr(one, name) for name in ENROLLMENT_NAMES) for one in made])


def update_enrollment(connection: Connection, enrollment: Enrollment) -> None:
    """How the registration stands now."""
    values = {name: getattr(enrollment, name) for name in ENROLLMENT_NAMES if name not in _FIXED}
    values["b_id"] = enrollment.id
    _update.run(connection, values)


def rule_enrollments(connection: Connection, changed: Sequence[Enrollment]) -> None:
    """What HR ruled for many registrations: due date, cohort, their end; nothing that was learned is touched."""
    if changed:
        _rule.run_many(connection, [tuple(getattr(one, name) for name in (*_RULED, "id")) for one in changed])


def lock_enrollments(connection: Connection, *, course_id: str, user_ids: Sequence[str]) -> bool:
    """Nobody else changes these people's current registrations before this transaction ends.

    False where nobody could have: SQLite has one writer.
    """
    if connection.dialect.name == "sqlite" or not user_ids:
        return False
    for start in range(0, len(user_ids), _AT_ONCE):
        some = user_ids[start : start + _AT_ONCE]
        of_some = [enrollments.c.user_id.in_(some), enrollments.c.course_id == course_id]
        held = select(enrollments.c.id).where(*of_some, enrollments.c.ended_at.is_(None))
        connection.execute(held.order_by(enrollments.c.id).with_for_update()).all()
    return True


def touch_enrollment(connection: Connection, enrollment_id: str, *, language: str, now: int) -> None:
    """Something was answered."""
    _touch.run(connection, {"b_id": enrollment_id, "in_language": language, "at": now})


def enrollment_of(row: Sequence[Any]) -> Enrollment:
    """The registration in a row of the table's columns."""
    return Enrollment(**dict(zip(ENROLLMENT_NAMES, row, strict=True)))
