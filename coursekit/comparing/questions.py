"""What two editions of a question differ in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from coursekit.comparing.aspects import Aspects, Place, take_apart
from coursekit.comparing.changes import Change, Fact, Group
from coursekit.model import Question, Text, type_name

__all__ = ["compare_questions", "is_same_text", "numbers_of"]

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?[万億%]?")
_NAMED = {"key": "option", "pair": "response"}
"""Scores that are ids of entries with words of their own."""

_KEY_LISTS = frozenset({"step"})
"""Kinds of entries whose order is the key."""

_SILENT_ORDER = frozenset({"form", "near_form", "near_number", "node", "ending"})
"""Kinds of entries whose order nobody sees."""

REWRITTEN = 0.4
"""Likeness of two texts below which one may say something else (0: nothing in common, 1: equal)."""


def compare_questions(old: Question, new: Question, *, file: str) -> Iterator[Change]:
    """Every difference, those of meaning first."""
    make = _Maker(file, new.id)
    if type_name(old) != type_name(new):
        yield make("meaning", "type", old=type_name(old), new=type_name(new))
        return
    before, after = take_apart(old), take_apart(new)
    yield from _values(make, before, after)
    yield from _entries(make, before, after)
    yield from _numbers(make, before, after)
    yield from _wording(make, before, after)
    yield from (
        make("about", kind, id=name, old=before.about[kind, name], new=value)
        for (kind, name), value in after.about.items()
        if before.about.get((kind, name), value) != value
    )


class _Maker:
    """Makes the changes of one question."""

    def __init__(self, file: str, question: str) -> None:
        self.file, self.question = file, question

    def __call__(self, group: Group, kind: str, **facts: Fact) -> Change:
        touched = self.question if group == "meaning" else None
        return Change(group=group, kind=kind, file=self.file, subject=self.question, facts=facts, question=touched)


def _values(make: _Maker, before: Aspects, after: Aspects) -> Iterator[Change]:
    """Scores and draws at places that both have; the others come with an entry that is new or gone."""
    for old, new in ((before.scores, after.scores), (before.draws, after.draws)):
        for (kind, name), value in new.items():
            earlier = old.get((kind, name), value)
            if earlier != value:
                noun = _NAMED.get(kind)
                facts = (_named(earlier, noun, before), _named(value, noun, after)) if noun else (earlier, value)
                yield make("meaning", kind, id=name, old=facts[0], new=facts[1])


def _named(ids: str, noun: str, aspects: Aspects) -> Fact:
    """Ids with the words behind them; ids alone where there are none."""
    names = ids.split(", ")
    found = [(name, aspects.texts[noun, name]) for name in names if (noun, name) in aspects.texts]
    return tuple(found) if len(found) == len(names) else ids


def _entries(make: _Maker, before: Aspects, after: Aspects) -> Iterator[Change]:
    """Options, steps and the like that are new or gone, and their order."""
    for kind, new in after.lists.items():
        old = before.lists.get(kind, ())
        for name in new:
            if name not in old:
                yield make("meaning", "added", noun=kind, id=name, text=after.texts.get((kind, name), ""))
        for name in old:
            if name not in new:
                yield make("meaning", "removed", noun=kind, id=name, text=before.texts.get((kind, name), ""))
        was, now = ([name for name in names if name in old and name in new] for names in (old, new))
        if was != now and kind in _KEY_LISTS:
            yield make("meaning", "order_key", old=" → ".join(was), new=" → ".join(now))
        elif was != now and kind not in _SILENT_ORDER:
            yield make("order", "reordered", noun=kind)


def numbers_of(text: str) -> Counter[str]:
    """The numbers in a text, with what makes them large: "9.2", "920万", "15%"."""
    return Counter(each.replace(",", "") for each in _NUMBER.findall(unicodedata.normalize("NFKC", text)))


def _numbers(make: _Maker, before: Aspects, after: Aspects) -> Iterator[Change]:
    for (kind, name), text in after.texts.items():
        for language, words in text.items():
            earlier = before.texts.get((kind, name), {}).get(language)
            old, new = numbers_of(earlier or ""), numbers_of(words)
            if earlier is not None and old != new:
                gone, come = old - new, new - old
                facts = {"old": ", ".join(gone.elements()) or "–", "new": ", ".join(come.elements()) or "–"}
                yield make("meaning", "numbers", noun=kind, id=name, language=language, **facts)


def _wording(make: _Maker, before: Aspects, after: Aspects) -> Iterator[Change]:
    """One change for all texts and one for all feedback; a text that is hardly the same is named as such."""
    other = {place for place, text in after.texts.items() if not is_same_text(before.texts.get(place, text), text)}
    for kind, name in sorted(other):
        texts = {"old": before.texts[kind, name], "new": after.texts[kind, name]}
        yield make("meaning", "rewritten", noun=kind, id=name, **texts)
    same = {place: text for place, text in after.texts.items() if place not in other}
    for kind, old, new in (("reworded", before.texts, same), ("feedback", before.feedback, after.feedback)):
        places = tuple(_reworded(old, new))
        if places:
            yield replace(make("wording", kind), places=places)


def _reworded(old: Mapping[Place, Text], new: Mapping[Place, Text]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Places whose words differ and whose numbers do not, with the languages in which they do."""
    for (kind, name), text in new.items():
        earlier = old.get((kind, name), {})
        changed = tuple(language for language, words in text.items() if _is_reworded(earlier.get(language), words))
        if changed:
            yield kind, name, changed


def _is_reworded(old: str | None, new: str) -> bool:
    return old is not None and old != new and numbers_of(old) == numbers_of(new)


def is_same_text(old: Text, new: Text) -> bool:
    """Whether one reads like a revision of the other in some language that both have."""
    pairs = [(old[language], new[language]) for language in old.keys() & new.keys()]
    return not pairs or any(SequenceMatcher(None, *pair, autojunk=False).ratio() >= REWRITTEN for pair in pairs)
