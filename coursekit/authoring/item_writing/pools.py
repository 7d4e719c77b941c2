"""Rules for a pool: whatever is drawn, papers are alike, and a second one is another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coursekit.authoring.item_writing.finding import Finding, Thresholds
from coursekit.model import Quiz, type_name

__all__ = ["check_pool"]


def check_pool(quiz: Quiz, *, thresholds: Thresholds) -> list[Finding]:
    """Everything that the rules see in a quiz with a pool; nothing in another."""
    if quiz.pool is None:
        return []
    return [*_check_strata(quiz), *_check_spare(quiz), *_check_types(quiz, thresholds)]


def _check_strata(quiz: Quiz) -> Iterator[Finding]:
    """Questions of a stratum are equal in type and level."""
    first: dict[str | None, tuple[str, str, str]] = {}
    for question in quiz.questions:
        own = (question.id, type_name(question), question.bloom)
        other = first.setdefault(question.stratum, own)
        if own[1:] != other[1:]:
            facts = {"stratum": str(question.stratum), "own": ", ".join(own[1:]), "other": ", ".join(other[1:])}
            yield Finding("I031", question.id, ("stratum",), facts | {"first": other[0]})


def _check_spare(quiz: Quiz) -> Iterator[Finding]:
    assert quiz.pool is not None, "only pools are checked"
    held = Counter(question.stratum for question in quiz.questions)
    full = [stratum.id for stratum in quiz.pool.strata if held[stratum.id] == stratum.draw]
    if full:
        yield Finding("I032", None, (), {"strata": ", ".join(full)})


def _check_types(quiz: Quiz, thresholds: Thresholds) -> Iterator[Finding]:
    for question in quiz.questions:
        if type_name(question) not in thresholds.exam_types:
            facts = {"type": type_name(question), "wanted": ", ".join(thresholds.exam_types)}
            yield Finding("I033", question.id, ("type",), facts)
