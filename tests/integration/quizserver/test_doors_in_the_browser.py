"""A person of HR, in Japanese, by keyboard alone: in with the company's account; a second factor; in with its code."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PASSWORD, World, only_sqlite
from live_server import Server
from playwright.sync_api import ConsoleMessage, Page, expect
from providers import CLIENT_SECRET, mock_provider

from quizserver.domain.people import Role

pytestmark = pytest.mark.browser

LABEL = "例示商事のアカウントでサインイン"


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """A server beside a provider, with one person of HR on the roster."""
    world.clock.now = time.time_ns() // 1_000_000
    world.person("田中 花子", Role.HR, employee_number="00123", email="hanako@example.com", locale="ja")
    with mock_provider() as issuer:
        server = Server(
            world,
            COURSE_OIDC_ISSUER=issuer,
            COURSE_OIDC_CLIENT_ID="course",
            COURSE_OIDC_CLIENT_SECRET=CLIENT_SECRET,
            COURSE_OIDC_NUMBER_CLAIM="company.number",
            COURSE_OIDC_LABEL_JA=LABEL,
        )
        with server.running():
            yield f"http://127.0.0.1:{server.port}"


def check(page: Page) -> None:
    """No serious finding, and nothing to scroll sideways on a telephone."""
    found = [
        violation["id"]
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def press(page: Page, name: str) -> None:
    """Go to a link or button with Tab, and press it."""
    wanted = page.get_by_role("link", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True))
    reach(page, wanted.first)
    page.keyboard.press("Enter")


def reach(page: Page, wanted: object) -> None:
    """Tab until it has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            return
    raise AssertionError("Tab does not get there")


def leave(page: Page) -> None:
    """Sign out."""
    press(page, "サインアウト")
    page.wait_for_url(re.compile(r"/ja/$"))


def _is_ours(entry: ConsoleMessage, address: str) -> bool:
    """An error on a page of ours, not of the provider's."""
    return entry.type == "error" and entry.location["url"].startswith(f"{address}/app/")


@only_sqlite
def test_company_sign_in_and_a_second_factor_by_keyboard(page: Page, address: str) -> None:
    problems: list[str] = []
    page.set_viewport_size({"width": 360, "height": 800})
    page.on("console", lambda entry: problems.append(entry.text) if _is_ours(entry, address) else None)
    page.goto(f"{address}/app/ja/sign-in?next=/app/ja/account")
    check(page)
    press(page, LABEL)
    page.wait_for_url(re.compile("authorize"))
    page.locator("input[name=sub]").focus()
    page.keyboard.type("tanaka")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/app/ja/account")
    check(page)

    press(page, "2段階認証を設定する")
    press(page, "設定を始める")
    expect(page.locator("img.qr")).to_be_visible()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 100")
    check(page)
    app = pyotp.TOTP(page.locator("code.key").inner_text().replace(" ", ""))
    reach(page, page.get_by_label("コード"))
    page.keyboard.type(app.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("回復用コード")
    check(page)
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as saved:
        press(page, "テキストファイルで保存")
    assert saved.value.suggested_filename == "recovery-codes.txt"
    assert set(codes) <= set(saved.value.path().read_text(encoding="utf-8").split())

    page.goto(f"{address}/app/ja/account")
    leave(page)
    page.goto(f"{address}/app/ja/sign-in")
    page.locator("input[name=email]").focus()
    page.keyboard.type("hanako@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("コードの入力")
    check(page)
    reach(page, page.get_by_label("コード"))
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/app/ja/learning")
    assert problems == []
