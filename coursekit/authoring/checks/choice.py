"""Single and multiple choice."""

from __future__ import annotations

from coursekit.authoring.checks.place import Place
from coursekit.authoring.schema.questions import MultipleShape, SingleShape

__all__ = ["check_multiple", "check_single"]


def check_single(shape: SingleShape, place: Place) -> None:
    """Exactly one option is right."""
    count = sum(option.correct for option in shape.options)
    if count != 1:
        place.complain("Q020", "options", count=count)
    _check_options(shape, place)


def check_multiple(shape: MultipleShape, place: Place) -> None:
    """Some options are right, and some are not."""
    count, most = sum(option.correct for option in shape.options), len(shape.options)
    if count == 0:
        place.complain("Q021", "options")
    elif count == most:
        place.complain("Q022", "options")
    elif count == 1:
        place.complain("Q023", "options", count=count, most=most)
    _check_options(shape, place)


def _check_options(shape: SingleShape | MultipleShape, place: Place) -> None:
    place.check_ids((option.id for option in shape.options), "options")
    place.check_texts((option.text for option in shape.options), "options")
    for index, option in enumerate(shape.options):
        place.check_misconception(option.misconception, "options", index)
        if option.correct and option.misconception is not None:
            place.complain("Q010", "options", index, "misconception", id=option.id)
        if not option.correct and option.misconception is None and place.known.misconceptions:
            place.complain("Q009", "options", index, id=option.id)
