"""Rules for one question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from coursekit.authoring.item_writing.amounts import amounts
from coursekit.authoring.item_writing.finding import Finding, Path, Thresholds
from coursekit.authoring.item_writing.languages import content_words, find_language, text_length
from coursekit.model import BranchQuestion, ChoiceQuestion, Question, Text, TrueFalseQuestion

__all__ = ["Choice", "check_question", "choices_of"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option among others, of a choice question or of a branch's node; `best` marks what scores most."""

    path: Path
    text: Text
    feedback: Text
    best: bool


def choices_of(question: Question) -> list[list[Choice]]:
    """The groups of options from which a learner chooses: one for a choice question, one for each node of a branch."""
    if isinstance(question, ChoiceQuestion):
        return [
            [
                Choice(("options", index), option.text, option.feedback, option.correct)
                for index, option in enumerate(question.options)
            ]
        ]
    if isinstance(question, BranchQuestion):
        groups = []
        for node in question.nodes:
            most = max(option.points for option in node.options)
            groups.append(
                [
                    Choice(
                        ("nodes", node.id, "options", index),
                        option.text,
                        option.feedback,
                        option.points == most,
                    )
                    for index, option in enumerate(node.options)
                ]
            )
        return groups
    return []


def check_question(question: Question, *, thresholds: Thresholds) -> list[Finding]:
    """Everything that the rules see in one question."""
    found = [
        *_check_stem(question, thresholds),
        *_check_feedback(question, thresholds),
        *_check_amounts(question),
        *_check_translation(question, thresholds),
    ]
    for group in choices_of(question):
        for rule in _GROUP_RULES:
            found += [Finding(f.code, question.id, f.path, f.facts) for f in rule(group, question.stem, thresholds)]
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
    texts = [((*choice.path, "feedback"), choice.feedback) for group in choices_of(question) for choice in group]
    if isinstance(question, TrueFalseQuestion):
        texts = [(("feedback", "true"), question.feedback_true), (("feedback", "false"), question.feedback_false)]
    for path, feedback in texts:
        for language, text in feedback.items():
            known = find_language(language)
            low, high = thresholds.feedback_words if known and known.spaced else thresholds.feedback_characters
            length = text_length(text, language=language)
            if not low <= length <= high:
                facts = {"count": str(length), "low": str(low), "high": str(high)}
                yield Finding("I003", question.id, (*path, language), facts)


def _check_amounts(question: Question) -> Iterator[Finding]:
    for path, text in [(("stem",), question.stem)] + [
        ((*choice.path, "text"), choice.text) for group in choices_of(question) for choice in group
    ]:
        found = {language: set(amounts(words, language=language)) for language, words in text.items()}
        for language, values in found.items():
            missing = set().union(*found.values()) - values
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
