"""The server's pages in a real browser: accessible, in both languages, wide and narrow, light and dark."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = {
    "sign-in": None,
    "sign-up": None,
    "learning": "learner",
    "account": "learner",
    "verify": None,
    "review": "learner",
    "reports": "hr",
    "reminders": "hr",
    "tokens/": "hr",
}
SIZES = {"narrow": {"width": 360, "height": 800}, "wide": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def open_page(stack, browser):
    """`open_page(role, language)`: a page of somebody who is signed in; each signs in once."""
    signed_in = {}

    def start(*, role, language, size="narrow", scheme="light"):
        state = signed_in.get(role)
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, storage_state=state)
        page = context.new_page()
        if role is not None and state is None:
            page.goto(f"{stack.url}/app/{language}/sign-in")
            page.fill("input[name=email]", f"{role}@demo.example")
            page.fill("input[name=password]", stack.passwords[role])
            page.click("main button[type=submit]")
            page.wait_for_url(re.compile(rf"/app/{language}/(learning|reports)"))
            signed_in[role] = context.storage_state()
        return page

    return start


def _findings(page):
    return [
        violation["id"]
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_serious_finding_and_does_not_scroll_sideways(stack, open_page, name, language):
    page = open_page(role=PAGES[name], language=language)
    problems = []
    page.on("console", lambda entry: problems.append(entry.text) if entry.type == "error" else None)
    page.goto(f"{stack.url}/app/{language}/{name}")

    for size, scheme in (("narrow", "light"), ("wide", "dark")):
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)
        assert _findings(page) == [], size
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), size
    assert page.locator("html").get_attribute("lang") == language
    assert problems == []
    page.context.close()


def test_the_language_switch_keeps_the_page(stack, open_page):
    page = open_page(role="learner", language="en", size="wide")
    page.goto(f"{stack.url}/app/en/account")

    page.locator('a[hreflang="ja"]').first.click()

    expect(page).to_have_url(f"{stack.url}/app/ja/account")
    page.context.close()


def _ink(page):
    return page.evaluate("getComputedStyle(document.body).color")


@pytest.mark.parametrize("system", ["light", "dark"])
def test_scheme_chosen_in_the_course_holds_on_the_server_s_pages_and_not_on_paper(stack, open_page, system):
    page = open_page(role=None, language="en", size="wide", scheme=system)
    page.goto(f"{stack.url}/app/en/sign-in")
    own = _ink(page)
    page.goto(f"{stack.url}/")
    page.locator("[data-ck-scheme-switch]").click()
    page.goto(f"{stack.url}/app/en/sign-in")

    chosen = _ink(page)
    assert chosen != own
    page.emulate_media(media="print")
    assert _ink(page) == (own if system == "light" else chosen)
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_signing_in_by_keyboard_alone(stack, browser, language):
    page = browser.new_context().new_page()
    page.goto(f"{stack.url}/app/{language}/sign-in")
    page.locator("input[name=email]").focus()
    page.keyboard.type("learner@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type(stack.passwords["learner"])
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(rf"/app/{language}/learning"))
    page.context.close()
