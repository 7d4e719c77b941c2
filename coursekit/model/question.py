"""The eight question types.

Ids of questions, options, steps, premises and nodes are written by the author, never derived from text or position:
a published id is stable for ever, a new meaning gets a new id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from coursekit.model.text import Text

__all__ = [
    "BranchEnding",
    "BranchNode",
    "BranchOption",
    "BranchQuestion",
    "ChoiceQuestion",
    "MatchingQuestion",
    "NearMissNumber",
    "NearMissText",
    "NumberInput",
    "NumericQuestion",
    "Option",
    "OrderingQuestion",
    "Premise",
    "Question",
    "ShortQuestion",
    "Step",
    "TrueFalseQuestion",
    "type_name",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """What every question has. `points` is what a full answer is worth, in whole points.

    `stratum`, `setting` and `enemies` say how it may be drawn from a pool; `outcome` is the course outcome that it
    shows, `sections` ("02-brewing#practice") are what to read again after missing it.
    """

    id: str
    bloom: str
    objective: str
    facts: tuple[str, ...]
    points: int
    stem: Text
    review: bool = False
    enemies: tuple[str, ...] = ()
    stratum: str | None = None
    outcome: str | None = None
    setting: str | None = None
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a choice question."""

    id: str
    text: Text
    feedback: Text
    correct: bool = False
    misconception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestion(_Base):
    """Single choice (one key) or multiple choice (`multiple`: select every one that fits)."""

    options: tuple[Option, ...]
    multiple: bool
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalseQuestion(_Base):
    """A belief that is wholly true or wholly false."""

    answer: bool
    feedback_true: Text
    feedback_false: Text
    misconception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an ordering question."""

    id: str
    text: Text
    feedback: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderingQuestion(_Base):
    """Steps, listed in their one defensible order."""

    items: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """A premise of a matching question; `answer` is the id of its response."""

    id: str
    text: Text
    answer: str
    feedback: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingQuestion(_Base):
    """Premises, each to be matched with one response; `responses` is (id, text) and holds leftovers."""

    premises: tuple[Premise, ...]
    responses: tuple[tuple[str, Text], ...]
    reuse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberInput:
    """How a number is typed in one language: 8.8 with factor 1 000 000 means 8 800 000."""

    unit: str
    factor: Decimal
    example: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMissNumber:
    """A typical wrong number and what it shows."""

    value: Decimal
    feedback: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericQuestion(_Base):
    """One canonical value, in `unit`; right when it differs by `tolerance` at most."""

    value: Decimal
    unit: str
    tolerance: Decimal
    inputs: Mapping[str, NumberInput]
    feedback_correct: Text
    feedback_other: Text
    near_misses: tuple[NearMissNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMissText:
    """Typical wrong terms and what they show."""

    match: tuple[str, ...]
    feedback: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortQuestion(_Base):
    """One term; `accept` lists its forms in every language."""

    accept: tuple[str, ...]
    feedback_correct: Text
    feedback_other: Text
    near_misses: tuple[NearMissText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchOption:
    """A decision: what it is worth, what happens (`result`), why (`feedback`) and where it leads."""

    id: str
    points: int
    next: str
    text: Text
    feedback: Text
    result: Text | None = None
    misconception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchNode:
    """A point of decision."""

    id: str
    prompt: Text
    options: tuple[BranchOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchEnding:
    """Where a path ends."""

    id: str
    ending: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchQuestion(_Base):
    """A scenario of decisions from `start` to an ending, then a debrief that names the principle."""

    start: str
    nodes: tuple[BranchNode, ...]
    endings: tuple[BranchEnding, ...]
    debrief: Text


Question = (
    ChoiceQuestion
    | TrueFalseQuestion
    | OrderingQuestion
    | MatchingQuestion
    | NumericQuestion
    | ShortQuestion
    | BranchQuestion
)


def type_name(question: Question) -> str:
    """The type as the quiz file names it."""
    match question:
        case ChoiceQuestion():
            return "multiple" if question.multiple else "single"
        case TrueFalseQuestion():
            return "truefalse"
        case OrderingQuestion():
            return "ordering"
        case MatchingQuestion():
            return "matching"
        case NumericQuestion():
            return "numeric"
        case ShortQuestion():
            return "short"
        case BranchQuestion():
            return "branch"
        case _:
            assert_never(question)
