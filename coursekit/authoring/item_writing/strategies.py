"""Blind strategies: how often someone who knows nothing would hit the key by a habit of the author."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coursekit.authoring.item_writing.choices import Choice, choices_of
from coursekit.authoring.item_writing.languages import find_language
from coursekit.model import Question

__all__ = ["STRATEGIES", "blind_scores"]

Score = Callable[[Choice, int, str], float]


@dataclass(frozen=True, slots=True)
class Strategy:
    """What a guesser chooses, in words, and how an option (its place, a language) scores by it."""

    en: str
    ja: str
    score: Score


def _pattern(name: str) -> Score:
    def score(choice: Choice, _index: int, language: str) -> float:
        known = find_language(language)
        return len(getattr(known, name).findall(choice.text[language])) if known else 0

    return score


def _questions(choice: Choice, _index: int, language: str) -> float:
    return choice.text[language].count("?") + choice.text[language].count("？")


STRATEGIES: Mapping[str, Strategy] = {
    "longest": Strategy("the longest", "もっとも長いもの", lambda choice, _, language: len(choice.text[language])),
    "shortest": Strategy("the shortest", "もっとも短いもの", lambda choice, _, language: -len(choice.text[language])),
    "first": Strategy("the first", "1番目", lambda _choice, index, _language: -index),
    "second": Strategy("the second", "2番目", lambda _choice, index, _language: index == 1),
    "third": Strategy("the third", "3番目", lambda _choice, index, _language: index == 2),
    "last": Strategy("the last", "最後", lambda _choice, index, _language: index),
    "question": Strategy("the one with a question in it", "質問を含むもの", _questions),
    "polite": Strategy("the most polite", "もっとも丁寧なもの", _pattern("polite")),
    "hedged": Strategy("the most cautious", "もっとも控えめなもの", _pattern("hedge")),
}
"""A strategy picks the option with the highest score; ties share the hit."""


def blind_scores(questions: Iterable[Question], *, language: str) -> tuple[int, float, dict[str, float]]:
    """(how many groups of options, hits expected by chance, strategy -> hits), over all groups with one best option."""
    groups = [group for question in questions for group in choices_of(question) if sum(c.best for c in group) == 1]
    chance = sum(1 / len(group) for group in groups)
    scores = {name: sum(_hit(group, each.score, language) for group in groups) for name, each in STRATEGIES.items()}
    return len(groups), chance, scores


def _hit(group: Sequence[Choice], score: Score, language: str) -> float:
    scores = [score(choice, index, language) for index, choice in enumerate(group)]
    top = [choice for choice, value in zip(group, scores, strict=True) if value == max(scores)]
    return sum(choice.best for choice in top) / len(top)
