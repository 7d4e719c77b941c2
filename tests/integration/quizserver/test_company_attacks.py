"""What a lying provider, a thief of links and a wrong address try at the company's door: refused, nothing stored."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import World, only_sqlite
from hostile_provider import HostileProvider, hostile_provider
from live_server import free_port
from providers import Browser, provider_settings
from requests import Request
from sqlalchemy import func, select

from quizserver.services.oidc.reaching import Unreachable, check_address
from quizserver.storage.tables import identities, sessions

pytestmark = pytest.mark.integration


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    """A provider that lies when told to."""
    with hostile_provider() as found:
        yield found


@pytest.fixture
def world(make_world: Callable[..., World], provider: HostileProvider) -> World:
    """A server that trusts it, with one person on the roster."""
    world = make_world(identity_provider=provider_settings(provider.issuer))
    world.clock.now = time.time_ns() // 1_000_000
    world.person("田中 花子", employee_number="00123")
    return world


def come(world: World, provider: HostileProvider, *, language: str = "ja", browser: Browser | None = None) -> Any:
    """Leave, and come back with a code."""
    here = browser or Browser(world)
    state = provider.note(here.leave(language).headers["Location"])
    return here.ours.get("/app/sign-in/callback", query_string={"state": state, "code": "code"})


def stored(world: World) -> tuple[int, int]:
    """Identities and sessions; the person of the roster has one session."""
    with world.server.database.reading() as connection:
        counts = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (identities, sessions)]
    return counts[0], counts[1]


def test_an_honest_token_lets_in(world: World, provider: HostileProvider) -> None:
    assert come(world, provider).status_code == 303
    assert stored(world) == (1, 2)


LIES: dict[str, dict[str, Any]] = {
    "wrong nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "wrong audience": {"claims": {"aud": "another"}},
    "two audiences without azp": {"claims": {"aud": ["course", "another"]}},
    "another azp": {"claims": {"aud": ["course", "another"], "azp": "another"}},
    "another azp, one audience": {"claims": {"azp": "another"}},
    "no audience": {"claims": {"aud": None}},
    "wrong issuer": {"claims": {"iss": "https://login.example.com"}},
    "no issuer": {"claims": {"iss": None}},
    "expired": {"claims": {"exp": int(time.time()) - 120}},
    "no expiry": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": int(time.time()) + 7200}},
    "no time of issue": {"claims": {"iat": None}},
    "no subject": {"claims": {"sub": None}},
    "empty subject": {"claims": {"sub": ""}},
    "subject of another kind": {"claims": {"sub": {"$ne": ""}}},
    "token of another answer": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "alg none": {"signer": "none"},
    "HS256 with the public key": {"signer": "public key as secret"},
    "unknown key": {"signer": "other", "header": {"alg": "RS256", "kid": "two"}},
    "known name, other key": {"signer": "other"},
    "no key name, other key": {"signer": "other", "header": {"alg": "RS256"}},
}


@pytest.mark.parametrize("lie", list(LIES))
@only_sqlite
def test_a_token_that_proves_nothing_is_refused(world: World, provider: HostileProvider, lie: str) -> None:
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    refused = come(world, provider)
    assert refused.status_code == 403
    assert "サインインを確認できませんでした" in refused.text
    assert stored(world) == (0, 1)


@only_sqlite
def test_a_new_key_of_the_provider_is_fetched_once(world: World, provider: HostileProvider) -> None:
    assert come(world, provider).status_code == 303
    provider.signer, provider.header = "other", {"alg": "RS256", "kid": "two"}
    for _ in range(3):
        assert come(world, provider).status_code == 403
    # Once to begin with and once for the unknown key: nobody makes this server ask all the time.
    assert provider.seen.count("/jwks") == 2


@only_sqlite
def test_a_link_back_works_once_in_the_browser_that_left_and_for_ten_minutes(
    world: World, provider: HostileProvider
) -> None:
    victim, thief = Browser(world), Browser(world)
    state = provider.note(victim.leave().headers["Location"])
    thief.leave()
    way = {"state": state, "code": "code"}
    assert thief.ours.get("/app/sign-in/callback", query_string=way).status_code == 400
    assert Browser(world).ours.get("/app/sign-in/callback", query_string=way).status_code == 400
    for wrong in ({"code": "code"}, {"state": "", "code": "code"}, {"state": state + "x", "code": "code"}, {}):
        assert victim.ours.get("/app/sign-in/callback", query_string=wrong).status_code == 400
    assert stored(world) == (0, 1)
    provider.note(victim.leave().headers["Location"])
    # Another tab left meanwhile; the first one's way back is still good, once.
    provider.claims["nonce"] = None
    assert victim.ours.get("/app/sign-in/callback", query_string=way).status_code == 503
    assert victim.ours.get("/app/sign-in/callback", query_string=way).status_code == 400

    late = Browser(world)
    state = provider.note(late.leave().headers["Location"])
    world.clock.forward(seconds=601)
    assert late.ours.get("/app/sign-in/callback", query_string={"state": state, "code": "x"}).status_code == 400
    assert stored(world) == (0, 1)


@only_sqlite
def test_a_code_that_another_provider_gave_is_not_exchanged(world: World, provider: HostileProvider) -> None:
    browser = Browser(world)
    state = provider.note(browser.leave().headers["Location"])
    way = {"state": state, "code": "code", "iss": "https://evil.example"}
    assert browser.ours.get("/app/sign-in/callback", query_string=way).status_code == 403
    assert "/token" not in provider.seen


@only_sqlite
def test_the_session_id_changes_and_a_planted_one_is_worth_nothing(world: World, provider: HostileProvider) -> None:
    browser = Browser(world)
    browser.ours.set_cookie("course_session", "planted-by-an-attacker")
    assert come(world, provider, browser=browser).status_code == 303
    cookie = browser.ours.get_cookie("course_session")
    assert cookie is not None
    assert cookie.value != "planted-by-an-attacker"


DOCUMENTS: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://login.example.com"},
    "plain http elsewhere": {"token_endpoint": "http://login.example.com/token"},
    "no keys": {"jwks_uri": None},
    "another scheme": {"authorization_endpoint": "javascript:alert(1)"},
}


@pytest.mark.parametrize("name", list(DOCUMENTS))
@only_sqlite
def test_a_discovery_document_that_points_elsewhere_is_not_followed(
    world: World, provider: HostileProvider, name: str
) -> None:
    provider.document = DOCUMENTS[name]
    refused = Browser(world).ours.get("/app/ja/sign-in/company")
    assert refused.status_code == 503
    assert "会社のサインインサービス" in refused.text
    assert "サインインのページに戻る" in refused.text


@pytest.mark.parametrize("end", ["token_endpoint", "jwks_uri"])
@only_sqlite
def test_no_other_service_inside_is_asked(world: World, provider: HostileProvider, end: str) -> None:
    with hostile_provider() as inside:
        provider.document = {end: f"{inside.issuer}/internal"}
        assert come(world, provider).status_code == 503
        assert inside.seen == []
    assert stored(world) == (0, 1)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
@only_sqlite
def test_a_redirect_is_not_followed(world: World, provider: HostileProvider, path: str) -> None:
    # Not even to where it would be allowed to ask.
    provider.answers[path] = (307, {"Location": f"{provider.issuer}/internal"}, b"")
    left = Browser(world).leave()
    status = left.status_code if left.status_code != 303 else come(world, provider).status_code
    assert status == 503
    assert "/internal" not in provider.seen
    assert stored(world) == (0, 1)


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[]", b'{"error": "invalid_client"}', b"[" * 100_000, b"x" * 600_000, b'{"id_token": 1}'],
    ids=["empty", "text", "list", "error", "deep", "large", "number"],
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
@only_sqlite
def test_nonsense_is_a_page_and_never_a_mistake_of_ours(
    world: World, provider: HostileProvider, path: str, body: bytes
) -> None:
    provider.answers[path] = (200, {"Content-Type": "application/json"}, body)
    left = Browser(world).leave()
    status = left.status_code if left.status_code != 303 else come(world, provider).status_code
    assert status in (403, 503)
    assert stored(world) == (0, 1)


@only_sqlite
def test_without_the_provider_everything_else_goes_on(make_world: Callable[..., World]) -> None:
    world = make_world(identity_provider=provider_settings(f"http://127.0.0.1:{free_port()}"))
    person = world.person("Learner")
    browser = Browser(world)
    for _ in range(2):
        refused = browser.leave("ja")
        assert refused.status_code == 503
        assert "数分待ってから" in refused.text
    person.client.delete_cookie("course_session")
    assert person.sign_in().status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/token",
        "https://localhost/token",
        "https://[::1]/token",
        "https://[::ffff:127.0.0.1]/token",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/token",
        "https://192.168.1.1/token",
        "https://[fe80::1]/token",
        "https://2130706433/token",
        "https://0/token",
        "http://8.8.8.8/token",
        "https://user@8.8.8.8/token",
        "file:///etc/passwd",
        "https:///token",
        "https://[/token",
    ],
)
def test_addresses_that_are_never_asked(address: str) -> None:
    with pytest.raises(Unreachable):
        check_address(Request("GET", address).url, issuer="https://127.0.0.2:444")


def test_addresses_that_are_asked() -> None:
    check_address("https://8.8.8.8/token", issuer="https://login.example.com")
    # The company's own provider may be inside; it is the operator who named it.
    check_address("https://10.0.0.1/realms/x/token", issuer="https://10.0.0.1/realms/x")
