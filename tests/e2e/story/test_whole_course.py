"""The whole course in each language, as a learner takes it: every module's quiz, the final assessment, the end."""

import re
import time

import pytest
from playwright.sync_api import expect
from solver import fill_in, take_module

pytestmark = pytest.mark.browser

PREFIX = {"en": "", "ja": "/ja"}
NAME = {"en": "Mori Kenta", "ja": "森 健太"}
PASSWORD = "seven quiet mornings"
ALL_DONE = {"en": "All modules are done", "ja": "すべてのモジュール"}
START = {"en": "Start", "ja": "始める"}
REVIEW = {"en": "Review and hand in", "ja": "見直して提出する"}
HAND_IN = {"en": ("Hand in", "Hand in now"), "ja": ("提出する", "今すぐ提出する")}


def _sign_up(page, stack, language):
    page.goto(f"{stack.url}/app/{language}/sign-up?next={PREFIX[language]}/")
    page.fill("input[name=name]", NAME[language])
    page.fill("input[name=email]", f"whole-{language}-{time.monotonic_ns()}@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{stack.url}{PREFIX[language]}/")


def _take_assessment(page, stack, module, language):
    """The paper that the server has drawn, answered and handed in."""
    page.goto(f"{stack.url}{PREFIX[language]}/{module.slug}/")
    page.get_by_role("button", name=START[language], exact=True).click()
    paper = page.locator(".ck-paper")
    expect(paper).to_be_visible()
    quiz = stack.course.quizzes[module.quiz]
    drawn = paper.locator(".ck-question").evaluate_all("all => all.map(({ id }) => id.slice(3))")
    assert len(drawn) == sum(stratum.draw for stratum in quiz.pool.strata)
    for place, name in enumerate(drawn):
        fill_in(page, quiz.find_question(name), language=language)
        if place + 1 < len(drawn):
            paper.locator("[data-act=next]").click()
    expect(paper.locator("[data-slot=saved]")).to_contain_text(re.compile(r"\d:\d\d"))
    page.get_by_role("button", name=REVIEW[language], exact=True).first.click()
    for name in HAND_IN[language]:
        page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_from_the_first_module_to_the_end_of_the_course(stack, page, language):
    modules = [module for module in stack.course.modules if not module.planned]
    assert [module.kind for module in modules].count("assessment") == 1
    _sign_up(page, stack, language)

    for module in modules:
        if module.kind != "assessment":
            take_module(page, stack, module, language=language)
    _take_assessment(page, stack, modules[-1], language)

    result = page.locator(".ck-exam [data-slot=result]")
    expect(result).to_be_visible()
    expect(result).to_contain_text("100%")
    page.goto(f"{stack.url}/app/{language}/learning")
    expect(page.locator("main")).to_contain_text(ALL_DONE[language])
