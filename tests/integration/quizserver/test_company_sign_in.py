"""Signing in with the company's account at two independent providers: oidc-provider (npm) and oidc-provider-mock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import PASSWORD, Person, World, only_sqlite
from providers import CLIENT_SECRET, RETURN_ADDRESS, Browser, mock_provider, panva_provider, provider_settings
from sqlalchemy import func, select

from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log, identities, sign_in_flows, users

pytestmark = pytest.mark.integration

PROVIDERS = {"oidc-provider": panva_provider, "oidc-provider-mock": mock_provider}
MakeWorld = Callable[..., World]


@pytest.fixture(scope="module", params=list(PROVIDERS))
def issuer(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each provider in turn, running."""
    with PROVIDERS[request.param]() as found:
        yield found


@pytest.fixture(scope="module")
def mock_issuer() -> Iterator[str]:
    """The quicker one, for what is the same with both."""
    with mock_provider() as found:
        yield found


def company_world(make_world: MakeWorld, issuer: str, **changes: Any) -> World:
    """A server that knows this provider, by the clock that the provider reads."""
    more = {name: changes.pop(name) for name in ("passwords", "sign_up") if name in changes}
    world = make_world(identity_provider=provider_settings(issuer, **changes), **more)
    world.clock.now = time.time_ns() // 1_000_000
    return world


def rows(world: World, table: Any) -> int:
    """How many rows a table has."""
    with world.server.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_person_of_the_roster_signs_in(make_world: MakeWorld, issuer: str, language: str) -> None:
    world = company_world(make_world, issuer)
    tanaka = world.person("田中 花子", employee_number="00123", department_code="10", department="Sales")
    browser = Browser(world)
    page = browser.ours.get(f"/app/{language}/sign-in").text
    label = {"en": "Sign in with Example Corp.", "ja": "例示商事のアカウントでサインイン"}[language]
    assert page.index(label) < page.index('name="password"')

    left = browser.leave(language, next_path="/app/en/account")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["Location"]).query).items()}
    assert asked["response_type"] == "code"
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    assert (asked["redirect_uri"], asked["ui_locales"]) == (RETURN_ADDRESS, language)
    back = browser.come_back(browser.pass_provider(left.headers["Location"], "tanaka"))

    assert (back.status_code, back.headers["Location"]) == (303, "/app/en/account")
    assert browser.who()["name"] == "田中 花子"
    moved = world.server.accounts.select_account(tanaka.account.id)
    assert moved.department_code == "20"
    assert rows(world, sign_in_flows) == 0
    # The second time the subject is enough, and nothing is linked twice.
    assert Browser(world).sign_in("tanaka", language).status_code == 303
    assert rows(world, identities) == 1
    with world.server.database.reading() as connection:
        actions = list(connection.execute(select(audit_log.c.action).order_by(audit_log.c.id)).scalars())
    assert actions == ["identity_linked", "department_changed", "signed_in", "signed_in"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "not on the roster"), ("ja", "名簿に、お使いのアカウントがありません")]
)
@only_sqlite
def test_a_stranger_is_told_what_was_looked_for(make_world: MakeWorld, issuer: str, language: str, words: str) -> None:
    world = company_world(make_world, issuer)
    world.person("田中 花子", employee_number="00123")
    browser = Browser(world)
    refused = browser.sign_in("stranger", language)

    assert refused.status_code == 403
    assert words in refused.text
    assert "99999" in refused.text
    assert "花子" not in refused.text
    assert browser.who()["signed_in"] is False
    assert rows(world, identities) == 0


@only_sqlite
def test_who_cancels_there_is_told_so_here(make_world: MakeWorld) -> None:
    with panva_provider() as issuer:
        browser = Browser(company_world(make_world, issuer))
        back = browser.pass_provider(browser.leave("ja").headers["Location"], "tanaka", cancel=True)

    refused = browser.come_back(back)
    assert refused.status_code == 403
    assert "会社のサインイン画面で手続きが中止されました" in refused.text
    assert browser.come_back(back).status_code == 400


def test_two_first_visits_at_once_make_one_link(make_world: MakeWorld, mock_issuer: str) -> None:
    world = company_world(make_world, mock_issuer)
    world.person("田中 花子", employee_number="00123")
    first, second = Browser(world), Browser(world)
    ways = [
        (browser, browser.pass_provider(browser.leave().headers["Location"], "tanaka")) for browser in (first, second)
    ]
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda b=b, a=a: statuses.append(b.come_back(a).status_code)) for b, a in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303, 303]
    assert rows(world, identities) == 1


@only_sqlite
def test_somebody_who_left_is_refused_and_not_linked(make_world: MakeWorld, mock_issuer: str) -> None:
    world = company_world(make_world, mock_issuer)
    world.person("田中 花子", employee_number="00123", active=False)
    browser = Browser(world)

    refused = browser.sign_in("tanaka", "ja")
    assert refused.status_code == 403
    assert "利用停止" in refused.text
    assert rows(world, identities) == 0
    assert browser.who()["signed_in"] is False


@only_sqlite
def test_a_verified_address_is_enough_where_no_claim_carries_the_number(
    make_world: MakeWorld, mock_issuer: str
) -> None:
    world = company_world(make_world, mock_issuer, number_claim="")
    world.person("田中 花子", email="hanako@example.com")
    world.person("Stranger", email="stranger@example.com")

    assert Browser(world).sign_in("tanaka").status_code == 303
    # This provider does not say that it has verified the stranger's address.
    assert Browser(world).sign_in("stranger").status_code == 403


@only_sqlite
def test_an_address_given_to_somebody_new_does_not_open_the_old_account(
    make_world: MakeWorld, mock_issuer: str
) -> None:
    world = company_world(make_world, mock_issuer, number_claim="")
    person = world.person("Old Hanako", email="hanako@example.com")
    with_link = {"issuer": mock_issuer, "subject": "old-hanako", "user_id": person.account.id, "linked_at": 1}
    world.server.database.write(lambda tx: tx.execute(identities.insert(), with_link))

    assert Browser(world).sign_in("tanaka").status_code == 403
    assert rows(world, identities) == 1


@only_sqlite
def test_strangers_become_learners_where_the_settings_say_so(make_world: MakeWorld, mock_issuer: str) -> None:
    world = company_world(make_world, mock_issuer, create=True)
    browser = Browser(world)

    assert browser.sign_in("tanaka", "ja").status_code == 303
    assert browser.who()["roles"] == ["learner"]
    account = world.server.accounts.find_by_email("hanako@example.com")
    assert account is not None
    assert (account.employee_number, account.department_code, account.locale) == ("00123", "20", "ja")
    assert Browser(world).sign_in("tanaka").status_code == 303
    assert rows(world, users) == 1


@only_sqlite
def test_nobody_takes_over_an_account_by_its_address(make_world: MakeWorld, mock_issuer: str) -> None:
    world = company_world(make_world, mock_issuer, create=True)
    world.person("HR", Role.HR, email="hanako@example.com", employee_number="00001")

    assert Browser(world).sign_in("tanaka").status_code == 403
    assert rows(world, identities) == 0


@only_sqlite
def test_only_admins_use_passwords_where_the_settings_say_so(make_world: MakeWorld, mock_issuer: str) -> None:
    world = company_world(make_world, mock_issuer, passwords="admin", sign_up=True)
    learner, admin = world.person("Learner"), world.person("Admin", Role.ADMIN)
    page = world.app.test_client().get("/app/ja/sign-in").text
    assert page.index("例示商事") < page.index("<details") < page.index('name="password"') < page.index("</details>")
    assert "アカウントを作成" not in page

    refused = Person(world.app.test_client(), learner.account).sign_in(PASSWORD)
    assert refused.status_code == 403
    assert "company account" in refused.text
    assert Person(world.app.test_client(), admin.account).sign_in(PASSWORD).status_code == 303
    ticket = world.server.tickets.make_link(learner.account.id, purpose="invitation", language="ja").partition("=")[2]
    welcome = world.app.test_client().get(f"/app/ja/welcome?ticket={ticket}")
    assert (welcome.status_code, welcome.headers["Location"]) == (303, "/app/ja/sign-in")


@only_sqlite
def test_the_secret_and_what_comes_back_are_never_logged(
    make_world: MakeWorld, mock_issuer: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = company_world(make_world, mock_issuer)
    assert CLIENT_SECRET not in repr(world.settings)
    browser = Browser(world)
    with caplog.at_level(logging.INFO):
        address = browser.pass_provider(browser.leave().headers["Location"], "tanaka")
        browser.come_back(address)
    code = parse_qs(urlsplit(address).query)["code"][0]
    logged = "".join(str(record.__dict__) for record in caplog.records if record.name.startswith("quizserver"))
    assert "/app/sign-in/callback" in logged
    for secret in (code, CLIENT_SECRET, "hanako", "00123"):
        assert secret not in logged


@only_sqlite
def test_a_browser_that_is_signed_in_stays_and_a_foreign_next_is_ignored(
    make_world: MakeWorld, mock_issuer: str
) -> None:
    world = company_world(make_world, mock_issuer)
    person = world.person("田中 花子", employee_number="00123")
    there = person.client.get("/app/en/sign-in/company?next=//evil.example")
    assert (there.status_code, there.headers["Location"]) == (303, "/app/en/learning")

    browser = Browser(world)
    left = browser.ours.get("/app/ja/sign-in/company", query_string={"next": "https://evil.example/"})
    back = browser.come_back(browser.pass_provider(left.headers["Location"], "tanaka"))
    assert back.headers["Location"] == "/app/ja/learning"


@only_sqlite
def test_without_a_provider_there_is_no_such_door(world: World) -> None:
    client = world.app.test_client()
    assert "sign-in/company" not in client.get("/app/en/sign-in").text
    assert client.get("/app/en/sign-in/company").status_code == 404
    assert client.get("/app/sign-in/callback?state=x&code=y").status_code == 404
