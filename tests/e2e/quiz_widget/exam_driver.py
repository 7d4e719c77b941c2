"""A test with a time limit as a learner meets it: the panel, the paper with one question in sight, the result."""

from __future__ import annotations

from dataclasses import replace

from live_course import LiveCourse
from playwright.sync_api import Locator, Page, expect
from sample_quiz import every_type

from coursekit.model import Question
from quizserver.domain.people import Account

MINUTES = 40
WORDS = {
    "en": {"start": "Start", "resume": "Go on", "review": "Review and hand in", "submit": "Hand in"},
    "ja": {"start": "始める", "resume": "続きから受ける", "review": "見直して提出する", "submit": "提出する"},
}
SUBMIT_NOW = {"en": "Hand in now", "ja": "今すぐ提出する"}
TERMS = {"mode": "exam", "time_limit_minutes": MINUTES, "retake_after_hours": 24, "pass_percent": 50}


def exam_questions() -> tuple[Question, ...]:
    """One of each type; the first two show a course outcome each, and the first names what to read again."""
    first, second, *others = every_type()
    return (
        replace(first, outcome="CO1", sections=("tea-brewing#water",)),
        replace(second, outcome="CO2"),
        *others,
    )


class Exam:
    def __init__(self, page: Page, course: LiveCourse, account: Account, language: str = "en") -> None:
        self.page, self.course, self.account, self.language = page, course, account, language

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def open(self, language: str | None = None) -> Exam:
        self.language = language or self.language
        self.page.goto(f"{self.course.url}/{self.language}/")
        expect(self.page.locator(".ck-exam[data-attempt], .ck-exam [data-slot=note]:visible").first).to_be_attached()
        return self

    def press(self, name: str) -> Exam:
        self.page.get_by_role("button", name=self.words[name], exact=True).click()
        return self

    def start(self) -> Exam:
        self.press("start")
        expect(self.paper).to_be_visible()
        return self

    @property
    def root(self) -> Locator:
        return self.page.locator(".ck-exam")

    @property
    def paper(self) -> Locator:
        return self.page.locator(".ck-paper")

    @property
    def note(self) -> Locator:
        return self.root.locator("[data-slot=note-text]")

    @property
    def result(self) -> Locator:
        return self.root.locator("[data-slot=result]")

    @property
    def bar(self) -> Locator:
        return self.root.locator("[data-slot=unsent]")

    @property
    def saved(self) -> Locator:
        return self.paper.locator("[data-slot=saved]")

    @property
    def tally(self) -> Locator:
        return self.paper.locator("[data-slot=tally]")

    @property
    def order(self) -> list[str]:
        """The ids of the questions, as the paper has them."""
        return self.paper.locator(".ck-question").evaluate_all("all => all.map(({ id }) => id)")

    def question(self, name: str) -> Locator:
        return self.page.locator(f"#ck-tea-{name}")

    def go(self, name: str) -> Exam:
        """To the question of this name, by the list of all questions."""
        jump = self.paper.locator("[data-slot=jump]")
        if not jump.evaluate("details => details.open"):
            jump.locator("summary").click()
        place = (
            self.paper.locator(".ck-question").evaluate_all("all => all.map(({ id }) => id)").index(f"ck-tea-{name}")
        )
        jump.locator("[data-act=go]").nth(place).click()
        expect(self.question(name)).to_be_focused()
        return self

    def pick(self, name: str, *values: str) -> Exam:
        for value in values:
            self.question(name).locator(f'.ck-part:visible input[value="{value}"]').last.check()
        return self

    def is_saved(self) -> Exam:
        expect(self.saved).to_contain_text({"en": "Saved ", "ja": "保存しました（"}[self.language])
        return self

    def hand_in(self) -> Exam:
        self.press("review").press("submit")
        self.page.get_by_role("button", name=SUBMIT_NOW[self.language], exact=True).click()
        expect(self.result).to_be_visible()
        return self

    def stored(self, context, name: str) -> list[dict]:
        """What the server has for a question."""
        return self.course.open_attempt(context)["answers"].get(f"tea-{name}", [])
