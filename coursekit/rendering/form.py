"""One compiled question as fields of a plain HTML form: answered and sent without any script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coursekit.bundle import CompiledQuestion
from coursekit.rendering.quiz import question_view
from coursekit.rendering.templating import render_template
from coursekit.rendering.wording import words

__all__ = ["FORM_TYPES", "read_question_form", "render_question_fields"]

FORM_TYPES = frozenset({"single", "multiple", "truefalse", "matching", "ordering", "numeric", "short"})
"""A scenario is walked decision by decision and has no such form."""


def render_question_fields(
    question: CompiledQuestion,
    *,
    language: str,
    order: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    problem: str | None = None,
) -> str:
    """A <fieldset> for a form of the caller's. `order` is that of options or steps, `given` an answer to show again.

    `problem` says what was wrong with it. From the delivery part alone, as everything that is rendered here.
    """
    view = question_view(question, language=language, orders={question.id: order} if order else {})
    return render_template(
        "form.html.j2", question=view, page=words(language)["page"], given=given or {}, problem=problem
    )


def read_question_form(question: CompiledQuestion, fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the sent fields answer, in the shape that grading reads. Fields of other names are passed over."""
    sent = list(fields)
    match question.type:
        case "numeric" | "short":
            return {"text": next((value for name, value in sent if name == "text"), "")}
        case "matching":
            chosen = {name.removeprefix("choice."): value for name, value in sent if name.startswith("choice.")}
            return {"choices": {premise: value for premise, value in chosen.items() if value}}
        case "ordering":
            return {"order": _order(question, sent)}
        case _:
            return {"selected": [value for name, value in sent if name == "selected"]}


def _order(question: CompiledQuestion, sent: Iterable[tuple[str, str]]) -> list[str]:
    """The steps by the places they were given; empty unless each place was given to one step."""
    places = {name.removeprefix("place."): value for name, value in sent if name.startswith("place.")}
    items = [str(item["id"]) for item in question.delivery["items"]]
    wanted = [str(place) for place in range(1, len(items) + 1)]
    if sorted(places.get(item, "") for item in items) != sorted(wanted):
        return []
    return sorted(items, key=lambda item: int(places[item]))
