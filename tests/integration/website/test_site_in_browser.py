"""The built site in Chromium, under its own Content-Security-Policy."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

KINDS = {
    "home": "/",
    "lesson": "/02-price-before-details/",
    "tool": "/tools/02-terms-checklist/",
    "glossary": "/glossary/",
    "references": "/references/",
    "credits": "/credits/",
    "missing": "/nowhere/",
}
LANGUAGES = {"en": "", "ja": "/ja"}
SIGHTS = [("light", 1280), ("light", 390), ("dark", 1280), ("dark", 390)]
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (found) => violations.push(found.violatedDirective + found.blockedURI));
"""


@pytest.fixture
def visit(page, real):
    """`visit(path)`: open a page of the real course; afterwards, no policy was violated and no other host was asked."""
    foreign: list[str] = []
    errors: list[str] = []
    page.set_default_timeout(8000)
    page.add_init_script(WATCH)
    page.on("request", lambda request: _note_foreign(request.url, real.server.origin, foreign))
    page.on("pageerror", lambda error: errors.append(str(error)))

    def go(path: str):
        page.goto(f"{real.server.origin}{path}")
        return page

    yield go
    assert page.evaluate("window.violations ?? []") == []
    assert foreign == []
    assert errors == []


def _note_foreign(url: str, origin: str, foreign: list[str]) -> None:
    if not url.startswith((f"{origin}/", "data:", "blob:")):
        foreign.append(url)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_page_has_no_accessibility_violation(visit, kind, language):
    found = {}
    page = visit(f"{LANGUAGES[language]}{KINDS[kind]}")
    for scheme, width in SIGHTS if kind in ("home", "lesson") else SIGHTS[::3]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        assert page.locator("html").get_attribute("data-ck-scheme") == scheme
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found[f"{violation['id']} {scheme} {width}"] = nodes
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_page_never_scrolls_sideways(visit, kind, language):
    page = visit(f"{LANGUAGES[language]}{KINDS[kind]}")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_search_finds_japanese_and_marks_it_on_the_page(visit):
    page = visit("/ja/")
    page.get_by_role("textbox", name="検索").fill("交渉")
    results = page.locator(".md-search-result__item")
    results.first.wait_for()
    assert results.count() >= 3
    results.first.locator("a").first.click()
    page.wait_for_url(re.compile(r"h="))
    assert page.locator("mark[data-md-highlight]").first.inner_text() == "交渉"


def test_search_finds_english(visit):
    page = visit("/credits/")
    page.get_by_role("textbox", name="Search").fill("anchoring")
    page.locator(".md-search-result__item").first.wait_for()
    assert page.locator(".md-search-result__item a[href*='02-price-before-details']").count() >= 1


def test_search_on_a_phone_opens_and_closes_by_its_buttons(visit):
    page = visit("/ja/glossary/")
    page.set_viewport_size({"width": 390, "height": 800})
    field = page.get_by_role("textbox", name="検索")
    assert not field.is_visible()
    page.get_by_role("button", name="検索").click()
    field.fill("交渉")
    page.locator(".md-search-result__item").first.wait_for()
    page.get_by_role("button", name="閉じる").click()
    field.wait_for(state="hidden")


@pytest.mark.parametrize("key", ["f", "s", "/", "n", "p", ".", ","])
def test_single_keys_do_nothing(visit, key):
    page = visit("/02-price-before-details/")
    page.locator("main").press(key)
    page.wait_for_timeout(150)
    assert page.url.endswith("/02-price-before-details/")
    assert page.evaluate("document.activeElement.name ?? ''") != "query"


def test_language_switch_stays_at_the_section(visit):
    page = visit("/02-price-before-details/#cost")
    page.locator("[data-ck-language-switch]").click()
    page.wait_for_url("**/ja/02-price-before-details/#cost")
    assert page.locator("html").get_attribute("lang") == "ja"


def test_color_scheme_is_kept_from_page_to_page(visit):
    page = visit("/")
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.goto(page.url + "credits/")
    assert page.locator("html").get_attribute("data-ck-scheme") == "dark"


def test_menu_on_a_phone_works_by_keyboard(visit):
    page = visit("/ja/02-price-before-details/")
    page.set_viewport_size({"width": 390, "height": 800})
    menu = page.get_by_role("button", name="目次")
    menu.focus()
    menu.press("Enter")
    close = page.get_by_role("navigation", name="講座").get_by_role("button", name="閉じる")
    assert close.evaluate("element => element === document.activeElement")
    page.keyboard.press("Escape")
    assert menu.evaluate("element => element === document.activeElement")
    assert menu.get_attribute("aria-expanded") == "false"


def test_keyboard_reaches_the_content_first(visit):
    page = visit("/02-price-before-details/")
    page.keyboard.press("Tab")
    assert "ck-skip" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "ck-content"


def test_missing_page_speaks_the_language_of_its_address(visit):
    assert visit("/ja/nowhere/deep/").locator("h1").inner_text() == "ページが見つかりません"
    assert visit("/nowhere/").locator("h1").inner_text() == "This page does not exist"


def test_lesson_reads_without_scripts(browser, real):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{real.server.origin}/02-price-before-details/")
    assert page.get_by_role("heading", level=1).inner_text().endswith("Settling price before the details")
    assert page.get_by_role("group", name="Dialogue").first.is_visible()
    assert page.locator(".ck-quiz .ck-note").first.is_visible()
    assert not page.get_by_role("button", name="Check answer").first.is_visible()
    assert page.get_by_role("link", name="Glossary").first.is_visible()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_prints_on_one_page_without_the_site_around_it(page, real, language):
    folder = real.site / LANGUAGES[language].lstrip("/") / "tools"
    for sheet in sorted(folder.iterdir()):
        page.goto(f"{real.server.origin}{LANGUAGES[language]}/tools/{sheet.name}/")
        pdf = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, sheet.name
        page.emulate_media(media="print")
        for chrome in (".ck-header", ".ck-nav", ".ck-footer", ".ck-sheet-bar"):
            assert not page.locator(chrome).is_visible(), f"{sheet.name} {chrome}"
        smallest = page.evaluate(SMALLEST_TYPE)
        assert smallest >= 12 - 0.01, f"{sheet.name}: {smallest} px"  # 9 pt
        page.emulate_media(media="null")


SMALLEST_TYPE = """() => {
  const visible = (element) => element.getClientRects().length && element.textContent.trim();
  const sizes = [...document.querySelectorAll(".ck-sheet *")].filter(visible);
  return Math.min(...sizes.map((element) => parseFloat(getComputedStyle(element).fontSize)));
}"""


def test_print_button_prints(visit):
    page = visit("/tools/02-terms-checklist/")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print this sheet").click()
    assert page.evaluate("window.printed")


def test_dialogue_shows_its_moves(visit):
    page = visit("/ja/02-price-before-details/")
    replay = page.locator("[data-ck-section=replay]").get_by_role("group", name="対話").first
    assert replay.locator(".ck-turn").count() >= 6
    assert "（①）" in replay.inner_text().replace("\n", "")
