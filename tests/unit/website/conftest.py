"""A small course in memory, and a way to convert a page of it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from coursekit.bundle import compile_course
from coursekit.model import (
    ChoiceQuestion,
    CompletionRule,
    Content,
    Course,
    GlossaryEntry,
    Group,
    Module,
    Objective,
    Option,
    Outcome,
    Quiz,
    Reference,
    SelfCheck,
    SelfCheckStatement,
)
from coursekit.website.extension import CourseExtension
from coursekit.website.library import Library

Convert = Callable[..., str]


class LinkResolver(Treeprocessor):
    """Stands where MkDocs puts its own: it knows the page, and where another one is published."""

    def __init__(self, md: Markdown, path: str) -> None:
        super().__init__(md)
        self.file = SimpleNamespace(src_uri=path)

    def path_to_url(self, link: str) -> str:
        return f"resolved/{link}"

    def run(self, root: object) -> None:
        return None


def text(en: str, ja: str | None = None) -> dict[str, str]:
    return {"en": en, "ja": ja or f"{en}（日）"}


def quiz() -> Quiz:
    options = (
        Option(id="a", text=text("Green"), feedback=text("SECRET right"), correct=True),
        Option(id="b", text=text("Black"), feedback=text("SECRET wrong")),
    )
    question = ChoiceQuestion(
        id="tea-q1",
        objective="LO-01-1",
        bloom="remember",
        facts=(),
        points=1,
        stem=text("Which tea is not oxidized?"),
        options=options,
        multiple=False,
    )
    return Quiz(slug="01-leaves", questions=(question,), graded=True, pass_percent=75, attempts=None, mode="practice")


def course() -> Course:
    def module(slug: str, order: int, title: dict[str, str], **more: object) -> Module:
        minutes = None if more.get("planned") else {"read": 10, "do": 5, "quiz": 5}
        return Module(slug=slug, kind="module", order=order, title=title, summary=text("S"), minutes=minutes, **more)

    return Course(
        id="tea",
        version="1",
        languages=("en", "ja"),
        license="CC-BY-4.0",
        title=text("Tea", "お茶"),
        subtitle=text("From leaf to cup", "葉から一杯まで"),
        promise=text("Brew well"),
        outcomes=(Outcome("CO1", "apply", text("Brew a cup", "一杯いれられる")),),
        groups=(Group("basics", text("Basics", "基本"), text("First things", "最初に")),),
        modules=(
            module("00-welcome", 0, text("Start here: why tea", "はじめに：なぜお茶か")),
            module(
                "01-leaves",
                1,
                text("Step 1: Know the leaves", "手順1：葉を知る"),
                group="basics",
                sign=text("All tea looks alike."),
                objectives=(Objective("LO-01-1", "remember", text("Name three teas", "茶を3つ挙げられる")),),
                quiz="01-leaves",
            ),
            module("02-brewing", 2, text("Step 2: Brew", "手順2：いれる"), group="basics", planned=True),
        ),
        completion=CompletionRule("CompletedAndPassed"),
        quizzes=(quiz(),),
        self_checks=(
            SelfCheck(
                "00-habits",
                (("never", 0, text("Never")), ("often", 1, text("Often"))),
                (SelfCheckStatement("s1", "01-leaves", text("I boil the leaves.")),),
                1,
            ),
        ),
        misconceptions=(),
    )


@pytest.fixture
def library() -> Library:
    made = course()
    references = (
        Reference(
            key="Okakura1906",
            topic="tea",
            grade="A",
            cite=text("Okakura, 1906"),
            entry="Okakura, K. (1906). *The book of tea*.",
        ),
        Reference(
            key="Sen1979",
            topic="way",
            grade="B",
            cite=text("Sen & <Co>, 1979"),
            entry="Sen (1979).",
            note=text("A note"),
        ),
    )
    glossary = (
        GlossaryEntry(
            id="sencha", term=text("sencha", "煎茶"), definition=text("A <b>green</b> tea"), reading="せんちゃ"
        ),
        GlossaryEntry(id="assam", term=text("Assam", "アッサム"), definition=text("A black tea")),
    )
    return Library(
        course=made,
        content=Content(glossary=glossary, references=references),
        compiled=compile_course(made),
        references={reference.key: reference for reference in references},
    )


@pytest.fixture
def convert(library: Library) -> Convert:
    """Markdown to HTML, in a language, as the page at a path."""

    def run(markdown: str, *, language: str = "en", path: str | None = None) -> str:
        options = {"library": library, "language": language}
        md = Markdown(extensions=["attr_list", "tables", "admonition", "toc", CourseExtension(**options)])
        if path:
            md.treeprocessors.register(LinkResolver(md, path), "links", 0)
        return md.convert(markdown)

    return run
