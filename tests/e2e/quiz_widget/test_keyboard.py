"""The whole quiz by keyboard alone: nothing in these tests touches the mouse."""

import pytest
from playwright.sync_api import expect
from sample_quiz import branch, matching, multiple, numeric, ordering, short, single, truefalse

pytestmark = pytest.mark.browser


@pytest.fixture(params=["en", "ja"])
def take(request, take):
    return lambda *questions: take(*questions, language=request.param)


def assert_outcome(widget, name, outcome):
    expect(widget.outcome(name).locator(f"[data-outcome={outcome}]")).to_be_visible()


def tab_to(page, what, *, most=40):
    """Press Tab until the focus is on an element that matches this selector."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", what):
            return
    raise AssertionError(f"Tab never reached {what}")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_single_choice(take, page):
    widget = take(single(pinned=True))
    tab_to(page, "input[type=radio]")
    press(page, "Space", "ArrowDown")
    tab_to(page, "[data-act=check]")
    press(page, "Enter")

    assert_outcome(widget, "q1", "full")
    expect(widget.outcome("q1")).to_be_focused()


def test_multiple_choice(take, page):
    widget = take(multiple())
    tab_to(page, "input[value=a]")
    press(page, "Space")
    tab_to(page, "input[value=c]")
    press(page, "Space")
    tab_to(page, "[data-act=check]")
    press(page, "Space")

    assert_outcome(widget, "q2", "full")


def test_statement(take, page):
    widget = take(truefalse())
    tab_to(page, "input[type=radio]")
    press(page, "Space")
    tab_to(page, "[data-act=check]")
    press(page, "Enter")

    assert_outcome(widget, "q3", "full")


def test_ordering_keeps_the_focus_on_the_moved_step_and_says_its_place(take, page):
    widget = take(ordering())
    last = widget.steps("q4")[-1]
    name, said = {
        "en": (f"Move up {last}", f"Place 1 of 4: {last}"),
        "ja": (f"上へ動かす {last}", f"4項目中の1番目：{last}"),
    }[widget.language]
    page.locator("[data-item]").last.locator("[data-step='-1']").focus()
    for _ in range(3):
        press(page, "Enter")
        expect(widget.focused).to_have_accessible_name(name)
    expect(page.locator("[data-slot=say]")).to_have_text(said)
    # At the top the button stays where it is, says that it is unavailable, and does nothing.
    expect(widget.focused).to_have_attribute("aria-disabled", "true")
    press(page, "Enter")
    assert widget.steps("q4")[0] == last
    tab_to(page, "[data-act=check]")
    press(page, "Enter")

    expect(widget.outcome("q4")).to_be_focused()


def test_matching(take, page):
    widget = take(matching())
    tab_to(page, "[data-premise=p1]")
    press(page, "B")
    tab_to(page, "[data-premise=p2]")
    press(page, "C")
    tab_to(page, "[data-act=check]")
    press(page, "Enter")

    assert_outcome(widget, "q5", "full")


def test_number_is_checked_with_enter(take, page):
    widget = take(numeric())
    tab_to(page, "input[type=text]")
    page.keyboard.type({"en": "1.5", "ja": "1500"}[widget.language])
    press(page, "Enter")

    assert_outcome(widget, "q6", "full")


def test_term_is_checked_with_enter(take, page):
    widget = take(short())
    tab_to(page, "input[type=text]")
    page.keyboard.type("drying")
    press(page, "Enter")

    assert_outcome(widget, "q7", "none")
    expect(widget.outcome("q7")).to_be_focused()


def test_scenario(take, page):
    widget = take(branch())
    tab_to(page, "[data-node=n1] input")
    press(page, "Space")
    tab_to(page, "[data-act=check]")
    press(page, "Enter")
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_focused()
    press(page, "Tab", "Space")
    tab_to(page, "[data-act=check]")
    press(page, "Enter")

    expect(widget.question("q8").locator("[data-slot=ending]")).to_be_visible()


def test_whole_quiz_to_its_result_and_again(take, page):
    widget = take(single(), truefalse())
    for _ in range(2):
        tab_to(page, "input[type=radio]:enabled")
        press(page, "Space")
        tab_to(page, "[data-act=check]")
        press(page, "Enter")
        expect(widget.focused).to_have_class("ck-outcome")
    tab_to(page, "[data-act=finish]")
    press(page, "Enter")
    expect(widget.result).to_be_focused()
    tab_to(page, "[data-act=again]")
    press(page, "Enter")

    expect(widget.question("q1")).to_be_focused()
    expect(widget.question("q1").locator("fieldset").first).to_have_js_property("disabled", False)


def test_unanswered_questions_are_confirmed_in_the_page(take, page):
    widget = take(single(), truefalse())
    tab_to(page, "[data-act=finish]")
    press(page, "Enter")
    expect(page.locator("[data-slot=confirm]")).to_be_focused()
    expect(page.locator("[data-slot=confirm]")).to_contain_text(
        {"en": "Not answered yet: 2 of 2", "ja": "未解答の問題が2問あります（全2問）。"}[widget.language]
    )
    tab_to(page, "[data-act=go-back]")
    press(page, "Enter")
    expect(widget.question("q1")).to_be_focused()
    tab_to(page, "[data-act=finish]")
    press(page, "Enter")
    tab_to(page, "[data-act=finish-anyway]")
    press(page, "Enter")

    expect(widget.result).to_be_focused()
    expect(widget.result).to_contain_text(
        {"en": "Not passed this time: 0 of 2 points, 0%", "ja": "2点中0点、得点率0%です。"}[widget.language]
    )
