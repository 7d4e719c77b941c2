"""The one way in which people are changed from outside: rosters and directories plan changes, this writes them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from quizserver.domain.people import Role, roles_to_text
from quizserver.domain.roster import Change
from quizserver.storage import Transaction
from quizserver.storage.audit import append_audits
from quizserver.storage.departments import upsert_departments
from quizserver.storage.rosters import change_people, insert_people, set_active

__all__ = ["in_parts", "write_changes"]

T = TypeVar("T")

_PART = 1000

_LANGUAGE = "ja"
_ACTIONS = {"change": "account_changed", "deactivate": "account_deactivated", "reactivate": "account_reactivated"}


def write_changes(
    tx: Transaction,
    changes: Sequence[Change],
    *,
    actor: str,
    now: int,
    facts: Mapping[str, Any] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> list[str]:
    """Do what was planned; each person has an entry in the audit log. Returns the ids of the new people, in order.

    A new person is a learner without a password: no role is ever given from outside. Who is deactivated is signed out.
    `tell` hears how many people of how many are written.
    """
    made = [_new_person(change, now=now) for change in changes if change.kind == "create"]
    kept = [change for change in changes if change.user_id is not None and change.fields]
    written, total = len(kept), len(kept) + len(made)
    # First of all: a new person may get the address that somebody gives up.
    change_people(tx, [(str(change.user_id), _after(change)) for change in kept])
    if tell is not None and kept:
        tell(written, total)
    for some in in_parts(made, _PART):
        insert_people(tx, some)
        written += len(some)
        if tell is not None:
            tell(written, total)
    for kind, active in (("deactivate", False), ("reactivate", True)):
        set_active(tx, [str(c.user_id) for c in changes if c.kind == kind], active=active, now=now)
    upsert_departments(tx, _departments(changes))
    notes = [("account_made", str(row["id"])) for row in made]
    notes += [(_ACTIONS[c.kind], str(c.user_id)) for c in changes if c.kind in _ACTIONS]
    append_audits(tx, [(actor, action, f"user:{user_id}", now) for action, user_id in notes], facts=facts)
    return [str(row["id"]) for row in made]


def in_parts(rows: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The rows, so many at a time."""
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def _after(change: Change) -> dict[str, str]:
    return {field: after for field, (_, after) in change.fields.items()}


def _new_person(change: Change, *, now: int) -> dict[str, object]:
    blank = dict.fromkeys(("email", "kana", "department_code", "department", "job_title", "manager_number"), "")
    return {
        "id": str(uuid.uuid4()),
        "password_hash": None,
        "roles": roles_to_text(frozenset({Role.LEARNER})),
        "active": True,
        "created_at": now,
        "joined_on": "",
        "locale": _LANGUAGE,
        **blank,
        **_after(change),
    }


def _departments(changes: Sequence[Change]) -> Mapping[str, tuple[str, str | None]]:
    """Departments that were named, with the one above where somebody says so."""
    found: dict[str, tuple[str, str | None]] = {}
    for change in changes:
        said = change.values
        if said.get("department_code"):
            found[said["department_code"]] = (said.get("department", ""), said.get("parent_department_code"))
    return found
