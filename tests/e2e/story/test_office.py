"""5 000 people, three departments, two reminders, one auditor: a year of HR in one afternoon, in Japanese."""

import csv
import datetime
import io
import os
import re
import shutil
import subprocess
import sys
import zoneinfo
from pathlib import Path

import pytest
from office import DEPARTMENTS, MailBox, Office, free_port, roster_text, wait_for
from playwright.sync_api import expect
from solver import take_module

from coursekit.bundle import read_bundle
from coursekit.website.build import build_site

pytestmark = pytest.mark.browser

TEA = Path(__file__).parents[2] / "courses" / "tea-basics"
PASSWORD = "five clear mountain springs"
HR = "jinji@example.com"
TODAY = datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Tokyo")).date()
SOON = TODAY + datetime.timedelta(days=3)
LATER = TODAY + datetime.timedelta(days=60)
DIGEST = TODAY + datetime.timedelta(days=2)
BOARD = 200
"""How many belong to the one department whose date is near."""


@pytest.fixture
def office(tmp_path):
    url, box = f"http://127.0.0.1:{(port := free_port())}", MailBox()
    build_site(TEA, site_dir=tmp_path / "site", compiled_dir=tmp_path / "c", origin=url, say=lambda _line: None)
    environment = {
        "COURSE_SITE": str(tmp_path / "site"),
        "COURSE_COMPILED": str(tmp_path / "c"),
        "COURSE_DATA": str(tmp_path / "data"),
        "COURSE_SMTP_URL": f"smtp://127.0.0.1:{box.controller.port}",
        "COURSE_MAIL_FROM": "研修事務局 <kenshu@example.com>",
        "COURSE_REMIND_DIGEST": f"{DIGEST:%A}".lower(),
        "PORT": str(port),
    }
    found = Office(url, box, environment, tmp_path)
    found.command("migrate")
    found.command("create-user", "--email", HR, "--name", "人見 事子", "--role", "hr", "--locale", "ja",
                  "--password-stdin", typed=f"{PASSWORD}\n")  # fmt: skip
    box.controller.start()
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "quizserver", "serve"], env=os.environ | environment, stdout=log, stderr=log
        ) as process,
    ):
        try:
            wait_for(f"{url}/healthz")
            yield found
        finally:
            process.terminate()
            box.controller.stop()


def _sign_in(page, office):
    page.goto(f"{office.url}/app/ja/sign-in")
    page.get_by_label("メールアドレスまたは社員番号").fill(HR)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(re.compile("/app/ja/"))


def _import_everybody(page):
    page.get_by_role("link", name="受講者の管理").click()
    file = {"name": "社員名簿.csv", "mimeType": "text/csv", "buffer": roster_text().encode("cp932")}
    page.get_by_label("ファイル（CSVまたはXLSX）").set_input_files(file)
    page.get_by_role("button", name="内容を確認する").click()
    page.get_by_role("button", name="5000名を変更する").click()
    expect(page.get_by_role("status")).to_contain_text("5000名")


def _give_the_course(page, *, code, name, size, due):
    page.get_by_role("link", name="受講グループ", exact=True).click()
    page.get_by_label("グループ名").fill(f"{name} 本年度")
    page.get_by_label("受講期限").fill(due.isoformat())
    page.get_by_role("button", name="作る").click()
    page.get_by_role("link", name="受講者を追加する").click()
    page.get_by_label("部署", exact=True).select_option(code)
    page.get_by_role("button", name="内容を確認する").click()
    page.get_by_role("button", name=f"{size}名を登録・変更する").click()
    expect(page.get_by_role("status")).to_contain_text(f"{size}名の受講登録をしました")


def _open_person(page, office, number):
    page.goto(f"{office.url}/app/ja/reports?q={number}")
    page.locator("table.roster tbody th a").click()


def _learn_everything(browser, office, link):
    """A learner of the near department, from the link to the certificate's number."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP").new_page()
    page.goto(link)
    page.get_by_label("新しいパスワード").fill(PASSWORD)
    page.get_by_role("button", name="設定して始める").click()
    office.course = read_bundle(next((office.folder / "c").glob("*.json")))
    for module in (module for module in office.course.modules if not module.planned):
        take_module(page, office, module, language="ja")
    page.goto(f"{office.url}/app/ja/learning")
    number = page.locator("main").get_by_text(re.compile(r"[A-Z]+-\d{4}-\w{4}-\w{4}")).first.inner_text()
    page.context.close()
    return re.search(r"[A-Z]+-\d{4}-\w{4}-\w{4}", number)[0]


def _receivers(mails, subject):
    return sorted(mail["To"].addresses[0].addr_spec for mail in mails if subject in mail["Subject"])


def _address(number):
    return f"p{number:06}@example.com"


def _remind_from_the_page(page, office):
    page.goto(f"{office.url}/app/ja/reminders")
    page.get_by_label("対象者を確認しました").check()
    page.get_by_role("button", name=f"{BOARD - 2}通を今すぐ送る").click()
    expect(page.get_by_role("status")).to_contain_text("送信を受け付けました")
    for _ in range(300):
        if len(office.box.mails) >= BOARD - 2:
            break
        page.wait_for_timeout(200)
    return office.box.take()


def _download(page, folder):
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Excelファイルをダウンロード").click()
    file = folder / "report.xlsx"
    download.value.save_as(file)
    return file


def _sheets(file):
    """Sheet -> rows, as LibreOffice reads the workbook."""
    home, out = f"-env:UserInstallation=file://{file.parent}/office", file.parent / "sheets"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [shutil.which("soffice"), home, "--headless", "--convert-to", every_sheet, "--outdir", str(out)]
    subprocess.run([*command, str(file)], check=True, capture_output=True)
    return {
        path.stem.removeprefix(f"{file.stem}-"): list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for path in out.iterdir()
    }


def test_five_thousand_people_two_reminders_and_one_auditor(office, browser):
    page = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="ja-JP", accept_downloads=True
    ).new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    _sign_in(page, office)
    _import_everybody(page)
    for code, name, size in DEPARTMENTS:
        _give_the_course(page, code=code, name=name, size=size, due=SOON if size == BOARD else LATER)
    learner, exempt = 5000 - BOARD + 2, 5000 - BOARD + 3

    # One learns everything, one is exempt; neither is ever written to again.
    _open_person(page, office, f"{learner:06}")
    page.get_by_role("button", name="パスワード設定用のリンクを作る").click()
    link = page.get_by_label(re.compile("さんのリンク$")).input_value()
    certificate = _learn_everything(browser, office, link)
    _open_person(page, office, f"{exempt:06}")
    page.get_by_label("理由").fill("育児休業のため")
    page.get_by_role("button", name="受講を免除する").click()
    expect(page.get_by_role("status")).to_have_text("受講を免除しました。")

    waiting = [_address(n) for n in range(5000 - BOARD + 1, 5001) if n not in (learner, exempt)]
    assert _receivers(_remind_from_the_page(page, office), "受講期限のお知らせ") == waiting
    office.command("remind")
    assert _receivers(office.box.take(), "受講期限") == []
    office.command("remind", days=4)
    late = office.box.take()
    assert _receivers(late, "受講期限超過") == waiting
    assert _receivers(late, "お知らせ】") == []
    assert _receivers(late, "部署の受講状況") == [_address(5000 - BOARD + 1)]

    page.goto(f"{office.url}/app/ja/reports")
    file = _download(page, office.folder)
    sheets = _sheets(file)
    head, *rows = sheets["受講記録"]
    assert len(rows) == 5000
    assert {row[head.index("社員番号")] for row in rows} == {f"{n:06}" for n in range(1, 5001)}
    assert [row[head.index("修了証番号")] for row in rows if row[head.index("受講状況")] == "修了"] == [certificate]
    assert [row[:3] + row[3:4] + row[-1:] for row in sheets["部署別"][1:]] == [
        ["D200", "開発部", "1850", "0", "1850"],
        ["K300", "管理部", str(BOARD - 1), "1", str(BOARD - 2)],
        ["S100", "営業部", "2950", "0", "2950"],
    ]

    _audit(browser, page, office, certificate)


def _audit(browser, page, office, certificate):
    """The auditor checks a certificate without an account; HR shows who did what; the operator proves the records."""
    auditor = browser.new_context(locale="ja-JP").new_page()
    auditor.goto(f"{office.url}/app/ja/verify")
    auditor.get_by_label("証明書番号").fill(certificate)
    auditor.get_by_role("button", name="確認する").click()
    expect(auditor.get_by_text("この修了証は有効です。")).to_be_visible()
    auditor.context.close()

    page.goto(f"{office.url}/app/ja/audit")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSVでダウンロード").click()
    told = Path(download.value.path()).read_text(encoding="utf-8-sig")
    for deed in ("名簿", "免除", "リマインド", "レポート"):
        assert deed in told, deed
    assert "@" not in told.replace(HR, "")
    office.command("audit", "verify")
