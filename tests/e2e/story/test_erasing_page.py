"""HR erases somebody who has left, in Japanese: what goes and stays, what must be typed, and what the log says then."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NAME, NUMBER, EMAIL = "退職 太郎", "7788001", "taro.taishoku@kozue.example"
ROSTER = (
    "社員番号,氏名,フリガナ,メールアドレス,所属コード,部署\n"
    f"{NUMBER},{NAME},タイショク タロウ,{EMAIL},0310,営業企画部\n"
)


def _findings(page):
    violations = Axe().run(page).response["violations"]
    return [violation["id"] for violation in violations if violation["impact"] in ("serious", "critical")]


def test_hr_erases_a_leaver_and_reads_it_in_the_log(stack, browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="ja-JP")
    page = context.new_page()
    problems = []
    page.on("console", lambda entry: problems.append(entry.text) if entry.type == "error" else None)
    page.goto(f"{stack.url}/app/ja/sign-in")
    page.fill("input[name=email]", "hr@demo.example")
    page.fill("input[name=password]", stack.passwords["hr"])
    page.click("main button[type=submit]")

    page.goto(f"{stack.url}/app/ja/people/")
    page.set_input_files("#file", {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()})
    page.locator("form[enctype] button[type=submit]").click()
    page.locator("form input[name=mark] ~ button, form:has(input[name=mark]) button").first.click()
    page.goto(f"{stack.url}/app/ja/reports?q={NUMBER}")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="個人情報を消去する…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("個人情報の消去")
    assert _findings(page) == []
    page.get_by_role("button", name="アカウントの利用を停止する").click()
    expect(page.get_by_role("status")).to_contain_text("利用を停止しました")

    page.get_by_label("理由").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("7788002")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("確認用の文字と一致しません")
    assert _findings(page) == []
    page.get_by_label("理由").select_option("requested")
    page.get_by_label(f"確認のため「{NUMBER}」と入力してください").fill(NUMBER)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="消去する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("消去済みの方")
    assert NAME not in page.content()

    page.goto(f"{stack.url}/app/ja/audit?action=person_erased")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("個人情報の消去")
    expect(row).to_contain_text("消去済みの方")
    expect(row).to_contain_text("理由：本人からの請求")
    assert _findings(page) == []
    page.get_by_role("link", name="個人情報の取り扱い").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("個人情報の取り扱い")
    assert _findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert [text for text in problems if "422" not in text] == []
    context.close()
