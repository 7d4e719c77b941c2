"""Signing up, in and out; sessions; and what attackers try at the door."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ORIGIN, PASSWORD, Person, World, form_token, only_sqlite
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from quizserver.domain.people import Account, Role
from quizserver.errors import TooManyTries
from quizserver.storage.tables import audit_log, sessions, sign_in_tries, users
from quizserver.web.returning import local_path

pytestmark = pytest.mark.integration


def sign_up(client: FlaskClient, **typed: str) -> Any:
    """Fill in the sign-up form."""
    token = form_token(client.get("/app/en/sign-up"))
    form = {"token": token, "email": "new@example.com", "name": "髙橋 﨑子", "password": PASSWORD} | typed
    return client.post("/app/en/sign-up", data=form)


def sign_in(client: FlaskClient, email: str, password: str, *, address: str = "192.0.2.1") -> Any:
    """Fill in the sign-in form from an address."""
    environ = {"REMOTE_ADDR": address}
    token = form_token(client.get("/app/en/sign-in"))
    form = {"token": token, "email": email, "password": password}
    return client.post("/app/en/sign-in", data=form, environ_base=environ)


def test_signing_up_signs_in_and_leads_on(world: World) -> None:
    client = world.app.test_client()
    answer = sign_up(client, next="/02-price-before-details/?x=1#quiz")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/02-price-before-details/?x=1#quiz")
    session = client.get("/api/v1/session").get_json()
    assert (session["name"], session["roles"]) == ("髙橋 﨑子", ["learner"])
    with world.server.database.reading() as connection:
        row = connection.execute(select(users.c.password_hash, users.c.email_key)).one()
    assert row.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert row.email_key == "new@example.com"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "right\u202eleft"}, "name"),
        ({"email": "no-address"}, "email"),
        ({"email": "a b@example.com"}, "email"),
        ({"email": "x" * 250 + "@example.com"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "passwordpassword"}, "password"),
        ({"password": "new@example.com"}, "password"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "password"),
        ({"password": "x1" * 200}, "password"),
    ],
)
@only_sqlite
def test_an_unsuitable_account_is_explained_at_its_field(world: World, typed: dict[str, str], field: str) -> None:
    answer = sign_up(world.app.test_client(), **typed)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert PASSWORD not in answer.text


def test_an_address_is_one_account_however_it_is_written(world: World) -> None:
    sign_up(world.app.test_client())
    again = sign_up(world.app.test_client(), email=" NEW@Example.COM ")
    assert again.status_code == 422
    assert "already" in again.text


@only_sqlite
def test_sign_up_can_be_switched_off(make_world: Callable[..., World]) -> None:
    world = make_world(sign_up=False)
    client = world.app.test_client()
    assert client.get("/app/en/sign-up").status_code == 403
    token = form_token(client.get("/app/en/sign-in"))
    form = {"token": token, "email": "a@example.com", "name": "A", "password": PASSWORD}
    assert client.post("/app/en/sign-up", data=form).status_code == 403
    assert "/app/en/sign-up" not in client.get("/app/en/sign-in").text


def test_unknown_account_and_wrong_password_are_answered_alike(world: World, learner: Person) -> None:
    answers = [
        sign_in(world.app.test_client(), email, "wrong password here", address=f"192.0.2.{number}")
        for number, email in enumerate([learner.account.email, "nobody@example.com", "", "\x00@x.y"])
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text.replace(form_token(answer), "") for answer in answers}) == 1


@only_sqlite
def test_an_unknown_account_takes_as_long_as_a_wrong_password(world: World, learner: Person) -> None:
    def seconds(email: str, number: int) -> float:
        client = world.app.test_client()
        world.clock.forward(seconds=61)
        client.get("/app/en/sign-in")
        began = time.thread_time()
        sign_in(client, email, "wrong password here", address=f"192.0.2.{number}")
        return time.thread_time() - began

    known = min(seconds(learner.account.email, number) for number in range(5))
    unknown = min(seconds(f"nobody{number}@example.com", number) for number in range(5))
    assert 0.5 < unknown / known < 2


def test_the_session_id_changes_at_sign_in(world: World, learner: Person) -> None:
    client = world.app.test_client()
    client.set_cookie("course_session", "planted-by-an-attacker")
    sign_in(client, learner.account.email, PASSWORD)
    first = client.get_cookie("course_session")
    assert first is not None
    assert first.value != "planted-by-an-attacker"
    planted = world.app.test_client()
    planted.set_cookie("course_session", "planted-by-an-attacker")
    assert planted.get("/api/v1/session").get_json()["signed_in"] is False
    with world.server.database.reading() as connection:
        stored = set(connection.execute(select(sessions.c.token_hash)).scalars())
    assert first.value not in stored


def test_signing_in_again_ends_the_old_session(world: World, learner: Person) -> None:
    old = learner.client.get_cookie("course_session")
    assert old is not None
    form = {"token": learner.csrf, "email": learner.account.email, "password": PASSWORD}
    learner.client.post("/app/en/sign-in", data=form)
    thief = world.app.test_client()
    thief.set_cookie("course_session", old.value)
    assert thief.get("/api/v1/session").get_json()["signed_in"] is False


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(world: World, learner: Person) -> None:
    cookie = learner.client.get_cookie("course_session")
    assert cookie is not None
    answer = learner.client.post("/app/en/sign-out", data={"token": learner.csrf})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert learner.client.get_cookie("course_session") is None
    thief = world.app.test_client()
    thief.set_cookie("course_session", cookie.value)
    assert thief.get("/app/en/learning").status_code == 303
    assert thief.get("/api/v1/session").get_json()["signed_in"] is False


def test_a_role_change_ends_every_session(world: World, learner: Person) -> None:
    world.server.accounts.set_roles(email=learner.account.email, roles=frozenset({Role.HR}))
    assert learner.client.get("/api/v1/session").get_json()["signed_in"] is False
    learner.sign_in()
    assert learner.client.get("/api/v1/session").get_json()["roles"] == ["hr"]


def test_sessions_end_when_idle_and_in_any_case(world: World, learner: Person) -> None:
    def signed_in() -> bool:
        return bool(learner.client.get("/api/v1/session").get_json()["signed_in"])

    for _ in range(4):
        world.clock.forward(seconds=71 * 3600)
        assert signed_in()
    world.clock.forward(seconds=73 * 3600)
    assert not signed_in()
    learner.sign_in()
    for _ in range(5):
        world.clock.forward(seconds=70 * 3600)
    assert not signed_in()


@only_sqlite
def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(make_world: Callable[..., World]) -> None:
    person = make_world().person()
    person.client.delete_cookie("course_session")
    development = person.sign_in().headers.getlist("Set-Cookie")
    assert len(development) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie for cookie in development)
    world = make_world(mode="production", origins=("https://course.example.com",))
    account = world.person().account
    client = world.app.test_client()
    token = form_token(client.get("/app/en/sign-in", base_url="https://course.example.com"))
    form = {"token": token, "email": account.email, "password": PASSWORD}
    answer = client.post("/app/en/sign-in", data=form, base_url="https://course.example.com")
    cookies = {cookie.split("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"__Host-course_session", "__Host-course_device"}
    assert all("Secure" in cookie and "HttpOnly" in cookie and "Domain" not in cookie for cookie in cookies.values())


def test_ten_tries_a_minute_for_an_address(world: World) -> None:
    statuses = [
        sign_in(world.app.test_client(), f"user{number}@example.com", "x", address="198.51.100.7").status_code
        for number in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2
    late = sign_in(world.app.test_client(), "user@example.com", "x", address="198.51.100.7")
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    world.clock.forward(seconds=61)
    assert sign_in(world.app.test_client(), "user@example.com", "x", address="198.51.100.7").status_code == 401


def test_ten_tries_a_minute_for_an_account_wherever_they_come_from(world: World, learner: Person) -> None:
    statuses = [
        sign_in(world.app.test_client(), learner.account.email, "x", address=f"203.0.113.{number}").status_code
        for number in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2


def test_attackers_do_not_lock_the_victim_out(world: World, learner: Person) -> None:
    learner.client.delete_cookie("course_session")
    learner.sign_in()
    learner.client.delete_cookie("course_session")
    for _ in range(30):
        sign_in(world.app.test_client(), learner.account.email, "x", address="198.51.100.7")
    stranger = world.app.test_client()
    assert sign_in(stranger, learner.account.email, PASSWORD, address="192.0.2.9").status_code == 303
    for number in range(30):
        sign_in(world.app.test_client(), learner.account.email, "x", address=f"203.0.113.{number}")
    assert sign_in(world.app.test_client(), learner.account.email, PASSWORD).status_code == 429
    known_browser = sign_in(learner.client, learner.account.email, PASSWORD, address="203.0.113.1")
    assert known_browser.status_code == 303


def test_a_known_browser_is_limited_too_and_for_its_own_account_only(world: World, learner: Person) -> None:
    other = world.person("Other")
    learner.client.delete_cookie("course_session")
    learner.sign_in()
    learner.client.delete_cookie("course_session")
    statuses = [sign_in(learner.client, learner.account.email, "x").status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    statuses = [sign_in(learner.client, other.account.email, "x").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_many_people_behind_one_address_can_sign_in(world: World) -> None:
    people = [world.person(f"Person {number}") for number in range(15)]
    for person in people:
        answer = sign_in(world.app.test_client(), person.account.email, PASSWORD, address="198.51.100.7")
        assert answer.status_code == 303


@only_sqlite
def test_nothing_is_hashed_once_the_limit_is_reached(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    passwords = world.server.accounts._passwords
    monkeypatch.setattr(passwords, "verify", lambda *_: hashed.append(1) or False)
    for _ in range(20):
        sign_in(world.app.test_client(), "someone@example.com", "x")
    assert len(hashed) == 5


def test_a_wrong_password_is_answered_once_its_try_is_counted_for_good(
    world: World, learner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A try that the disk lost after it was counted is counted again: a broken disk gives nobody free guesses."""
    database = world.server.database
    write = database.write

    def losing(job: Any, *, durable: bool = True) -> Any:
        value = write(job)
        if not durable:
            write(lambda tx: tx.execute(delete(sign_in_tries)))
        return value

    monkeypatch.setattr(database, "write", losing)
    assert sign_in(world.app.test_client(), learner.account.email, "x").status_code == 401
    with database.reading() as connection:
        assert len(connection.execute(select(sign_in_tries.c.id)).all()) == 3


def test_neighbors_in_one_ipv6_network_count_together(world: World) -> None:
    throttle = world.server.accounts._throttle
    for number in range(10):
        throttle.count_sign_in(account=f"a{number}", address=f"2001:db8::{number:x}", device=None)
    with pytest.raises(TooManyTries):
        throttle.count_sign_in(account="a", address="2001:db8::ffff", device=None)
    throttle.count_sign_in(account="a", address="2001:db8:0:1::1", device=None)


@only_sqlite
def test_the_address_comes_from_our_proxy_only(make_world: Callable[..., World]) -> None:
    def tries(world: World) -> list[int]:
        statuses = []
        for number in range(11):
            client = world.app.test_client()
            token = form_token(client.get("/app/en/sign-in"))
            form = {"token": token, "email": f"u{number}@example.com", "password": "x"}
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            statuses.append(client.post("/app/en/sign-in", data=form, headers=headers).status_code)
        return statuses

    assert tries(make_world()) == [401] * 10 + [429]
    assert tries(make_world(proxies=1)) == [401] * 11


@pytest.mark.parametrize(
    "bad",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "evil.example",
        "/" + "x" * 2000,
        "",
    ],
)
@only_sqlite
def test_nobody_is_sent_to_another_site(learner: Person, world: World, bad: str) -> None:
    assert local_path(bad, otherwise="/app/en/learning") == "/app/en/learning"
    client = world.app.test_client()
    token = form_token(client.get("/app/en/sign-in"))
    form = {"token": token, "email": learner.account.email, "password": PASSWORD, "next": bad}
    answer = client.post("/app/en/sign-in", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/en/learning")
    assert learner.client.get("/app/en/sign-in", query_string={"next": bad}).headers["Location"] == "/app/en/learning"


@only_sqlite
def test_the_host_header_is_never_believed(world: World, learner: Person) -> None:
    for path in ("/", "/app/en/sign-in", "/app/en/learning", "/app/ja/", "//x", "/app/en/sign-in/", "/api/v1/session"):
        answer = world.app.test_client().get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers), path
    foreign = {"Origin": "http://evil.example", "Host": "evil.example", "X-CSRF-Token": learner.csrf}
    answer = learner.client.put(
        "/api/v1/courses/sample/modules/00-start/seen", json={"language": "en"}, headers=foreign
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ORIGIN + ".evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "https://evil.example/page"},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 43},
        {"X-CSRF-Token": "é"},
    ],
)
@only_sqlite
def test_a_request_from_another_site_is_refused_and_stores_nothing(learner: Person, headers: dict[str, str]) -> None:
    path = "/api/v1/courses/sample/modules/00-start/seen"
    own = {"X-CSRF-Token": learner.csrf} | headers
    answer = learner.client.put(path, json={"language": "en"}, headers=own)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "foreign_request")
    form = learner.client.post(
        "/app/en/account", data={"token": own["X-CSRF-Token"], "name": "Mallory"}, headers=headers
    )
    assert form.status_code == 403
    assert learner.progress()["00-start"]["status"] == "not_started"
    assert learner.client.get("/api/v1/session").get_json()["name"] == "Learner"


def test_somebody_elses_token_is_refused(world: World, learner: Person) -> None:
    mallory = world.person("Mallory")
    path = "/api/v1/courses/sample/modules/00-start/seen"
    answer = learner.client.put(path, json={"language": "en"}, headers={"X-CSRF-Token": mallory.csrf})
    assert answer.status_code == 403
    assert learner.client.post("/app/en/sign-out", data={"token": mallory.csrf}).status_code == 403
    client = world.app.test_client()
    form = {"token": form_token(world.app.test_client().get("/app/en/sign-in"))}
    client.get("/app/en/sign-in")
    foreign = client.post("/app/en/sign-in", data=form | {"email": learner.account.email, "password": PASSWORD})
    assert foreign.status_code == 403


def test_people_change_their_own_name_and_language(world: World, learner: Person) -> None:
    form = {"token": learner.csrf, "name": "𠮷田 花子", "kana": "ヨシダ ハナコ", "locale": "ja", "roles": "admin"}
    answer = learner.client.post("/app/en/account", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/ja/account?saved")
    session = learner.client.get("/api/v1/session").get_json()
    assert (session["name"], session["roles"]) == ("𠮷田 花子", ["learner"])
    assert learner.client.post("/app/ja/account", data=form | {"name": ""}).status_code == 422


def test_an_account_that_is_not_active_is_nobody(world: World, learner: Person) -> None:
    from sqlalchemy import update

    world.server.database.write(lambda connection: connection.execute(update(users).values(active=False)))
    assert learner.client.get("/api/v1/session").get_json()["signed_in"] is False
    assert learner.sign_in().status_code == 401


def test_the_audit_log_names_deeds_and_no_person(world: World) -> None:
    account = Account(id=str(uuid.uuid4()), email="learner@example.com", name="Learner")
    learner = Person(world.app.test_client(), world.server.accounts.create(account, password=PASSWORD))
    learner.sign_in()
    learner.submit(learner.start()["id"])
    learner.client.post("/app/en/sign-out", data={"token": learner.csrf})
    with world.server.database.reading() as connection:
        entries = connection.execute(select(audit_log).order_by(audit_log.c.id)).all()
    actions = [entry.action for entry in entries]
    assert actions == ["account_made", "signed_in", "attempt_started", "signed_out"]
    text = " ".join(str(tuple(entry)) for entry in entries)
    assert learner.account.email not in text
    assert learner.account.name not in text


def test_hashes_of_another_cost_are_renewed_at_sign_in(world: World, learner: Person) -> None:
    from argon2 import PasswordHasher
    from sqlalchemy import update

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    world.server.database.write(lambda connection: connection.execute(update(users).values(password_hash=weak)))
    learner.client.delete_cookie("course_session")
    assert learner.sign_in().status_code == 303
    with world.server.database.reading() as connection:
        assert "m=19456,t=2,p=1" in connection.execute(select(users.c.password_hash)).scalar_one()
