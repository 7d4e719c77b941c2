"""The audit log as it is read: newest first, a page at a time, whatever its size; and whom its ids mean."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, select, tuple_

from quizserver.storage.tables import attempts, audit_log, certificates, enrollments, users

__all__ = [
    "AuditEntry",
    "AuditFilter",
    "Place",
    "find_names",
    "find_owners",
    "list_entries",
    "objects_of",
    "stream_entries",
]

Place = tuple[int, int]
"""(at, id) of an entry: where a page ends and the next begins."""

_CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries: from `since`, before `until` (UTC, ms), of an action, by somebody, about one of these objects."""

    since: int | None = None
    until: int | None = None
    action: str | None = None
    actor: str | None = None
    objects: tuple[str, ...] | None = None
    nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the log."""

    id: int
    at: int
    actor: str
    action: str
    object: str
    facts: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.at, self.id


def list_entries(
    connection: Connection, wanted: AuditFilter, *, limit: int, before: Place | None = None
) -> list[AuditEntry]:
    """The newest entries that match, older than `before`."""
    statement = _select(wanted)
    if before is not None:
        # The first says to both databases where the index is to be entered.
        statement = statement.where(
            audit_log.c.at <= before[0], tuple_(audit_log.c.at, audit_log.c.id) < tuple_(*before)
        )
    return [_entry(row) for row in connection.execute(statement.limit(limit))]


def stream_entries(connection: Connection, wanted: AuditFilter) -> Iterator[Sequence[AuditEntry]]:
    """All entries that match, newest first, in portions."""
    rows = connection.execution_options(stream_results=True, yield_per=_CHUNK).execute(_select(wanted))
    for part in rows.partitions():
        yield [_entry(row) for row in part]


def objects_of(connection: Connection, *, user_id: str) -> tuple[str, ...]:
    """Everything of a person that an entry can be about."""
    found = [f"user:{user_id}"]
    for kind, column, table in (
        ("enrollment", enrollments.c.id, enrollments),
        ("certificate", certificates.c.number, certificates),
        ("attempt", attempts.c.id, attempts),
    ):
        rows = connection.execute(select(column).where(table.c.user_id == user_id))
        found += [f"{kind}:{row[0]}" for row in rows]
    return tuple(found)


def find_owners(connection: Connection, objects: Iterable[str]) -> dict[str, str]:
    """Object ("certificate:<number>") -> the id of the person whose it is, where it is somebody's."""
    by_kind: dict[str, set[str]] = {}
    for name in objects:
        kind, _, reference = name.partition(":")
        by_kind.setdefault(kind, set()).add(reference)
    owners = {f"user:{user_id}": user_id for user_id in by_kind.get("user", ())}
    for kind, key, table in (
        ("enrollment", enrollments.c.id, enrollments),
        ("certificate", certificates.c.number, certificates),
        ("attempt", attempts.c.id, attempts),
    ):
        if by_kind.get(kind):
            rows = connection.execute(select(key, table.c.user_id).where(key.in_(by_kind[kind])))
            owners |= {f"{kind}:{row[0]}": row[1] for row in rows}
    return owners


def find_names(connection: Connection, user_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Id -> (name, employee number); an empty name is that of somebody who was erased."""
    rows = connection.execute(select(users.c.id, users.c.name, users.c.employee_number).where(users.c.id.in_(user_ids)))
    return {row[0]: (row[1], row[2] or "") for row in rows}


def _select(wanted: AuditFilter) -> Select[Any]:
    return (
        select(
            audit_log.c.id,
            audit_log.c.at,
            audit_log.c.actor,
            audit_log.c.action,
            audit_log.c.object,
            audit_log.c.facts,
        )
        .where(*_conditions(wanted))
        .order_by(audit_log.c.at.desc(), audit_log.c.id.desc())
    )


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [false()] if wanted.nothing else []
    if wanted.since is not None:
        conditions.append(audit_log.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit_log.c.at < wanted.until)
    if wanted.action is not None:
        conditions.append(audit_log.c.action == wanted.action)
    if wanted.actor is not None:
        conditions.append(audit_log.c.actor == wanted.actor)
    if wanted.objects is not None:
        conditions.append(audit_log.c.object.in_(wanted.objects))
    return conditions


def _entry(row: Any) -> AuditEntry:
    facts = json.loads(row.facts) if row.facts else {}
    return AuditEntry(id=row.id, at=row.at, actor=row.actor, action=row.action, object=row.object, facts=facts)
