"""A test with a time limit and no network: answers go on being kept, and the server's deadline holds."""

import pytest
from exam_driver import MINUTES, TERMS, Exam
from playwright.sync_api import expect
from sample_quiz import numeric, single

pytestmark = pytest.mark.browser

MINUTE_MS = 60_000
LATE = {
    "en": "The time had run out before the answer arrived.",
    "ja": "解答が届いたときには、制限時間が過ぎていました。",
}


@pytest.fixture
def begin(make_course, page, context, live_server):
    """`begin(language)`: a learner in the middle of a test, with a server whose clock may be moved."""

    def start(language):
        course = make_course(single(), numeric(), **TERMS)
        account = course.server.make_account("Tea Learner")
        course.sign_in(context, account)
        return Exam(page, course, account, language).open().start().go("q1").pick("q1", "b").is_saved()

    yield start
    live_server.ahead_ms = 0


@pytest.mark.parametrize("language", ["en", "ja"])
def test_answer_that_missed_the_deadline_is_shown_with_the_reason(begin, page, context, live_server, language):
    exam = begin(language)
    context.set_offline(True)
    exam.pick("q1", "a")
    expect(exam.bar).to_contain_text({"en": "Not sent yet: 1", "ja": "未送信 1件"}[language])
    live_server.ahead_ms = (MINUTES + 5) * MINUTE_MS
    context.set_offline(False)

    expect(exam.result).to_be_visible()
    expect(exam.result.locator(".ck-score")).to_contain_text("1")
    refused = page.locator(".ck-refused")
    expect(refused).to_contain_text(LATE[language])
    expect(refused).to_contain_text({"en": "Boiling water", "ja": "沸騰した湯"}[language])
    page.goto(f"{exam.course.url}/{language}/check/")
    expect(refused).to_contain_text(LATE[language])


def test_reload_in_the_middle_sends_what_waited(begin, page, context):
    exam = begin("en")
    context.set_offline(True)
    exam.pick("q1", "a")
    expect(exam.bar).to_contain_text("Not sent yet: 1")
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(f"{exam.course.url}/en/check/")

    expect(page.locator(".ck-outbox")).to_contain_text("Sent just now: 1", timeout=10000)
    assert [answer["response"] for answer in exam.stored(context, "q1")] == [{"selected": ["a"]}]
