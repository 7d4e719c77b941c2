"""The audit log for HR: who did what, when and about whom. Looking at it and taking it away are logged too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from quizserver.domain.actions import ACTIONS
from quizserver.domain.calendar import end_of_day, start_of_day
from quizserver.domain.people import Account, email_key
from quizserver.services.clock import Clock
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account, find_account_by_email, find_account_by_number
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.audit_reading import (
    AuditEntry,
    AuditFilter,
    Place,
    find_names,
    find_owners,
    list_entries,
    objects_of,
    stream_entries,
)

__all__ = ["AuditPage", "AuditQuestion", "Deed", "LookingBack"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuestion:
    """What HR asks of the log. `actor` and `person` are an employee number, an address or an id; "system" is nobody."""

    since: date | None = None
    until: date | None = None
    action: str = ""
    actor: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry with the people that it means today. A name is "" for somebody who was erased, None where nobody is."""

    entry: AuditEntry
    actor: tuple[str, str] | None
    person_id: str | None
    person: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the log. `older` is where the next begins; `unknown` are the fields that mean nobody."""

    deeds: Sequence[Deed]
    older: Place | None
    unknown: tuple[str, ...]


class LookingBack:
    """The use cases of the log."""

    page_size = 100

    def __init__(self, database: Database, *, clock: Clock, timezone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._timezone = timezone

    def select_page(self, question: AuditQuestion, *, visitor: str, before: Place | None = None) -> AuditPage:
        """One page, the newest entries first."""
        with self._database.snapshot() as tx:
            wanted, unknown = self._filter(tx, question)
            found = list_entries(tx, wanted, limit=self.page_size + 1, before=before)
            shown = found[: self.page_size]
            deeds = _deeds(tx, shown)
        self._note("audit_viewed", question, visitor=visitor)
        return AuditPage(deeds, shown[-1].place if len(found) > len(shown) else None, unknown)

    def stream(self, question: AuditQuestion, *, visitor: str) -> Iterator[Sequence[Deed]]:
        """Everything that matches, in portions, all of one moment."""
        self._note("audit_exported", question, visitor=visitor)
        return self._stream(question)

    def _stream(self, question: AuditQuestion) -> Iterator[Sequence[Deed]]:
        with self._database.snapshot() as tx:
            wanted, _ = self._filter(tx, question)
            for entries in stream_entries(tx, wanted):
                yield _deeds(tx, entries)

    def _filter(self, tx: Transaction, question: AuditQuestion) -> tuple[AuditFilter, tuple[str, ...]]:
        actor, person = _find(tx, question.actor), _find(tx, question.person)
        asked = {"actor": (question.actor, actor), "person": (question.person, person)}
        unknown = tuple(name for name, (typed, found) in asked.items() if typed and found is None)
        wanted = AuditFilter(
            since=None if question.since is None else start_of_day(question.since, zone=self._timezone),
            until=None if question.until is None else end_of_day(question.until, zone=self._timezone),
            action=question.action if question.action in ACTIONS else None,
            actor=actor,
            objects=None if person is None else objects_of(tx, user_id=person),
            nothing=bool(unknown),
        )
        return wanted, unknown

    def _note(self, action: str, question: AuditQuestion, *, visitor: str) -> None:
        now, facts = self._clock(), _facts(question)
        self._database.write(
            lambda tx: append_audit(tx, actor=visitor, action=action, subject="audit:log", now=now, facts=facts)
        )


def _find(tx: Transaction, typed: str) -> str | None:
    """Whom somebody means: an id, a number, an address."""
    if not typed or typed == SYSTEM:
        return typed or None
    by_email = find_account_by_email(tx, key=email_key(typed))
    found: Account | None = find_account(tx, user_id=typed) or find_account_by_number(tx, number=typed)
    found = found or (None if by_email is None else by_email[0])
    return None if found is None else found.id


def _deeds(tx: Transaction, entries: Sequence[AuditEntry]) -> list[Deed]:
    owners = find_owners(tx, {entry.object for entry in entries})
    people = {entry.actor for entry in entries} | set(owners.values())
    names = find_names(tx, people)
    return [_deed(entry, owner=owners.get(entry.object), names=names) for entry in entries]


def _deed(entry: AuditEntry, *, owner: str | None, names: Mapping[str, tuple[str, str]]) -> Deed:
    return Deed(entry, names.get(entry.actor), owner, names.get(owner) if owner else None)


def _facts(question: AuditQuestion) -> dict[str, Any]:
    """What was asked; of people only that they were asked for."""
    return {
        "from": None if question.since is None else question.since.isoformat(),
        "to": None if question.until is None else question.until.isoformat(),
        "action": question.action if question.action in ACTIONS else None,
        "search": True if question.actor or question.person else None,
    }
