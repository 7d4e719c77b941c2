"""Which feedback a learner may see: never more than what was answered has earned.

After a stored response: the chosen options only; a question answered fully right explains every option. A wrong pair of
a matching question and a wrong order stay without text, since the text would give the key away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from coursekit.bundle import CompiledQuestion
from coursekit.model import MapRule, MatchRule, OrderRule
from quizserver.domain.records import Response

__all__ = ["Feedback", "explain_part", "explain_question", "outcome_of"]

Texts = Mapping[str, str]


class Feedback(NamedTuple):
    """One explanation. `target` is an option, premise, item or "node.option"; without text the page uses its own."""

    target: str | None
    right: bool | None
    text: str | None
    result: str | None = None


def outcome_of(units: int, max_units: int) -> str:
    """One word for a score."""
    if units >= max_units:
        return "full"
    return "partial" if units > 0 else "none"


def explain_part(question: CompiledQuestion, response: Response, *, language: str) -> list[Feedback]:
    """What the learner reads right after this response was stored."""
    if question.type == "branch":
        return [
            _decision(question, response.part, response.response["selected"][0], language=language, target="option")
        ]
    full = response.units == response.max_units
    return _explain(question, response.response, reason=response.reason, everything=full, language=language)


def explain_question(
    question: CompiledQuestion, responses: Sequence[Response], *, reveal: bool, language: str
) -> list[Feedback]:
    """What the learner reads after the attempt; `reveal` explains every option (the attempt was passed)."""
    if question.type == "branch":
        return list(_branch(question, responses, reveal=reveal, language=language))
    if not responses:
        return _explain(question, {}, reason=None, everything=True, language=language) if reveal else []
    response = responses[0]
    full = response.units == response.max_units
    return _explain(question, response.response, reason=response.reason, everything=full or reveal, language=language)


def _explain(
    question: CompiledQuestion, response: Mapping[str, Any], *, reason: str | None, everything: bool, language: str
) -> list[Feedback]:
    match question.type:
        case "single" | "multiple" | "truefalse":
            return list(_options(question, response.get("selected", []), everything=everything, language=language))
        case "matching":
            return list(_premises(question, response.get("choices", {}), everything=everything, language=language))
        case "ordering":
            return list(_items(question, response.get("order", []), everything=everything, language=language))
        case _:
            return [_typed(question, reason=reason, language=language)]


def _options(question: CompiledQuestion, selected: list[str], *, everything: bool, language: str) -> Iterable[Feedback]:
    rule = question.rule
    assert isinstance(rule, MatchRule)
    for option, texts in question.feedback["options"].items():
        if everything or option in selected:
            yield Feedback(option, rule.units[option] > 0, _in(texts, language))


def _premises(
    question: CompiledQuestion, choices: Mapping[str, str], *, everything: bool, language: str
) -> Iterable[Feedback]:
    rule = question.rule
    assert isinstance(rule, MapRule)
    for premise, texts in question.feedback["premises"].items():
        if premise in choices:
            right = rule.units[premise][choices[premise]] > 0
            yield Feedback(premise, right, _in(texts, language) if right or everything else None)
        elif everything:
            yield Feedback(premise, None, _in(texts, language))


def _items(question: CompiledQuestion, order: list[str], *, everything: bool, language: str) -> Iterable[Feedback]:
    rule = question.rule
    assert isinstance(rule, OrderRule)
    before = dict(zip(rule.order, (None, *rule.order), strict=False))
    placed = dict(zip(order, (None, *order), strict=False))
    for item in rule.order if everything else order:
        right = placed[item] == before[item] if item in placed else None
        yield Feedback(item, right, _in(question.feedback["items"][item], language) if everything else None)


def _typed(question: CompiledQuestion, *, reason: str | None, language: str) -> Feedback:
    feedback = question.feedback
    if reason is None:
        return Feedback(None, None, _in(feedback["correct"], language))
    if reason.startswith("near:"):
        return Feedback(None, False, _in(feedback["near"][int(reason.removeprefix("near:"))], language))
    return Feedback(None, reason == "correct", _in(feedback[reason], language))


def _branch(
    question: CompiledQuestion, responses: Sequence[Response], *, reveal: bool, language: str
) -> Iterable[Feedback]:
    rule = question.rule
    assert isinstance(rule, MapRule)
    taken = {response.part: response.response["selected"][0] for response in responses}
    everything = reveal or sum(response.units for response in responses) == rule.max_units
    for node, options in rule.units.items():
        for option in options:
            if everything or taken.get(node) == option:
                yield _decision(question, node, option, language=language, target="node.option")


def _decision(question: CompiledQuestion, node: str, option: str, *, language: str, target: str) -> Feedback:
    rule = question.rule
    assert isinstance(rule, MapRule)
    entry = question.feedback["options"][f"{node}.{option}"]
    worth, best = rule.units[node][option], max(rule.units[node].values())
    right = True if worth == best else (False if worth == 0 else None)
    name = option if target == "option" else f"{node}.{option}"
    result = _in(entry["result"], language) if "result" in entry else None
    return Feedback(name, right, _in(entry["feedback"], language), result)


def _in(texts: Texts, language: str) -> str:
    """The text in this language; a course checked by coursekit has every language of the course."""
    return texts[language] if language in texts else next(iter(texts.values()))
