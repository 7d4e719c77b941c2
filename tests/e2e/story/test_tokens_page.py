"""The page of API tokens in Japanese, by keyboard: make one, copy it, use it, revoke it."""

import re
import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def _status(url, token):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _findings(page):
    violations = Axe().run(page).response["violations"]
    return [violation["id"] for violation in violations if violation["impact"] in ("serious", "critical")]


def test_a_token_is_made_copied_used_and_revoked(stack, browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    problems = []
    page.on("console", lambda entry: problems.append(entry.text) if entry.type == "error" else None)
    page.goto(f"{stack.url}/app/ja/sign-in")
    page.fill("input[name=email]", "hr@demo.example")
    page.fill("input[name=password]", stack.passwords["hr"])
    page.click("main button[type=submit]")
    page.get_by_role("link", name="APIトークン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("APIトークン")
    assert _findings(page) == []

    page.get_by_label("名前").focus()
    page.keyboard.type("レポートの夜間取り込み")
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="受講レポート")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("有効期間")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("今すぐコピーしてください。")).to_be_visible()
    field = page.get_by_label("トークン「レポートの夜間取り込み」")
    token = field.input_value()
    assert re.fullmatch(r"cq_[\w-]{43}", token)
    assert _findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="コピー").click()
    expect(page.get_by_text("コピーしました。")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token

    report = f"{stack.url}/api/v1/exports/report.csv?header=ja"
    assert _status(report, token) == 200
    page.get_by_role("link", name="APIトークン").click()
    assert token not in page.content()
    page.get_by_role("button", name="「レポートの夜間取り込み」を失効させる").click()
    expect(page.get_by_text("トークンを失効させました。")).to_be_visible()
    assert _status(report, token) == 401
    assert problems == []
    context.close()
