"""Forgotten passwords and invitations through a real mail server; sessions that people see and end."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from conftest import PASSWORD, Person, World, form_token, only_sqlite
from mail_server import MailBox

from quizserver.web.letters import send_letters

pytestmark = pytest.mark.integration

NEW = "four quiet herons at dawn"


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    box = MailBox()
    box.controller.start()
    yield box
    with suppress(RuntimeError):  # a test stopped it already
        box.controller.stop(no_assert=True)


@pytest.fixture
def world(make_world: Callable[..., World], mailbox: MailBox) -> World:
    return make_world(mail=mailbox.settings)


def ask(person: Person, email: str, **options: Any) -> Any:
    page = person.client.get("/app/ja/forgot")
    return person.client.post("/app/ja/forgot", data={"token": form_token(page), "email": email}, **options)


def stranger(world: World) -> Person:
    return Person(world.app.test_client(), world.person().account)


def link_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/app/\w\w/welcome\?ticket=[\w-]+)", text)
    assert found
    return found[1]


def choose(person: Person, link: str, password: str = NEW) -> Any:
    page = person.client.get(link)
    assert page.status_code == 200, page.text
    data = {"token": form_token(page), "ticket": link.partition("=")[2], "password": password}
    return person.client.post(link.partition("?")[0], data=data)


def test_a_forgotten_password_is_replaced_by_mail(world: World, mailbox: MailBox) -> None:
    person = world.person("髙橋 﨑子", locale="ja")
    assert "メールをお送りします" in ask(stranger(world), person.account.email).text
    assert send_letters(world.server)["sent"] == 1

    mail = mailbox.mails[0]
    assert mail["to"] == f"髙橋 﨑子 <{person.account.email}>"
    assert mail["from"] == "研修事務局 <training@example.com>"
    assert mail["subject"] == "パスワードの再設定"
    assert "髙橋 﨑子 様" in mailbox.text()
    link = link_in(mailbox.text())
    newcomer = stranger(world)
    assert choose(newcomer, link).status_code == 303
    assert "髙橋 﨑子" in newcomer.client.get("/app/ja/learning").text
    # Everything older has ended: the other session, the link, the password.
    assert person.client.get("/app/ja/learning").status_code == 303
    assert newcomer.client.get(link).status_code == 410
    again = Person(world.app.test_client(), person.account)
    assert again.sign_in(PASSWORD).status_code == 401
    assert again.sign_in(NEW).status_code == 303


def test_nobody_learns_whether_an_address_has_an_account(world: World, mailbox: MailBox) -> None:
    person = world.person()
    known, unknown = (ask(stranger(world), email) for email in (person.account.email, "nobody@example.com"))

    clean = re.compile(r'name="token" value="\w+"')
    assert clean.sub("", known.text) == clean.sub("", unknown.text)
    assert known.status_code == unknown.status_code == 200
    send_letters(world.server)
    assert len(mailbox.mails) == 1


def test_an_employee_number_brings_the_mail_to_the_address(world: World, mailbox: MailBox) -> None:
    person, floor = world.person(employee_number="00123"), world.person(email="", employee_number="00124")
    clean = re.compile(r'name="token" value="\w+"')
    answers = [ask(stranger(world), number) for number in ("00123", "00124", "00999", "")]

    assert len({clean.sub("", answer.text) for answer in answers}) == 1
    send_letters(world.server)
    assert [mail["to"] for mail in mailbox.mails] == [f"{person.account.name} <{person.account.email}>"]
    assert floor.account.email == ""


def test_asking_often_mails_once_and_is_stopped(world: World, mailbox: MailBox) -> None:
    person, browser = world.person(), stranger(world)
    answers = [ask(browser, person.account.email).status_code for _ in range(7)]

    assert answers == [200] * 5 + [429] * 2
    send_letters(world.server)
    assert len(mailbox.mails) == 1


def test_a_link_expires_and_opens_once_for_two_at_once(world: World) -> None:
    person = world.person()
    make = world.server.tickets.make_link
    late = link_in(make(person.account.id, purpose="reset", language="en"))
    world.clock.forward(seconds=3601)
    assert stranger(world).client.get(late).status_code == 410

    link = link_in(make(person.account.id, purpose="invitation", language="en"))
    world.clock.forward(seconds=13 * 86_400)
    statuses: list[int] = []
    people = [stranger(world), stranger(world)]
    pages = [somebody.client.get(link) for somebody in people]

    def use(somebody: Person, page: Any) -> None:
        data = {"token": form_token(page), "ticket": link.partition("=")[2], "password": NEW}
        statuses.append(somebody.client.post("/app/en/welcome", data=data).status_code)

    threads = [threading.Thread(target=use, args=pair) for pair in zip(people, pages, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 410]


def test_a_weak_password_keeps_the_link(world: World) -> None:
    person = world.person()
    link = link_in(world.server.tickets.make_link(person.account.id, purpose="reset", language="ja"))

    refused = choose(stranger(world), link, "short")
    assert refused.status_code == 422
    assert "12文字以上" in refused.text
    assert choose(stranger(world), link).status_code == 303


def test_a_link_of_somebody_who_left_opens_nothing(world: World) -> None:
    person = world.person(active=False)
    link = link_in(world.server.tickets.make_link(person.account.id, purpose="invitation", language="en"))

    assert stranger(world).client.get(link).status_code == 410
    ask(stranger(world), person.account.email)
    assert send_letters(world.server)["sent"] == 0


@only_sqlite
def test_a_server_without_mail_says_whom_to_ask(make_world: Callable[..., World]) -> None:
    world = make_world()
    page = world.app.test_client().get("/app/ja/forgot")

    assert "人事にご依頼ください" in page.text
    assert "<form" not in page.text.partition("<main")[2]


def test_mails_are_sent_once_whatever_the_mail_server_does(world: World, mailbox: MailBox) -> None:
    people = [world.person(f"Person {number}") for number in range(4)]
    for person in people:
        ask(stranger(world), person.account.email)
    mailbox.answers = ["451 later", "550 never", "drop"]

    first = send_letters(world.server)
    assert {name: count for name, count in first.items() if count} == {"later": 2, "failed": 1, "unsure": 1}
    world.clock.forward(seconds=61)
    assert send_letters(world.server)["sent"] == 2
    world.clock.forward(seconds=86_400)
    assert not any(send_letters(world.server).values())
    # One was dropped after its text was there: the server kept it, and we never send it again.
    assert len(mailbox.mails) == 3
    assert len({mail["to"] for mail in mailbox.mails}) == 3


def test_a_mail_server_that_is_away_loses_no_mail(world: World, mailbox: MailBox) -> None:
    ask(stranger(world), world.person().account.email)
    mailbox.controller.stop()

    assert send_letters(world.server)["later"] == 1
    assert world.server.mailing.count_waiting() == {"queued": 1}


def test_two_senders_share_the_queue(world: World, mailbox: MailBox, make_world: Callable[..., World]) -> None:
    for number in range(12):
        ask(
            stranger(world),
            world.person(f"Person {number}").account.email,
            environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
    threads = [threading.Thread(target=send_letters, args=(world.server,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mailbox.mails) == 12
    assert len({mail["to"] for mail in mailbox.mails}) == 12


def test_a_name_cannot_add_a_header(world: World, mailbox: MailBox) -> None:
    person = world.person("Eve\r\nBcc: all@example.com")
    ask(stranger(world), person.account.email)
    send_letters(world.server)

    assert mailbox.mails[0]["bcc"] is None
    assert mailbox.mails[0]["to"].addresses[0].addr_spec == person.account.email


def test_people_see_their_sessions_and_end_them(world: World) -> None:
    here = world.person("Somebody")
    other, third = (Person(world.app.test_client(), here.account) for _ in range(2))
    other.sign_in(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537 Edg/120"})
    third.sign_in()
    page = here.client.get("/app/en/account")
    assert "Edge, Windows" in page.text
    assert "(this browser)" in page.text
    assert page.text.count('name="session"') == 3

    edge = re.search(r'name="session" value="(\w+)">\s*<button[^>]+Edge', page.text)
    assert edge
    ended = here.client.post("/app/en/sessions", data={"token": form_token(page), "session": edge[1]})
    assert ended.status_code == 303
    assert other.client.get("/app/en/learning").status_code == 303
    assert third.client.get("/app/en/learning").status_code == 200
    here.client.post("/app/en/sessions", data={"token": form_token(page), "session": "others"})
    assert third.client.get("/app/en/learning").status_code == 303
    assert here.client.get("/app/en/learning").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(world: World) -> None:
    here, victim = world.person("Somebody"), world.person("Victim")
    name = world.server.sessions.list_open(user_id=victim.account.id)[0].name
    page = here.client.get("/app/en/account")

    assert here.client.post("/app/en/sessions", data={"token": form_token(page), "session": name}).status_code == 404
    assert victim.client.get("/app/en/learning").status_code == 200
