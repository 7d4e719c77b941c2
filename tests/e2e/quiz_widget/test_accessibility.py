"""What can be measured of accessibility: axe, 320 pixels, touch targets, paper. The rest is in test_keyboard.py."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sample_quiz import every_type

pytestmark = pytest.mark.browser

SCHEMES = {"light": "", "dark": "document.documentElement.dataset.ckScheme = 'dark'"}


def violations(page):
    found = Axe().run(page, context=".ck-quiz, .ck-self-check").response["violations"]
    return [(item["id"], [node["target"] for node in item["nodes"]]) for item in found]


def scheme(page, name):
    """The site's switch for the scheme, and a ground as the site has it."""
    page.evaluate(SCHEMES[name])
    page.evaluate("document.body.style.background = 'var(--ck-paper)'")


@pytest.fixture(params=["en", "ja"])
def answered(request, take):
    """A quiz with every kind of feedback, an error and an open confirmation."""
    widget = take(*every_type(), language=request.param)
    widget.pick("q1", "b").check("q1").pick("q2", "a").check("q2").pick("q3", "false").check("q3").check("q4")
    widget.match("q5", p1="r2", p2="r1").check("q5").type("q6", "1 2 x").check("q6").type("q7", "tea").check("q7")
    widget.pick("q8", "a").check("q8")
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_focused()
    expect(widget.question("q6").locator("[data-slot=error]")).not_to_be_empty()
    widget.finish()
    expect(widget.page.locator("[data-slot=confirm]")).to_be_visible()
    return widget


@pytest.mark.parametrize("name", SCHEMES)
def test_fresh_quiz_has_no_violation(take, page, name):
    take(*every_type())
    scheme(page, name)

    assert violations(page) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_answered_quiz_and_its_result_have_no_violation(answered, page, name):
    scheme(page, name)
    assert violations(page) == []
    page.locator("[data-act=finish-anyway]").click()
    # The unreadable number is still there: it keeps the quiz from being finished until it is mended.
    answered.type("q6", "1.5").finish()
    page.locator("[data-act=finish-anyway]").click()
    expect(answered.result).to_be_visible()

    assert violations(page) == []


def test_stranger_and_trouble_have_no_violation(take, page):
    widget = take(*every_type(), signed_in=False)
    assert violations(page) == []
    page.route("**/api/v1/**", lambda route: route.abort())
    widget.open()
    expect(widget.bar).to_be_visible()

    assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_self_check_has_no_violation(make_course, page, language):
    page.goto(f"{make_course().url}/{language}/check/")
    for row in page.locator("[data-statement]").all():
        row.locator("input").last.check()

    assert violations(page) == []


def test_nothing_scrolls_sideways_at_320_pixels(answered, page):
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"{answered.course.url}/{answered.language}/check/")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_everything_pressed_is_at_least_44_pixels_high(answered, page):
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(
             ".ck-quiz :is(.ck-button, .ck-move, .ck-choice, select, input[type=text])")]
           .filter((element) => element.offsetParent)
           .map((element) => [element.outerHTML.slice(0, 60), element.offsetHeight])"""
    )

    assert sizes
    assert [entry for entry in sizes if entry[1] < 44] == []


def test_larger_text_and_spacing_lose_nothing(take, page):
    """WCAG 2.2, 1.4.12: line height 1.5, letters 0.12 em, words 0.16 em, paragraphs 2 em."""
    take(*every_type())
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
             sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
               + "word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
             document.adoptedStyleSheets = [sheet]; }"""
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_paper_shows_the_questions_and_no_buttons(take, page):
    widget = take(*every_type())
    page.emulate_media(media="print")

    assert [button for button in widget.root.locator("button, a").all() if button.is_visible()] == []
    expect(widget.question("q1").get_by_text("Cooled water")).to_be_visible()


def test_forced_colors_keep_the_chosen_option_visible(take, page):
    widget = take(*every_type()).pick("q1", "b")
    page.emulate_media(forced_colors="active")

    chosen = widget.question("q1").locator('[data-item="b"]')
    assert chosen.evaluate("element => getComputedStyle(element).borderTopWidth") == "2px"
