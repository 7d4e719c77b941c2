"""What goes wrong around a quiz: no network, no session, another tab, an answer that cannot be read, a new revision."""

import re
import uuid

import pytest
from live_course import PASSWORD
from playwright.sync_api import expect
from sample_quiz import branch, compiled, matching, multiple, numeric, short, single, truefalse

from quizserver.services.regrading import Order

pytestmark = pytest.mark.browser

API = "**/api/v1/**"


@pytest.fixture
def sent(page):
    """The responses and submissions that left the browser, as (method, what)."""
    requests = []

    def note(request):
        match = re.search(r"/(responses|submit)", request.url)
        if match:
            requests.append(match[1])

    page.on("request", note)
    return requests


def stored(widget, context):
    return {
        answer["question"]: answer["response"]
        for answers in widget.course.open_attempt(context)["answers"].values()
        for answer in answers
    }


# -- the network


def test_offline_answers_wait_are_counted_and_sent_once(take, page, context, sent):
    widget = take(single(), truefalse())
    context.set_offline(True)
    widget.pick("q1", "b").check("q1").pick("q3", "true").check("q3")

    expect(widget.bar).to_contain_text("The course server cannot be reached.")
    expect(widget.bar).to_contain_text("Not sent yet: 2")
    expect(widget.outcome("q1")).to_contain_text("Waiting to be sent")
    context.set_offline(False)  # the browser says "online"

    expect(widget.outcome("q1")).to_contain_text("Right")
    expect(widget.outcome("q3")).to_contain_text("Right")
    expect(widget.bar).to_be_hidden()
    assert stored(widget, context) == {"tea-q1": {"selected": ["b"]}, "tea-q3": {"selected": ["true"]}}


def test_unsent_answers_survive_a_reload_and_a_change_of_language(take, page, context):
    widget = take(numeric(), single())
    page.route(API, lambda route: route.abort())
    widget.type("q6", "1.5").check("q6")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    widget.open("ja")
    expect(widget.bar).to_contain_text("未送信 1件")
    page.unroute(API)
    page.get_by_role("button", name="今すぐ送る").click()

    expect(widget.outcome("q6")).to_contain_text("KEY 理由 number right")
    expect(widget.question("q6").get_by_label("解答")).to_have_value("1500")
    answer = widget.course.open_attempt(context)["answers"]["tea-q6"][0]
    assert (answer["response"], answer["language"]) == ({"text": "1.5"}, "en")


def test_lost_reply_is_asked_for_again_without_storing_twice(take, page, context, sent):
    widget = take(single())
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/responses/**", lose)
    widget.pick("q1", "b").check("q1")

    expect(widget.outcome("q1")).to_contain_text("Right", timeout=6000)
    assert len(sent) == 2
    assert len(widget.course.open_attempt(context)["answers"]["tea-q1"]) == 1


def test_server_error_is_retried(take, page):
    widget = take(single())
    failures = [503, 502]
    page.route(
        "**/responses/**",
        lambda route: route.fulfill(status=failures.pop(), body="busy") if failures else route.continue_(),
    )
    widget.pick("q1", "b").check("q1")

    expect(widget.bar).to_contain_text("Not sent yet: 1")
    expect(widget.outcome("q1")).to_contain_text("Right", timeout=10000)


def test_finish_without_network_is_done_when_it_is_back(take, page, context):
    widget = take(single(), truefalse())
    context.set_offline(True)
    widget.pick("q1", "b").pick("q3", "true").finish()
    expect(widget.bar).to_contain_text("Not sent yet: 2")
    expect(widget.question("q1").locator("fieldset").first).to_have_js_property("disabled", True)
    context.set_offline(False)

    expect(widget.result).to_contain_text("Passed: 2 of 2 points")


def test_page_opened_without_server_takes_answers_and_sends_them_later(take, page, context):
    widget = take(single())
    page.route(API, lambda route: route.abort())
    widget.open()
    expect(widget.bar).to_contain_text("The course server cannot be reached.")
    widget.pick("q1", "b").check("q1")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    page.unroute(API)

    expect(widget.outcome("q1")).to_contain_text("Right", timeout=10000)


def test_site_without_any_server_says_so_and_keeps_answers(take, page):
    widget = take(single(), signed_in=False)
    page.route(API, lambda route: route.fulfill(status=404, content_type="text/html", body="<h1>Not found</h1>"))
    widget.open().pick("q1", "b")
    expect(widget.bar).to_contain_text("The course server cannot be reached.")
    widget.open()

    expect(widget.question("q1").get_by_label("Cooled water")).to_be_checked()


def test_without_javascript_the_questions_can_be_read_and_nothing_pressed(browser, make_course):
    course = make_course(single())
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{course.url}/en/")

        expect(page.locator(".ck-quiz")).to_contain_text("Answering needs JavaScript")
        expect(page.get_by_label("Cooled water")).to_be_disabled()
        expect(page.locator(".ck-quiz").get_by_role("button")).to_have_count(0)


# -- who answers


def test_drafts_survive_signing_in_and_are_sent_when_checked(take, page, context, sent):
    widget = take(single(), short(), signed_in=False)
    expect(widget.note).to_contain_text("Sign in to have your answers checked and kept.")
    widget.pick("q1", "b").type("q7", "steaming").check("q1")
    expect(widget.question("q1")).to_contain_text("Sign in first to have this answer checked.")
    assert sent == []
    widget.question("q1").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(widget.account.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/{widget.course.id}/en/#ck-tea-q1")
    widget.ready()

    expect(widget.question("q1").get_by_label("Cooled water")).to_be_checked()
    expect(widget.question("q7").get_by_label("Your answer")).to_have_value("steaming")
    assert sent == []
    widget.check("q1")
    expect(widget.outcome("q1")).to_contain_text("Right")
    assert sent == ["responses"]


def test_checked_without_server_is_a_draft_again_for_a_stranger(take, page, sent):
    widget = take(single(), signed_in=False)
    page.route(API, lambda route: route.abort())
    widget.open().pick("q1", "b").check("q1")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    page.unroute(API)
    page.get_by_role("button", name="Try to send now").click()

    expect(widget.note).to_contain_text("Sign in to have your answers checked")
    expect(widget.question("q1").get_by_label("Cooled water")).to_be_checked()
    expect(widget.question("q1").locator("fieldset").first).to_have_js_property("disabled", False)
    assert sent == []


def test_expired_session_keeps_the_answer_and_sends_it_after_signing_in(take, page, context):
    widget = take(single())
    context.clear_cookies()
    widget.pick("q1", "b").check("q1")
    expect(widget.bar).to_contain_text("You have been signed out.")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    expect(widget.bar.get_by_role("link", name="Sign in")).to_be_visible()
    widget.course.sign_in(context, widget.account)
    widget.open()

    expect(widget.outcome("q1")).to_contain_text("Right")


def test_answers_of_one_person_are_not_sent_by_the_next(take, page, context, sent):
    widget = take(single())
    context.clear_cookies()
    widget.pick("q1", "b").check("q1")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    del sent[:]
    widget.course.sign_in(context, widget.course.server.make_account("Somebody Else"))
    widget.open()

    expect(widget.question("q1").locator("input:checked")).to_have_count(0)
    assert sent == []


# -- answers that the server does not take


@pytest.mark.parametrize(("language", "typed"), [("en", "8,8"), ("ja", "1500リットルくらい")])
def test_number_that_cannot_be_read_is_said_at_the_field(take, page, language, typed):
    widget = take(numeric(), language=language).type("q6", typed).check("q6")
    field = widget.question("q6").get_by_label(widget.words["answer"])

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value(typed)
    message = widget.question("q6").locator("[data-slot=error]").inner_text()
    assert message
    assert message in field.evaluate(
        "field => field.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id).textContent).join(' ')"
    )
    widget.type("q6", {"en": "1.5", "ja": "1500"}[language]).check("q6")
    expect(widget.outcome("q6")).to_contain_text("KEY")


def test_unreadable_answer_among_those_of_finish_is_found_and_the_others_are_kept(take, page):
    widget = take(single(), numeric()).pick("q1", "b").type("q6", "8,8").finish()

    expect(widget.question("q6").get_by_label("Your answer")).to_be_focused()
    expect(widget.outcome("q1")).to_contain_text("Right")
    widget.type("q6", "1.5").finish()
    expect(widget.result).to_contain_text("Passed: 2 of 2 points")


def test_refused_answer_takes_no_focus_from_the_question_being_answered(take, page):
    widget = take(numeric(), short())
    held = []
    page.route("**/responses/**", lambda route: held.append(route))
    widget.type("q6", "1 2 x").check("q6")
    typing = widget.question("q7").get_by_label("Your answer")
    typing.press_sequentially("te")
    held[0].continue_()
    expect(widget.question("q6").locator("[data-slot=error]")).not_to_be_empty()
    page.keyboard.type("a")

    expect(typing).to_have_value("tea")
    expect(widget.question("q6").get_by_label("Your answer")).to_have_value("1 2 x")
    expect(widget.question("q6").locator("[data-slot=error]")).not_to_be_empty()


@pytest.mark.parametrize(
    ("question", "name", "message"),
    [
        (single(), "q1", "Choose an answer first."),
        (multiple(), "q2", "Choose an answer first."),
        (short(), "q7", "Type your answer first."),
        (matching(), "q5", "Choose one for every line first."),
        (branch(), "q8", "Choose an answer first."),
    ],
)
def test_nothing_answered_is_said_before_anything_is_sent(take, sent, question, name, message):
    widget = take(question).check(name)

    expect(widget.question(name).locator("[data-slot=error]").first).to_have_text(message)
    assert sent == []


# -- another tab, another device, another revision


def answer_elsewhere(widget, context, question, response):
    attempt = widget.course.open_attempt(context)["id"]
    body = {"question": question, "part": "", "response": response, "language": "en"}
    widget.course.call(context, "PUT", f"/attempts/{attempt}/responses/{uuid.uuid4()}", body)


def test_question_answered_in_another_tab_shows_that_answer(take, page, context):
    widget = take(single())
    answer_elsewhere(widget, context, "tea-q1", {"selected": ["a"]})
    widget.pick("q1", "b").check("q1")

    expect(widget.question("q1")).to_contain_text("This question had been answered before")
    expect(widget.question("q1").get_by_label("Boiling water")).to_be_checked()
    expect(widget.outcome("q1")).to_contain_text("Not right yet")


def test_answer_that_another_tab_has_sent_is_not_waited_for(take, page, context):
    widget = take(single())
    page.route(API, lambda route: route.abort())
    widget.pick("q1", "b").check("q1")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator("#ck-tea-q1 [data-slot=outcome]")).to_contain_text("Right")
    other.close()
    page.unroute(API)
    page.get_by_role("button", name="Try to send now").click()

    expect(widget.outcome("q1")).to_contain_text("Right")
    expect(widget.bar).to_be_hidden()


def test_question_answered_in_another_tab_does_not_hold_up_finishing(take, page, context):
    widget = take(single(), truefalse())
    answer_elsewhere(widget, context, "tea-q1", {"selected": ["a"]})
    widget.pick("q1", "b").pick("q3", "true").finish()

    expect(widget.result).to_contain_text("Not passed this time: 1 of 2 points, 50%")


def test_attempt_finished_elsewhere_shows_its_result(take, page, context):
    widget = take(single(), truefalse())
    answer_elsewhere(widget, context, "tea-q1", {"selected": ["b"]})
    attempt = widget.course.open_attempt(context)["id"]
    widget.course.call(context, "POST", f"/attempts/{attempt}/submit", {"language": "en", "responses": []})
    widget.pick("q3", "true").check("q3")

    expect(widget.result).to_contain_text("Not passed this time: 1 of 2 points")
    expect(widget.note).to_contain_text("This try was finished in another window or on another device.")
    expect(widget.note).to_contain_text("Answers that came too late: 1.")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", r"Graded anew on \w+ \d+, \d{4}: 1 of 1 points"), ("ja", r"\d{4}年\d+月\d+日に採点し直した結果：1点中1点")],
)
def test_question_that_was_graded_anew_shows_the_points_of_the_day_and_todays(take, page, context, language, said):
    widget = take(single(), truefalse(), language=language)
    course = widget.course
    answer_elsewhere(widget, context, "tea-q1", {"selected": ["a"]})
    attempt = course.open_attempt(context)["id"]
    course.call(context, "POST", f"/attempts/{attempt}/submit", {"language": language, "responses": []})
    order = Order(course_id=course.id, quiz=course.quiz.slug, method="full_credit", question="tea-q1")
    course.server.services.regrading.apply(order, actor="trainer-1", reason="The key was wrong")
    widget.pick("q3", "true").check("q3")

    lines = widget.result.locator(".ck-line")
    expect(lines).to_have_count(2)
    first, second = lines.first, lines.last
    expect(first).to_contain_text({"en": "points: 0 of 1", "ja": "1点中0点"}[language])
    expect(first).to_contain_text(re.compile(said))
    expect(second.locator(".ck-points")).to_have_count(1)


def test_attempt_of_an_older_revision_gets_its_own_paper(take, page, context):
    widget = take(single(), truefalse()).pick("q1", "b").check("q1")
    expect(widget.outcome("q1")).to_contain_text("Right")
    # The trainer changes the quiz and builds the site anew, while the attempt is open.
    widget.course.quiz = compiled(multiple(), truefalse())
    widget.course.build()
    widget.open()

    expect(widget.question("q1").get_by_label("Cooled water")).to_be_checked()
    expect(widget.question("q2")).to_have_count(0)
    widget.pick("q3", "true").check("q3")
    expect(widget.outcome("q3")).to_contain_text("Right")
    widget.finish()
    expect(widget.result).to_contain_text("Passed: 2 of 2 points")
    page.get_by_role("button", name="Try again").click()

    expect(widget.question("q2")).to_be_visible()
    expect(widget.question("q1")).to_have_count(0)


def test_server_that_forgot_the_attempt_gets_a_new_one(take, page, context):
    widget = take(single())
    widget.course.sign_in(context, widget.course.server.make_account("Tea Learner"))  # the same name, another person
    widget.pick("q1", "b").check("q1")

    expect(widget.outcome("q1")).to_contain_text("Right")
