"""Rules for a quiz as a whole, and for the habits of an author over many questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from coursekit.authoring.item_writing.choices import choices_of
from coursekit.authoring.item_writing.finding import Finding, Thresholds
from coursekit.authoring.item_writing.strategies import STRATEGIES, blind_scores
from coursekit.model import ChoiceQuestion, Question, Quiz, type_name

__all__ = ["check_habits", "check_plan", "check_quiz"]

_APPLY_OR_ABOVE = frozenset({"apply", "analyze", "evaluate", "create"})
_TYPED = frozenset({"short", "numeric"})


def check_quiz(quiz: Quiz, *, thresholds: Thresholds) -> list[Finding]:
    """Everything that the rules see in one quiz beyond its single questions."""
    found = [*_check_duplicates(quiz), *_check_bloom(quiz, thresholds)]
    return found if quiz.pool else [*found, *_check_positions(quiz)]


def check_plan(quiz: Quiz, *, thresholds: Thresholds) -> Iterator[Finding]:
    """Whether the quiz of a module has the types that the course plans for its places, and its review set."""
    plan = thresholds.slots
    if plan and len(plan) != len(quiz.questions):
        yield Finding("I024", None, (), {"count": str(len(quiz.questions)), "wanted": str(len(plan))})
    for place, (question, types) in enumerate(zip(quiz.questions, plan, strict=False), start=1):
        if (own := type_name(question)) not in types:
            facts = {"place": str(place), "type": own, "wanted": ", ".join(types)}
            yield Finding("I023", question.id, ("type",), facts)
    if thresholds.review:
        yield from _check_review(quiz, thresholds)


def check_habits(questions: Sequence[Question], *, languages: Sequence[str], thresholds: Thresholds) -> list[Finding]:
    """Whether a habit of the author, over all these questions, leads a guesser to the keys, or away from the rest."""
    found = []
    for language in languages:
        count, chance, scores = blind_scores(questions, language=language)
        if count < thresholds.pool_minimum:
            continue
        for name, hits in scores.items():
            if abs(hits - chance) * 100 > thresholds.chance_margin * count:
                shares = {"share": f"{100 * hits / count:.0f}", "chance": f"{100 * chance / count:.0f}"}
                words = {"strategy": STRATEGIES[name].en, "strategy_ja": STRATEGIES[name].ja, "language": language}
                found.append(Finding("I030", None, (), words | shares | {"count": str(count)}))
    return found


def _check_review(quiz: Quiz, thresholds: Thresholds) -> Iterator[Finding]:
    types = [type_name(question) for question in quiz.questions if question.review]
    typed, single = sum(each in _TYPED for each in types), sum(each == "single" for each in types)
    if len(types) != thresholds.review or not typed or not single:
        counts = {"count": str(len(types)), "typed": str(typed), "single": str(single)}
        yield Finding("I025", None, (), counts | {"wanted": str(thresholds.review)})


def _check_duplicates(quiz: Quiz) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for question in quiz.questions:
        for choice in (choice for group in choices_of(question) for choice in group):
            for language, text in choice.feedback.items():
                twin = (language, text.strip())
                if twin in seen:
                    yield Finding("I020", question.id, (*choice.path, "feedback", language), {"first": seen[twin]})
                seen.setdefault(twin, question.id)


def _check_positions(quiz: Quiz) -> Iterator[Finding]:
    singles = [
        question for question in quiz.questions if isinstance(question, ChoiceQuestion) and not question.multiple
    ]
    positions = [next(i for i, option in enumerate(question.options) if option.correct) for question in singles]
    if any(sum(1 for _ in run) > 3 for _, run in groupby(positions)):
        yield Finding("I021", None)


def _check_bloom(quiz: Quiz, thresholds: Thresholds) -> Iterator[Finding]:
    if not quiz.graded or not quiz.questions:
        return
    share = 100 * sum(question.bloom in _APPLY_OR_ABOVE for question in quiz.questions) // len(quiz.questions)
    if share < thresholds.apply_percent:
        yield Finding("I022", None, (), {"share": str(share), "wanted": str(thresholds.apply_percent)})
