"""People by the roster: what is known of everybody, drafts of rosters, and writing one roster in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, insert, select, update

from quizserver.domain.people import email_key, roles_from_text
from quizserver.domain.roster import Known
from quizserver.storage.tables import roster_drafts, sessions, tickets, users

__all__ = [
    "change_people",
    "delete_draft",
    "delete_old_drafts",
    "find_assignment_draft",
    "find_draft",
    "insert_draft",
    "insert_people",
    "list_known",
    "set_active",
]

_FIELDS = (
    "email",
    "name",
    "kana",
    "department_code",
    "department",
    "job_title",
    "manager_number",
    "joined_on",
    "locale",
)


def list_known(connection: Connection) -> list[Known]:
    """Everybody, as far as a roster can change them."""
    columns = [users.c.id, users.c.employee_number, users.c.active, users.c.roles, *(users.c[name] for name in _FIELDS)]
    return [
        Known(
            user_id=row[0],
            employee_number=row[1],
            active=bool(row[2]),
            roles=roles_from_text(row[3]),
            values=dict(zip(_FIELDS, row[4:], strict=True)),
        )
        for row in connection.execute(select(*columns))
    ]


def insert_people(connection: Connection, people: Sequence[Mapping[str, Any]]) -> None:
    """New people: rows of the table without `email_key`."""
    if people:
        connection.execute(insert(users), [{**row, "email_key": _key(row["email"], row["id"])} for row in people])


def change_people(connection: Connection, changes: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """(user id, field -> new value). Two people may exchange their addresses: all let go first."""
    moving = [user_id for user_id, fields in changes if "email" in fields]
    if moving:
        connection.execute(
            update(users).where(users.c.id == bindparam("b_id")).values(email_key=bindparam("parked")),
            [{"b_id": user_id, "parked": f"moving:{user_id}"} for user_id in moving],
        )
    for names, group in _by_names(changes).items():
        columns: dict[str, Any] = {name: bindparam(f"v_{name}") for name in names}
        if "email" in names:
            columns["email_key"] = bindparam("v_email_key")
        connection.execute(
            update(users).where(users.c.id == bindparam("b_id")).values(columns),
            [_values(user_id, fields) for user_id, fields in group],
        )


def set_active(connection: Connection, user_ids: Sequence[str], *, active: bool, now: int) -> None:
    """People who left or came back. Who left is signed out everywhere and has no link that opens.

    The years of keeping begin with the first of several departures in a row. Who was erased does not come back.
    """
    rows = [{"b_id": user_id} for user_id in user_ids]
    if not rows:
        return
    since = None if active else case((users.c.active, bindparam("at", now)), else_=users.c.deactivated_at)
    known = (users.c.id == bindparam("b_id"), users.c.name != "")
    connection.execute(update(users).where(*known).values(active=active, deactivated_at=since), rows)
    if not active:
        for table in (sessions, tickets):
            connection.execute(delete(table).where(table.c.user_id == bindparam("b_id")), rows)


def insert_draft(
    connection: Connection, *, draft_id: str, user_id: str, encoding: str, whole: bool, rows: Any, now: int
) -> None:
    """Keep a roster until it is confirmed."""
    values = {"id": draft_id, "user_id": user_id, "created_at": now, "encoding": encoding, "whole": whole}
    connection.execute(insert(roster_drafts), values | {"rows": json.dumps(rows, ensure_ascii=True)})


def find_draft(connection: Connection, *, draft_id: str, user_id: str) -> tuple[str, bool, Any] | None:
    """(encoding, whole, rows) of this person's draft."""
    row = connection.execute(
        select(roster_drafts).where(roster_drafts.c.id == draft_id, roster_drafts.c.user_id == user_id)
    ).first()
    rows = None if row is None else json.loads(row.rows)
    # A draft of registrations is an object, and not this page's business.
    return None if row is None or not isinstance(rows, list) else (row.encoding, bool(row.whole), rows)


def find_assignment_draft(connection: Connection, *, draft_id: str, user_id: str) -> Mapping[str, Any] | None:
    """What this person uploaded or chose to register people by."""
    row = connection.execute(
        select(roster_drafts.c.rows).where(roster_drafts.c.id == draft_id, roster_drafts.c.user_id == user_id)
    ).first()
    said = None if row is None else json.loads(row.rows)
    return said if isinstance(said, dict) else None


def delete_draft(connection: Connection, *, draft_id: str) -> None:
    """It was confirmed or given up."""
    connection.execute(delete(roster_drafts).where(roster_drafts.c.id == draft_id))


def delete_old_drafts(connection: Connection, *, before: int) -> None:
    """Nobody confirmed them."""
    connection.execute(delete(roster_drafts).where(roster_drafts.c.created_at < before))


def _by_names(
    changes: Iterable[tuple[str, Mapping[str, str]]],
) -> Mapping[tuple[str, ...], list[tuple[str, Mapping[str, str]]]]:
    """One statement for all who change the same fields."""
    grouped: dict[tuple[str, ...], list[tuple[str, Mapping[str, str]]]] = {}
    for user_id, fields in changes:
        if fields:
            grouped.setdefault(tuple(sorted(fields)), []).append((user_id, fields))
    return grouped


def _values(user_id: str, fields: Mapping[str, str]) -> dict[str, str]:
    values = {"b_id": user_id} | {f"v_{name}": value for name, value in fields.items()}
    if "email" in fields:
        values["v_email_key"] = _key(fields["email"], user_id)
    return values


def _key(email: str, user_id: str) -> str:
    """Who has no address has a key that nobody can type: it holds no @."""
    return email_key(email) if email else f"none:{user_id}"
