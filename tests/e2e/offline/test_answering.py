"""Answers given without network: kept, counted, sent once, by nobody else; and what is not taken is said."""

import re
import uuid
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from course_host import wait_until, worker_ready
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WORDS = {
    "en": {
        "check": "Check answer",
        "unsent": "Not sent yet: {n}",
        "sent": "Sent just now: {n}",
        "offline": "Feedback comes when you are online again.",
        "refused": "Answers that were not taken",
        "read": "I have read this",
        "finish": "Finish and see the result",
        "anyway": "Finish all the same",
    },
    "ja": {
        "check": "答え合わせをする",
        "unsent": "未送信 {n}件",
        "sent": "{n}件を送りました",
        "offline": "解説は、接続が戻ってから表示されます。",
        "refused": "受け付けられなかった解答",
        "read": "確認しました",
        "finish": "終了して結果を見る",
        "anyway": "このまま終了する",
    },
}
HOMES = {"en": "/", "ja": "/ja/"}


class Learner:
    """Somebody who answers the quiz of the second lesson, in one tab."""

    def __init__(self, host, page, language="en", lesson="01-leaves"):
        self.host, self.page, self.words = host, page, WORDS[language]
        self.home = f"{host.url}{HOMES[language]}"
        self.lesson = f"{self.home}{lesson}/"

    def open(self):
        """With an attempt: it begins when the quiz comes into view."""
        self.page.goto(self.lesson)
        self.page.locator(".ck-quiz").scroll_into_view_if_needed()
        expect(self.page.locator(".ck-quiz[data-attempt]")).to_be_attached()
        worker_ready(self.page)
        return self

    def question(self, name):
        return self.page.locator(f"#ck-{name}")

    def pick(self, name, value):
        self.question(name).locator(f'input[value="{value}"]').check()
        return self

    def type(self, name, text):
        self.question(name).locator("input[type=text]").fill(text)
        return self

    def check(self, name):
        self.question(name).get_by_role("button", name=self.words["check"]).click()
        return self

    @property
    def quiz_bar(self):
        return self.page.locator("[data-slot=unsent]")

    @property
    def bar(self):
        return self.page.locator(".ck-outbox")

    @property
    def refused(self):
        return self.page.locator(".ck-refused")

    def says(self, name, **values):
        return self.words[name].format(**values)


def call(host, context, method, path, body=None):
    """The API as another tab of this browser, or another device of its learner, would call it."""
    csrf = context.request.get(f"{host.url}/api/v1/session").json()["csrf"]
    reply = context.request.fetch(f"{host.url}/api/v1{path}", method=method, data=body, headers={"X-CSRF-Token": csrf})
    assert reply.ok, reply.text()
    return reply.json()


def module(host, context, slug="01-leaves"):
    return call(host, context, "GET", "/courses/tea-basics/progress")["modules"][slug]


def stored(host, context):
    """Question -> the responses that the server has, in the open attempt."""
    attempt = call(host, context, "GET", f"/attempts/{module(host, context)['open_attempt']}?language=en")
    return {question: [one["response"] for one in given] for question, given in attempt["answers"].items()}


@pytest.fixture
def sent(context):
    """How often each response has left the browser for a server that answered."""
    counted = Counter()
    context.on(
        "response",
        lambda response: (
            counted.update(re.findall(r"/responses/([0-9a-f-]+)", response.url))
            if response.request.method == "PUT"
            else None
        ),
    )
    return counted


@pytest.fixture
def back(request, host, context):
    """`back()`: network and server are there again."""

    def come():
        host.start()
        context.set_offline(False)

    return come


@pytest.mark.parametrize(("way", "language"), [("no network", "en"), ("no server", "ja")])
def test_answers_are_counted_and_sent_once_though_the_tab_was_closed(host, page, context, cut, back, sent, language):
    host.sign_up(context)
    learner = Learner(host, page, language).open()
    cut()
    learner.type("tea-01-q1", "steaming").check("tea-01-q1").pick("tea-01-q2", "true").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text(learner.says("unsent", n=2))
    expect(learner.quiz_bar).to_contain_text(learner.says("offline"))
    expect(learner.question("tea-01-q1").locator(".ck-why")).to_have_count(0)
    page.reload()
    expect(learner.quiz_bar).to_contain_text(learner.says("unsent", n=2))
    page.goto(learner.home)
    expect(learner.bar).to_contain_text(learner.says("unsent", n=2))
    page.close()
    back()

    later = Learner(host, context.new_page(), language)
    later.page.goto(later.home)
    expect(later.bar).to_contain_text(later.says("sent", n=2))
    assert stored(host, context) == {"tea-01-q1": [{"text": "steaming"}], "tea-01-q2": [{"selected": ["true"]}]}
    assert sorted(sent.values()) == [1, 1]
    later.page.goto(later.lesson)
    expect(later.question("tea-01-q1").locator(".ck-why")).to_be_visible()
    expect(later.quiz_bar).to_be_hidden()


def test_answers_survive_the_end_of_the_browser(host, tmp_path, browser_type, browser_type_launch_args, sent):
    def start():
        return browser_type.launch_persistent_context(tmp_path / "profile", **browser_type_launch_args)

    context = start()
    host.sign_up(context)
    learner = Learner(host, context.new_page()).open()
    host.kill()
    learner.pick("tea-01-q2", "true").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    context.close()
    host.start()
    context = start()
    again = Learner(host, context.new_page())
    again.page.goto(again.home)

    expect(again.bar).to_contain_text("Sent just now: 1")
    assert stored(host, context) == {"tea-01-q2": [{"selected": ["true"]}]}
    context.close()


def test_finishing_without_network_is_done_from_any_page(host, page, context, back):
    host.sign_up(context)
    learner = Learner(host, page).open()
    context.set_offline(True)
    learner.type("tea-01-q1", "steaming").pick("tea-01-q2", "true")
    page.get_by_role("button", name=learner.says("finish")).click()
    page.get_by_role("button", name=learner.says("anyway")).click()
    expect(learner.quiz_bar).to_contain_text("Not sent yet:")
    page.goto(learner.home)
    expect(learner.bar).to_contain_text("Not sent yet:")
    back()

    expect(learner.bar).to_contain_text("Sent just now:")
    wait_until(page, "async () => !Object.keys(localStorage).some((key) => key.includes(':out:'))")
    page.wait_for_load_state("networkidle")
    found = module(host, context)
    assert (found["attempts"], found["open_attempt"]) == (1, None)


def test_two_tabs_send_each_answer_once_and_lose_none(host, page, context, back, sent):
    host.sign_up(context)
    one = Learner(host, page).open()
    other = Learner(host, context.new_page()).open()
    context.set_offline(True)
    one.type("tea-01-q1", "steaming").check("tea-01-q1")
    other.pick("tea-01-q2", "true").check("tea-01-q2")
    expect(one.quiz_bar).to_contain_text("Not sent yet:")
    expect(other.quiz_bar).to_contain_text("Not sent yet: 2")
    back()

    for learner in (one, other):
        expect(learner.quiz_bar).to_be_hidden()
        expect(learner.question("tea-01-q1").locator(".ck-why").first).to_be_visible()
        expect(learner.question("tea-01-q2").locator(".ck-why").first).to_be_visible()
    assert stored(host, context) == {"tea-01-q1": [{"text": "steaming"}], "tea-01-q2": [{"selected": ["true"]}]}
    assert sorted(sent.values()) == [1, 1]


# -- conflicts


def finished_elsewhere(host, context):
    attempt = module(host, context)["open_attempt"]
    call(host, context, "POST", f"/attempts/{attempt}/submit", {"language": "en", "responses": []})


@pytest.mark.parametrize("language", ["en", "ja"])
def test_answer_for_a_finished_attempt_is_shown_until_it_was_read(host, page, context, back, language):
    host.sign_up(context)
    learner = Learner(host, page, language).open()
    page.goto(learner.home)
    page.goto(learner.lesson)
    host.kill()
    learner.type("tea-01-q1", "drying in the sun").check("tea-01-q1")
    expect(learner.quiz_bar).to_contain_text(learner.says("unsent", n=1))
    page.goto(learner.home)
    expect(learner.bar).to_be_visible()
    back()
    finished_elsewhere(host, context)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(learner.refused).to_contain_text("drying in the sun")
    expect(learner.refused).to_contain_text({"en": "Name one way to stop", "ja": "酸化発酵を止める方法"}[language])
    expect(learner.refused).to_contain_text({"en": "This try had been finished", "ja": "終了していました"}[language])
    assert Axe().run(page).response["violations"] == []
    page.reload()
    expect(learner.refused).to_contain_text("drying in the sun")
    page.get_by_role("button", name=learner.says("read")).focus()
    page.keyboard.press("Enter")
    expect(learner.refused).to_have_count(0)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(learner.refused).to_have_count(0)


def test_answer_refused_on_its_own_page_can_be_copied(host, page, context, back):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    host.sign_up(context)
    learner = Learner(host, page).open()
    context.set_offline(True)
    learner.pick("tea-01-q2", "false").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    finished_elsewhere(host, context)
    back()

    expect(learner.refused).to_contain_text("Your answer: False")
    page.get_by_role("button", name="Copy the answers").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "Your answer: False" in page.evaluate("navigator.clipboard.readText()")


def test_question_answered_elsewhere_keeps_that_answer_and_shows_ours(host, page, context, back):
    host.sign_up(context)
    learner = Learner(host, page).open()
    attempt = module(host, context)["open_attempt"]
    context.set_offline(True)
    learner.pick("tea-01-q2", "false").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    body = {"question": "tea-01-q2", "part": "", "response": {"selected": ["true"]}, "language": "en"}
    call(host, context, "PUT", f"/attempts/{attempt}/responses/{uuid.uuid4()}", body)
    back()

    expect(learner.refused).to_contain_text("The question had been answered before")
    expect(learner.refused).to_contain_text("Your answer: False")
    expect(learner.question("tea-01-q2").get_by_label("True")).to_be_checked()


def test_nobody_is_graded_on_a_question_that_has_changed_since(own_host, page, context):
    own_host.sign_up(context)
    learner = Learner(own_host, page)
    # Read, but no attempt begun: what is answered without network belongs to the page's own edition.
    page.route("**/api/v1/attempts/**", lambda route: route.abort())
    page.goto(learner.lesson)
    worker_ready(page)
    context.set_offline(True)
    learner.pick("tea-01-q2", "true").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    own_host.rewrite("quizzes/01-leaves.yml", "can be made from the leaves", "can never be made from the leaves")
    own_host.build()
    page.unroute("**/api/v1/attempts/**")
    page.wait_for_timeout(1200)  # the server looks for a new course once a second
    context.set_offline(False)

    expect(learner.refused).to_contain_text("The quiz was changed after you answered.")
    expect(learner.refused).to_contain_text("can be made from the leaves")
    expect(learner.refused).to_contain_text("Your answer: True")
    assert stored(own_host, context) == {}
    expect(learner.question("tea-01-q2").locator("fieldset[data-question]")).to_have_js_property("disabled", False)


# -- who


def test_answers_wait_for_their_own_learner(host, page, context, back, sent):
    email = host.sign_up(context)
    learner = Learner(host, page).open()
    context.set_offline(True)
    learner.pick("tea-01-q2", "true").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    context.clear_cookies()
    back()
    page.goto(learner.home)
    expect(learner.bar).to_contain_text("If they are yours, sign in to send them.")
    host.sign_up(context)
    page.goto(learner.home)
    page.wait_for_load_state("networkidle")
    expect(learner.bar).to_be_hidden()
    learner.open()
    expect(learner.question("tea-01-q2").locator("input:checked")).to_have_count(0)
    context.set_offline(True)
    page.reload()
    expect(learner.quiz_bar).to_be_visible()
    expect(learner.question("tea-01-q2").locator("input:checked")).to_have_count(0)
    assert sent == {}

    back()
    context.clear_cookies()
    host.sign_in(page, email)
    page.goto(learner.home)
    expect(learner.bar).to_contain_text("Sent just now: 1")


def test_after_signing_out_nothing_of_the_learner_is_seen_without_network(host, page, context):
    host.sign_up(context)
    learner = Learner(host, page).open().pick("tea-01-q2", "true")
    page.goto(f"{host.url}/app/en/learning")
    page.locator("form[action*=sign-out] button").first.click()
    page.wait_for_url(re.compile(f"{re.escape(host.url)}/$"))
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.goto(learner.lesson)

    expect(learner.quiz_bar).to_be_visible()
    expect(learner.question("tea-01-q2").locator("input:checked")).to_have_count(0)


# -- what is no answer


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 200, "content_type": "text/html", "body": "<h1>Hotel</h1>"},
        {"status": 200, "content_type": "application/json", "body": '{"portal": true}'},
        {"status": 404, "content_type": "application/json", "body": '{"detail": "no such route"}'},
        {"status": 503, "headers": {"Retry-After": "1"}, "content_type": "text/html", "body": "busy"},
    ],
    ids=["portal page", "portal json", "someone else's 404", "busy"],
)
def test_what_is_no_answer_of_the_server_is_no_success(host, page, context, reply):
    host.sign_up(context)
    learner = Learner(host, page).open()
    page.route("**/responses/**", lambda route: route.fulfill(**reply))
    learner.pick("tea-01-q2", "true").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    page.unroute("**/responses/**")

    expect(learner.question("tea-01-q2").locator(".ck-why").first).to_be_visible()
    assert stored(host, context) == {"tea-01-q2": [{"selected": ["true"]}]}


@pytest.mark.parametrize("name", ["QuotaExceededError", "SecurityError"])
def test_full_or_blocked_storage_is_said_and_the_open_page_still_sends(host, page, context, back, name):
    host.sign_up(context)
    page.add_init_script(f"Storage.prototype.setItem = () => {{ throw new DOMException('', '{name}'); }};")
    learner = Learner(host, page).open()
    context.set_offline(True)
    learner.pick("tea-01-q2", "true").check("tea-01-q2")
    expect(learner.quiz_bar).to_contain_text("This browser stores nothing")
    expect(learner.quiz_bar).to_contain_text("Not sent yet: 1")
    back()

    expect(learner.question("tea-01-q2").locator(".ck-why").first).to_be_visible()
    assert stored(host, context) == {"tea-01-q2": [{"selected": ["true"]}]}
