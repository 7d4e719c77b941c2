"""Each of the eight types, right and wrong, by mouse, in both languages; and what is explained for it."""

import pytest
from playwright.sync_api import expect
from sample_quiz import branch, matching, multiple, numeric, ordering, short, single, truefalse

pytestmark = pytest.mark.browser

OUTCOMES = {
    "en": {"full": "Right", "partial": "Partly right", "none": "Not right yet"},
    "ja": {"full": "正解", "partial": "一部正解", "none": "不正解"},
}
WHY = {"en": "KEY why", "ja": "KEY 理由"}


@pytest.fixture(params=["en", "ja"])
def take(request, take):
    return lambda question: take(question, language=request.param)


def assert_outcome(widget, name, outcome):
    expect(widget.outcome(name)).to_contain_text(OUTCOMES[widget.language][outcome])


def assert_explained(widget, name, **targets):
    """Exactly these targets are explained, each with this text."""
    shown = widget.question(name).locator("[data-target]:visible")
    expect(shown).to_have_count(len(targets))
    for target, text in targets.items():
        expect(widget.why(name, target)).to_contain_text(f"{WHY[widget.language]} {text}")


def test_single_choice_right_explains_every_option(take):
    widget = take(single()).pick("q1", "b").check("q1")

    assert_outcome(widget, "q1", "full")
    assert_explained(widget, "q1", a="single a", b="single b", c="single c")


def test_single_choice_wrong_explains_the_chosen_option_only(take):
    widget = take(single()).pick("q1", "a").check("q1")

    assert_outcome(widget, "q1", "none")
    assert_explained(widget, "q1", a="single a")


def test_answered_question_is_locked(take):
    widget = take(single()).pick("q1", "a").check("q1")

    expect(widget.question("q1").locator("fieldset").first).to_have_js_property("disabled", True)
    expect(widget.question("q1").get_by_role("button")).to_have_count(0)


def test_multiple_choice_partly_right(take):
    widget = take(multiple()).pick("q2", "a").check("q2")

    assert_outcome(widget, "q2", "partial")
    assert_explained(widget, "q2", a="multiple a")


def test_multiple_choice_right(take):
    widget = take(multiple()).pick("q2", "a", "c").check("q2")

    assert_outcome(widget, "q2", "full")


def test_statement_right_and_wrong(take):
    widget = take(truefalse()).pick("q3", "false").check("q3")

    assert_outcome(widget, "q3", "none")
    assert_explained(widget, "q3", false="statement false")


def test_ordering_right(take):
    widget = take(ordering())
    steps = {"en": ("Boil", "Cool", "Pour", "Wait"), "ja": ("沸かす", "冷ます", "注ぐ", "待つ")}[widget.language]
    widget.arrange("q4", *steps).check("q4")

    assert_outcome(widget, "q4", "full")
    expect(widget.question("q4").locator("[data-target]").first).to_contain_text("s1")


def test_ordering_partly_right_marks_each_step_without_its_text(take):
    widget = take(ordering())
    steps = {"en": ("Wait", "Boil", "Cool", "Pour"), "ja": ("待つ", "沸かす", "冷ます", "注ぐ")}[widget.language]
    widget.arrange("q4", *steps).check("q4")

    assert_outcome(widget, "q4", "partial")
    marks = widget.question("q4").locator("[data-target] [data-outcome]")
    assert [mark.get_attribute("data-outcome") for mark in marks.all()] == ["none", "none", "full", "full"]
    expect(widget.question("q4")).not_to_contain_text("KEY")


def test_matching_right(take):
    widget = take(matching()).match("q5", p1="r2", p2="r3").check("q5")

    assert_outcome(widget, "q5", "full")
    assert_explained(widget, "q5", p1="premise p1", p2="premise p2")


def test_matching_partly_right_does_not_explain_the_wrong_pair(take):
    widget = take(matching()).match("q5", p1="r2", p2="r1").check("q5")

    assert_outcome(widget, "q5", "partial")
    expect(widget.why("q5", "p2")).not_to_contain_text("KEY")
    expect(widget.why("q5", "p2").locator("[data-outcome=none]")).to_be_visible()


def test_matching_marks_used_responses(take):
    widget = take(matching()).match("q5", p1="r2")

    expect(widget.question("q5").locator("[data-premise=p2] option[value=r2]")).to_be_disabled()
    expect(widget.question("q5").locator("[data-response=r2][data-used]")).to_have_count(1)
    widget.match("q5", p1="")
    expect(widget.question("q5").locator("[data-premise=p2] option[value=r2]")).to_be_enabled()


def test_matching_with_reuse_lets_a_response_be_used_twice(take):
    widget = take(matching(reuse=True)).match("q5", p1="r2", p2="r2").check("q5")

    assert_outcome(widget, "q5", "partial")


def test_number_right_in_the_unit_of_the_language(take):
    widget = take(numeric())
    widget.type("q6", {"en": "1.5", "ja": "１，５００"}[widget.language]).check("q6")

    assert_outcome(widget, "q6", "full")
    expect(widget.outcome("q6")).to_contain_text(f"{WHY[widget.language]} number right")


def test_number_near_miss(take):
    widget = take(numeric())
    widget.type("q6", {"en": "3", "ja": "3000"}[widget.language]).check("q6")

    assert_outcome(widget, "q6", "none")
    expect(widget.outcome("q6")).to_contain_text("number near")


def test_term_right_and_near(take):
    widget = take(short())
    widget.type("q7", {"en": "Steaming", "ja": "乾燥"}[widget.language]).check("q7")

    assert_outcome(widget, "q7", {"en": "full", "ja": "none"}[widget.language])
    expect(widget.outcome("q7")).to_contain_text({"en": "term right", "ja": "term near"}[widget.language])


def test_scenario_goes_from_decision_to_decision_to_its_end(take):
    widget = take(branch())
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_hidden()
    widget.pick("q8", "a").check("q8")

    expect(widget.why("q8", "n1.a")).to_contain_text(f"{WHY[widget.language]} n1 a")
    expect(widget.question("q8").locator("[data-slot=happens]").first).to_contain_text("result n1 a")
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_focused()
    widget.pick("q8", "b").check("q8")

    expect(widget.question("q8").locator("[data-slot=ending]")).to_contain_text("ending strong")
    expect(widget.question("q8").locator("[data-slot=debrief]")).to_contain_text("debrief")
    expect(widget.question("q8").locator("[data-slot=finale]")).to_be_focused()
