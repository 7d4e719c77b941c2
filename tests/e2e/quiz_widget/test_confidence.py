"""How sure a learner felt, and trying again only what was missed: both for learning, neither for the score."""

import pytest
from playwright.sync_api import expect
from sample_quiz import single, truefalse

pytestmark = pytest.mark.browser


def feel(widget, name, degree):
    widget.question(name).locator(f'.ck-sure input[value="{degree}"]').check()
    return widget


def test_confidence_may_be_left_out_and_is_kept_where_it_is_given(take, context):
    widget = take(single(), truefalse())
    expect(widget.question("q1").get_by_role("group", name="How sure are you? (optional)")).to_be_visible()
    feel(widget.pick("q1", "a"), "q1", "sure").check("q1").pick("q3", "true").check("q3")
    expect(widget.outcome("q3")).to_be_visible()
    widget.open()

    expect(widget.question("q1").get_by_label("Sure", exact=True)).to_be_checked()
    expect(widget.question("q1").get_by_label("Sure", exact=True)).to_be_disabled()
    expect(widget.question("q3").locator(".ck-sure")).to_be_hidden()
    answers = widget.course.open_attempt(context)["answers"]
    assert [answers[name][0]["confidence"] for name in ("tea-q1", "tea-q3")] == ["sure", None]


def test_confidence_alone_is_no_answer(take, page):
    widget = feel(take(single()), "q1", "guess").check("q1")

    expect(widget.question("q1").locator("[data-slot=error]")).to_have_text("Choose an answer first.")
    expect(page.locator("[data-slot=count]")).to_have_text("Answered: 0 of 1")


@pytest.mark.parametrize(
    ("language", "sure", "guessed"),
    [
        ("en", "You were sure of this, and it was not fully right: Question 1.", "Right by a guess: Question 2."),
        ("ja", "自信があったのに正解ではなかった問題：問1。", "勘で正解した問題：問2。"),
    ],
)
def test_result_names_what_was_sure_and_wrong(take, language, sure, guessed):
    widget = take(single(), truefalse(), language=language)
    feel(widget.pick("q1", "a"), "q1", "sure")
    feel(widget.pick("q3", "true"), "q3", "guess").finish()

    expect(widget.result).to_contain_text(sure)
    expect(widget.result).to_contain_text(guessed)


def test_result_says_nothing_where_nobody_was_asked(take):
    widget = take(single()).pick("q1", "a").finish()

    expect(widget.result.locator("[data-slot=surprise]")).to_be_hidden()


def test_only_what_was_missed_is_tried_again_and_the_rest_is_kept(take, page, context):
    widget = take(single(), truefalse()).pick("q1", "a").pick("q3", "true").finish()
    page.get_by_role("button", name="Retry only what was missed").click()

    expect(widget.question("q1")).to_be_focused()
    expect(widget.question("q3")).to_be_hidden()
    expect(widget.note).to_contain_text("Your right answers are kept.")
    expect(page.locator("[data-slot=count]")).to_have_text("Answered: 1 of 2")
    widget.pick("q1", "b").finish()
    expect(widget.result).to_contain_text("Passed: 2 of 2 points")
    expect(widget.question("q3")).to_be_visible()
    expect(page.get_by_role("button", name="Retry only what was missed")).to_be_hidden()
    assert widget.course.progress(context)["attempts"] == 2


def test_nothing_is_offered_again_where_all_was_missed(take, page):
    take(single()).pick("q1", "a").finish()

    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("button", name="Retry only what was missed")).to_be_hidden()
