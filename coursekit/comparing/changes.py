"""One difference between two editions of a course, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coursekit.model import Text

__all__ = ["GROUPS", "Change", "Fact", "Group"]

Group = Literal["meaning", "order", "wording", "about"]
"""meaning: a learner may score, pass or be asked otherwise; about: only trainers and reports see it."""

GROUPS: tuple[Group, ...] = ("meaning", "order", "wording", "about")

Fact = str | Text | tuple[tuple[str, Text], ...]
"""What fills a place in a sentence: the same in every language, a text of the course, or ids each with its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`kind` names the sentence in words/; `subject` is a question, quiz or module; `file` is relative to the course.

    `places` are those of reworded texts: (kind, id, languages). `question` and `quiz` say whose stored answers it
    concerns: those to one question, or all of a quiz.
    """

    group: Group
    kind: str
    file: str
    subject: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    places: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    question: str | None = None
    quiz: str | None = None
