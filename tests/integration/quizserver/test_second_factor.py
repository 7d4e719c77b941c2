"""Codes of an app after the password, as a person with a real app would type them (pyotp makes the codes)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pyotp
import pytest
from click.testing import CliRunner
from conftest import PASSWORD, Person, World, form_token, only_sqlite
from sqlalchemy import select

from quizserver.cli import main
from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log, second_factors

pytestmark = pytest.mark.integration

PAGE = "/app/en/account/second-factor"
CODE_PAGE = "/app/en/sign-in/code"


class App:
    """The app on the telephone."""

    def __init__(self, world: World, key: str) -> None:
        self.world, self.made = world, pyotp.TOTP(key.replace(" ", ""))

    def code(self, *, steps: int = 0) -> str:
        """What it shows, some steps of 30 seconds away."""
        return self.made.at(self.world.clock.now // 1000 + 30 * steps)


def do(person: Person, wanted: str, **typed: str) -> Any:
    """Press a button of the page."""
    token = form_token(person.client.get(PAGE))
    return person.client.post(PAGE, data={"token": token, "do": wanted} | typed)


def enroll(world: World, person: Person) -> tuple[App, list[str]]:
    """Set it up; the app, and the recovery codes that the page shows."""
    assert do(person, "begin").status_code == 303
    key = re.search(r'class="key">([A-Z2-7 ]+)<', person.client.get(PAGE).text)
    assert key is not None
    app = App(world, key[1])
    page = do(person, "confirm", code=app.code())
    assert page.status_code == 200, page.text
    codes = re.findall(r"<li><code>([0-9A-Z-]{11})</code>", page.text)
    saved = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)" download=', page.text)
    assert saved is not None
    assert all(code in unquote(saved[1]) for code in codes)
    world.clock.forward(seconds=30)
    return app, codes


def password(world: World, person: Person, **options: Any) -> Person:
    """The person at another browser, after the right password."""
    browser = Person(world.app.test_client(), person.account)
    answer = browser.sign_in(PASSWORD, **options)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(CODE_PAGE)
    return browser


def give(browser: Person, code: str, **options: Any) -> Any:
    """Type a code."""
    token = form_token(browser.client.get(CODE_PAGE))
    return browser.client.post(CODE_PAGE, data={"token": token, "code": code, "next": "/app/en/reports"}, **options)


def is_in(browser: Person) -> bool:
    """Whether the server knows this browser as somebody."""
    return bool(browser.client.get("/api/v1/session").get_json()["signed_in"])


def test_from_setting_it_up_to_signing_in(world: World) -> None:
    hr = world.person("HR", Role.HR)
    assert do(hr, "begin").status_code == 303
    page = hr.client.get(PAGE).text
    assert 'src="data:image/svg+xml' in page
    app, codes = enroll(world, hr)
    assert len(set(codes)) == 10
    assert hr.client.get("/app/en/reports").status_code == 200

    browser = password(world, hr)
    assert not is_in(browser)
    kept = browser.client.get("/app/en/reports")
    assert (kept.status_code, kept.headers["Location"]) == (303, f"{CODE_PAGE}?next=/app/en/reports")
    waiting = browser.client.get_cookie("course_session")
    assert give(browser, "000000").status_code == 401
    entered = give(browser, app.code())
    assert (entered.status_code, entered.headers["Location"]) == (303, "/app/en/reports")
    assert is_in(browser)
    # The session that waited is gone: whoever saw its cookie has nothing.
    assert waiting is not None
    thief = world.app.test_client()
    thief.set_cookie("course_session", waiting.value)
    assert thief.get(CODE_PAGE).headers["Location"] == "/app/en/sign-in"


def test_no_code_counts_twice(world: World) -> None:
    person = world.person("Admin", Role.ADMIN)
    app, codes = enroll(world, person)
    code = app.code()
    assert give(password(world, person), code).status_code == 303
    assert give(password(world, person), code).status_code == 401
    # Nor does an earlier one after a later one.
    assert give(password(world, person), app.code(steps=1)).status_code == 303
    assert give(password(world, person), app.code()).status_code == 401
    world.clock.forward(seconds=120)
    assert give(password(world, person), codes[0].lower().replace("-", " ")).status_code == 303
    assert give(password(world, person), codes[0]).status_code == 401


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
@only_sqlite
def test_clocks_may_differ_by_one_step(world: World, steps: int, status: int) -> None:
    person = world.person("HR", Role.HR)
    app, _ = enroll(world, person)
    world.clock.forward(seconds=300)
    assert give(password(world, person), app.code(steps=steps)).status_code == status


@only_sqlite
def test_codes_as_japanese_keyboards_type_them(world: World) -> None:
    person = world.person("人事", Role.HR)
    app, _ = enroll(world, person)
    wide = app.code().translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert give(password(world, person), f" {wide[:3]}　{wide[3:]}").status_code == 303


def test_guessing_is_slow_and_does_not_lock_the_owner_out(world: World) -> None:
    person = world.person("HR", Role.HR)
    app, codes = enroll(world, person)
    known = password(world, person)
    assert give(known, app.code()).status_code == 303
    known.client.post("/app/en/sign-out", data={"token": known.client.get("/api/v1/session").get_json()["csrf"]})

    thief = password(world, person)
    assert [give(thief, "000000").status_code for _ in range(7)] == [401] * 5 + [429] * 2
    statuses = [
        give(thief, "000000", environ_base={"REMOTE_ADDR": f"203.0.113.{number}"}).status_code for number in range(30)
    ]
    assert statuses == [401] * 25 + [429] * 5
    world.clock.forward(seconds=120)
    assert give(password(world, person), app.code()).status_code == 429
    # The owner comes in with the browser that gave a code before, or anywhere with a recovery code.
    again = known.sign_in(PASSWORD)
    assert again.headers["Location"].startswith(CODE_PAGE)
    assert give(known, app.code()).status_code == 303
    assert give(password(world, person), codes[3]).status_code == 303
    world.clock.forward(seconds=3600)
    assert give(password(world, person), app.code()).status_code == 303


@only_sqlite
def test_a_session_waits_ten_minutes_for_its_code(world: World) -> None:
    person = world.person("HR", Role.HR)
    app, _ = enroll(world, person)
    browser = password(world, person)
    world.clock.forward(seconds=601)
    assert browser.client.get(CODE_PAGE).headers["Location"] == "/app/en/sign-in"
    token = form_token(browser.client.get("/app/en/sign-in"))
    assert browser.client.post(CODE_PAGE, data={"token": token, "code": app.code()}).status_code == 303
    assert not is_in(browser)


@only_sqlite
def test_a_link_from_a_mail_does_not_go_past_the_code(world: World) -> None:
    person = world.person("HR", Role.HR)
    enroll(world, person)
    ticket = world.server.tickets.make_link(person.account.id, purpose="reset", language="en").partition("=")[2]
    browser = Person(world.app.test_client(), person.account)
    token = form_token(browser.client.get(f"/app/en/welcome?ticket={ticket}"))
    new = {"token": token, "ticket": ticket, "password": "four quiet herons at dawn"}
    assert browser.client.post("/app/en/welcome", data=new).status_code == 303
    assert not is_in(browser)
    assert browser.client.get("/app/en/learning").headers["Location"].startswith(CODE_PAGE)


@only_sqlite
def test_setting_it_up_asks_the_other_sessions_for_it(world: World) -> None:
    person = world.person("HR", Role.HR)
    other = world.person_again(person)
    app, _ = enroll(world, person)
    assert not is_in(other)
    assert give(other, app.code()).status_code == 303
    assert is_in(other)


@only_sqlite
def test_a_wrong_first_code_changes_nothing_and_is_limited(world: World) -> None:
    person = world.person("HR", Role.HR)
    do(person, "begin")
    statuses = [do(person, "confirm", code="000000").status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    assert world.server.factors.standing(person.account.id).confirmed is False


@only_sqlite
def test_new_recovery_codes_and_switching_off_need_a_code(world: World) -> None:
    person = world.person("HR", Role.HR)
    app, codes = enroll(world, person)
    assert do(person, "codes", code="000000").status_code == 401
    assert do(person, "remove", code="").status_code == 401
    page = do(person, "codes", code=app.code())
    fresh = re.findall(r"<li><code>([0-9A-Z-]{11})</code>", page.text)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert do(person, "begin").status_code == 303
    assert do(person, "remove", code=codes[0]).status_code == 401
    assert do(person, "remove", code=fresh[0]).status_code == 303
    assert Person(world.app.test_client(), person.account).sign_in().headers["Location"] == "/app/en/learning"


@only_sqlite
def test_where_it_is_required_nobody_works_in_hr_without_it(make_world: Callable[..., World]) -> None:
    world = make_world(second_factor="required")
    hr, learner, manager = world.person("HR", Role.HR), world.person("Learner"), world.person("Boss", Role.MANAGER)
    for path in ("/app/ja/reports", "/app/ja/people/", f"/app/ja/people/{learner.account.id}", "/app/ja/reports.csv"):
        refused = hr.client.get(path)
        assert refused.status_code == 403, path
        assert "2段階認証" in refused.text
        assert 'href="/app/ja/account/second-factor"' in refused.text
    assert hr.client.get("/app/ja/learning").status_code == 200
    assert "/app/ja/reports" not in hr.client.get("/app/ja/learning").text
    assert manager.client.get("/app/ja/reports").status_code == 200
    enroll(world, hr)
    assert hr.client.get("/app/ja/reports").status_code == 200


@only_sqlite
def test_where_it_is_off_nobody_is_asked(make_world: Callable[..., World]) -> None:
    first = make_world()
    person = first.person("HR", Role.HR)
    enroll(first, person)
    world = make_world(second_factor="off")
    browser = Person(world.app.test_client(), person.account)
    assert browser.sign_in().headers["Location"] == "/app/en/learning"
    assert browser.client.get(PAGE).status_code == 404


def test_an_admin_takes_it_from_somebody_who_lost_the_telephone(world: World) -> None:
    person, admin, colleague = (
        world.person("HR", Role.HR),
        world.person("Admin", Role.ADMIN),
        world.person("C", Role.HR),
    )
    enroll(world, person)
    path = f"/app/en/people/{person.account.id}"
    assert "Reset the second factor" not in colleague.client.get(path).text
    assert colleague.client.post(f"{path}/second-factor", data={"token": colleague.csrf}).status_code == 403
    page = admin.client.get(path)
    assert "Reset the second factor" in page.text
    assert admin.client.post(f"{path}/second-factor", data={"token": form_token(page)}).status_code == 303
    assert "is reset" in admin.client.get(f"{path}?factor").text

    assert not is_in(person)
    assert Person(world.app.test_client(), person.account).sign_in().headers["Location"] == "/app/en/learning"
    with world.server.database.reading() as connection:
        noted = connection.execute(
            select(audit_log.c.actor, audit_log.c.object).where(audit_log.c.action == "factor_reset")
        )
        assert [tuple(row) for row in noted] == [(admin.account.id, f"user:{person.account.id}")]


@only_sqlite
def test_the_command_does_so_too(world: World) -> None:
    person = world.person("HR", Role.HR, employee_number="00042")
    enroll(world, person)
    environment = {"COURSE_DATA": str(world.settings.data), "COURSE_COMPILED": str(world.settings.compiled)}
    done = CliRunner().invoke(main, ["reset-factor", "00042"], env=environment)
    assert (done.exit_code, "is gone" in done.output) == (0, True), done.output
    assert world.server.factors.standing(person.account.id).confirmed is False
    again = CliRunner().invoke(main, ["reset-factor", "00042"], env=environment)
    assert (again.exit_code, "has no second factor" in again.output) == (1, True)


@only_sqlite
def test_who_reads_the_database_makes_no_codes(world: World, make_world: Callable[..., World]) -> None:
    person, other = world.person("HR", Role.HR), world.person("Other", Role.HR)
    app, codes = enroll(world, person)
    with world.server.database.reading() as connection:
        row = connection.execute(select(second_factors)).one()
    stored = str(tuple(row))
    assert app.made.secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    # A sealed secret is worth nothing with another person, or with another key.
    copied = {"user_id": other.account.id, "secret": row.secret, "confirmed_at": 1}
    world.server.database.write(lambda tx: tx.execute(second_factors.insert(), copied))
    assert give(password(world, other), app.code()).status_code == 401
    rekeyed = make_world(secret_key=b"another key of thirty-two characters")
    rekeyed.clock.now = world.clock.now
    assert give(password(rekeyed, person), app.code()).status_code == 401


@only_sqlite
def test_codes_are_those_of_the_standard(world: World) -> None:
    """RFC 6238, appendix B: SHA-1, the last six of the eight digits printed there."""
    made = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert [made.at(at) for at in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]
