"""Answers a quiz in the browser as somebody would who knows the key: by the controls that the page offers."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from coursekit.bundle import CompiledModule, CompiledQuestion, CompiledQuiz
from coursekit.grading import grade_response
from coursekit.model import MapRule, MatchRule, NumberRule, OrderRule, TextRule

__all__ = ["answer_question", "fill_in", "right_response", "solve_quiz", "take_module"]


def solve_quiz(page: Page, quiz: CompiledQuiz, *, language: str) -> None:
    """Answer every question fully right and finish."""
    for question in quiz.questions:
        answer_question(page, question, language=language)
    page.locator("[data-act=finish]").click()


def take_module(page: Page, stack: Any, module: CompiledModule, *, language: str) -> None:
    """Answer the quiz, if there is one, fully right, and read to the end."""
    prefix = "" if language == "en" else f"/{language}"
    seen: list[int] = []
    page.on("response", lambda response: seen.append(response.status) if response.url.endswith("/seen") else None)
    page.goto(f"{stack.url}{prefix}/{module.slug}/")
    quiz = stack.course.quizzes.get(module.quiz or "")
    if quiz is not None:
        page.locator(".ck-quiz").scroll_into_view_if_needed()
        # A quiz that may be taken a few times only waits for a yes.
        begun = page.locator(".ck-quiz[data-attempt]")
        begin = page.locator(".ck-quiz [data-act=start]:visible")
        expect(begun.or_(begin).first).to_be_attached()
        if begin.count():
            begin.click()
        expect(begun).to_be_attached()
        solve_quiz(page, quiz, language=language)
        expected = "100%" if quiz.graded else re.compile(r"\S")
        expect(page.locator(".ck-quiz [data-slot=result]")).to_contain_text(expected)
    for _ in range(50):
        if seen:
            break
        page.locator("[data-ck-lesson-end]").scroll_into_view_if_needed()
        page.wait_for_timeout(200)
    assert seen == [204]


def answer_question(page: Page, question: CompiledQuestion, *, language: str) -> None:
    """Answer one question fully right and wait until the page says so."""
    box = page.locator(f"#ck-{question.id}")
    response = right_response(question, language=language)
    if question.type == "branch":
        for node, option in response["choices"].items():
            part = box.locator(f'.ck-part[data-part="{node}"]')
            part.locator(f'input[value="{option}"]').check()
            part.locator("[data-act=check]").click()
            expect(part.locator("[data-act=check]")).to_be_hidden()
        return
    _put(box, response)
    box.locator("[data-act=check]").click()
    expect(box.locator("[data-slot=outcome]").first).to_be_visible()


def fill_in(page: Page, question: CompiledQuestion, *, language: str) -> None:
    """Answer one question of an assessment fully right: nothing is checked before the paper is handed in."""
    box = page.locator(f"#ck-{question.id}")
    response = right_response(question, language=language)
    if question.type == "branch":
        for node, option in response["choices"].items():
            box.locator(f'.ck-part[data-part="{node}"] input[value="{option}"]').check()
        return
    _put(box, response)


def _put(box: Locator, response: dict) -> None:
    for option in response.get("selected", []):
        box.locator(f'input[value="{option}"]').check()
    for premise, answer in response.get("choices", {}).items():
        box.locator(f'[data-premise="{premise}"]').select_option(answer)
    for place, item in enumerate(response.get("order", [])):
        items = box.locator("[data-item]")
        while [i.get_attribute("data-item") for i in items.all()].index(item) > place:
            box.locator(f'[data-item="{item}"] [data-step="-1"]').click()
    if "text" in response:
        box.locator("input[type=text]").fill(response["text"])


def right_response(question: CompiledQuestion, *, language: str) -> dict:
    """A response worth every unit, found in the rule."""
    rule = question.rule
    match rule:
        case MatchRule():
            response = {"selected": [option for option, units in rule.units.items() if units > 0]}
        case MapRule(path=None):
            response = {"choices": {slot: max(units, key=units.get) for slot, units in rule.units.items()}}
        case MapRule():
            response = {"choices": _best_path(rule)}
        case OrderRule():
            response = {"order": list(rule.order)}
        case TextRule():
            response = {"text": rule.accept[0]}
        case NumberRule():
            response = {"text": _typed(rule, language)}
    assert grade_response(rule, response, language=language).is_full
    return response


def _best_path(rule: MapRule) -> dict[str, str]:
    choices, node = {}, rule.start
    while node in rule.units:
        choices[node] = max(rule.units[node], key=rule.units[node].get)
        node = rule.path[node][choices[node]]
    return choices


def _typed(rule: NumberRule, language: str) -> str:
    value = rule.value / rule.factors[language]
    return f"{value:.6f}".rstrip("0").rstrip(".")
