"""One attempt from its beginning to its result: resumed, in the other language, finished, tried again."""

import pytest
from playwright.sync_api import expect
from sample_quiz import branch, every_type, matching, multiple, numeric, ordering, short, single, truefalse

pytestmark = pytest.mark.browser


def test_options_stand_in_the_order_that_the_server_drew(take, context):
    widget = take(multiple(), ordering())
    orders = widget.course.open_attempt(context)["orders"]

    assert widget.values("q2") == orders["tea-q2"]
    items = widget.question("q4").locator("[data-item]").all()
    assert [item.get_attribute("data-item") for item in items] == orders["tea-q4"]


def test_reload_restores_answers_drafts_and_explanations(take):
    widget = take(single(), short(), truefalse()).pick("q1", "a").check("q1").type("q7", "steam").pick("q3", "true")
    expect(widget.outcome("q1")).to_be_visible()
    order = widget.values("q1")
    widget.open()

    expect(widget.why("q1", "a")).to_contain_text("KEY why single a")
    assert widget.values("q1") == order
    expect(widget.question("q7").get_by_label("Your answer")).to_have_value("steam")
    expect(widget.question("q3").get_by_label("True")).to_be_checked()
    expect(widget.page.locator("[data-slot=count]")).to_have_text("Answered: 3 of 3")


def test_language_switch_keeps_the_attempt_and_explains_in_the_other_language(take, page, context):
    widget = take(single(), numeric(), matching(), branch())
    widget.pick("q1", "a").check("q1").type("q6", "1.5").check("q6").match("q5", p1="r2", p2="r3")
    widget.pick("q8", "a").check("q8")
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_focused()
    attempt = widget.course.open_attempt(context)["id"]
    page.locator("#switch").click()
    page.wait_for_url("**/ja/")

    expect(widget.why("q1", "a")).to_contain_text("KEY 理由 single a")
    expect(widget.question("q6").get_by_label("解答")).to_have_value("1500")
    expect(widget.outcome("q6")).to_contain_text("KEY 理由 number right")
    expect(widget.question("q5").locator("[data-premise=p2]")).to_have_value("r3")
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_visible()
    assert widget.course.open_attempt(context)["id"] == attempt


@pytest.mark.parametrize(("typed", "converted"), [("0.8", "800"), ("1,000.5", "1000500"), ("8,8", "8,8"), ("?", "?")])
def test_typed_number_is_converted_with_the_language(take, page, typed, converted):
    widget = take(numeric()).type("q6", typed)
    page.locator("#switch").click()
    page.wait_for_url("**/ja/")

    expect(widget.question("q6").get_by_label("解答")).to_have_value(converted)


def test_result_says_plainly_that_the_quiz_is_passed(take, page):
    widget = take(single(), multiple()).pick("q1", "b").check("q1").pick("q2", "a").check("q2")
    expect(page.locator("[data-slot=count]")).to_have_text("Answered: 2 of 2")
    widget.finish()

    expect(widget.result).to_be_focused()
    expect(widget.result).to_contain_text("Passed: 1.5 of 2 points, 75%. The pass mark is 75%.")
    lines = widget.result.get_by_role("listitem")
    assert [" ".join(text.split()) for text in lines.all_inner_texts()] == [
        "Question 1 ✓ Right points: 1 of 1",
        "Question 2 ◐ Partly right points: 0.5 of 1",
    ]
    # Passed: now every option is explained.
    expect(widget.why("q2", "b")).to_contain_text("KEY why multiple b")


def test_result_leads_to_a_question_and_to_the_next_module(take, page):
    widget = take(single()).pick("q1", "b").check("q1")
    expect(widget.outcome("q1")).to_be_visible()
    widget.finish()
    widget.result.get_by_role("link", name="Question 1").click()
    assert page.url.endswith("#ck-tea-q1")
    widget.result.get_by_role("link", name="Next: Serving").click()

    page.wait_for_url("**/check/")


def test_picked_answers_count_although_they_were_not_checked(take):
    widget = take(single(), short()).pick("q1", "b").type("q7", "steaming").finish()

    expect(widget.result).to_contain_text("Passed: 2 of 2 points")


def test_every_type_is_sent_with_finish(take):
    widget = take(*every_type()).pick("q1", "b").pick("q2", "a", "c").pick("q3", "true")
    widget.arrange("q4", "Boil", "Cool", "Pour", "Wait").match("q5", p1="r2", p2="r3")
    widget.type("q6", "1.5").type("q7", "steaming").pick("q8", "a").check("q8")
    expect(widget.question("q8").locator("[data-node=n2]")).to_be_focused()
    widget.pick("q8", "a").finish()

    expect(widget.result).to_contain_text("Passed: 9 of 9 points, 100%")
    expect(widget.question("q8").locator("[data-slot=ending]")).to_contain_text("ending good")


def test_try_again_is_a_new_attempt_with_an_empty_form(take, page, context):
    widget = take(multiple()).pick("q2", "a").check("q2")
    expect(widget.outcome("q2")).to_be_visible()
    widget.finish()
    page.get_by_role("button", name="Try again").click()

    expect(widget.question("q2")).to_be_focused()
    expect(widget.question("q2").locator("input:checked")).to_have_count(0)
    expect(widget.question("q2").locator("[data-target]:visible")).to_have_count(0)
    expect(widget.result).to_be_hidden()
    attempt = widget.course.open_attempt(context)
    assert attempt["answers"] == {}
    assert widget.values("q2") == attempt["orders"]["tea-q2"]
    widget.pick("q2", "a", "c").check("q2")
    expect(widget.outcome("q2")).to_contain_text("Right")


def test_after_a_result_the_page_offers_another_try_and_opens_none(take, page, context):
    widget = take(single()).pick("q1", "b").finish()
    expect(widget.result).to_be_visible()
    widget.open()

    expect(widget.note).to_contain_text("You have passed this quiz. Best result: 100%.")
    assert widget.course.progress(context)["open_attempt"] is None
    page.get_by_role("button", name="Try again").click()
    expect(widget.question("q1")).to_be_focused()
    assert widget.course.progress(context)["open_attempt"] is not None


def test_limited_attempts_begin_when_the_learner_says_so_and_end(take, page, context):
    widget = take(single(), attempts=1)
    expect(widget.note).to_contain_text("Every start counts as one try.")
    assert widget.course.progress(context)["open_attempt"] is None
    page.get_by_role("button", name="Start").click()
    widget.pick("q1", "a").finish()
    expect(widget.result).to_contain_text("Not passed this time")
    page.get_by_role("button", name="Try again").click()

    expect(widget.note).to_be_visible()
    expect(widget.note).to_be_focused()
    expect(widget.question("q1").locator("fieldset").first).to_have_js_property("disabled", True)


def test_questions_that_are_not_graded_say_so(take, page):
    widget = take(single(), truefalse(), graded=False)
    expect(widget.root).to_contain_text("They are not graded")
    widget.pick("q1", "b").check("q1").pick("q3", "false").check("q3")
    expect(widget.outcome("q3")).to_be_visible()
    widget.finish()

    expect(widget.result).to_contain_text("Fully right: 1 of 2. This is not graded.")
    expect(widget.result).not_to_contain_text("points")


def test_go_back_closes_the_question_and_nothing_is_submitted(take, page, context):
    widget = take(single(), truefalse()).pick("q3", "true").finish()
    expect(page.locator("[data-slot=confirm]")).to_contain_text("Not answered yet: 1 of 2")
    page.get_by_role("button", name="Go back to the questions").click()

    expect(widget.question("q1")).to_be_focused()
    assert widget.course.progress(context)["open_attempt"] is not None


def test_attempt_begins_only_when_the_quiz_comes_near(take, page, context, make_course):
    course = make_course(single())
    html = (course.server.site / course.id / "en" / "index.html").read_text(encoding="utf-8")
    tall = '<svg width="10" height="5000" role="presentation"></svg>'
    (course.server.site / course.id / "en" / "index.html").write_text(html.replace("<h2>", f"{tall}<h2>"), "utf-8")
    course.sign_in(context, course.server.make_account("Tea Learner"))
    page.goto(f"{course.url}/en/")
    expect(page.locator("[data-ck-progress]")).to_be_visible()
    assert course.progress(context)["open_attempt"] is None
    page.locator(".ck-quiz").scroll_into_view_if_needed()

    expect(page.locator(".ck-quiz[data-attempt]")).to_be_attached()
