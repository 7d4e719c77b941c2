"""Rules for the options of one question, or of one decision in a scenario."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from statistics import mean

from coursekit.authoring.item_writing.choices import Choice
from coursekit.authoring.item_writing.finding import Finding, Thresholds
from coursekit.authoring.item_writing.languages import content_words, find_language
from coursekit.model import ChoiceQuestion, Question, Text

__all__ = ["check_group", "check_order"]

_AMOUNT = re.compile(r"[¥€$]?([-−]?\d[\d,]*(?:\.\d+)?)\s?(million|billion|万|億)?\D{0,10}")


def check_group(group: Sequence[Choice], stem: Text, thresholds: Thresholds) -> Iterator[Finding]:
    """Everything that the rules see in options among which a learner chooses."""
    for rule in _GROUP_RULES:
        yield from rule(group, stem, thresholds)


def check_order(question: Question) -> Iterator[Finding]:
    """Options that are numbers stand in their order, and keep it."""
    if not isinstance(question, ChoiceQuestion):
        return
    for language in question.stem:
        values = [_amount(option.text[language]) for option in question.options]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and not (question.pinned and known in (sorted(known), sorted(known)[::-1])):
            yield Finding("I015", question.id, ("options",))
            return


def _amount(text: str) -> tuple[str, Decimal] | None:
    """A text that is one amount, as (scale, number), so that only amounts of one scale compare by size."""
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (match[2] or "", Decimal(match[1].replace(",", "").replace("−", "-"))) if match else None


def _check_lengths(group: Sequence[Choice], _stem: Text, thresholds: Thresholds) -> Iterator[Finding]:
    low, high = thresholds.length_percent
    for language in group[0].text:
        keys = [len(choice.text[language]) for choice in group if choice.best]
        others = [len(choice.text[language]) for choice in group if not choice.best]
        if keys and others and not low <= 100 * mean(keys) / mean(others) <= high:
            path = next(choice.path for choice in group if choice.best)
            yield Finding("I010", None, (*path, "text", language), {"ratio": f"{mean(keys) / mean(others):.2f}"})


def _check_forbidden(group: Sequence[Choice], _stem: Text, _thresholds: Thresholds) -> Iterator[Finding]:
    for choice, language, text in _texts(group):
        known = find_language(language)
        if known and (match := known.forbidden.search(text)):
            yield Finding("I011", None, (*choice.path, "text", language), {"found": match[0]})


def _check_absolute(group: Sequence[Choice], _stem: Text, _thresholds: Thresholds) -> Iterator[Finding]:
    for choice, language, text in _texts(group):
        known = find_language(language)
        if known is None or choice.best:
            continue
        in_keys = {word.lower() for key in group if key.best for word in known.absolute.findall(key.text[language])}
        match = known.absolute.search(text)
        if match and match[0].lower() not in in_keys:
            yield Finding("I012", None, (*choice.path, "text", language), {"found": match[0]})


def _check_echo(group: Sequence[Choice], stem: Text, _thresholds: Thresholds) -> Iterator[Finding]:
    keys = [choice for choice in group if choice.best]
    if len(keys) != 1 or len(group) < 3:
        return
    for language in stem:
        others = frozenset().union(
            *(content_words(choice.text[language], language=language) for choice in group if not choice.best)
        )
        echo = content_words(keys[0].text[language], language=language) & content_words(
            stem[language], language=language
        )
        if echo - others:
            facts = {"found": ", ".join(sorted(echo - others))}
            yield Finding("I013", None, (*keys[0].path, "text", language), facts)


def _check_endings(group: Sequence[Choice], _stem: Text, _thresholds: Thresholds) -> Iterator[Finding]:
    if "ja" in group[0].text and len({choice.text["ja"].rstrip().endswith("。") for choice in group}) > 1:
        yield Finding("I014", None, (*group[0].path, "text", "ja"))


def _texts(group: Sequence[Choice]) -> Iterator[tuple[Choice, str, str]]:
    return ((choice, language, text) for choice in group for language, text in choice.text.items())


_GROUP_RULES: tuple[Callable[[Sequence[Choice], Text, Thresholds], Iterator[Finding]], ...] = (
    _check_lengths,
    _check_forbidden,
    _check_absolute,
    _check_echo,
    _check_endings,
)
