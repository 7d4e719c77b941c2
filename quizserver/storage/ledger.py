"""The ledger's table: added to in the transaction of what it tells about. The database refuses all else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from quizserver.domain.ledger import Entry, Record, chain
from quizserver.domain.records import Enrollment
from quizserver.errors import NotFound
from quizserver.storage.enrollments import find_enrollment, update_enrollment
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import erasures, records

__all__ = ["RECORD_NAMES", "append_record", "append_to", "insert_records", "is_erased", "list_ledger", "record_of"]

RECORD_NAMES = ("enrollment_id", "number", "at", "kind", "actor", "body", "previous_hash", "hash")

_insert = Prepared(insert(records), names=RECORD_NAMES)
_list = Prepared(
    select(*(records.c[name] for name in RECORD_NAMES))
    .where(records.c.enrollment_id == bindparam("enrollment"))
    .order_by(records.c.number)
)
_erased = Prepared(select(erasures.c.user_id).where(erasures.c.user_id == bindparam("user")))


def append_record(
    connection: Connection, *, enrollment_id: str, kind: str, actor: str, body: Mapping[str, Any], now: int
) -> Enrollment:
    """Write down that `actor` (a user id) did something to a registration. Raises NotFound."""
    enrollment = find_enrollment(connection, enrollment_id=enrollment_id, lock=True)
    if enrollment is None:
        raise NotFound
    after = append_to(connection, enrollment, [Entry(kind, body)], actor=actor, now=now)
    update_enrollment(connection, after)
    return after


def append_to(
    connection: Connection, enrollment: Enrollment, entries: Sequence[Entry], *, actor: str, now: int
) -> Enrollment:
    """Write entries down; the caller, who holds the registration's lock, stores the registration that is returned."""
    made = chain(enrollment, entries, actor=actor, now=now)
    _insert.run_many(connection, [tuple(getattr(record, name) for name in RECORD_NAMES) for record in made])
    return replace(enrollment, head_hash=made[-1].hash, records=made[-1].number)


def insert_records(connection: Connection, made: Sequence[Record]) -> None:
    """Write down what `chain_each` has bound; the caller holds the registrations, and stores them."""
    if made:
        _insert.run_many(connection, [tuple(getattr(record, name) for name in RECORD_NAMES) for record in made])


def list_ledger(connection: Connection, *, enrollment_id: str) -> list[Record]:
    """Everything that happened to a registration, in order."""
    return [record_of(row) for row in _list.all(connection, {"enrollment": enrollment_id})]


def is_erased(connection: Connection, *, user_id: str) -> bool:
    """Whether this person's records may lawfully be gone."""
    return _erased.first(connection, {"user": user_id}) is not None


def record_of(row: Sequence[Any]) -> Record:
    """The record in a row of RECORD_NAMES."""
    return Record(**dict(zip(RECORD_NAMES, row, strict=True)))
