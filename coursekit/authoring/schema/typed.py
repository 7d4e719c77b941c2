"""Numeric and short answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from coursekit.authoring.schema.fields import Line, Number, PositiveNumber, Shape, TextValue
from coursekit.authoring.schema.question import QuestionShape

__all__ = ["FOLDED_TEXT", "NumericShape", "ShortShape"]


FOLDED_TEXT = "(text)"
"""Under this name the languages of a near miss are checked as one text."""


class NumberAnswerShape(Shape):
    value: Number
    """The right number, in `unit`.

    正しい数値（`unit` の単位で）。
    """
    unit: Line
    """The unit of `value`; learners do not see it.

    `value` の単位。学習者には見えません。
    """
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    """By how much an answer may differ, in `unit`.

    許容差（`unit` の単位で）。
    """


class NumberInputShape(Shape):
    unit: Line
    """The unit that stands behind the input field.

    入力欄の後ろに表示する単位。
    """
    factor: PositiveNumber
    """What the typed number is multiplied with to be in the unit of the answer: 1000000 for million yen and JPY.

    入力した数を答えの単位に直す倍率。答えがJPYなら、万円は10000です。
    """
    example: Line | None = None
    """An example of what to type.

    入力の例。
    """


def _fold(data: Any, own: str) -> Any:
    if type(data) is not dict:
        return data
    texts = {key: value for key, value in data.items() if key != own}
    return {key: value for key, value in data.items() if key == own} | {FOLDED_TEXT: texts}


class NearNumberShape(Shape):
    value: Number
    """A typical wrong number, in the unit of the answer.

    よくある誤答の数値（答えの単位で）。
    """
    text: TextValue = Field(alias="(text)")

    @model_validator(mode="before")
    @classmethod
    def _fold_text(cls, data: Any) -> Any:
        return _fold(data, "value")


class NumericFeedbackShape(Shape):
    correct: TextValue
    near_misses: list[NearNumberShape] = Field(default_factory=list, max_length=20)
    """Typical wrong numbers, each with what it shows.

    よくある誤答の数値と、それぞれのフィードバック。
    """
    other: TextValue
    """For every other answer.

    そのほかの解答に表示します。
    """


class NumericShape(QuestionShape):
    """Type a number.

    数値を入力する問題。
    """

    type: Literal["numeric"]
    answer: NumberAnswerShape
    input: dict[str, NumberInputShape]
    """How the number is typed, for each language.

    数値の入力方法（言語ごと）。
    """
    feedback: NumericFeedbackShape


Form = Annotated[str, Field(max_length=500)]


class NearFormShape(Shape):
    match: Annotated[list[Form], Field(min_length=1, max_length=60)]
    """Typical wrong terms, compared like the right ones.

    よくある誤答の語。正答と同じように比べます。
    """
    text: TextValue = Field(alias="(text)")

    @model_validator(mode="before")
    @classmethod
    def _fold_text(cls, data: Any) -> Any:
        return _fold(data, "match")


class ShortFeedbackShape(Shape):
    correct: TextValue
    near_misses: list[NearFormShape] = Field(default_factory=list, max_length=20)
    """Typical wrong terms, each group with what it shows.

    よくある誤答の語と、それぞれのフィードバック。
    """
    other: TextValue
    """For every other answer.

    そのほかの解答に表示します。
    """


class ShortShape(QuestionShape):
    """Type one term.

    用語を1つ入力する問題。
    """

    type: Literal["short"]
    accept: Annotated[list[Form], Field(min_length=1, max_length=60)]
    """Every right form in every language. Case, width, spaces and hyphens do not matter.

    正答として認める形（全言語分）。大文字と小文字、全角と半角、空白、ハイフンは区別しません。
    """
    feedback: ShortFeedbackShape
