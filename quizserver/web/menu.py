"""The pages in the menu: who sees an entry is who may open it (`access`), so the two cannot differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizserver.domain.people import Visitor
from quizserver.web.access import ACCESS

__all__ = ["OFFICE", "Entry", "entries_for"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu: its endpoint, its address within a language, the word for it."""

    endpoint: str
    path: str
    word: str


OFFICE: Sequence[Entry] = (
    Entry("reports.roster", "reports", "frame.reports"),
    Entry("people.home", "people/", "frame.people"),
    Entry("cohorts.home", "people/cohorts/", "frame.cohorts"),
    Entry("reminders.home", "reminders", "frame.reminders"),
    Entry("audit.log", "audit", "frame.audit"),
    Entry("tokens.home", "tokens/", "frame.tokens"),
)
"""The pages of those who run the course, beside the learner's own: what is opened most comes first."""


def entries_for(visitor: Visitor | None) -> list[Entry]:
    """The entries of `OFFICE` that this visitor may open."""
    if visitor is None:
        return []
    return [entry for entry in OFFICE if visitor.roles & (ACCESS[entry.endpoint].roles or frozenset())]
