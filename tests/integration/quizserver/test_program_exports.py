"""The report's files for programs: the same bytes as on the page, never more than the token's owner may see."""

from __future__ import annotations

import json

import pytest
from conftest import World, only_sqlite
from programs import Program
from sqlalchemy import select

from quizserver.domain.people import Role
from quizserver.domain.tokens import Scope
from quizserver.storage.accounts import update_roles
from quizserver.storage.tables import audit_log

pytestmark = pytest.mark.integration

REPORT = "/api/v1/exports/report"


@pytest.fixture
def world(world: World) -> World:
    world.person("髙橋 美咲", employee_number="00123", department_code="10", department="営業部")
    world.person("佐藤 健", employee_number="00124", department_code="20", department="法務部")
    return world


def numbers(program: Program, query: str = "") -> list[str]:
    answer = program.call("GET", f"{REPORT}.jsonl?columns=employee_number{query}")
    assert answer.status_code == 200, answer.text
    return sorted(json.loads(line)["employee_number"] or "" for line in answer.text.splitlines())


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "pdf"])
def test_the_file_is_the_one_of_the_page(world: World, form: str) -> None:
    hr = world.person("HR", Role.HR)
    program = Program(world, Scope.REPORT, owner=hr)
    query = "?department=10&columns=employee_number,name,status&header=ja"
    fetched = program.call("GET", f"{REPORT}.{form}{query}")
    page = hr.client.get(f"/app/ja/reports.{form}{query}")
    assert fetched.status_code == page.status_code == 200
    assert fetched.mimetype == page.mimetype
    assert fetched.headers["Cache-Control"] == "no-store"
    assert "attachment" in fetched.headers["Content-Disposition"]
    if form in ("csv", "jsonl"):
        assert fetched.data == page.data
        assert "00123" in fetched.text
        assert "00124" not in fetched.text
    assert len(fetched.data) > 20


def test_a_token_never_sees_more_than_its_owner(world: World) -> None:
    boss = world.person("課長", Role.MANAGER, employee_number="00001", department_code="10", department="営業部")
    program = Program(world, Scope.REPORT, owner=boss)
    for query in ("", "&department=20", "&q=佐藤", "&department="):
        assert set(numbers(program, query)) <= {"00001", "00123"}, query
    assert "00123" in numbers(program)
    person = boss.account.id
    world.server.database.write(lambda tx: update_roles(tx, user_id=person, roles=frozenset({Role.HR})))
    assert {"00123", "00124"} <= set(numbers(program))
    world.server.database.write(lambda tx: update_roles(tx, user_id=person, roles=frozenset({Role.LEARNER})))
    assert program.call("GET", f"{REPORT}.csv").status_code == 403


@only_sqlite
def test_what_is_not_understood_is_refused(world: World) -> None:
    program = Program(world, Scope.REPORT)
    for query in (
        "departement=10", "status=overdu", "result=x", "sort=x", "dir=up", "header=fr", "columns=name,shoe_size",
        "course=sample&course=other", "language=de",
    ):  # fmt: skip
        answer = program.call("GET", f"{REPORT}.csv?{query}")
        assert answer.status_code == 422, query
        assert answer.get_json()["error"]["code"] == "invalid_body"
        assert answer.get_json()["error"]["field"] == query.partition("=")[0]
    assert program.call("GET", f"{REPORT}.csv?due_from=soon").status_code == 422
    assert program.call("GET", f"{REPORT}.csv?course=nothing").status_code == 404
    assert program.call("GET", f"{REPORT}.ods").status_code == 404


@only_sqlite
def test_shift_jis_lists_what_it_cannot_hold(world: World) -> None:
    program = Program(world, Scope.REPORT)
    assert program.call("GET", f"{REPORT}.sjis.csv?header=ja").data.decode("cp932").count("髙橋 美咲") == 1
    world.person("𠮷田 花子", employee_number="00125")
    refused = program.call("GET", f"{REPORT}.sjis.csv?header=ja&language=ja")
    assert refused.status_code == 422
    assert (
        refused.get_json()["error"]["message"]
        == "Shift_JISで表せない文字が1か所にあります。該当箇所は「unfit」に示します。"
    )
    (cell,) = refused.get_json()["unfit"]
    assert (cell["column"], cell["text"], cell["characters"]) == ("氏名", "𠮷田 花子", "𠮷")


def test_the_audit_log_names_the_token(world: World) -> None:
    program = Program(world, Scope.REPORT)
    program.call("GET", f"{REPORT}.csv?status=overdue")
    with world.server.database.reading() as connection:
        row = connection.execute(select(audit_log).where(audit_log.c.action == "report_exported")).one()
    assert row.actor == program.owner.account.id
    assert json.loads(row.facts) == {"form": "csv", "status": "overdue", "token": program.id}
