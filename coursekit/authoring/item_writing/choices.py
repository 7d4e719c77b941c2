"""The places in a question where a learner chooses one option among others."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.authoring.item_writing.finding import Path
from coursekit.model import BranchQuestion, ChoiceQuestion, Question, Text

__all__ = ["Choice", "choices_of"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option among others, of a choice question or of a branch's node; `best` marks what scores most."""

    path: Path
    text: Text
    feedback: Text
    best: bool


def choices_of(question: Question) -> list[list[Choice]]:
    """The groups of options from which a learner chooses: one for a choice question, one for each node of a branch."""
    if isinstance(question, ChoiceQuestion):
        return [
            [
                Choice(("options", index), option.text, option.feedback, option.correct)
                for index, option in enumerate(question.options)
            ]
        ]
    if isinstance(question, BranchQuestion):
        groups = []
        for node in question.nodes:
            most = max(option.points for option in node.options)
            groups.append(
                [
                    Choice(
                        ("nodes", node.id, "options", index),
                        option.text,
                        option.feedback,
                        option.points == most,
                    )
                    for index, option in enumerate(node.options)
                ]
            )
        return groups
    return []
