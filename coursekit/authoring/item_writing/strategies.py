"""Blind strategies: how often someone who knows nothing would hit the key by a habit of the author."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from coursekit.authoring.item_writing.languages import find_language
from coursekit.authoring.item_writing.questions import Choice, choices_of
from coursekit.model import Question

__all__ = ["STRATEGIES", "blind_scores"]

Score = Callable[[Choice, int, str], float]


def _pattern(name: str) -> Score:
    def score(choice: Choice, _index: int, language: str) -> float:
        known = find_language(language)
        return len(getattr(known, name).findall(choice.text[language])) if known else 0

    return score


STRATEGIES: Mapping[str, Score] = {
    "longest": lambda choice, _index, language: len(choice.text[language]),
    "shortest": lambda choice, _index, language: -len(choice.text[language]),
    "first": lambda _choice, index, _language: -index,
    "last": lambda _choice, index, _language: index,
    "question": lambda choice, _index, language: choice.text[language].count("?") + choice.text[language].count("？"),
    "polite": _pattern("polite"),
    "hedged": _pattern("hedge"),
}
"""A strategy picks the option with the highest score; ties share the hit."""


def blind_scores(questions: Iterable[Question], *, language: str) -> tuple[int, float, dict[str, float]]:
    """(how many groups of options, hits expected by chance, strategy -> hits), over all groups with one best option."""
    groups = [group for question in questions for group in choices_of(question) if sum(c.best for c in group) == 1]
    chance = sum(1 / len(group) for group in groups)
    return (
        len(groups),
        chance,
        {name: sum(_hit(group, score, language) for group in groups) for name, score in STRATEGIES.items()},
    )


def _hit(group: Sequence[Choice], score: Score, language: str) -> float:
    scores = [score(choice, index, language) for index, choice in enumerate(group)]
    top = [choice for choice, value in zip(group, scores, strict=True) if value == max(scores)]
    return sum(choice.best for choice in top) / len(top)
