"""HR, in Japanese: a roster without addresses, a cohort, a department, a link; the learner reads by when."""

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROSTER = """社員番号,氏名,フリガナ,所属コード,部署,上位所属コード
70001,工藤 渚,クドウ ナギサ,7010,第一製造課,7000
70002,三浦 海斗,ミウラ カイト,7000,製造部,
"""
PASSWORD = "four quiet herons at dawn"


@pytest.fixture
def hr(stack, browser):
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP").new_page()
    page.goto(f"{stack.url}/app/ja/sign-in")
    page.get_by_label("メールアドレスまたは社員番号").fill("hr@demo.example")
    page.get_by_label("パスワード").fill(stack.passwords["hr"])
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(re.compile("/app/ja/learning"))
    yield page
    page.context.close()


def is_accessible(page):
    findings = Axe().run(page).response["violations"]
    assert [found["id"] for found in findings if found["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_department_takes_a_course_by_a_day(stack, browser, hr):
    due = datetime.date.today() + datetime.timedelta(days=30)
    hr.get_by_role("link", name="受講者の管理").click()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": ROSTER.encode("cp932")}
    hr.get_by_label("ファイル（CSVまたはXLSX）").set_input_files(file)
    hr.get_by_role("button", name="内容を確認する").click()
    hr.get_by_role("button", name="2名を変更する").click()
    expect(hr.get_by_role("status")).to_contain_text("変更 2名")

    hr.get_by_role("link", name="受講グループ").click()
    hr.get_by_label("グループ名").fill("製造部 安全月間")
    hr.get_by_label("受講期限").fill(due.isoformat())
    is_accessible(hr)
    hr.get_by_role("button", name="作る").click()
    expect(hr.get_by_role("heading", name="製造部 安全月間")).to_be_visible()

    hr.get_by_role("link", name="受講者を追加する").click()
    hr.get_by_label("部署", exact=True).select_option("7000")
    is_accessible(hr)
    hr.get_by_role("button", name="内容を確認する").click()
    expect(hr.get_by_role("cell", name=f"期限：{due.isoformat()}")).to_have_count(2)
    is_accessible(hr)
    hr.get_by_role("button", name="2名を登録・変更する").click()
    expect(hr.get_by_role("status")).to_contain_text("2名の受講登録をしました")
    is_accessible(hr)

    hr.get_by_role("link", name="工藤 渚").click()
    hr.get_by_role("button", name="パスワード設定用のリンクを作る").click()
    link = hr.get_by_label("工藤 渚さんのリンク").input_value()
    is_accessible(hr)
    _learner_reads_by_when(stack, browser, link, due=due)


def _learner_reads_by_when(stack, browser, link, *, due):
    learner = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    learner.goto(link)
    expect(learner.get_by_label("社員番号")).to_have_value("70001")
    learner.get_by_label("新しいパスワード").fill(PASSWORD)
    learner.get_by_role("button", name="設定して始める").click()
    learner.get_by_role("button", name="サインアウト").click()
    learner.goto(f"{stack.url}/app/ja/sign-in")
    learner.get_by_label("メールアドレスまたは社員番号").fill("70001")
    learner.get_by_label("パスワード").fill(PASSWORD)
    learner.get_by_role("button", name="サインイン").click()

    expect(learner.get_by_text(f"受講期限は{due.year}年{due.month}月{due.day}日です")).to_be_visible()
    is_accessible(learner)
    learner.context.close()
