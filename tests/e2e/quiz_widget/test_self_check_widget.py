"""The self-check: computed in the browser, kept in the browser."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=["en", "ja"])
def language(request):
    return request.param


@pytest.fixture
def rate(make_course, page, language):
    """`rate(s1=0, s2=1)` opens the page, if need be, and rates."""
    course = make_course()

    def start(**ratings):
        if not page.url.startswith("http"):
            page.goto(f"{course.url}/{language}/check/")
        for statement, value in ratings.items():
            page.locator(f'[data-statement="{statement}"] input[value="{value}"]').check()
        return page.locator(".ck-self-check")

    return start


def recommended(check):
    expect(check.locator("[data-slot=result]")).to_be_visible()
    return [item.strip() for item in check.locator("[data-slot=list] li").all_inner_texts()]


def test_highest_ratings_are_recommended_and_ties_go_by_the_order_of_modules(rate, language):
    check = rate(s3=1, s2=1, s1=0)

    planned = {"en": "(in preparation)", "ja": "（準備中）"}[language]
    assert [" ".join(text.split()) for text in recommended(check)] == ["Brewing", f"Serving {planned}"]
    expect(check.get_by_role("link", name="Brewing")).to_be_visible()
    expect(check.locator("[data-slot=total]")).to_contain_text("2")


def test_nothing_is_recommended_before_every_line_is_rated(rate, language):
    check = rate(s1=1)

    expect(check.locator("[data-slot=result]")).to_be_hidden()
    count = {"en": "Rated: 1 of 3", "ja": "回答済み：1／3項目"}[language]
    expect(check.locator("[data-slot=count]")).to_have_text(count)


def test_all_at_the_lowest_is_answered_kindly(rate, language):
    check = rate(s1=0, s2=0, s3=0)

    assert recommended(check) == []
    expect(check.locator("[data-slot=advice]")).to_contain_text(
        {"en": "Start at the beginning", "ja": "最初のモジュールから"}[language]
    )


def test_ratings_stay_in_the_browser_and_can_be_cleared(rate, page, language):
    requests = []
    rate(s1=1, s2=0, s3=0)
    page.reload(wait_until="networkidle")  # the page's own parts come first
    page.on("request", lambda request: requests.append(request.url))
    check = rate()
    assert recommended(check) == ["Leaves"]
    rate(s2=1)
    assert requests == []
    page.get_by_role("button", name={"en": "Clear my ratings", "ja": "答えを消す"}[language]).click()

    expect(check.locator("input:checked")).to_have_count(0)
    expect(check.locator("input").first).to_be_focused()
    assert not [key for key in page.evaluate("Object.keys(localStorage)") if "self-check" in key]


def test_by_keyboard(rate, page, language):
    check = rate()
    check.locator("input").first.focus()
    for _ in range(3):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")

    expect(check.locator("[data-slot=result]")).to_be_visible()
