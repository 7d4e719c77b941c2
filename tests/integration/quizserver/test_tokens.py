"""Tokens of programs: made and shown once, good for their scopes only, never more than their owner, ended at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ORIGIN, Person, World, form_token, only_sqlite
from programs import Program
from sqlalchemy import select, update

from quizserver.cli import main
from quizserver.domain.people import Role
from quizserver.domain.tokens import Scope
from quizserver.services.secrecy import token_hash
from quizserver.storage.accounts import update_roles
from quizserver.storage.rosters import set_active
from quizserver.storage.tables import api_tokens, audit_log

pytestmark = pytest.mark.integration

SCIM = "/scim/v2/ServiceProviderConfig"


def make(person: Person, *, language: str = "ja", **changes: Any) -> Any:
    page = person.client.get(f"/app/{language}/tokens/")
    assert page.status_code == 200
    data = {"token": form_token(page), "name": "夜間取り込み", "scope": ["scim"], "days": "90"} | changes
    return person.client.post(f"/app/{language}/tokens/", data=data)


def status(world: World, text: str, **options: Any) -> int:
    client = world.app.test_client(use_cookies=False)
    return int(client.get(SCIM, headers={"Authorization": f"Bearer {text}"}, **options).status_code)


def test_a_token_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    hr = world.person("人事", Role.HR)
    answer = make(hr)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="(cq_[\w-]{43})"', answer.text)
    assert found is not None
    assert found[1] not in hr.client.get("/app/ja/tokens/").text
    with world.server.database.reading() as connection:
        row = connection.execute(select(api_tokens)).one()
        notes = connection.execute(select(audit_log).where(audit_log.c.action == "token_made")).all()
    assert row.token_hash == token_hash(found[1])
    assert found[1] not in str(row)
    assert [(note.actor, note.object) for note in notes] == [(hr.account.id, f"token:{row.id}")]
    assert status(world, found[1]) == 200
    assert "夜間取り込み" in hr.client.get("/app/ja/tokens/").text


def test_what_cannot_become_a_token_is_said_at_the_field(world: World) -> None:
    hr = world.person("人事", Role.HR)
    make(hr)
    for changes, said in (
        ({}, "同じ名前のトークンが使われています"),
        ({"name": " "}, "用途が分かる名前"),
        ({"name": "x", "scope": []}, "スコープを一つ以上"),
        ({"name": "x", "scope": ["root"]}, "スコープを一つ以上"),
        ({"name": "x", "days": "100000"}, "有効期間は1日から730日まで"),
        ({"name": "x", "days": "soon"}, "有効期間は1日から730日まで"),
    ):
        answer = make(hr, **changes)
        assert answer.status_code == 422, changes
        assert said in answer.text
        assert "cq_" not in answer.text


def test_a_wrong_expired_or_revoked_token_opens_nothing(world: World) -> None:
    program = Program(world, Scope.SCIM, days=30)
    assert status(world, program.text) == 200
    client = world.app.test_client(use_cookies=False)
    for header in (None, "Bearer", f"Basic {program.text}", program.text, f"Bearer {program.text[:-1]}A", "Bearer cq_"):
        answer = client.get(SCIM, headers={"Authorization": header} if header else {})
        assert answer.status_code == 401, header
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.get_json()["status"] == "401"
    world.clock.forward(seconds=30 * 86_400)
    assert status(world, program.text) == 401
    other = Program(world, Scope.SCIM, owner=program.owner)
    world.server.tokens.revoke(other.id, visitor=None, actor="system")
    assert status(world, other.text) == 401


def test_the_power_of_a_token_is_its_owners_at_this_moment(world: World) -> None:
    program = Program(world, Scope.SCIM)
    owner = program.owner.account.id
    world.server.database.write(lambda tx: update_roles(tx, user_id=owner, roles=frozenset({Role.LEARNER})))
    refused = program.call("GET", SCIM)
    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="scim"'
    world.server.database.write(lambda tx: update_roles(tx, user_id=owner, roles=frozenset({Role.HR})))
    assert program.call("GET", SCIM).status_code == 200
    world.server.database.write(lambda tx: set_active(tx, [owner], active=False, now=world.clock()))
    assert program.call("GET", SCIM).status_code == 401


def test_a_token_is_for_its_scope_and_for_no_page(world: World) -> None:
    program = Program(world, Scope.REPORT)
    assert program.call("GET", SCIM).status_code == 403
    assert "/sign-in" in program.call("GET", "/app/en/reports").headers["Location"]
    assert program.call("GET", "/api/v1/courses/sample/progress").status_code == 401
    assert program.call("GET", "/api/v1/session").get_json()["signed_in"] is False


def test_a_session_opens_no_route_of_programs(world: World) -> None:
    admin = world.person("Admin", Role.ADMIN)
    headers = {"X-CSRF-Token": admin.csrf, "Origin": ORIGIN}
    assert admin.client.get(SCIM, headers=headers).status_code == 401
    assert admin.client.get(SCIM, headers={"Authorization": f"Bearer {admin.csrf}"}).status_code == 401


def test_hr_sees_the_own_tokens_and_an_admin_all(world: World) -> None:
    one, two = world.person("一郎", Role.HR), world.person("二郎", Role.HR)
    mine, other = Program(world, Scope.SCIM, owner=one), Program(world, Scope.REPORT, owner=two)
    admin = world.person("Admin", Role.ADMIN)
    assert other.id not in one.client.get("/app/ja/tokens/").text
    assert all(text in admin.client.get("/app/ja/tokens/").text for text in (mine.id, other.id))
    revoked = one.client.post(f"/app/ja/tokens/{other.id}/revoke", data={"token": one.csrf})
    assert revoked.status_code == 404
    assert status(world, mine.text) == 200
    assert admin.client.post(f"/app/ja/tokens/{mine.id}/revoke", data={"token": admin.csrf}).status_code == 303
    assert status(world, mine.text) == 401
    assert "失効済み" in one.client.get("/app/ja/tokens/").text


def test_the_last_use_is_kept(world: World) -> None:
    program = Program(world, Scope.SCIM)
    assert "未使用" in program.owner.client.get("/app/ja/tokens/").text
    program.call("GET", SCIM)
    assert "未使用" not in program.owner.client.get("/app/ja/tokens/").text


@only_sqlite
def test_guessing_and_running_wild_are_slowed_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizserver.services.tokens._A_MINUTE", {Scope.SCIM: 20})
    program = Program(world, Scope.SCIM)
    guesses = [status(world, f"cq_{'x' * 43}") for _ in range(31)]
    assert guesses == [401] * 30 + [429]
    assert status(world, program.text) == 200, "the holder of a token is not locked out by others"
    assert [program.call("GET", SCIM).status_code for _ in range(20)] == [200] * 19 + [429]
    world.clock.forward(seconds=61)
    assert status(world, program.text) == 200


@only_sqlite
def test_tokens_at_the_command_line(make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    world.clock.now = 4_000_000_000_000
    manager = world.person("課長", Role.MANAGER, email="manager@kozue.example", department_code="10")
    for name, value in (
        ("COURSE_DATA", world.settings.data),
        ("COURSE_SITE", world.settings.site),
        ("COURSE_COMPILED", world.settings.compiled),
    ):
        monkeypatch.setenv(name, str(value))
    run = CliRunner().invoke
    beyond = run(main, ["token", "create", manager.account.email, "--name", "Sync", "--scope", "scim"])
    assert beyond.exit_code == 1
    assert "role does not allow" in beyond.stderr
    made = run(main, ["token", "create", manager.account.email, "--name", "Nightly", "--scope", "report"])
    assert made.exit_code == 0, made.output
    assert re.fullmatch(r"cq_[\w-]{43}\n", made.stdout)
    listed = run(main, ["token", "list"]).stdout.split("\t")
    assert listed[1:6] == ["Nightly", "report", "課長", "open", "never"]
    assert made.stdout.strip() not in run(main, ["token", "list"]).output
    assert run(main, ["token", "revoke", listed[0]]).exit_code == 0
    assert "\trevoked\t" in run(main, ["token", "list"]).stdout
    assert run(main, ["token", "revoke", "nothing"]).exit_code == 1
    assert run(main, ["token", "create", "x@y.example", "--name", "x", "--scope", "report"]).exit_code == 1


def test_an_unknown_scope_of_another_version_opens_nothing(world: World) -> None:
    program = Program(world, Scope.SCIM)
    world.server.database.write(lambda tx: tx.execute(update(api_tokens).values(scopes="everything")))
    assert program.call("GET", SCIM).status_code == 403
