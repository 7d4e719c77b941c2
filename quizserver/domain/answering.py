"""From what a learner sent to a graded part of a question. Refuses what cannot be read; grades everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.bundle import CompiledQuestion
from coursekit.grading import grade_response
from coursekit.model import MapRule
from quizserver.domain.records import Response
from quizserver.errors import NotReadable, OutOfOrder, UnknownQuestion

__all__ = ["GradedPart", "before_part", "counting", "grade_part", "is_blank", "is_finished", "next_node", "units_of"]

_FIELD = {
    "single": "selected",
    "multiple": "selected",
    "truefalse": "selected",
    "ordering": "order",
    "matching": "choices",
    "numeric": "text",
    "short": "text",
    "branch": "selected",
}


@dataclass(frozen=True, slots=True)
class GradedPart:
    """What a part is worth, in units. `reason` names the feedback of a typed response (see coursekit.grading)."""

    units: int
    max_units: int
    reason: str | None


def is_blank(response: Mapping[str, Any]) -> bool:
    """Whether nothing was answered: empty selection, order, choices or text."""
    return not any(value.strip() if isinstance(value, str) else value for value in response.values())


def grade_part(
    question: CompiledQuestion,
    response: Mapping[str, Any],
    *,
    part: str,
    language: str,
    earlier: Sequence[Response],
    may_be_blank: bool = False,
) -> GradedPart:
    """Grade one part. `earlier` are the stored responses to this question.

    `may_be_blank`: an answer may be taken back where it may be changed; a decision may not.

    Raises NotReadable (empty, malformed, or with fields that are not part of an answer), OutOfOrder, UnknownQuestion.
    """
    if len(response) != 1 or _FIELD[question.type] not in response:
        raise NotReadable(question=question.id)
    if question.type == "branch":
        return _grade_decision(question, response, node=part, earlier=earlier)
    if part:
        raise UnknownQuestion(question=question.id)
    grade = grade_response(question.rule, dict(response), language=language)
    if grade.status != "answered" and not (may_be_blank and grade.status == "unanswered"):
        raise NotReadable(question=question.id)
    return GradedPart(grade.units, grade.max_units, grade.reason)


def _grade_decision(
    question: CompiledQuestion, response: Mapping[str, Any], *, node: str, earlier: Sequence[Response]
) -> GradedPart:
    rule = question.rule
    assert isinstance(rule, MapRule), "a branch compiles to a map rule"
    if node not in rule.units:
        raise UnknownQuestion(question=question.id)
    selected = response["selected"]
    if not isinstance(selected, list) or len(selected) != 1 or not isinstance(selected[0], str):
        raise NotReadable(question=question.id)
    if selected[0] not in rule.units[node]:
        raise NotReadable(question=question.id)
    if node != next_node(question, earlier=earlier):
        raise OutOfOrder(question=question.id)
    worth = rule.units[node]
    return GradedPart(worth[selected[0]], max(worth.values()), None)


def counting(question: CompiledQuestion, responses: Sequence[Response]) -> list[Response]:
    """Of everything stored for a question, what counts.

    The last version of each part, unless it takes the answer back; of a branch only the path that the decisions
    themselves take, since an earlier decision may have been changed.
    """
    if len(responses) == 1 and question.type != "branch":
        return [] if is_blank(responses[0].response) else [*responses]
    latest: dict[str, Response] = {}
    for response in responses:
        if response.version >= getattr(latest.get(response.part), "version", 0):
            latest[response.part] = response
    if question.type != "branch":
        return [response for response in latest.values() if not is_blank(response.response)]
    path: list[Response] = []
    while (node := next_node(question, earlier=path)) in latest:
        path.append(latest[node])
    return path


def before_part(question: CompiledQuestion, part: str, *, responses: Sequence[Response]) -> Sequence[Response]:
    """The responses on whose ground a part is answered anew: all of them, or those before it on the path."""
    parts = [response.part for response in responses]
    return responses[: parts.index(part)] if question.type == "branch" and part in parts else responses


def next_node(question: CompiledQuestion, *, earlier: Sequence[Response]) -> str | None:
    """The decision that comes next on the path taken so far; None at an ending."""
    rule = question.rule
    assert isinstance(rule, MapRule)
    assert rule.path is not None
    taken = {response.part: response.response["selected"][0] for response in earlier}
    node = rule.start
    while node in taken:
        # Taken away, so that a scenario that leads back to itself comes to an end here too.
        node = rule.path[node][taken.pop(node)]
    return node if node in rule.units else None


def is_finished(question: CompiledQuestion, *, responses: Sequence[Response]) -> bool:
    """Whether nothing is left to answer in this question."""
    if question.type != "branch":
        return bool(responses)
    return next_node(question, earlier=responses) is None


def units_of(responses: Sequence[Response]) -> int:
    """What the stored parts of one question, or of all of them, are worth together."""
    return sum(response.units for response in responses)
