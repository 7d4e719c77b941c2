"""People without an e-mail address: they sign in with the employee number, and HR hands them a link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import PASSWORD, Person, World, form_token
from sqlalchemy import select

from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log
from quizserver.web.words import words

pytestmark = pytest.mark.integration

NEW = "four quiet herons at dawn"


@pytest.fixture
def worker(world: World) -> Person:
    """Somebody on the factory floor: no address."""
    return world.person("工藤 渚", email="", employee_number="00777", locale="ja")


@pytest.fixture
def hr(world: World) -> Person:
    return world.person("人事 太郎", Role.HR)


def stranger(world: World) -> Person:
    return Person(world.app.test_client(), world.person().account)


def sign_in(world: World, who: str, password: str = PASSWORD, *, address: str = "192.0.2.1") -> Any:
    client = world.app.test_client()
    form = {"token": form_token(client.get("/app/ja/sign-in")), "email": who, "password": password}
    answer = client.post("/app/ja/sign-in", data=form, environ_base={"REMOTE_ADDR": address})
    return answer, client


def hand(hr: Person, person: Person) -> Any:
    page = hr.client.get(f"/app/ja/people/{person.account.id}")
    return hr.client.post(f"/app/ja/people/{person.account.id}/link", data={"token": form_token(page)})


def link_in(text: str) -> str:
    found = re.search(r'value="http://127\.0\.0\.1:8000(/app/\w\w/welcome\?ticket=[\w-]+)"', text)
    assert found, text
    return found[1]


def choose(somebody: Person, link: str) -> Any:
    page = somebody.client.get(link)
    data = {"token": form_token(page), "ticket": link.partition("=")[2], "password": NEW}
    return page, somebody.client.post(link.partition("?")[0], data=data)


@pytest.mark.parametrize("typed", ["00777", " ００７７７ "])
def test_the_employee_number_signs_in(world: World, worker: Person, typed: str) -> None:
    answer, client = sign_in(world, typed)

    assert answer.status_code == 303
    assert "工藤 渚" in client.get("/app/ja/learning").text


def test_one_person_signs_in_with_either(world: World) -> None:
    world.person(email="both@example.com", employee_number="00888")

    assert [sign_in(world, who)[0].status_code for who in ("both@example.com", "00888")] == [303, 303]


def test_what_does_not_match_is_answered_alike(world: World, worker: Person) -> None:
    tried = ["00777", "00999", "none:" + worker.account.id, "", "\x00", "x" * 300, "nobody@example.com"]
    answers = [
        sign_in(world, who, "wrong password here", address=f"192.0.2.{number}")[0] for number, who in enumerate(tried)
    ]

    clean = re.compile(r'name="token" value="\w+"')
    assert {answer.status_code for answer in answers} == {401}
    assert len({clean.sub("", answer.text) for answer in answers}) == 1


def test_numbers_are_throttled_as_addresses_are(world: World, worker: Person) -> None:
    statuses = [sign_in(world, "00777", "x", address=f"203.0.113.{number}")[0].status_code for number in range(11)]
    nobody = [sign_in(world, "00999", "x", address=f"203.0.114.{number}")[0].status_code for number in range(11)]

    assert statuses == nobody == [401] * 10 + [429]


def test_a_browser_that_was_let_in_by_number_is_not_locked_out(world: World, worker: Person) -> None:
    _, known = sign_in(world, "00777")
    for number in range(10):
        sign_in(world, "00777", "x", address=f"203.0.113.{number}")
    assert sign_in(world, "00777")[0].status_code == 429

    known.delete_cookie("course_session")
    form = {"token": form_token(known.get("/app/ja/sign-in")), "email": "00777", "password": PASSWORD}
    assert known.post("/app/ja/sign-in", data=form).status_code == 303


def test_hr_hands_a_link_that_opens_once(world: World, hr: Person, worker: Person) -> None:
    shown = hand(hr, worker)
    link = link_in(shown.text)
    assert "ticket=" not in hr.client.get(f"/app/ja/people/{worker.account.id}").text

    newcomer = stranger(world)
    page, chosen = choose(newcomer, link)
    assert 'value="00777"' in page.text
    assert chosen.status_code == 303
    assert newcomer.client.get(link).status_code == 410
    assert sign_in(world, "00777")[0].status_code == 401
    assert sign_in(world, "00777", NEW)[0].status_code == 303
    with world.server.database.reading() as connection:
        row = connection.execute(select(audit_log).where(audit_log.c.action == "link_made")).one()
    assert (row.actor, row.object) == (hr.account.id, f"user:{worker.account.id}")


def test_a_handed_link_opens_for_three_days(world: World, hr: Person, worker: Person) -> None:
    link = link_in(hand(hr, worker).text)
    world.clock.forward(seconds=3 * 86_400 - 1)
    assert stranger(world).client.get(link).status_code == 200
    world.clock.forward(seconds=2)
    assert stranger(world).client.get(link).status_code == 410


def test_hr_gets_no_link_for_an_admin(world: World, hr: Person) -> None:
    admin, other = world.person("Admin", Role.ADMIN), world.person("Other", Role.ADMIN)

    assert hand(hr, admin).status_code == 403
    assert hand(other, admin).status_code == 200


def test_the_page_for_a_forgotten_password_sends_them_to_hr(world: World) -> None:
    page = world.app.test_client().get("/app/ja/forgot")
    assert words("ja")("forgot.no_mail") in page.text
