"""A person of whom every table knows something, for what must find all of it: erasure, and a person's own data."""

from __future__ import annotations

import json
import uuid
from typing import Any

from conftest import Person, World, given
from course_factory import COURSE, LIMITED, UNGRADED
from sqlalchemy import insert, select
from sqlalchemy import text as sql
from test_learner_api import everything_right

from quizserver.domain.scim import ENTERPRISE
from quizserver.services.regrading import Order
from quizserver.storage import Transaction
from quizserver.storage.tables import (
    api_tokens,
    directory_entries,
    identities,
    mails,
    metadata,
    review_items,
    review_plans,
    roster_drafts,
    saved_views,
    second_factors,
    tickets,
)

NAME, KANA, NUMBER, EMAIL = "髙橋 𠮷之助", "タカハシ ヨシノスケ", "0045871", "yoshinosuke@kozue.example"
TITLE, EXTERNAL, MANAGER, JOINED = "営業推進課長", "scim-yoshinosuke", "0090001", "2019-07-13"
STRINGS = (NAME, KANA, NUMBER, EMAIL, TITLE, EXTERNAL, JOINED, "Kneipp-Gasse", "subject-of-yoshi")
"""Everything that would tell who it was."""

__all__ = ["EMAIL", "KANA", "NAME", "NUMBER", "STRINGS", "everything_stored", "live", "rows_of"]

_DETAILS = {
    "kana": KANA,
    "employee_number": NUMBER,
    "email": EMAIL,
    "job_title": TITLE,
    "manager_number": MANAGER,
    "joined_on": JOINED,
    "external_id": EXTERNAL,
    "department_code": "0310",
    "department": "営業企画部",
    "locale": "ja",
}


def live(world: World, *, hr: Person) -> Person:
    """Learns, is certified, is registered again and waived, and left a trace in every table."""
    person = world.person(NAME, **_DETAILS)
    person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    person.submit(person.start()["id"], [given("q-short", {"text": f"I am {NAME}, Kneipp-Gasse 3"})])
    world.clock.forward(seconds=60)
    person.submit(person.start()["id"], everything_right(world))
    person.submit(person.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])
    person.client.get("/app/ja/learning")
    services, who = world.server.registrations, {"user_id": person.account.id, "course_id": COURSE}
    world.server.regrading.apply(
        Order(course_id=COURSE, quiz="01-all-types", method="drop", question="q-numeric"),
        actor=hr.account.id,
        reason=f"{NAME} found the mistake",
    )
    services.re_enroll(**who, actor=hr.account.id, reason=f"{NUMBER} asked for it")
    services.waive(**who, actor=hr.account.id, reason=f"{EMAIL} is on leave")
    world.server.database.write(lambda tx: _leave_traces(tx, person.account.id, hr.account.id, now=world.clock()))
    person.start(LIMITED)
    return person


def _leave_traces(tx: Transaction, user_id: str, hr_id: str, *, now: int) -> None:
    own: dict[str, Any] = {"user_id": user_id}
    at = {"created_at": now}
    tx.execute(insert(tickets), own | at | {"token_hash": "t" * 64, "purpose": "reset", "expires_at": now + 1})
    tx.execute(
        insert(mails),
        own
        | {"id": str(uuid.uuid4()), "kind": "reset", "dedupe": f"reset:{user_id}", "facts": "{}", "state": "failed"}
        | {"queued_at": now, "due_at": now, "problem": f"550 <{EMAIL}> unknown"},
    )
    tx.execute(
        insert(identities), own | {"issuer": "https://id.example", "subject": "subject-of-yoshi", "linked_at": now}
    )
    tx.execute(insert(second_factors), own | {"secret": "sealed", "confirmed_at": now})
    tx.execute(
        insert(api_tokens),
        own | at | {"id": str(uuid.uuid4()), "token_hash": "a" * 64, "name": f"Job of {NAME}", "scopes": "report"},
    )
    tx.execute(insert(saved_views), own | at | {"id": str(uuid.uuid4()), "name": "Mine", "query": "status=overdue"})
    tx.execute(
        insert(saved_views),
        at | {"id": str(uuid.uuid4()), "user_id": hr_id, "name": "One", "query": f"course=sample&q={NAME}&dir=desc"},
    )
    draft = {"encoding": "utf-8", "whole": False, "rows": json.dumps([["社員番号"], [2, [NUMBER]]])}
    tx.execute(insert(roster_drafts), own | at | draft | {"id": str(uuid.uuid4())})
    tx.execute(insert(roster_drafts), at | draft | {"id": str(uuid.uuid4()), "user_id": hr_id})
    said = {"userName": EMAIL, "displayName": NAME, "title": TITLE}
    entry = {"user_name_key": EMAIL, "said": json.dumps(said, ensure_ascii=False), "held": "{}", "changed_at": now}
    tx.execute(insert(directory_entries), own | entry)
    led = {
        "said": json.dumps({ENTERPRISE: {"manager": {"value": NUMBER}}}),
        "held": f'{{"manager_number": "{NUMBER}"}}',
    }
    tx.execute(insert(directory_entries), {"user_id": hr_id, "user_name_key": "hr", "changed_at": now} | led)
    tx.execute(insert(review_plans), own | {"started_at": now})
    item = {"course_id": COURSE, "quiz": LIMITED, "question": "q-limited", "state": 1, "last_at": now, "due_at": now}
    tx.execute(insert(review_items), own | item)
    tx.execute(sql("UPDATE users SET manager_number = :number WHERE id = :id"), {"number": NUMBER, "id": hr_id})


def everything_stored(world: World) -> str:
    """All rows of all tables as text."""
    with world.server.database.snapshot() as tx:
        rows = (tuple(row) for table in metadata.sorted_tables for row in tx.execute(select(table)))
        return "\n".join(str(row) for row in rows)


def rows_of(world: World, table: str, user_id: str) -> int:
    """How many rows of a table hold this id."""
    with world.server.database.snapshot() as tx:
        return sum(user_id in tuple(row) for row in tx.execute(select(metadata.tables[table])))
