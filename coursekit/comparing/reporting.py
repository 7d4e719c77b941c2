"""Changes for people and for programs.

The JSON of `course diff --json` is stable; keys are only ever added:
    format     "coursekit-diff/1"
    language   of the messages
    base       {ref, commit}
    summary    {meaning, order, wording, about}: how many changes of each group
    together   {answers, people, results} of all changes of meaning, or null when nobody was asked
    changes    [{group, kind, file, subject, message, answers, people, results}], by file and group; the last three
               are null when nobody was asked, or when no stored answer can be concerned
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml

from coursekit.comparing.changes import GROUPS, Change, Fact
from coursekit.comparing.usage import Count, Usage
from coursekit.model import Text

__all__ = ["FORMAT", "render_json", "render_text", "words"]

FORMAT = "coursekit-diff/1"

_SHORT = 80


@cache
def words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Group -> name -> sentence with {places}, in one of the languages of words/."""
    text = files("coursekit.comparing").joinpath("words", f"{language}.yml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return found


def render_text(
    changes: Sequence[Change], *, base: tuple[str, str], language: str, usage: Usage | None = None, mistakes: int = 0
) -> str:
    """One file after another, with its changes by group, and a summary. `base` is (ref, commit)."""
    said = words(language)
    lines = [said["report"]["compared"].format(ref=base[0], commit=base[1])]
    if mistakes:
        lines.append(said["report"]["unreadable"].format(ref=base[0], count=mistakes))
    for file, of_file in groupby(changes, key=lambda change: change.file):
        lines += ["", file]
        for group, of_group in groupby(of_file, key=lambda change: change.group):
            lines.append(f"  {said['groups'][group]}")
            for change in of_group:
                lines += [f"    {line}" for line in _lines(change, language=language, usage=usage)]
    return "\n".join([*lines, "", *_summary(changes, language=language, usage=usage)])


def render_json(changes: Sequence[Change], *, base: tuple[str, str], language: str, usage: Usage | None = None) -> str:
    """The same for programs; see the head of this module."""
    together = usage.together if usage else None
    data: dict[str, Any] = {
        "format": FORMAT,
        "language": language,
        "base": {"ref": base[0], "commit": base[1]},
        "summary": _counts(changes),
        "together": together._asdict() if together else None,
        "changes": [
            {
                "group": change.group,
                "kind": change.kind,
                "file": change.file,
                "subject": change.subject,
                "message": _message(change, language=language),
            }
            | (_touched(change, usage) or Count(None, None, None))._asdict()
            for change in changes
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _lines(change: Change, *, language: str, usage: Usage | None) -> list[str]:
    subject = f"{change.subject}  " if change.subject else ""
    lines = [subject + _message(change, language=language)]
    touched = _touched(change, usage)
    if touched and (touched.answers or touched.results):
        lines.append(f"{' ' * len(subject)}{words(language)['report']['touched'].format(**touched._asdict())}")
    return lines


def _touched(change: Change, usage: Usage | None) -> Count | None:
    if usage is None:
        return None
    return usage.questions.get(change.question or "") or usage.quizzes.get(change.quiz or "")


def _message(change: Change, *, language: str) -> str:
    said = words(language)
    facts = {name: _fact(fact, language=language) for name, fact in change.facts.items()}
    if "noun" in facts:
        facts["noun"] = said["nouns"][facts["noun"]]
    if change.places:
        place, comma = said["report"]["place"], said["report"]["comma"]
        facts["places"] = comma.join(
            " ".join(place.format(noun=said["nouns"][kind], id=name, languages=comma.join(languages)).split())
            for kind, name, languages in change.places
        )
    # Where a thing has no id ("the stem"), a space would be left behind.
    return " ".join(said["changes"][change.kind].format_map(facts).split())


def _fact(fact: Fact, *, language: str) -> str:
    """A text of the course in this language, or in another that it has: quoted, and short."""
    if isinstance(fact, str):
        return fact
    if isinstance(fact, tuple):
        named = words(language)["report"]["named"]
        each = (named.format(id=name, text=_quoted(text, language=language)) for name, text in fact)
        return words(language)["report"]["comma"].join(each)
    return _quoted(fact, language=language)


def _quoted(text: Text, *, language: str) -> str:
    words = " ".join((text.get(language) or next(iter(text.values()), "")).split())
    short = words if len(words) <= _SHORT else words[: _SHORT - 1] + "…"
    return f"「{short.strip('「」')}」" if language == "ja" else '"' + short.strip('"') + '"'


def _counts(changes: Sequence[Change]) -> dict[str, int]:
    return {group: sum(change.group == group for change in changes) for group in GROUPS}


def _summary(changes: Sequence[Change], *, language: str, usage: Usage | None) -> list[str]:
    said, counts = words(language)["report"], _counts(changes)
    if not changes:
        return [said["nothing"]]
    lines = [said["counts"].format(**counts)]
    if usage is not None and counts["meaning"]:
        lines.append(said["together"].format(**usage.together._asdict()) if any(usage.together) else said["untouched"])
    elif counts["meaning"]:
        lines.append(said["not_asked"])
    return lines
