"""Rules for one question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from coursekit.authoring.item_writing.amounts import amounts, may_hold
from coursekit.authoring.item_writing.choices import choices_of
from coursekit.authoring.item_writing.finding import Finding, Path, Thresholds
from coursekit.authoring.item_writing.languages import find_language, text_length
from coursekit.authoring.item_writing.options import check_group, check_order
from coursekit.model import (
    MatchingQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortQuestion,
    Text,
    TrueFalseQuestion,
)

__all__ = ["check_question"]

_SENTENCE_END = re.compile("[。？！；「」\\n]")


def check_question(question: Question, *, thresholds: Thresholds) -> list[Finding]:
    """Everything that the rules see in one question."""
    found = [
        *_check_stem(question, thresholds),
        *_check_feedback(question, thresholds),
        *_check_amounts(question),
        *_check_translation(question, thresholds),
        *_check_sentences(question, thresholds),
        *check_order(question),
    ]
    for group in choices_of(question):
        for finding in check_group(group, question.stem, thresholds):
            found.append(replace(finding, question=question.id))
    return found


def _check_stem(question: Question, thresholds: Thresholds) -> Iterator[Finding]:
    for language, text in question.stem.items():
        known = find_language(language)
        limit = thresholds.stem_words if known and known.spaced else thresholds.stem_characters
        length = text_length(text, language=language)
        if length > limit:
            yield Finding("I001", question.id, ("stem", language), {"count": str(length), "limit": str(limit)})
        if known and (match := known.negative.search(text)):
            yield Finding("I002", question.id, ("stem", language), {"found": match[0][-30:]})


def _check_feedback(question: Question, thresholds: Thresholds) -> Iterator[Finding]:
    for path, feedback in _feedback_of(question):
        for language, text in feedback.items():
            known = find_language(language)
            low, high = thresholds.feedback_words if known and known.spaced else thresholds.feedback_characters
            length = text_length(text, language=language)
            if not low <= length <= high:
                facts = {"count": str(length), "low": str(low), "high": str(high)}
                yield Finding("I003", question.id, (*path, language), facts)


def _feedback_of(question: Question) -> Iterator[tuple[Path, Text]]:
    """Every text that says why, with its place."""
    match question:
        case TrueFalseQuestion():
            yield ("feedback", "true"), question.feedback_true
            yield ("feedback", "false"), question.feedback_false
        case NumericQuestion() | ShortQuestion():
            yield ("feedback", "correct"), question.feedback_correct
            yield ("feedback", "other"), question.feedback_other
            near_misses = [near.feedback for near in question.near_misses]
            yield from ((("feedback", "near_misses", index), text) for index, text in enumerate(near_misses))
        case OrderingQuestion():
            yield from ((("items", index, "feedback"), step.feedback) for index, step in enumerate(question.items))
        case MatchingQuestion():
            yield from ((("premises", i, "feedback"), premise.feedback) for i, premise in enumerate(question.premises))
        case _:
            yield from (((*each.path, "feedback"), each.feedback) for group in choices_of(question) for each in group)


def _check_sentences(question: Question, thresholds: Thresholds) -> Iterator[Finding]:
    """Languages without spaces: a learner on a train reads short sentences."""
    texts = [(("stem",), question.stem)] + [
        ((*c.path, "text"), c.text) for group in choices_of(question) for c in group
    ]
    for path, text in texts:
        for language, words in text.items():
            known = find_language(language)
            longest = max((len(sentence) for sentence in _SENTENCE_END.split(words)), default=0)
            if known and not known.spaced and longest > thresholds.sentence_characters:
                facts = {"count": str(longest), "limit": str(thresholds.sentence_characters)}
                yield Finding("I006", question.id, (*path, language), facts)


def _check_amounts(question: Question) -> Iterator[Finding]:
    for path, text in [(("stem",), question.stem)] + [
        ((*choice.path, "text"), choice.text) for group in choices_of(question) for choice in group
    ]:
        found = {language: set(amounts(words, language=language)) for language, words in text.items()}
        for language, values in found.items():
            others = set().union(*found.values()) - values
            missing = {amount for amount in others if not may_hold(text[language], amount, language=language)}
            if missing:
                yield Finding("I004", question.id, (*path, language), {"amounts": ", ".join(sorted(missing))})


def _check_translation(question: Question, thresholds: Thresholds) -> Iterator[Finding]:
    texts = [question.stem, *(choice.text for group in choices_of(question) for choice in group)]
    if not all({"en", "ja"} <= set(text) for text in texts):
        return
    words = sum(text_length(text["en"], language="en") for text in texts)
    characters = sum(text_length(text["ja"], language="ja") for text in texts)
    low, high = thresholds.translation_percent
    if words and not low <= 100 * characters / words <= high:
        yield Finding("I005", question.id, ("stem", "ja"), {"ratio": f"{characters / words:.1f}"})
