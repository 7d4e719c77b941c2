"""The files of a course: course.yml, quizzes, self-checks and data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from coursekit.authoring.schema.fields import Bloom, Flag, Id, Key, Language, Line, Shape, Slug, TextValue
from coursekit.authoring.schema.questions import AnyQuestion

__all__ = [
    "CourseShape",
    "FactShape",
    "MisconceptionShape",
    "QuizFileShape",
    "QuizHeadShape",
    "ReferenceShape",
    "SelfCheckShape",
    "TermShape",
]

Percent = Annotated[int, Field(ge=1, le=100)]
Attempts = Annotated[int, Field(ge=1, le=1000)]
Mode = Literal["practice"]


class OutcomeShape(Shape):
    id: Id
    bloom: Bloom
    text: TextValue
    """What a learner can do after the whole course."""


class GroupShape(Shape):
    id: Id
    title: TextValue
    note: TextValue


class ModuleShape(Shape):
    slug: Slug
    """The name of the lesson's files, without .md."""
    kind: Literal["introduction", "module", "conclusion"]
    group: Id | None = None
    """Its group on the map of the course."""
    sign: TextValue | None = None
    """How a learner notices that this module is for them."""
    planned: TextValue | None = None
    """The title of a module that has no page yet."""


class CompletionShape(Shape):
    rule: Literal["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]
    """When a module counts as done: seen (Completed), passed, both, either, or never."""


class PolicyShape(Shape):
    pass_percent: Percent | None = None
    """The pass mark in percent of the points."""
    attempts: Attempts | None = None
    """How often the quiz may be taken; null for as often as one likes."""
    mode: Mode | None = None
    """practice: feedback after each answer."""


class QuizzesShape(Shape):
    pass_percent: Percent
    """The pass mark of every graded quiz, in percent of the points."""
    attempts: Attempts | None = None
    """How often a quiz may be taken; null for as often as one likes."""
    mode: Mode = "practice"
    """practice: feedback after each answer."""
    overrides: dict[Slug, PolicyShape] = Field(default_factory=dict)
    """What is different for single quizzes, by the names of their files."""


class CourseShape(Shape):
    """course.yml: what the course is called, what it promises and which modules it has."""

    schema_: Literal["course/v1"] = Field(alias="schema")
    id: Slug
    """Never changed once published: records of learners rely on it."""
    version: Line
    """Your own name for this edition, in quotes."""
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    """The languages of the course; the first is published at the root of the site."""
    license: Line
    title: TextValue
    subtitle: TextValue
    promise: TextValue
    """What the course does for a learner, in one sentence."""
    outcomes: Annotated[list[OutcomeShape], Field(min_length=1, max_length=40)]
    groups: list[GroupShape] = Field(default_factory=list, max_length=20)
    """The parts of the map of the course."""
    modules: Annotated[list[ModuleShape], Field(min_length=1, max_length=1000)]
    """In the order in which they are listed."""
    completion: CompletionShape
    quizzes: QuizzesShape


class QuizHeadShape(Shape):
    """A quiz: its questions in all languages, with their key."""

    schema_: Literal["quiz/v1"] = Field(alias="schema")
    set: Slug
    """The name of this file, without .yml."""
    graded: bool = True
    """Whether it has a pass mark. Questions to think about before reading have none."""
    questions: Annotated[list[Any], Field(min_length=1)]


class QuizFileShape(QuizHeadShape):
    """A quiz: its questions in all languages, with their key."""

    questions: Annotated[list[AnyQuestion], Field(min_length=1)]


class ScaleShape(Shape):
    id: Id
    value: Annotated[int, Field(ge=0, le=100)]
    text: TextValue


class StatementShape(Shape):
    id: Id
    module: Slug
    """The module that a high rating recommends."""
    text: TextValue


class SelfCheckShape(Shape):
    """A self-check: statements that a learner rates for themselves. Nothing of it leaves the browser."""

    schema_: Literal["self-check/v1"] = Field(alias="schema")
    set: Slug
    """The name of this file, without .yml."""
    scale: Annotated[list[ScaleShape], Field(min_length=2, max_length=12)]
    statements: Annotated[list[StatementShape], Field(min_length=1, max_length=100)]
    recommend: Annotated[int, Field(ge=1, le=100)]
    """How many modules to recommend."""


class FactShape(Shape):
    id: Id
    kind: Literal["symptom", "consequence", "remedy", "context"]
    text: Line
    """For editors only; it is never published."""


class MisconceptionShape(Shape):
    id: Id
    text: TextValue
    """What a reasonable person may believe."""


class TermShape(Shape):
    id: Id
    term: TextValue
    definition: TextValue
    reading: Line | None = None
    """The kana of the Japanese term."""
    flag: Flag | None = None
    """The legal statement that a person must verify before a release."""


class ReferenceShape(Shape):
    key: Key
    topic: Id
    grade: Literal["A", "B"]
    """A: checked against a public page; B: from memory, to be checked. Never shown."""
    cite: TextValue
    """What stands inside the brackets."""
    entry: Line
    """The full reference, in Markdown."""
    note: TextValue | None = None
