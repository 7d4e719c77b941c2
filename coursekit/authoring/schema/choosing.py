"""Single choice, multiple choice, true or false."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from coursekit.authoring.schema.fields import Id, Shape, TextValue
from coursekit.authoring.schema.question import QuestionShape

__all__ = ["MultipleShape", "OptionShape", "SingleShape", "TrueFalseShape"]


class OptionShape(Shape):
    id: Id
    """Unique in the question: a, b, c.

    問題の中で1つだけのid（a、b、c）。
    """
    correct: bool = False
    """Whether it is right.

    正しい選択肢かどうか。
    """
    misconception: Id | None = None
    """The belief that leads to this wrong option, from content/misconceptions.yml.

    この誤答につながる思い込み。content/misconceptions.ymlのidです。
    """
    text: TextValue
    feedback: TextValue
    """Why it is right or wrong. Shown after the answer.

    正しい、または誤っている理由。解答後に表示します。
    """


Options = Annotated[list[OptionShape], Field(min_length=2, max_length=12)]


class SingleShape(QuestionShape):
    """Select the one right option.

    正しい選択肢を1つ選ぶ問題。
    """

    type: Literal["single"]
    options: Options
    pinned: bool = False
    """Keep the options in this order instead of shuffling them.

    選択肢を並べ替えず、この順で出します。
    """


class MultipleShape(QuestionShape):
    """Select every right option. Score: (hits - false alarms) / right options, not below 0.

    正しい選択肢をすべて選ぶ問題。得点＝（正しく選んだ数－誤って選んだ数）÷正答の数。0より小さくなりません。
    """

    type: Literal["multiple"]
    scoring: Literal["partial"] = "partial"
    options: Options
    pinned: bool = False
    """Keep the options in this order instead of shuffling them.

    選択肢を並べ替えず、この順で出します。
    """


class BothFeedbackShape(Shape):
    true: TextValue
    """For learners who answered that it is true.

    「正しい」と答えた人に表示します。
    """
    false: TextValue
    """For learners who answered that it is false.

    「誤り」と答えた人に表示します。
    """


class TrueFalseShape(QuestionShape):
    """A belief that is wholly true or wholly false.

    全体として正しいか、誤りかを答える問題。
    """

    type: Literal["truefalse"]
    answer: bool
    misconception: Id | None = None
    """The belief that leads to the wrong answer, from content/misconceptions.yml.

    誤答につながる思い込み。content/misconceptions.ymlのidです。
    """
    feedback: BothFeedbackShape
