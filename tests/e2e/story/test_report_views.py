"""The report in Japanese on a telephone's width: filter, sort, save a view, open it again, take a filter away."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def _findings(page):
    violations = Axe().run(page).response["violations"]
    return [violation["id"] for violation in violations if violation["impact"] in ("serious", "critical")]


def _names(page):
    return [name.split()[0] for name in page.locator(".roster tbody th").all_inner_texts()]


def test_a_filter_is_saved_as_a_view_and_opened_again(stack, browser):
    page = browser.new_context(viewport={"width": 360, "height": 800}, locale="ja").new_page()
    problems = []
    page.on("console", lambda entry: problems.append(entry.text) if entry.type == "error" else None)
    page.goto(f"{stack.url}/app/ja/sign-in")
    page.fill("input[name=email]", "hr@demo.example")
    page.fill("input[name=password]", stack.passwords["hr"])
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/app/ja/learning"))
    page.goto(f"{stack.url}/app/ja/reports")
    everybody = _names(page)
    assert len(everybody) > 2

    page.get_by_label("氏名、社員番号、メール").fill("00")
    page.get_by_label("受講状況").select_option(label="未受講")
    page.get_by_text("その他の条件").click()
    page.get_by_label("受講者の言語").select_option(label="日本語")
    page.get_by_role("button", name="表示", exact=True).click()
    chips = page.get_by_role("list", name="適用中の条件").get_by_role("link")
    expect(chips).to_have_count(3)
    narrowed = _names(page)
    assert narrowed
    page.get_by_role("columnheader", name="社員番号").get_by_role("link").press("Enter")
    expect(page.get_by_role("columnheader", name="社員番号")).to_have_attribute("aria-sort", "ascending")
    by_number = _names(page)
    assert sorted(by_number) == sorted(narrowed)

    page.get_by_text("保存したビュー").click()
    page.get_by_label("表示中の内容をビューとして保存").fill("未受講の人（番号順）")
    page.get_by_role("button", name="ビューを保存").click()
    expect(page.get_by_role("status")).to_have_text("ビューを保存しました。")
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true })")
    assert _findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.get_by_role("link", name="全員を表示").click()
    expect(chips).to_have_count(0)
    assert _names(page) == everybody
    page.get_by_text("保存したビュー").click()
    page.get_by_role("link", name="未受講の人（番号順）").click()
    expect(chips).to_have_count(3)
    assert _names(page) == by_number
    chips.filter(has_text="受講状況").click()
    expect(chips).to_have_count(2)
    page.get_by_text("保存したビュー").click()
    page.get_by_label("ビュー「未受講の人（番号順）」を変更").click()
    page.get_by_role("button", name="削除").click()
    expect(page.get_by_role("status")).to_have_text("ビューを削除しました。")
    assert problems == []
    page.context.close()
