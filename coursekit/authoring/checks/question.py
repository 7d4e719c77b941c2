"""What holds for every question, and which check belongs to which type."""

from __future__ import annotations

from typing import assert_never

from coursekit.authoring.building import AnyQuestionShape
from coursekit.authoring.checks.branch import check_branch
from coursekit.authoring.checks.choice import check_multiple, check_single
from coursekit.authoring.checks.listing import check_matching, check_ordering
from coursekit.authoring.checks.place import Place
from coursekit.authoring.checks.typed import check_numeric, check_short
from coursekit.authoring.known import check_name
from coursekit.authoring.schema.questions import (
    BranchShape,
    MatchingShape,
    MultipleShape,
    NumericShape,
    OrderingShape,
    ShortShape,
    SingleShape,
    TrueFalseShape,
)

__all__ = ["check_question"]


def check_question(shape: AnyQuestionShape, place: Place) -> None:
    """Complain about everything that the shape alone cannot tell."""
    check_name(place.document, (*place.path, "objective"), shape.objective, names=place.known.objectives, code="Q004")
    for index, fact in enumerate(shape.facts):
        check_name(place.document, (*place.path, "facts", index), fact, names=place.known.facts, code="Q005")
    if shape.outcome is not None:
        path = (*place.path, "outcome")
        check_name(place.document, path, shape.outcome, names=place.known.outcomes, code="Q044")
    for index, section in enumerate(shape.sections):
        path = (*place.path, "sections", index)
        check_name(place.document, path, section, names=place.known.sections, code="Q045")
    match shape:
        case SingleShape():
            check_single(shape, place)
        case MultipleShape():
            check_multiple(shape, place)
        case TrueFalseShape():
            place.check_misconception(shape.misconception)
        case OrderingShape():
            check_ordering(shape, place)
        case MatchingShape():
            check_matching(shape, place)
        case NumericShape():
            check_numeric(shape, place)
        case ShortShape():
            check_short(shape, place)
        case BranchShape():
            check_branch(shape, place)
        case _:
            assert_never(shape)
