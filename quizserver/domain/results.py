"""What a learner is told of an attempt as a whole: points by course outcome, and what to read again."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.bundle import CompiledQuestion
from quizserver.domain.answering import units_of
from quizserver.domain.sheets import Sheet

__all__ = ["OutcomePoints", "outcome_points", "sections_to_read"]


@dataclass(frozen=True, slots=True)
class OutcomePoints:
    """How much of what shows one course outcome was reached, in units."""

    outcome: str
    units: int
    max_units: int


def outcome_points(sheet: Sheet) -> list[OutcomePoints]:
    """Points by course outcome, by its id; questions that name none are left out."""
    totals: dict[str, tuple[int, int]] = {}
    for question in sheet.questions.values():
        if question.outcome is not None:
            units, most = totals.get(question.outcome, (0, 0))
            totals[question.outcome] = (units + _units(sheet, question), most + question.rule.max_units)
    return [OutcomePoints(outcome, *totals[outcome]) for outcome in sorted(totals)]


def sections_to_read(sheet: Sheet) -> list[str]:
    """The sections behind every question that was not answered fully right: each once, sorted by name.

    Sorted, not in the order of the paper: the list must not say which question was missed.
    """
    missed = (item for item in sheet.questions.values() if _units(sheet, item) < item.rule.max_units)
    return sorted({section for question in missed for section in question.sections})


def _units(sheet: Sheet, question: CompiledQuestion) -> int:
    return units_of(sheet.by_question.get(question.id, ()))
