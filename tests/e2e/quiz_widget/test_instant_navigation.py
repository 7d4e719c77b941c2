"""Material's instant navigation swaps the page's content and says so on document$, without loading anything."""

import pytest
from playwright.sync_api import expect
from sample_quiz import single, truefalse

pytestmark = pytest.mark.browser

# What the scripts use of it: an observable that tells the current document to each subscriber at once.
DOCUMENT = """window.document$ = { subscribe(next) { this.next = () => next(document); this.next(); } }"""


@pytest.fixture
def swap(page):
    """`swap(url)` puts the content of another page in place of this one's, as Material does."""
    script = """async (url) => {
        const html = await (await fetch(url)).text();
        document.body.innerHTML = new DOMParser().parseFromString(html, "text/html").body.innerHTML;
        history.pushState({}, "", url);
        window.document$.next();
    }"""
    return lambda url: page.evaluate(script, url)


def test_quiz_works_after_going_to_another_page_and_back(take, page, swap):
    page.add_init_script(DOCUMENT)
    widget = take(single(), truefalse()).pick("q1", "b")
    swap(f"{widget.course.url}/en/check/")
    page.locator("[data-statement=s1] input").first.check()
    expect(page.locator(".ck-self-check [data-slot=count]")).to_have_text("Rated: 1 of 3")
    swap(f"{widget.course.url}/en/")
    widget.ready()

    expect(widget.question("q1").get_by_label("Cooled water")).to_be_checked()
    widget.check("q1")
    expect(widget.outcome("q1")).to_contain_text("Right")
    widget.pick("q3", "true").finish()
    expect(widget.result).to_contain_text("Passed: 2 of 2 points")


def test_quiz_that_left_the_page_still_sends_what_it_has(take, page, swap):
    page.add_init_script(DOCUMENT)
    widget = take(single())
    page.route("**/responses/**", lambda route: route.abort())
    widget.pick("q1", "b").check("q1")
    expect(widget.bar).to_contain_text("Not sent yet: 1")
    swap(f"{widget.course.url}/en/check/")
    page.unroute("**/responses/**")
    with page.expect_response(lambda response: "/responses/" in response.url and response.ok):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    swap(f"{widget.course.url}/en/")

    expect(widget.outcome("q1")).to_contain_text("Right")


def test_new_content_says_nothing_twice(take, page):
    """document$ may tell the same document again: a quiz that lives already is left alone."""
    page.add_init_script(DOCUMENT)
    widget = take(single())
    page.evaluate("window.document$.next()")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/responses/" in request.url else None)
    widget.pick("q1", "b").check("q1")
    expect(widget.outcome("q1")).to_contain_text("Right")

    assert len(sent) == 1
