"""Numeric and short answers."""

from __future__ import annotations

from decimal import Decimal

from coursekit.authoring.checks.place import Place
from coursekit.authoring.describing import describe_place
from coursekit.authoring.schema.questions import NumericShape, ShortShape
from coursekit.authoring.suggesting import find_close
from coursekit.grading import normalize_text

__all__ = ["check_numeric", "check_short"]


def check_numeric(shape: NumericShape, place: Place) -> None:
    """Every language has its input, and no near miss is right."""
    _check_inputs(shape, place)
    first: dict[Decimal, int] = {}
    for index, near in enumerate(shape.feedback.near_misses):
        below = ("feedback", "near_misses", index, "value")
        if abs(near.value - shape.answer.value) <= shape.answer.tolerance:
            place.complain("Q027", *below, value=near.value)
        elif near.value in first:
            line = place.at("feedback", "near_misses", first[near.value], "value")[0]
            place.complain("Q028", *below, value=near.value, line=line)
        else:
            first[near.value] = index


def _check_inputs(shape: NumericShape, place: Place) -> None:
    if place.languages is None:
        return
    where = describe_place(place.document, (*place.path, "input"))
    for language in sorted(place.languages - shape.input.keys()):
        place.complain("S009", "input", where=where, language=language)
    for language in shape.input:
        if language not in place.languages:
            at, hint = place.document.at_key(*place.path, "input", language), find_close(language, place.languages)
            place.document.report.add("S010", at, where=where, language=language, hint=hint)


def check_short(shape: ShortShape, place: Place) -> None:
    """Every form can be typed, stands once, and is either right or a near miss."""
    accepted = _check_forms(shape.accept, place, ("accept",), seen={})
    near_forms: dict[str, int] = {}
    for group, near in enumerate(shape.feedback.near_misses):
        below = ("feedback", "near_misses", group, "match")
        for index, form in enumerate(near.match):
            if (plain := normalize_text(form)) and plain in accepted:
                place.complain("Q031", *below, index, form=form)
        _check_forms(near.match, place, below, seen=near_forms)


def _check_forms(
    forms: list[str], place: Place, below: tuple[str | int, ...], *, seen: dict[str, int]
) -> dict[str, int]:
    """Add the forms to `seen` (plain form -> line), complaining about empty and repeated ones."""
    for index, form in enumerate(forms):
        plain = normalize_text(form)
        if not plain:
            place.complain("Q029", *below, index, form=form)
        elif plain in seen:
            place.complain("Q030", *below, index, form=form, line=seen[plain])
        else:
            seen[plain] = place.at(*below, index)[0]
    return seen
