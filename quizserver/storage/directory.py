"""People as directories (SCIM) see them: reads with filters, and what a directory says of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, update

from quizserver.domain.scim import ENTERPRISE, DirectoryPerson, Filter
from quizserver.domain.scim.filters import Compare
from quizserver.storage.accounts import ACCOUNT_COLUMNS, account_of, lock_admins
from quizserver.storage.directory_filters import condition_of
from quizserver.storage.tables import departments, directory_entries, erasures, users

__all__ = [
    "count_people",
    "find_department",
    "find_person",
    "find_person_by",
    "forget_manager",
    "is_last_admin",
    "list_people",
    "release_address",
    "release_external_id",
    "release_user_name",
    "save_entry",
    "update_external_id",
]

_entry = directory_entries.c
_joined = users.outerjoin(directory_entries, _entry.user_id == users.c.id)
# Deleted there, and not brought back by anybody else since; erased people are nobody's business any more.
_shown = and_(
    or_(_entry.deleted_at.is_(None), users.c.active),
    ~select(erasures.c.user_id).where(erasures.c.user_id == users.c.id).exists(),
)
_people: Select[Any] = select(
    *ACCOUNT_COLUMNS, _entry.said, _entry.held, _entry.changed_at, _entry.deleted_at
).select_from(_joined)


def list_people(connection: Connection, *, condition: Filter | None, offset: int, limit: int) -> list[DirectoryPerson]:
    """The people who meet a filter, in an order that stays. Raises ScimRefused for what cannot be filtered by."""
    statement = _people.where(*_conditions(condition)).order_by(users.c.created_at, users.c.id)
    return [_person(row) for row in connection.execute(statement.offset(offset).limit(limit))]


def count_people(connection: Connection, *, condition: Filter | None) -> int:
    """How many meet it. Raises ScimRefused."""
    statement = select(func.count()).select_from(_joined).where(*_conditions(condition))
    return connection.execute(statement).scalar_one()


def find_person(connection: Connection, *, user_id: str) -> DirectoryPerson | None:
    """The person of this id, unless deleted there."""
    row = connection.execute(_people.where(users.c.id == user_id, _shown)).first()
    return None if row is None else _person(row)


def find_person_by(connection: Connection, **key: str) -> DirectoryPerson | None:
    """The person with this employee_number, external_id, email_key or user_name, also one who is deleted there."""
    ((name, value),) = key.items()
    condition = condition_of(Compare("username", "eq", value)) if name == "user_name" else users.c[name] == value
    row = connection.execute(_people.where(condition)).first()
    return None if row is None else _person(row)


def save_entry(
    connection: Connection,
    *,
    user_id: str,
    user_name_key: str | None,
    said: Mapping[str, Any],
    held: Mapping[str, str],
    now: int,
    deleted_at: int | None = None,
) -> None:
    """Keep what the directory says now. Raises IntegrityError when somebody else has the user name."""
    values = {
        "user_name_key": user_name_key,
        "said": _json(said),
        "held": _json(held),
        "changed_at": now,
        "deleted_at": deleted_at,
    }
    found = connection.execute(update(directory_entries).where(_entry.user_id == user_id).values(values))
    if found.rowcount == 0:
        connection.execute(insert(directory_entries), {"user_id": user_id} | values)


def update_external_id(connection: Connection, *, user_id: str, external_id: str | None) -> None:
    """What the directory calls the person. Raises IntegrityError when it calls somebody else so."""
    connection.execute(update(users).where(users.c.id == user_id).values(external_id=external_id))


def release_user_name(connection: Connection, *, user_id: str) -> None:
    """Another person has it now."""
    connection.execute(update(directory_entries).where(_entry.user_id == user_id).values(user_name_key=None))


def release_external_id(connection: Connection, *, user_id: str) -> None:
    """Another person has it now."""
    update_external_id(connection, user_id=user_id, external_id=None)


def release_address(connection: Connection, *, user_id: str) -> None:
    """Another person has the address now; who left keeps it in the records, and cannot come in with it."""
    connection.execute(update(users).where(users.c.id == user_id).values(email_key=f"none:{user_id}"))


def forget_manager(connection: Connection, *, number: str) -> None:
    """Nobody is led by this number any more, whatever a directory said."""
    rows = connection.execute(
        select(_entry.user_id, _entry.said, _entry.held).where(_entry.held.contains(number))
    ).all()
    for row in rows:
        said, held = json.loads(row.said), json.loads(row.held)
        if held.get("manager_number") != number:
            continue
        held["manager_number"] = ""
        said.get(ENTERPRISE, {}).pop("manager", None)
        values = {"said": _json(said), "held": _json(held)}
        connection.execute(update(directory_entries).where(_entry.user_id == row.user_id).values(values))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def find_department(connection: Connection, *, named: str) -> tuple[str, str] | None:
    """(code, name) of the department with this code, else of the only one with this name."""
    rows = connection.execute(
        select(departments.c.code, departments.c.name).where(
            or_(departments.c.code == named, departments.c.name == named)
        )
    ).all()
    exact = [(row.code, row.name) for row in rows if row.code == named]
    by_name = [(row.code, row.name) for row in rows]
    return exact[0] if exact else (by_name[0] if len(by_name) == 1 else None)


def is_last_admin(connection: Connection, *, user_id: str) -> bool:
    """Whether nobody else could administer. On PostgreSQL, two who leave at once wait for each other."""
    return lock_admins(connection) == [user_id]


def _conditions(condition: Filter | None) -> list[ColumnElement[bool]]:
    return [_shown, *([condition_of(condition)] if condition is not None else [])]


def _person(row: Row[Any]) -> DirectoryPerson:
    account, said = account_of(row), json.loads(row.said or "{}")
    return DirectoryPerson(
        account=account,
        user_name=said.get("userName"),
        said=said,
        held=json.loads(row.held or "{}"),
        changed_at=row.changed_at or account.created_at,
        deleted_at=row.deleted_at,
    )
