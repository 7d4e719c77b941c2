"""The eight types of questions as their YAML has them. `scoring` repeats what the type means and may be left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from coursekit.authoring.schema.fields import Bloom, Id, Line, Number, PositiveNumber, Shape, TextValue

__all__ = ["FOLDED_TEXT", "QUESTION_SHAPES", "UNION_TAGS", "AnyQuestion"]

FOLDED_TEXT = "(text)"
"""Under this name the languages of a near miss are checked as one text."""
UNION_TAGS = frozenset({FOLDED_TEXT, "(decision)", "(ending)", "[key]"})
"""Steps in pydantic's paths that no trainer wrote."""


class QuestionShape(Shape):
    id: Id
    """Unique in the whole course, and never changed once published: answers are recorded under it."""
    bloom: Bloom
    """The level of thinking that the question asks for."""
    objective: Id
    """The learning objective that it tests, from the front matter of a lesson."""
    facts: list[Id] = Field(default_factory=list, max_length=40)
    """The facts that it draws on, from content/facts.yml."""
    points: Annotated[int, Field(ge=1, le=100)] = 1
    """What a full answer is worth."""
    stem: TextValue
    """The question itself. It can be answered without seeing the options."""
    review: bool = False
    """Whether it is offered again in the reviews after some days."""
    enemies: list[Id] = Field(default_factory=list, max_length=40)
    """Questions that must not stand in one paper with it, because one gives the other away."""


class OptionShape(Shape):
    id: Id
    """Unique in the question: a, b, c."""
    correct: bool = False
    """Whether it is right."""
    misconception: Id | None = None
    """The belief that leads to this wrong option, from content/misconceptions.yml."""
    text: TextValue
    feedback: TextValue
    """Why it is right or wrong. Shown after the answer."""


Options = Annotated[list[OptionShape], Field(min_length=2, max_length=12)]


class SingleShape(QuestionShape):
    """Select the one right option."""

    type: Literal["single"]
    options: Options
    pinned: bool = False
    """Keep the options in this order instead of shuffling them."""


class MultipleShape(QuestionShape):
    """Select every right option. Score: (hits - false alarms) / right options, not below 0."""

    type: Literal["multiple"]
    scoring: Literal["partial"] = "partial"
    options: Options
    pinned: bool = False
    """Keep the options in this order instead of shuffling them."""


class BothFeedbackShape(Shape):
    true: TextValue
    """For learners who answered that it is true."""
    false: TextValue
    """For learners who answered that it is false."""


class TrueFalseShape(QuestionShape):
    """A belief that is wholly true or wholly false."""

    type: Literal["truefalse"]
    answer: bool
    misconception: Id | None = None
    """The belief that leads to the wrong answer, from content/misconceptions.yml."""
    feedback: BothFeedbackShape


class StepShape(Shape):
    id: Id
    text: TextValue
    feedback: TextValue
    """What this step needs from the one before. Shown after a right answer."""


class OrderingShape(QuestionShape):
    """Put the steps in order. Score: right neighboring pairs / (steps - 1)."""

    type: Literal["ordering"]
    scoring: Literal["adjacent"] = "adjacent"
    items: Annotated[list[StepShape], Field(min_length=1, max_length=12)]
    """The steps, in the right order; learners see them shuffled."""


class PremiseShape(Shape):
    id: Id
    answer: Id
    """The id of the response that belongs to it."""
    text: TextValue
    feedback: TextValue


class ResponseShape(Shape):
    id: Id
    text: TextValue


class MatchingShape(QuestionShape):
    """Match each premise with a response. Score: right pairs / premises."""

    type: Literal["matching"]
    scoring: Literal["per_pair"] = "per_pair"
    reuse: bool = False
    """Whether a response may answer several premises."""
    premises: Annotated[list[PremiseShape], Field(min_length=2, max_length=12)]
    responses: Annotated[list[ResponseShape], Field(min_length=2, max_length=20)]
    """One or two more than needed keep the last pair from giving itself away."""


class NumberAnswerShape(Shape):
    value: Number
    """The right number, in `unit`."""
    unit: Line
    """The unit of `value`; learners do not see it."""
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    """By how much an answer may differ, in `unit`."""


class NumberInputShape(Shape):
    unit: Line
    """The unit that stands behind the input field."""
    factor: PositiveNumber
    """What the typed number is multiplied with to be in the unit of the answer: 1000000 for million yen and JPY."""
    example: Line | None = None
    """An example of what to type."""


def _fold(data: Any, own: str) -> Any:
    if type(data) is not dict:
        return data
    texts = {key: value for key, value in data.items() if key != own}
    return {key: value for key, value in data.items() if key == own} | {FOLDED_TEXT: texts}


class NearNumberShape(Shape):
    value: Number
    """A typical wrong number, in the unit of the answer."""
    text: TextValue = Field(alias="(text)")

    @model_validator(mode="before")
    @classmethod
    def _fold_text(cls, data: Any) -> Any:
        return _fold(data, "value")


class NumericFeedbackShape(Shape):
    correct: TextValue
    near_misses: list[NearNumberShape] = Field(default_factory=list, max_length=20)
    """Typical wrong numbers, each with what it shows."""
    other: TextValue
    """For every other answer."""


class NumericShape(QuestionShape):
    """Type a number."""

    type: Literal["numeric"]
    answer: NumberAnswerShape
    input: dict[str, NumberInputShape]
    """How the number is typed, for each language."""
    feedback: NumericFeedbackShape


Form = Annotated[str, Field(max_length=500)]


class NearFormShape(Shape):
    match: Annotated[list[Form], Field(min_length=1, max_length=60)]
    """Typical wrong terms, compared like the right ones."""
    text: TextValue = Field(alias="(text)")

    @model_validator(mode="before")
    @classmethod
    def _fold_text(cls, data: Any) -> Any:
        return _fold(data, "match")


class ShortFeedbackShape(Shape):
    correct: TextValue
    near_misses: list[NearFormShape] = Field(default_factory=list, max_length=20)
    """Typical wrong terms, each group with what it shows."""
    other: TextValue
    """For every other answer."""


class ShortShape(QuestionShape):
    """Type one term."""

    type: Literal["short"]
    accept: Annotated[list[Form], Field(min_length=1, max_length=60)]
    """Every right form in every language. Case, width, spaces and hyphens do not matter."""
    feedback: ShortFeedbackShape


class DecisionOptionShape(Shape):
    id: Id
    points: Annotated[int, Field(ge=0, le=10)]
    """What this decision is worth; the question's points are shared out over the best path."""
    next: Id
    """The node or ending that follows."""
    misconception: Id | None = None
    """The belief that leads to this option, from content/misconceptions.yml."""
    text: TextValue
    result: TextValue | None = None
    """What happens then."""
    feedback: TextValue
    """Why it is a good or a poor decision."""


class DecisionShape(Shape):
    prompt: TextValue
    options: Annotated[list[DecisionOptionShape], Field(min_length=2, max_length=8)]


class EndingShape(Shape):
    ending: TextValue
    """How the story ends here."""


def _node_kind(value: Any) -> str:
    return "(ending)" if type(value) is dict and "ending" in value else "(decision)"


NodeShape = Annotated[
    Annotated[DecisionShape, Tag("(decision)")] | Annotated[EndingShape, Tag("(ending)")], Discriminator(_node_kind)
]


class BranchShape(QuestionShape):
    """A scenario: decisions along a path, to an ending. Score: points / points of the best path."""

    type: Literal["branch"]
    start: Id
    """The first decision."""
    nodes: Annotated[dict[Id, NodeShape], Field(min_length=2, max_length=60)]
    """Decisions (prompt and options) and endings, by id."""
    debrief: TextValue
    """The principle behind it, shown at the end."""


QUESTION_SHAPES: dict[str, type[QuestionShape]] = {
    "single": SingleShape,
    "multiple": MultipleShape,
    "truefalse": TrueFalseShape,
    "ordering": OrderingShape,
    "matching": MatchingShape,
    "numeric": NumericShape,
    "short": ShortShape,
    "branch": BranchShape,
}

AnyQuestion = Annotated[
    SingleShape
    | MultipleShape
    | TrueFalseShape
    | OrderingShape
    | MatchingShape
    | NumericShape
    | ShortShape
    | BranchShape,
    Field(discriminator="type"),
]
