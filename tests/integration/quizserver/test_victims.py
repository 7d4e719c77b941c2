"""What attackers do at the doors must not keep the owner of an account out, nor leave a door open (A9, A10, A14)."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from conftest import PASSWORD, Person, World, form_token, only_sqlite
from hostile_provider import hostile_provider
from providers import Browser, provider_settings

from quizserver.domain.people import Role

pytestmark = pytest.mark.integration


def try_at(world: World, email: str, password: str, *, address: str) -> int:
    """One try from a browser that nobody knows; the status."""
    client = world.app.test_client()
    form = {"token": form_token(client.get("/app/en/sign-in")), "email": email, "password": password}
    return client.post("/app/en/sign-in", data=form, environ_base={"REMOTE_ADDR": address}).status_code


def besiege(world: World, email: str) -> None:
    """As many tries as a botnet likes."""
    statuses = [try_at(world, email, "x", address=f"203.0.113.{number}") for number in range(14)]
    assert statuses == [401] * 10 + [429] * 4
    assert try_at(world, email, PASSWORD, address="192.0.2.1") == 429


def test_the_victim_of_a_botnet_comes_in_by_a_link_in_any_browser(world: World) -> None:
    victim = world.person("Victim")
    besiege(world, victim.account.email)
    ticket = world.server.tickets.make_link(victim.account.id, purpose="reset", language="en").partition("=")[2]
    browser = Person(world.app.test_client(), victim.account)
    new = {"ticket": ticket, "password": "four quiet herons at dawn"}
    token = form_token(browser.client.get(f"/app/en/welcome?ticket={ticket}"))
    assert browser.client.post("/app/en/welcome", data=new | {"token": token}).status_code == 303
    # This browser is known from now on: the attack goes on, its owner comes and goes.
    browser.client.delete_cookie("course_session")
    assert browser.sign_in("four quiet herons at dawn").status_code == 303


@only_sqlite
def test_the_victim_of_a_botnet_comes_in_by_the_company(make_world: Callable[..., World]) -> None:
    with hostile_provider() as provider:
        world = make_world(identity_provider=provider_settings(provider.issuer))
        world.clock.now = time.time_ns() // 1_000_000
        victim = world.person("Victim", employee_number="00123")
        besiege(world, victim.account.email)
        browser = Browser(world)
        left = browser.leave()
        state = provider.note(left.headers["Location"])
        back = browser.ours.get("/app/sign-in/callback", query_string={"state": state, "code": "code"})
    assert back.status_code == 303
    assert browser.who()["signed_in"] is True
    assert {left.headers["Cache-Control"], back.headers["Cache-Control"]} == {"no-store"}
    assert "Secure" not in left.headers["Set-Cookie"]
    assert "HttpOnly" in left.headers["Set-Cookie"]
    assert "SameSite=Lax" in left.headers["Set-Cookie"]


@only_sqlite
def test_leaving_for_the_company_is_counted_too(make_world: Callable[..., World]) -> None:
    with hostile_provider() as provider:
        world = make_world(identity_provider=provider_settings(provider.issuer), tries_per_address=1)
        client = world.app.test_client()
        statuses = {client.get("/app/en/sign-in/company").status_code for _ in range(60)}
        late = client.get("/app/en/sign-in/company")
    assert statuses == {303}
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 60


def test_the_cookie_of_somebody_who_was_deactivated_opens_nothing(world: World) -> None:
    person = world.person("HR", Role.HR, employee_number="00042")
    assert person.client.get("/app/en/reports").status_code == 200
    world.server.database.write(
        lambda tx: tx.exec_driver_sql("UPDATE users SET active = false WHERE employee_number = '00042'")
    )
    assert person.client.get("/app/en/reports").status_code == 303
    assert person.client.get("/api/v1/session").get_json()["signed_in"] is False
    assert person.sign_in().status_code == 401


@only_sqlite
def test_no_cache_keeps_a_page_of_a_door(world: World) -> None:
    hr = world.person("HR", Role.HR)
    for path in ("sign-in", "sign-in/code", "account", "account/second-factor", "learning", "reports", "people/"):
        assert hr.client.get(f"/app/en/{path}").headers["Cache-Control"] == "no-store", path
