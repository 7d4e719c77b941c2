"""Ordering and matching."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from coursekit.authoring.schema.fields import Id, Shape, TextValue
from coursekit.authoring.schema.question import QuestionShape

__all__ = ["MatchingShape", "OrderingShape"]


class StepShape(Shape):
    id: Id
    text: TextValue
    feedback: TextValue
    """What this step needs from the one before. Shown after a right answer.

    前の手順の何が必要か。正答の後に表示します。
    """


class OrderingShape(QuestionShape):
    """Put the steps in order. Score: right neighboring pairs / (steps - 1).

    手順を並べる問題。得点＝正しく隣り合う組÷（手順の数－1）。
    """

    type: Literal["ordering"]
    scoring: Literal["adjacent"] = "adjacent"
    items: Annotated[list[StepShape], Field(min_length=1, max_length=12)]
    """The steps, in the right order; learners see them shuffled.

    手順を正しい順に書きます。学習者には並べ替えて出します。
    """


class PremiseShape(Shape):
    id: Id
    answer: Id
    """The id of the response that belongs to it.

    組み合わせるresponsesのid。
    """
    text: TextValue
    feedback: TextValue


class ResponseShape(Shape):
    id: Id
    text: TextValue


class MatchingShape(QuestionShape):
    """Match each premise with a response. Score: right pairs / premises.

    組み合わせる問題。得点＝正しい組÷ premisesの数。
    """

    type: Literal["matching"]
    scoring: Literal["per_pair"] = "per_pair"
    reuse: bool = False
    """Whether a response may answer several premises.

    1つのresponsesを、何度も使えるかどうか。
    """
    premises: Annotated[list[PremiseShape], Field(min_length=2, max_length=12)]
    responses: Annotated[list[ResponseShape], Field(min_length=2, max_length=20)]
    """One or two more than needed keep the last pair from giving itself away.

    1つか2つ余らせると、最後の組が消去法で分からなくなります。
    """
