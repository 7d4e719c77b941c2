"""Module records: where a registration stands in each module. Written with the attempt they tell about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from quizserver.domain.records import ModuleRecord
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import module_records

__all__ = ["RECORD_NAMES", "find_record", "insert_record", "list_records", "record_of", "update_record"]

RECORD_NAMES = tuple(column.name for column in module_records.c)
_KEY = ("enrollment_id", "module")

_of_enrollment = module_records.c.enrollment_id == bindparam("b_enrollment")
_this = (_of_enrollment, module_records.c.module == bindparam("b_module"))
_find = Prepared(select(module_records).where(*_this))
_list = Prepared(select(module_records).where(_of_enrollment))
_insert = Prepared(insert(module_records), names=RECORD_NAMES)
_update = Prepared(
    update(module_records).where(*_this).values({name: bindparam(name) for name in RECORD_NAMES if name not in _KEY})
)


def find_record(connection: Connection, *, enrollment_id: str, module: str) -> ModuleRecord | None:
    """Where this registration stands in this module."""
    row = _find.first(connection, {"b_enrollment": enrollment_id, "b_module": module})
    return None if row is None else record_of(row)


def list_records(connection: Connection, *, enrollment_id: str) -> dict[str, ModuleRecord]:
    """Module -> record, for everything that was begun under this registration."""
    rows = _list.all(connection, {"b_enrollment": enrollment_id})
    return {record.module: record for record in map(record_of, rows)}


def insert_record(connection: Connection, record: ModuleRecord) -> None:
    """The first trace in this module."""
    _insert.run(connection, {name: getattr(record, name) for name in RECORD_NAMES})


def update_record(connection: Connection, record: ModuleRecord) -> None:
    """Where the registration stands in this module now."""
    values = {name: getattr(record, name) for name in RECORD_NAMES if name not in _KEY}
    _update.run(connection, values | {"b_enrollment": record.enrollment_id, "b_module": record.module})


def record_of(row: Sequence[Any]) -> ModuleRecord:
    """The record in a row of the table's columns."""
    return ModuleRecord(**dict(zip(RECORD_NAMES, row, strict=True)))
