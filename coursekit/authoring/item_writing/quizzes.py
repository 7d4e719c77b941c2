"""Rules for a quiz as a whole, and for a pool of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from coursekit.authoring.item_writing.finding import Finding, Thresholds
from coursekit.authoring.item_writing.questions import choices_of
from coursekit.authoring.item_writing.strategies import blind_scores
from coursekit.model import ChoiceQuestion, Question, Quiz

__all__ = ["check_pool", "check_quiz"]

_APPLY_OR_ABOVE = frozenset({"apply", "analyze", "evaluate", "create"})


def check_quiz(quiz: Quiz, *, thresholds: Thresholds) -> list[Finding]:
    """Everything that the rules see in one quiz beyond its single questions."""
    return [*_check_duplicates(quiz), *_check_positions(quiz), *_check_bloom(quiz, thresholds)]


def check_pool(questions: Sequence[Question], *, languages: Sequence[str], thresholds: Thresholds) -> list[Finding]:
    """Whether a habit of the author, over all these questions, would lead a guesser to the keys."""
    found = []
    for language in languages:
        count, chance, scores = blind_scores(questions, language=language)
        if count < thresholds.pool_minimum:
            continue
        for strategy, hits in scores.items():
            above = 100 * (hits - chance) / count
            if above > thresholds.chance_margin:
                facts = {"strategy": strategy, "language": language, "above": f"{above:.0f}", "count": str(count)}
                found.append(Finding("I030", None, (), facts))
    return found


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
