"""Ordering and matching."""

from __future__ import annotations

from coursekit.authoring.checks.place import Place
from coursekit.authoring.schema.questions import MatchingShape, OrderingShape
from coursekit.authoring.suggesting import find_close

__all__ = ["check_matching", "check_ordering"]


def check_ordering(shape: OrderingShape, place: Place) -> None:
    """Three steps or more, each with its own id and words."""
    if len(shape.items) < 3:
        place.complain("Q024", "items", count=len(shape.items))
    place.check_ids((item.id for item in shape.items), "items")
    place.check_texts((item.text for item in shape.items), "items")


def check_matching(shape: MatchingShape, place: Place) -> None:
    """Each premise has a response, which no other premise takes away."""
    place.check_ids((premise.id for premise in shape.premises), "premises")
    place.check_texts((premise.text for premise in shape.premises), "premises")
    place.check_ids((response.id for response in shape.responses), "responses")
    place.check_texts((response.text for response in shape.responses), "responses")
    responses = {response.id for response in shape.responses}
    taken: dict[str, int] = {}
    for index, premise in enumerate(shape.premises):
        if premise.answer not in responses:
            place.complain(
                "Q025", "premises", index, "answer", id=premise.answer, hint=find_close(premise.answer, responses)
            )
        elif premise.answer in taken and not shape.reuse:
            line = place.at("premises", taken[premise.answer], "answer")[0]
            place.complain("Q026", "premises", index, "answer", id=premise.answer, line=line)
        else:
            taken[premise.answer] = index
