"""One story in each language: sign up, read, answer, pass; HR sees it in the report and takes it to a spreadsheet."""

import csv
import io
import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect
from solver import answer_question, solve_quiz

pytestmark = pytest.mark.browser

MODULE = "02-price-before-details"
PREFIX = {"en": "", "ja": "/ja"}
NAME = {"en": "Nakamura Ai", "ja": "中村 藍"}
OTHER = {"en": "ja", "ja": "en"}
PASSWORD = "seven quiet mornings"


def _sign_up(page, stack, language, *, email):
    page.goto(f"{stack.url}/app/{language}/sign-up?next={PREFIX[language]}/{MODULE}/")
    page.fill("input[name=name]", NAME[language])
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{stack.url}{PREFIX[language]}/{MODULE}/")


def _sign_in(page, stack, language, *, role):
    page.goto(f"{stack.url}/app/{language}/sign-in")
    page.fill("input[name=email]", f"{role}@demo.example")
    page.fill("input[name=password]", stack.passwords[role])
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/app/"))


def _scroll_to_quiz(page):
    """The attempt begins when the quiz comes into view."""
    page.locator(".ck-quiz").scroll_into_view_if_needed()
    expect(page.locator(".ck-quiz[data-attempt]")).to_be_attached()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_from_sign_up_to_the_report(stack, page, context, browser, tmp_path, language):
    quiz = stack.course.quizzes[MODULE]
    email = f"story-{language}@example.com"
    _sign_up(page, stack, language, email=email)

    _scroll_to_quiz(page)
    solve_quiz(page, quiz, language=language)

    expect(page.locator(".ck-quiz [data-slot=result]")).to_contain_text("100%")
    page.goto(f"{stack.url}/app/{language}/learning")
    row = page.get_by_role("row").filter(has=page.locator(f'a[href$="/{MODULE}/"]'))
    expect(row).to_contain_text("100%")

    desk = browser.new_context(accept_downloads=True).new_page()
    _sign_in(desk, stack, language, role="hr")
    desk.goto(f"{stack.url}/app/{language}/reports")
    expect(desk.get_by_role("row").filter(has_text=NAME[language])).to_be_visible()
    desk.locator('a[href*="/reports/download"]').click()
    desk.locator("#form-csv").check()
    desk.locator("#column-modules").check()
    with desk.expect_download() as download:
        desk.locator("button[name=take]").click()
    file = tmp_path / "report.csv"
    download.value.save_as(file)
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    own = next(row for row in rows if NAME[language] in row)
    assert "100%" in own
    assert _as_libreoffice_reads(file, tmp_path) == rows
    desk.context.close()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_changing_the_language_in_the_middle_keeps_every_answer(stack, page, language):
    """Half of the quiz in one language, the other half in the other; the result counts both."""
    quiz = stack.course.quizzes[MODULE]
    _sign_up(page, stack, language, email=f"switch-{language}@example.com")
    _scroll_to_quiz(page)
    half = len(quiz.questions) // 2
    for question in quiz.questions[:half]:
        answer_question(page, question, language=language)

    page.locator(f'header a[hreflang="{OTHER[language]}"]').first.click()
    page.wait_for_url(f"{stack.url}{PREFIX[OTHER[language]]}/{MODULE}/")
    _scroll_to_quiz(page)
    for question in quiz.questions[:half]:
        expect(page.locator(f"#ck-{question.id} [data-slot=outcome]").first).to_be_visible()
    for question in quiz.questions[half:]:
        answer_question(page, question, language=OTHER[language])
    page.locator("[data-act=finish]").click()

    expect(page.locator(".ck-quiz [data-slot=result]")).to_contain_text("100%")


def _as_libreoffice_reads(file, folder):
    """Every cell as the spreadsheet program has it, all columns taken as text (token 2 of the import filter)."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.fail("LibreOffice is not installed: ./run test installs it on Debian", pytrace=False)
    width = len(file.read_text(encoding="utf-8-sig").splitlines()[0].split(","))
    as_text = "/".join(f"{column}/2" for column in range(1, width + 1))
    filters = [
        "--infilter=CSV:44,34,76,1," + as_text,
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true",
    ]
    home = f"-env:UserInstallation=file://{folder}/office"
    subprocess.run(
        [soffice, home, "--headless", *filters, "--outdir", str(folder / "out"), str(file)],
        check=True,
        capture_output=True,
    )
    text = (folder / "out" / file.name).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))
