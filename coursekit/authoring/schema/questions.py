"""The eight types of questions together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from coursekit.authoring.schema.arranging import MatchingShape, OrderingShape
from coursekit.authoring.schema.branching import BranchShape, DecisionShape, EndingShape
from coursekit.authoring.schema.choosing import MultipleShape, OptionShape, SingleShape, TrueFalseShape
from coursekit.authoring.schema.question import QuestionShape
from coursekit.authoring.schema.typed import FOLDED_TEXT, NumericShape, ShortShape

__all__ = [
    "QUESTION_SHAPES",
    "UNION_TAGS",
    "AnyQuestion",
    "BranchShape",
    "DecisionShape",
    "EndingShape",
    "MatchingShape",
    "MultipleShape",
    "NumericShape",
    "OptionShape",
    "OrderingShape",
    "QuestionType",
    "ShortShape",
    "SingleShape",
    "TrueFalseShape",
]


UNION_TAGS = frozenset({FOLDED_TEXT, "(decision)", "(ending)", "[key]"})
"""Steps in pydantic's paths that no trainer wrote."""

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

QuestionType = Literal["single", "multiple", "truefalse", "ordering", "matching", "numeric", "short", "branch"]

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
