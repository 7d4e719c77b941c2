"""What a person downloads about themselves: everything, and nobody else's."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Person, World, given
from course_factory import compiled_course
from exam_factory import EXAM, exam_course
from full_life import EMAIL, NAME, NUMBER, live
from sqlalchemy import select

from coursekit.model import CompletionRule
from quizserver.domain.people import Role
from quizserver.services.own_data import SECTIONS
from quizserver.storage.own_data import HIDDEN, LEFT_OUT
from quizserver.storage.tables import audit_log, metadata

pytestmark = pytest.mark.integration


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server that certifies."""
    return make_world(
        course=compiled_course(rule=CompletionRule.COMPLETED),
        issuer={"en": "Kozue", "ja": "こずえ"},
        origins=("http://127.0.0.1:8000",),
    )


def archive_of(person: Person, language: str = "ja") -> zipfile.ZipFile:
    """The file."""
    answer = person.client.get(f"/app/{language}/account/data.zip")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def data_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """data.json."""
    found: dict[str, list[dict[str, Any]]] = json.loads(archive_of(person).read("data.json"))
    return found


def test_everything_that_is_stored_is_in_it(world: World) -> None:
    hr = world.person("人事 花子", Role.HR)
    person = live(world, hr=hr)
    data = data_of(person)
    assert list(data) == list(SECTIONS.values())
    assert [name for name, rows in data.items() if not rows] == []
    (account,) = data["account"]
    assert (account["name"], account["employee_number"], account["email"]) == (NAME, NUMBER, EMAIL)
    assert account["created_at"] == "1970-01-01T00:00:00.000Z"
    typed = [row for row in data["answers"] if row["question"] == "q-short"]
    assert {row["question_text"] for row in typed} == {"Stem of q-short"}
    assert sorted(row["answer_text"][0] for row in typed) == ["BATNA", f"I am {NAME}, Kneipp-Gasse 3"]
    by_question = {(row["question"], row["part"]): row for row in data["answers"]}
    assert by_question["q-multiple", ""]["answer_text"] == ["Option a", "Option c"]
    assert by_question["q-truefalse", ""]["answer_text"] == ["false"]
    assert by_question["q-ordering", ""]["answer_text"] == ["Step 1", "Step 2", "Step 3", "Step 4"]
    assert by_question["q-matching", ""]["answer_text"] == ["Premise 1 – Response 1", "Premise 2 – Response 2"]
    assert by_question["q-branch", "n1"]["question_text"] == "Stem of q-branch\nFirst?"
    assert by_question["q-branch", "n1"]["answer_text"] == ["Say a"]
    told = {(row["number"], row["waived_by"], row["waive_reason"]) for row in data["registrations"]}
    assert told == {(1, None, None), (2, "staff", f"{EMAIL} is on leave")}
    assert {row["actor"] for row in data["audit_log"]} == {"you", "staff"}
    assert {row["actor"] for row in data["history"]} == {"you", "staff"}


def test_other_people_are_not_in_it(world: World) -> None:
    hr, other = world.person("人事 花子", Role.HR), world.person("Other Person", employee_number="X-1")
    other.submit(other.start()["id"], [given("q-short", {"text": "secret of another"})])
    hr.client.get(f"/app/en/people/{other.account.id}")
    person = live(world, hr=hr)
    text = json.dumps(data_of(person), ensure_ascii=False)
    for foreign in (hr.account.id, hr.account.name, other.account.id, "Other Person", "secret of another"):
        assert foreign not in text
    theirs = json.dumps(data_of(hr), ensure_ascii=False)
    for foreign in (person.account.id, other.account.id, EMAIL, "Other Person"):
        assert foreign not in theirs


def test_secrets_are_not_in_it(world: World) -> None:
    hr = world.person("HR", Role.HR)
    person = live(world, hr=hr)
    text = json.dumps(data_of(person))
    for secret in ("$argon2", "sealed", "t" * 64, "a" * 64, "token_hash", "password", "seed"):
        assert secret not in text, secret


def test_the_files_for_excel_say_the_same(world: World) -> None:
    hr = world.person("HR", Role.HR)
    archive = archive_of(live(world, hr=hr), "en")
    assert archive.testzip() is None
    assert archive.namelist() == ["README.txt", "data.json", *(f"{name}.csv" for name in SECTIONS.values())]
    readme = archive.read("README.txt").decode()
    assert readme.index("This file holds everything") < readme.index("このファイルには")
    assert all(name in readme for name in SECTIONS.values())
    data = json.loads(archive.read("data.json"))
    for name, rows in data.items():
        told = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        assert len(told) == len(rows), name
    first = next(csv.DictReader(io.StringIO(archive.read("account.csv").decode("utf-8-sig"))))
    assert first["employee_number"] == NUMBER


def test_taking_it_is_logged(world: World) -> None:
    person = world.person()
    data_of(person)
    with world.server.database.snapshot() as tx:
        last = tx.execute(select(audit_log.c.actor, audit_log.c.action, audit_log.c.object)).all()[-1]
    assert tuple(last) == (person.account.id, "own_data_taken", f"user:{person.account.id}")


def test_an_exam_tells_no_points_of_answers(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course())
    person = world.person()
    attempt = person.start(EXAM)
    question = attempt["questions"][0] if "questions" in attempt else "unused"
    assert question
    person.submit(attempt["id"], [])
    for row in data_of(person)["answers"]:
        assert not {"units", "max_units", "reason"} & set(row)
    practice = world.person()
    assert data_of(practice)["answers"] == []


HANDED_OUT = {
    "users": "id email name kana employee_number department_code department locale roles active created_at job_title "
    "manager_number joined_on external_id deactivated_at",
    "second_factors": "confirmed_at",
    "sessions": "created_at last_seen_at expires_at browser factor_at",
    "api_tokens": "id name scopes created_at expires_at last_used_at revoked_at",
    "tickets": "purpose created_at expires_at",
    "identities": "issuer subject linked_at",
    "mails": "id kind facts state queued_at due_at claimed_at sent_at tries problem",
}


def test_every_table_with_people_in_it_is_in_the_download_or_excused() -> None:
    own = {
        table.name
        for table in metadata.sorted_tables
        if {"user_id", "enrollment_id", "attempt_id"} & set(table.c.keys()) or table.name in ("users", "audit_log")
    }
    assert own - set(LEFT_OUT) == set(SECTIONS), "give the table a name in the download, or leave it out for a reason"


def test_no_new_column_of_a_table_with_secrets_is_handed_out_unseen() -> None:
    for table, names in HANDED_OUT.items():
        shown = set(metadata.tables[table].c.keys()) - HIDDEN[table]
        assert shown == set(names.split()), f"{table}: hide it in HIDDEN, or list it here"
    for table, hidden in HIDDEN.items():
        assert hidden <= set(metadata.tables[table].c.keys())
