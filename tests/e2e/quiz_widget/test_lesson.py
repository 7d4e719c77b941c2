"""What every page shows a learner: the account, progress, and that a lesson was read to its end."""

import pytest
from playwright.sync_api import expect
from sample_quiz import single

pytestmark = pytest.mark.browser


def status(page, module):
    return page.locator(f'[data-ck-module="{module}"]')


def test_stranger_gets_a_link_to_sign_in_with_the_way_back(take, page):
    widget = take(single(), signed_in=False)

    account = page.locator("[data-ck-account]")
    expect(account).to_have_text("Sign in")
    expect(account).to_have_attribute("href", f"/app/en/sign-in?next=%2F{widget.course.id}%2Fen%2F")
    expect(page.locator("[data-ck-progress]")).to_be_hidden()


def test_learner_sees_account_and_status_of_each_module_in_words(take, page):
    take(single(), language="ja")

    expect(page.locator("[data-ck-account]")).to_have_text("学習状況")
    expect(page.locator("[data-ck-account]")).to_have_attribute("href", "/app/ja/learning")
    expect(status(page, "tea-brewing")).to_have_attribute("data-ck-status", "in_progress")
    expect(status(page, "tea-brewing")).to_contain_text("受講中")
    expect(page.locator("[data-ck-progress]")).to_have_text("全2モジュール中0モジュール修了")


def test_status_follows_a_passed_quiz_without_a_reload(take, page):
    widget = take(single()).pick("q1", "b").finish()
    expect(widget.result).to_be_visible()

    expect(status(page, "tea-brewing")).to_have_attribute("data-ck-status", "passed")
    expect(status(page, "tea-brewing")).to_contain_text("Passed")


def test_lesson_is_seen_once_its_end_was_in_view(take, page):
    requests = []
    page.on("request", lambda request: requests.append(request.url) if request.url.endswith("/seen") else None)
    take(single())
    page.locator("[data-ck-lesson-end]").scroll_into_view_if_needed()

    expect(status(page, "tea-serving")).to_have_attribute("data-ck-status", "completed")
    expect(page.locator("[data-ck-progress]")).to_have_text("1 of 2 modules done")
    page.evaluate("scrollTo(0, 0)")
    page.locator("[data-ck-lesson-end]").scroll_into_view_if_needed()
    assert len(requests) == 1


def test_stranger_tells_the_server_nothing(take, page):
    requests = []
    page.on("request", lambda request: requests.append(request.url) if "/api/" in request.url else None)
    widget = take(single(), signed_in=False)
    page.locator("[data-ck-lesson-end]").scroll_into_view_if_needed()
    widget.pick("q1", "a")

    assert {url.rpartition("/")[2] for url in requests} == {"session"}
