"""A person is erased: nothing tells who it was, and everything that was counted and proved stands."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from conftest import Person, World, only_sqlite
from course_factory import COURSE, compiled_course
from full_life import EMAIL, KANA, NAME, NUMBER, STRINGS, everything_stored, live, rows_of
from sqlalchemy import String, Text, select, update

from coursekit.model import CompletionRule
from quizserver.domain.erasing import ErasureReason
from quizserver.domain.people import Role
from quizserver.errors import AlreadyErased, NotConfirmed, StillActive
from quizserver.services.auditing import verify_records
from quizserver.services.regrading import Order
from quizserver.storage.backing_up import backup_database
from quizserver.storage.rosters import set_active
from quizserver.storage.tables import attempts, enrollments, metadata, module_records, responses, saved_views, users
from quizserver.storage.usage import count_by_question
from quizserver.web.logs import JsonFormatter

pytestmark = pytest.mark.integration


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server that certifies, with a course that is done when everything was taken."""
    return make_world(
        course=compiled_course(rule=CompletionRule.COMPLETED),
        issuer={"en": "Kozue Manufacturing", "ja": "株式会社こずえ製作所"},
        origins=("http://127.0.0.1:8000",),
    )


@pytest.fixture
def hr(world: World) -> Person:
    """Who erases."""
    return world.person("Jinji", Role.HR)


@pytest.fixture
def leaver(world: World, hr: Person) -> Person:
    """Somebody with a past of every kind, who has left."""
    person = live(world, hr=hr)
    world.server.erasing.deactivate(user_id=person.account.id, actor=hr.account.id)
    return person


def erase(world: World, leaver: Person, hr: Person) -> None:
    world.server.erasing.erase(
        user_id=leaver.account.id, actor=hr.account.id, reason=ErasureReason.REQUESTED, typed=NUMBER
    )


WORDLESS = {
    "erasures": "filled by the erasure itself",
    "departments": "of departments, not of people",
    "cohorts": "of courses, not of people",
    "quiz_revisions": "of the course",
    "course_revisions": "of the course",
    "sign_in_flows": "of a browser that is not signed in yet, for minutes",
    "sign_in_tries": "keyed hashes that end after minutes",
}


def test_the_person_who_is_erased_here_stands_in_every_table(world: World, hr: Person) -> None:
    person = live(world, hr=hr)
    stored = everything_stored(world)
    missing = [text for text in STRINGS if text not in stored]
    assert missing == []
    with world.server.database.snapshot() as tx:
        empty = {table.name for table in metadata.sorted_tables if tx.execute(select(table).limit(1)).first() is None}
    assert empty - set(WORDLESS) == set(), "full_life.live must leave a trace in every table"
    assert rows_of(world, "audit_log", person.account.id) > 0


def test_nothing_tells_who_it_was(world: World, leaver: Person, hr: Person, tmp_path: Path) -> None:
    erase(world, leaver, hr)
    stored = everything_stored(world)
    assert [text for text in STRINGS if text in stored or json.dumps(text)[1:-1] in stored] == []
    for table in (
        "sessions",
        "tickets",
        "mails",
        "identities",
        "second_factors",
        "api_tokens",
        "roster_drafts",
        "directory_entries",
    ):
        assert rows_of(world, table, leaver.account.id) == 0, table
    backup = tmp_path / "new.db"
    backup_database(world.settings.database_url, backup)
    assert [text for text in STRINGS if text.encode() in backup.read_bytes()] == []
    for form in ("csv", "sjis.csv", "xlsx", "jsonl"):
        assert not any(text.encode() in hr.client.get(f"/app/ja/reports.{form}").data for text in STRINGS)


@only_sqlite
def test_the_file_itself_holds_nothing_of_the_person(world: World, leaver: Person, hr: Person) -> None:
    erase(world, leaver, hr)
    path = Path(world.settings.database_url.removeprefix("sqlite:///"))
    world.server.database.close()
    for file in path.parent.iterdir():
        assert [text for text in STRINGS if text.encode() in file.read_bytes()] == [], file.name


def test_what_was_counted_and_proved_stands(world: World, leaver: Person, hr: Person) -> None:
    before = statistics(world)
    kept = verify_records(world.server.database)
    assert kept.problems == []
    erase(world, leaver, hr)
    assert statistics(world) == before
    after = verify_records(world.server.database, kept=kept.heads)
    assert (after.problems, after.erased) == ([], 1)
    assert (after.enrollments, after.attempts, after.responses) == (kept.enrollments, kept.attempts, kept.responses)
    assert after.records == kept.records + kept.enrollments


def statistics(world: World) -> object:
    """Everything that reports and statistics count, by department and by question."""
    scores = select(
        users.c.department_code, enrollments.c.course_id, enrollments.c.units, enrollments.c.max_units,
        enrollments.c.attempts, enrollments.c.done_at, enrollments.c.waived_at,
    ).join_from(users, enrollments).order_by(enrollments.c.id)  # fmt: skip
    with world.server.database.snapshot() as tx:
        answers = select(responses.c.question, responses.c.units, responses.c.max_units, responses.c.stored_at)
        return (
            [tuple(row) for row in tx.execute(scores)],
            sorted(map(tuple, tx.execute(answers))),
            [tuple(row) for row in tx.execute(select(module_records).order_by(module_records.c.module))],
            [tuple(row) for row in tx.execute(select(attempts.c.units, attempts.c.passed).order_by(attempts.c.id))],
            count_by_question(tx, course_id=COURSE, questions=["q-short", "q-single"]),
        )


def test_an_erased_ledger_that_is_altered_afterwards_is_found_out(world: World, leaver: Person, hr: Person) -> None:
    kept = verify_records(world.server.database)
    erase(world, leaver, hr)
    heads = {key: (count, "0" * 64) for key, (count, _) in kept.heads.items()}
    assert len(verify_records(world.server.database, kept=heads).problems) == kept.enrollments
    # The triggers let rows of erased people be changed: the ledger does not.
    world.server.database.write(
        lambda tx: tx.execute(update(attempts).where(attempts.c.submitted_at.is_not(None)).values(units=0))
    )
    assert any("units is 0" in problem.text for problem in verify_records(world.server.database).problems)


def test_other_people_keep_what_is_theirs(world: World, leaver: Person, hr: Person) -> None:
    erase(world, leaver, hr)
    with world.server.database.snapshot() as tx:
        views = [parse_qsl(query) for query in tx.execute(select(saved_views.c.query)).scalars()]
    assert views == [[("course", "sample"), ("dir", "desc")]]
    assert hr.client.get("/app/ja/people/").status_code == 200


def test_the_placeholder_never_comes_back(world: World, leaver: Person, hr: Person) -> None:
    erase(world, leaver, hr)
    assert leaver.client.get("/api/v1/session").get_json()["signed_in"] is False
    assert leaver.sign_in().status_code == 401
    world.server.database.write(lambda tx: set_active(tx, [leaver.account.id], active=True, now=1))
    assert world.server.accounts.select_account(leaver.account.id).active is False
    roster = f"社員番号,氏名,フリガナ,メールアドレス\n{NUMBER},{NAME},{KANA},{EMAIL}\n".encode()
    draft = world.server.rosters.import_file(roster, actor=hr.account.id, whole=False, dry_run=False)
    assert [change.kind for change in draft.plan.changes] == ["create"]
    assert world.server.registrations.select_person(NUMBER).id != leaver.account.id


def test_a_key_that_changes_later_leaves_the_erased_as_they_are(world: World, leaver: Person, hr: Person) -> None:
    erase(world, leaver, hr)
    before = statistics(world)
    order = Order(course_id=COURSE, quiz="01-all-types", method="full_credit", question="q-short")
    assert world.server.regrading.apply(order, actor=hr.account.id, reason="typing").changes == ()
    assert statistics(world) == before


def test_only_who_has_left_is_erased_and_once(world: World, hr: Person) -> None:
    person = live(world, hr=hr)
    who = {"user_id": person.account.id, "actor": hr.account.id, "reason": ErasureReason.REQUESTED}
    with pytest.raises(StillActive):
        world.server.erasing.erase(**who, typed=NUMBER)
    world.server.erasing.deactivate(user_id=person.account.id, actor=hr.account.id)
    with pytest.raises(NotConfirmed):
        world.server.erasing.erase(**who, typed="0045872")
    assert NAME in everything_stored(world)
    world.server.erasing.erase(**who, typed=f" {NUMBER} ")
    with pytest.raises(AlreadyErased):
        world.server.erasing.erase(**who, typed=NUMBER)


def test_no_log_line_tells_who_it_was(
    world: World, leaver: Person, hr: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        erase(world, leaver, hr)
    lines = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    assert [text for text in STRINGS if text in lines] == []


GONE = {
    "users": "email email_key password_hash name kana employee_number job_title manager_number external_id roles",
    "enrollments": "waive_reason",
    "responses": "response",
    "records": "body",
    "regrades": "reason",
    "certificates": "name",
    "saved_views": "name query",
    "api_tokens": "name scopes",
    "directory_entries": "user_name_key said held",
    "identities": "issuer subject",
    "mails": "dedupe facts problem",
    "roster_drafts": "rows",
    "second_factors": "secret recovery",
    "sessions": "browser",
    "review_items": "course_id quiz question",
}
"""Columns that are emptied, or whose rows are deleted or freed of the person."""

KEPT = {
    "users": "department_code department",
    "audit_log": "object facts",
    "departments": "code name parent_code",
    "cohorts": "course_id name",
    "course_revisions": "revision course_id version body",
    "quiz_revisions": "revision quiz body",
    "sign_in_flows": "nonce verifier next",
    "enrollments": "course_id course_revision course_version done_course_revision done_course_version",
    "attempts": "course_id quiz module revision course_revision course_version orders questions",
    "certificates": "course_id course_title course_version course_revision issuer",
    "module_records": "module done_course_revision done_course_version",
    "regrades": "question revision changed",
    "responses": "question part",
}
"""Columns that hold ids, words of the course, or words of the company."""


def test_every_column_that_can_hold_words_was_decided_about() -> None:
    decided = {f"{table}.{name}" for of in (GONE, KEPT) for table, names in of.items() for name in names.split()}
    found = {
        f"{column.table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, Text) or (isinstance(column.type, String) and (column.type.length or 0) >= 80)
    }
    assert found - decided == set(), "decide what an erasure does with it (services/erasing.py), then list it here"
    assert decided - found == set()
