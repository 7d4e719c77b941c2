"""Module records, the completion table: written with the attempt they tell about; reports never scan attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from quizserver.domain.records import ModuleRecord
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import module_records

__all__ = ["RECORD_NAMES", "find_record", "insert_record", "list_records", "record_of", "touch_record", "update_record"]

RECORD_NAMES = tuple(column.name for column in module_records.c)
_KEY = ("user_id", "course_id", "module")

_this = (
    module_records.c.user_id == bindparam("b_user_id"),
    module_records.c.course_id == bindparam("b_course_id"),
    module_records.c.module == bindparam("b_module"),
)
_select = select(module_records).where(*_this)
_find, _lock = Prepared(_select), Prepared(_select.with_for_update())
_of_course = Prepared(
    select(module_records).where(
        module_records.c.user_id == bindparam("b_user_id"), module_records.c.course_id == bindparam("b_course_id")
    )
)
_insert = Prepared(insert(module_records), names=RECORD_NAMES)
_update = Prepared(
    update(module_records).where(*_this).values({name: bindparam(name) for name in RECORD_NAMES if name not in _KEY})
)
_touch = Prepared(
    update(module_records)
    .where(*_this, module_records.c.last_activity_at < bindparam("at"))
    .values(last_activity_at=bindparam("at"), language=bindparam("in_language"))
)


def find_record(
    connection: Connection, *, user_id: str, course_id: str, module: str, lock: bool = False
) -> ModuleRecord | None:
    """Where this learner stands in this module."""
    row = (_lock if lock else _find).first(connection, _key(user_id, course_id, module))
    return None if row is None else record_of(row)


def list_records(connection: Connection, *, user_id: str, course_id: str) -> dict[str, ModuleRecord]:
    """Module -> record, for everything this learner has begun in a course."""
    rows = _of_course.all(connection, {"b_user_id": user_id, "b_course_id": course_id})
    return {record.module: record for record in map(record_of, rows)}


def insert_record(connection: Connection, record: ModuleRecord) -> None:
    """The first trace of this learner in this module."""
    _insert.run(connection, {name: getattr(record, name) for name in RECORD_NAMES})


def update_record(connection: Connection, record: ModuleRecord) -> None:
    """Where the learner stands now."""
    values = {name: getattr(record, name) for name in RECORD_NAMES if name not in _KEY}
    _update.run(connection, values | _key(record.user_id, record.course_id, record.module))


def touch_record(connection: Connection, *, user_id: str, course_id: str, module: str, language: str, now: int) -> None:
    """Something was answered in this module."""
    _touch.run(connection, _key(user_id, course_id, module) | {"at": now, "in_language": language})


def _key(user_id: str, course_id: str, module: str) -> dict[str, str]:
    return {"b_user_id": user_id, "b_course_id": course_id, "b_module": module}


def record_of(row: Sequence[Any]) -> ModuleRecord:
    """The record in a row of the table's columns."""
    return ModuleRecord(**dict(zip(RECORD_NAMES, row, strict=True)))
