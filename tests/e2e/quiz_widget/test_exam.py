"""A test with a time limit, on the real server: begun, saved as it is written, resumed, handed in, explained."""

import re

import pytest
from exam_driver import MINUTES, TERMS, Exam, exam_questions
from playwright.sync_api import expect
from sample_quiz import branch, matching, multiple, numeric, ordering, short, single, truefalse
from test_accessibility import scheme, violations

pytestmark = pytest.mark.browser

MINUTE_MS = 60_000


@pytest.fixture
def sit(make_course, page, context, live_server):
    """`sit(*questions, **terms)`: a learner before the start of a test, with a server whose clock may be moved."""

    def before(*questions, language="en", signed_in=True, **terms):
        course = make_course(*(questions or exam_questions()), **(TERMS | terms))
        account = course.server.make_account("Tea Learner")
        if signed_in:
            course.sign_in(context, account)
        return Exam(page, course, account, language).open()

    yield before
    live_server.ahead_ms = 0


def test_terms_are_told_before_the_clock_starts(sit, page, context):
    exam = sit()

    facts = exam.root.locator(".ck-facts")
    for text in ("8", f"{MINUTES} minutes", "50%", "24 hours", "best result", "Open book"):
        expect(facts).to_contain_text(text)
    rules = exam.root.locator(".ck-rules")
    expect(rules).to_contain_text("The time limit is part of the test")
    expect(rules).to_contain_text("10, 5 and 1 minutes")
    expect(exam.note).to_have_text("When you press Start, the clock starts.")
    expect(page.get_by_text("Which water suits sencha?")).to_have_count(0)
    assert exam.course.progress(context)["open_attempt"] is None


def test_stranger_is_asked_to_sign_in_and_cannot_start(sit, page):
    exam = sit(signed_in=False)

    expect(exam.note).to_contain_text("Sign in to take this assessment.")
    link = exam.root.get_by_role("link", name="Sign in")
    assert "next=" in link.get_attribute("href")
    expect(page.get_by_role("button", name="Start")).to_have_count(0)


def test_each_change_is_saved_and_the_last_one_counts(sit, context):
    exam = sit().start().go("q1").pick("q1", "a").is_saved()
    exam.pick("q1", "b")
    expect(exam.saved).to_have_text("Saving…")
    exam.is_saved()

    assert [answer["response"] for answer in exam.stored(context, "q1")] == [{"selected": ["b"]}]
    expect(exam.tally).to_have_text("Answered: 1 of 8")


def test_every_type_of_question_is_answered_saved_and_shown_again(sit, page, context):
    exam = sit().start().go("q1").pick("q1", "b").go("q2").pick("q2", "a", "c").go("q3").pick("q3", "true")
    exam.go("q4").question("q4").locator(".ck-move:not([aria-disabled=true])").first.click()
    exam.go("q5")
    for premise, response in (("p1", "r2"), ("p2", "r3")):
        exam.question("q5").locator(f'[data-premise="{premise}"]').select_option(response)
    exam.go("q6").question("q6").get_by_label("Your answer").fill("1.5")
    exam.go("q7").question("q7").get_by_label("Your answer").fill("steaming")
    exam.go("q8").pick("q8", "a")
    expect(exam.question("q8").locator("[data-node=n2]")).to_be_visible()
    exam.pick("q8", "a")
    expect(exam.tally).to_have_text("Answered: 8 of 8")
    exam.is_saved()
    page.reload()

    expect(exam.tally).to_have_text("Answered: 8 of 8")
    expect(exam.question("q8").locator("[data-node=n2] input[value=a]")).to_be_checked()
    expect(exam.go("q6").question("q6").get_by_label("Your answer")).to_have_value("1.5")


def test_reload_second_tab_and_language_go_on_with_the_same_paper(sit, page, context):
    exam = sit().start().go("q6")
    exam.question("q6").get_by_label("Your answer").fill("1.5")
    exam.question("q6").get_by_label("Mark to look at again").check()
    exam.go("q1").pick("q1", "b").is_saved()
    attempt = exam.root.get_attribute("data-attempt")
    order = exam.order
    page.reload()
    expect(exam.question("q1")).to_be_focused()
    expect(exam.question("q1").locator("input[value=b]")).to_be_checked()
    page.locator("#switch").click()
    page.wait_for_url("**/ja/")
    exam.language = "ja"

    expect(exam.tally).to_have_text("解答済み：2／8問、見直し：1問")
    expect(exam.go("q6").question("q6").get_by_label("解答")).to_have_value("1500")
    assert exam.root.get_attribute("data-attempt") == attempt
    assert exam.order == order
    other = Exam(context.new_page(), exam.course, exam.account).open()
    expect(other.note).to_contain_text("Your try is running.")
    other.press("resume")
    expect(other.root).to_have_attribute("data-attempt", attempt)


def test_decision_that_is_changed_shows_where_it_leads_now(sit, context):
    exam = sit(branch(), single()).start().go("q8").pick("q8", "a")
    expect(exam.question("q8").locator("[data-node=n2]")).to_be_visible()
    expect(exam.tally).to_have_text("Answered: 0 of 2")
    exam.question("q8").locator("[data-node=n2] input[value=b]").check()
    expect(exam.tally).to_have_text("Answered: 1 of 2")
    exam.question("q8").locator("[data-node=n1] input[value=b]").check()
    exam.is_saved()

    assert [answer["response"]["selected"] for answer in exam.stored(context, "q8")] == [["b"], ["b"]]
    expect(exam.question("q8").locator("[data-node=n2] input[value=b]")).to_be_checked()


def test_answer_that_cannot_be_read_is_named_and_counts_as_none(sit):
    exam = sit(numeric(), single()).start().go("q6")
    exam.question("q6").get_by_label("Your answer").fill("8,8")

    expect(exam.question("q6").locator("[data-slot=error]")).not_to_be_empty()
    expect(exam.tally).to_have_text("Answered: 0 of 2")


def test_look_back_names_what_is_left_and_marked(sit, page):
    exam = sit(single(), ordering(), numeric()).start().go("q1").pick("q1", "b")
    exam.go("q4").question("q4").get_by_label("Mark to look at again").check()
    exam.press("review")

    review = page.locator(".ck-review")
    expect(review).to_be_focused()
    expect(review.locator("[data-slot=review-text]")).to_have_text(
        "Not answered yet: 2 of 3. Unanswered questions give no points."
    )
    expect(review.locator("[data-slot=left] button")).to_have_count(2)
    expect(review.locator("[data-slot=marked] button")).to_have_count(1)
    exam.press("submit")
    expect(review.locator("[data-slot=confirm]")).to_be_focused()
    expect(review.locator("[data-slot=confirm]")).to_contain_text("Hand in now with 2 unanswered?")
    page.get_by_role("button", name="Not yet").click()
    review.locator("[data-slot=marked] button").click()
    expect(exam.question("q4")).to_be_focused()


def test_result_tells_outcomes_and_sections_but_no_answer(sit, page):
    exam = sit(*exam_questions()[:2]).start().go("q1").pick("q1", "a").go("q2").pick("q2", "a", "c").hand_in()

    expect(exam.result).to_be_focused()
    expect(exam.result.locator(".ck-score")).to_contain_text("Passed")
    expect(exam.result.locator(".ck-score")).to_contain_text("1 of 2 points, 50%")
    lines = exam.result.locator("[data-slot=outcomes] li")
    expect(lines).to_have_text([re.compile("Choose the water.*0 of 1"), re.compile("Serve in time.*1 of 1")])
    widths = lines.locator(".ck-bar span").evaluate_all("all => all.map(({ style }) => style.inlineSize)")
    assert widths == ["0%", "100%"]
    section = exam.result.get_by_role("link", name="The right water")
    expect(section).to_have_attribute("href", re.compile("tea-brewing/#water$"))
    expect(exam.root).not_to_contain_text("KEY")
    expect(page.get_by_text("Which water suits sencha?")).to_have_count(0)


def test_failed_try_names_when_the_next_one_opens_and_any_browser_says_so_later(sit, page, context):
    exam = sit(single()).start().pick("q1", "a").hand_in()
    expect(exam.result.locator("[data-slot=verdict]")).to_have_text("Not passed this time")
    expect(exam.result).to_contain_text("The next try opens on")
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    exam.open()

    expect(exam.note).to_contain_text("Not passed yet. The result that counts: 0%. The next try opens on")
    expect(page.get_by_role("button", name="Start")).to_have_count(0)
    page.get_by_role("button", name="Show the last result").click()
    expect(exam.result.locator(".ck-score")).to_contain_text("0 of 1 points")


def test_clock_warns_politely_and_never_moves_each_second_before_the_end(sit, page):
    page.clock.install()
    exam = sit().start()
    clock, warning = exam.paper.locator("[data-slot=time]"), exam.paper.locator("[data-slot=warning]")
    expect(clock).to_have_text(f"{MINUTES} min")
    expect(warning).to_be_empty()
    for until, shown, said in ((10, "10 min", "10 minutes left."), (5, "5:00", "5 minutes left.")):
        page.clock.fast_forward(1000 * 60 * (MINUTES - until) - elapsed(page))
        expect(warning).to_have_text(said)
        assert clock.inner_text() in (shown, "4:59", "4:58", "4:57")
    page.clock.fast_forward(1000 * 60 * (MINUTES - 1) - elapsed(page))
    expect(warning).to_contain_text("1 minute left.")
    expect(warning).to_have_attribute("role", "status")


def elapsed(page):
    """Milliseconds since the page was opened, by its own clock."""
    return int(page.evaluate("performance.now()"))


def test_paper_is_handed_in_when_the_time_is_up(sit, page, live_server):
    page.clock.install()
    exam = sit(single()).start().pick("q1", "b").is_saved()
    live_server.ahead_ms = MINUTES * MINUTE_MS
    page.clock.fast_forward(MINUTES * MINUTE_MS)

    expect(exam.result).to_be_visible()
    expect(exam.note).to_have_text("The time is up. The answers saved by then have been handed in.")
    expect(exam.result.locator("[data-slot=verdict]")).to_have_text("Passed")


def test_paper_is_handed_in_although_the_browser_was_gone(sit, page, live_server):
    exam = sit(single()).start().pick("q1", "b").is_saved()
    page.goto("about:blank")
    live_server.ahead_ms = (MINUTES + 5) * MINUTE_MS
    exam.open()

    expect(exam.note).to_contain_text("You have passed. The result that counts: 100%.")


def test_paper_handed_in_in_another_tab_is_told(sit, page, context):
    exam = sit(single(), numeric()).start()
    other = Exam(context.new_page(), exam.course, exam.account).open().press("resume")
    other.go("q1").pick("q1", "b").is_saved().hand_in()
    expect(other.result).to_be_visible()
    exam.go("q1").pick("q1", "a")

    expect(exam.note).to_contain_text("handed in in another window or on another device")
    expect(exam.note).to_contain_text("Answers that came too late: 1.")
    expect(exam.result.locator(".ck-score")).to_contain_text("1 of 2 points")


def test_answers_given_without_network_are_counted_and_sent_once(sit, page, context):
    exam = sit(single(), numeric()).start().go("q1")
    context.set_offline(True)
    exam.pick("q1", "b")
    expect(exam.bar).to_contain_text("Not sent yet: 1")
    expect(exam.tally).to_have_text("Answered: 1 of 2")
    context.set_offline(False)

    expect(exam.bar).to_be_hidden()
    exam.is_saved()
    assert [answer["response"] for answer in exam.stored(context, "q1")] == [{"selected": ["b"]}]


def test_request_that_was_held_up_on_its_way_does_not_undo_a_newer_answer(sit, page, context):
    exam = sit(single(), numeric()).start().go("q1")
    held = []

    def hold(route):
        held.append(route.request)
        route.abort()

    page.route("**/responses/*", hold)
    exam.pick("q1", "a")
    expect(exam.bar).to_contain_text("Not sent yet: 1")
    exam.pick("q1", "b")
    page.unroute("**/responses/*")
    exam.is_saved()
    late = context.request.fetch(held[0])

    assert (late.status, late.json()["error"]["code"]) == (409, "answered_since")
    assert [answer["response"] for answer in exam.stored(context, "q1")] == [{"selected": ["b"]}]


def test_answer_given_last_counts_whichever_window_it_was_given_in(sit, page, context):
    exam = sit(single(), numeric()).start()
    other = Exam(context.new_page(), exam.course, exam.account).open().press("resume")
    exam.go("q1").pick("q1", "a").is_saved()
    other.go("q1").pick("q1", "b").is_saved()

    assert [answer["response"] for answer in exam.stored(context, "q1")] == [{"selected": ["b"]}]


def test_sign_out_in_the_middle_is_told_and_nothing_is_lost(sit, page, context):
    exam = sit(single(), numeric()).start().go("q1")
    cookies = context.cookies()
    context.clear_cookies()
    exam.pick("q1", "b")
    expect(exam.bar).to_contain_text("You have been signed out.")
    expect(exam.bar).to_contain_text("Not sent yet: 1")
    expect(exam.bar.get_by_role("link", name="Sign in")).to_be_visible()
    context.add_cookies(cookies)
    exam.open()
    expect(exam.question("q1").locator("input[value=b]")).to_be_checked()
    exam.is_saved()

    assert [answer["response"] for answer in exam.stored(context, "q1")] == [{"selected": ["b"]}]


def test_attempts_that_are_limited_are_counted_down(sit, page):
    exam = sit(single(), retake_after_hours=None, attempts=2)
    expect(exam.note).to_contain_text("Tries left: 2.")
    exam.start().pick("q1", "a").hand_in()
    exam.open()
    expect(exam.note).to_contain_text("You can try again now. Tries left: 1.")
    exam.start().pick("q1", "a").hand_in()
    exam.open()

    expect(exam.note).to_contain_text("There is no try left.")
    expect(page.get_by_role("button", name="Start")).to_have_count(0)


SETS = [(single, numeric, ordering), (multiple, matching, short), (truefalse, branch)]


@pytest.mark.parametrize("kinds", SETS, ids=lambda kinds: "-".join(kind.__name__ for kind in kinds))
def test_whole_paper_by_keyboard_alone(sit, page, context, kinds):
    exam = sit(*(kind() for kind in kinds))
    press_until(page, exam.root.get_by_role("button", name="Start"))
    page.keyboard.press("Enter")
    expect(exam.paper).to_be_visible()
    for _ in kinds:
        question = exam.paper.locator(".ck-question:visible")
        expect(question).to_be_focused()
        answer_by_keyboard(page, question)
        if exam.paper.get_by_role("button", name="Next").is_visible():
            press_until(page, exam.paper.get_by_role("button", name="Next"))
            page.keyboard.press("Enter")
    press_until(page, exam.paper.get_by_role("button", name="Review and hand in"))
    page.keyboard.press("Enter")
    expect(page.locator(".ck-review")).to_contain_text(f"All {len(kinds)} questions are answered.")
    press_until(page, exam.paper.get_by_role("button", name="Hand in", exact=True))
    page.keyboard.press("Enter")
    press_until(page, exam.paper.get_by_role("button", name="Hand in now"))
    page.keyboard.press("Enter")

    expect(exam.result).to_be_focused()
    expect(exam.result.locator("[data-slot=verdict]")).to_have_text("Passed")


def answer_by_keyboard(page, question):
    """Answer the question in sight, rightly where its type allows to know how."""
    kind = question.locator("[data-type]").first.get_attribute("data-type")
    if kind in ("single", "truefalse"):
        choose(page, question, {"single": "b", "truefalse": "true"}[kind])
    elif kind == "multiple":
        for value in question.locator("input[value=a], input[value=c]").all():
            press_until(page, value)
            page.keyboard.press("Space")
    elif kind in ("numeric", "short"):
        press_until(page, question.get_by_label("Your answer"))
        page.keyboard.type({"numeric": "1.5", "short": "steaming"}[kind])
        page.keyboard.press("Enter")
    elif kind == "matching":
        for premise, key in (("p1", "B"), ("p2", "C")):
            press_until(page, question.locator(f"[data-premise={premise}]"))
            page.keyboard.press(key)
    elif kind == "branch":
        for node in ("n1", "n2"):
            choose(page, question.locator(f"[data-node={node}]"), "a")
    else:
        press_until(page, question.locator(".ck-move:not([aria-disabled=true])"))
        page.keyboard.press("Enter")


def choose(page, part, value):
    """Walk through the options with the arrow keys."""
    press_until(page, part.locator("input[type=radio]"))
    page.keyboard.press("Space")
    wanted = part.locator(f"input[value={value}]")
    for _ in range(20):
        if wanted.is_checked():
            break
        # One option alone has no next one; the space bar may also come while an answer before it is being kept.
        page.keyboard.press("ArrowDown" if part.locator("input:checked").count() else "Space")
        page.wait_for_timeout(100)
    expect(wanted).to_be_checked()


def press_until(page, target):
    """Tab until one of these has the focus; whatever has it on the way is in sight and not below the clock."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate_all("all => all.includes(document.activeElement)"):
            return
    raise AssertionError("Tab does not get there")


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_panel_paper_look_back_and_result_have_no_violation(sit, page, language, name):
    page.set_viewport_size({"width": 360, "height": 740})
    exam = sit(language=language)
    seen = {"panel": checked(page, name)}
    exam.start().go("q8").pick("q8", "a").go("q1").question("q1").locator("[data-mark]").check()
    exam.pick("q1", "a").is_saved()
    seen["paper"] = checked(page, name)
    exam.press("review").press("submit")
    seen["look back"] = checked(page, name)
    page.locator("[data-act=submit]").click()
    expect(exam.result).to_be_visible()
    seen["result"] = checked(page, name)

    assert seen == {state: [] for state in seen}


def checked(page, name):
    """What axe finds, and whether the page scrolls sideways."""
    scheme(page, name)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return violations(page) + (["scrolls sideways"] if wide else [])
