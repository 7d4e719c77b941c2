"""The widget as a learner meets it: questions by number, words by language."""

from __future__ import annotations

from live_course import LiveCourse
from playwright.sync_api import Locator, Page, expect

from quizserver.domain.people import Account

WORDS = {
    "en": {"check": "Check answer", "decide": "Decide", "finish": "Finish and see the result", "answer": "Your answer"},
    "ja": {"check": "答え合わせをする", "decide": "これに決める", "finish": "終了して結果を見る", "answer": "解答"},
}


class Widget:
    def __init__(self, page: Page, course: LiveCourse, account: Account, language: str = "en") -> None:
        self.page = page
        self.course = course
        self.account = account
        self.language = language
        self.words = WORDS[language]

    def open(self, language: str | None = None) -> Widget:
        """Open the page and wait until the quiz lies open, or says why it does not."""
        self.language = language or self.language
        self.words = WORDS[self.language]
        self.page.goto(f"{self.course.url}/{self.language}/")
        return self.ready()

    def ready(self) -> Widget:
        ready = self.page.locator(".ck-quiz[data-attempt], [data-slot=note]:visible, [data-slot=unsent]:visible")
        expect(ready.first).to_be_attached()
        return self

    @property
    def root(self) -> Locator:
        return self.page.locator(".ck-quiz")

    def question(self, name: str) -> Locator:
        return self.page.locator(f"#ck-tea-{name}")

    def outcome(self, name: str) -> Locator:
        return self.question(name).locator(".ck-part [data-slot=outcome]").first

    def why(self, name: str, target: str) -> Locator:
        return self.question(name).locator(f'[data-target="{target}"]')

    def pick(self, name: str, *values: str) -> Widget:
        for value in values:
            self.question(name).locator(f'input[value="{value}"]:enabled').first.check()
        return self

    def type(self, name: str, text: str) -> Widget:
        self.question(name).get_by_label(self.words["answer"]).fill(text)
        return self

    def match(self, name: str, **choices: str) -> Widget:
        for premise, response in choices.items():
            self.question(name).locator(f'[data-premise="{premise}"]').select_option(response)
        return self

    def check(self, name: str) -> Widget:
        button = "decide" if self.question(name).locator("[data-type=branch]").count() else "check"
        self.question(name).get_by_role("button", name=self.words[button]).click()
        return self

    def arrange(self, name: str, *texts: str) -> Widget:
        """Put steps in order with the buttons."""
        for place, text in enumerate(texts):
            while self.steps(name).index(text) > place:
                self.question(name).get_by_role("listitem").filter(has_text=text).locator("[data-step='-1']").click()
        return self

    def steps(self, name: str) -> list[str]:
        return self.question(name).locator(".ck-item .ck-text").all_inner_texts()

    def values(self, name: str) -> list[str]:
        """The ids of the options, in the order in which they stand."""
        return [field.get_attribute("value") or "" for field in self.question(name).locator(".ck-options input").all()]

    def finish(self) -> Widget:
        self.page.get_by_role("button", name=self.words["finish"]).click()
        return self

    @property
    def result(self) -> Locator:
        return self.page.locator(".ck-quiz [data-slot=result]")

    @property
    def bar(self) -> Locator:
        return self.page.locator("[data-slot=unsent]")

    @property
    def note(self) -> Locator:
        return self.page.locator("[data-slot=note]")

    @property
    def focused(self) -> Locator:
        return self.page.locator("*:focus")
