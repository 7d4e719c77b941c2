"""A question taken apart: what decides its score, what is drawn by, what learners read, and what only trainers see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from coursekit.grading import normalize_text
from coursekit.model import (
    BranchQuestion,
    ChoiceQuestion,
    MatchingQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortQuestion,
    Text,
    TrueFalseQuestion,
)

__all__ = ["Aspects", "take_apart"]

Place = tuple[str, str]
"""A kind of thing and its id: ("option", "b"), ("stem", "")."""


@dataclass(slots=True)
class Aspects:
    """Values by place. `lists` are the ids of each kind of entry in the author's order."""

    scores: dict[Place, str] = field(default_factory=dict)
    draws: dict[Place, str] = field(default_factory=dict)
    about: dict[Place, str] = field(default_factory=dict)
    texts: dict[Place, Text] = field(default_factory=dict)
    feedback: dict[Place, Text] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


def take_apart(question: Question) -> Aspects:
    """The aspects of a question of any type."""
    found = Aspects()
    found.scores["points", ""] = str(question.points)
    found.texts["stem", ""] = question.stem
    found.draws |= {
        ("stratum", ""): question.stratum or "–",
        ("setting", ""): question.setting or "–",
        ("enemies", ""): _joined(sorted(question.enemies)),
    }
    found.about |= {
        ("objective", ""): question.objective,
        ("bloom", ""): question.bloom,
        ("outcome", ""): question.outcome or "–",
        ("sections", ""): _joined(question.sections),
        ("facts", ""): _joined(question.facts),
        ("review", ""): str(question.review).lower(),
    }
    _add_type(question, found)
    return found


def _joined(values: Iterable[str]) -> str:
    return ", ".join(values) or "–"


def _add_type(question: Question, found: Aspects) -> None:
    match question:
        case ChoiceQuestion():
            _add_choice(question, found)
        case TrueFalseQuestion():
            found.scores["answer", ""] = str(question.answer).lower()
            found.about["misconception", ""] = question.misconception or "–"
            found.feedback |= {
                ("feedback", "true"): question.feedback_true,
                ("feedback", "false"): question.feedback_false,
            }
        case OrderingQuestion():
            found.lists["step"] = tuple(step.id for step in question.items)
            found.texts |= {("step", step.id): step.text for step in question.items}
            found.feedback |= {("step", step.id): step.feedback for step in question.items}
        case MatchingQuestion():
            _add_matching(question, found)
        case NumericQuestion():
            _add_numeric(question, found)
        case ShortQuestion():
            _add_short(question, found)
        case BranchQuestion():
            _add_branch(question, found)
        case _:
            assert_never(question)


def _add_choice(question: ChoiceQuestion, found: Aspects) -> None:
    found.scores["key", ""] = _joined(
        option.id for option in sorted(question.options, key=lambda o: o.id) if option.correct
    )
    found.lists["option"] = tuple(option.id for option in question.options)
    found.about["pinned", ""] = str(question.pinned).lower()
    for option in question.options:
        found.texts["option", option.id] = option.text
        found.feedback["option", option.id] = option.feedback
        found.about["misconception", option.id] = option.misconception or "–"


def _add_matching(question: MatchingQuestion, found: Aspects) -> None:
    found.scores["reuse", ""] = str(question.reuse).lower()
    found.lists["premise"] = tuple(premise.id for premise in question.premises)
    found.lists["response"] = tuple(response for response, _ in question.responses)
    found.texts |= {("response", response): text for response, text in question.responses}
    for premise in question.premises:
        found.scores["pair", premise.id] = premise.answer
        found.texts["premise", premise.id] = premise.text
        found.feedback["premise", premise.id] = premise.feedback


def _add_numeric(question: NumericQuestion, found: Aspects) -> None:
    found.scores |= {
        ("value", ""): f"{question.value} {question.unit}",
        ("tolerance", ""): f"{question.tolerance} {question.unit}",
    }
    for language, typed in question.inputs.items():
        found.scores["factor", language] = f"{typed.unit} × {typed.factor}"
    found.lists["near_number"] = tuple(str(near.value) for near in question.near_misses)
    found.feedback |= {("near_number", str(near.value)): near.feedback for near in question.near_misses}
    found.feedback |= {
        ("feedback", "correct"): question.feedback_correct,
        ("feedback", "other"): question.feedback_other,
    }


def _add_short(question: ShortQuestion, found: Aspects) -> None:
    found.lists["form"] = tuple(dict.fromkeys(normalize_text(form) for form in question.accept))
    near = {", ".join(sorted(map(normalize_text, each.match))): each.feedback for each in question.near_misses}
    found.lists["near_form"] = tuple(near)
    found.feedback |= {("near_form", name): text for name, text in near.items()}
    found.feedback |= {
        ("feedback", "correct"): question.feedback_correct,
        ("feedback", "other"): question.feedback_other,
    }


def _add_branch(question: BranchQuestion, found: Aspects) -> None:
    found.scores["start", ""] = question.start
    found.lists["node"] = tuple(node.id for node in question.nodes)
    found.lists["ending"] = tuple(ending.id for ending in question.endings)
    found.texts |= {("node", node.id): node.prompt for node in question.nodes}
    found.feedback |= {("ending", ending.id): ending.ending for ending in question.endings}
    found.feedback["debrief", ""] = question.debrief
    options = [(f"{node.id}.{option.id}", option) for node in question.nodes for option in node.options]
    found.lists["option"] = tuple(name for name, _ in options)
    for name, option in options:
        found.scores |= {("weight", name): str(option.points), ("next", name): option.next}
        found.texts["option", name] = option.text
        found.feedback["option", name] = option.feedback
        found.about["misconception", name] = option.misconception or "–"
        if option.result is not None:
            found.feedback["result", name] = option.result
