"""Reminders: who is due one today, queued once for ever, and looked at again in the moment of sending."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from quizserver.catalog import Catalog
from quizserver.config import ReminderPolicy
from quizserver.domain.calendar import end_of_day
from quizserver.domain.mails import Mail
from quizserver.domain.people import Account
from quizserver.domain.reminding import (
    REMINDERS,
    OpenCourse,
    Reminder,
    due_day,
    in_digest,
    is_current,
    list_digests,
    list_reminders,
    local_day,
)
from quizserver.services.clock import Clock
from quizserver.services.mailing import Mailing
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account
from quizserver.storage.audit import append_audit
from quizserver.storage.mails import count_mails, find_known_keys, list_mails, queue_mails
from quizserver.storage.reminders import OpenRow, find_open, list_managers, list_open, list_open_of

__all__ = ["PROBLEMS", "Plan", "Reminding", "Told"]

PROBLEMS = ("failed", "unsure")
"""States of mails that somebody should look at."""

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Today's reminders that nobody has been sent yet."""

    day: date
    reminders: tuple[Reminder, ...]

    @property
    def by_mail(self) -> tuple[Reminder, ...]:
        """Those whose person has an address."""
        return tuple(one for one in self.reminders if one.account.email)

    @property
    def without_address(self) -> tuple[Reminder, ...]:
        """Those who have to be told in another way."""
        return tuple(one for one in self.reminders if not one.account.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reminder of the past and to whom it went; nobody when the person is gone."""

    mail: Mail
    account: Account | None


class Reminding:
    """The use cases of reminding."""

    def __init__(
        self,
        database: Database,
        *,
        catalog: Catalog,
        mailing: Mailing,
        policy: ReminderPolicy,
        zone: tzinfo,
        clock: Clock,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._mailing = mailing
        self._policy = policy
        self._zone = zone
        self._clock = clock

    @property
    def policy(self) -> ReminderPolicy:
        """When it is that people are reminded."""
        return self._policy

    def today(self) -> date:
        """The day it is where the company is."""
        return local_day(self._clock(), zone=self._zone)

    def plan(self, *, viewer: str | None = None) -> Plan:
        """What is due today and was neither sent nor queued. It changes nothing; that `viewer` looked is audited."""
        today = self.today()
        with self._database.snapshot() as tx:
            waiting = self._waiting(tx, today=today)
            found = list_reminders(waiting, today=today, policy=self._policy)
            found += list_digests(_managers(tx, waiting), waiting, today=today, policy=self._policy)
            known = find_known_keys(tx, [one.key for one in found])
        plan = Plan(day=today, reminders=tuple(one for one in found if one.key not in known))
        if viewer is not None:
            self._database.write(lambda tx: self._note(tx, "reminders_viewed", plan.reminders, actor=viewer))
        return plan

    def queue(self, *, actor: str, noted: bool = True) -> tuple[Reminder, ...]:
        """Queue today's mails: those that this very call queued. Two at once queue each of them once."""
        if not self._mailing.enabled:
            return ()
        return self._keep(self.plan().by_mail, state="queued", action="reminders_queued", actor=actor, noted=noted)

    def list_unreached(self) -> tuple[Reminder, ...]:
        """Those of today whom no mail reaches: everybody, where there is no mail server."""
        plan = self.plan()
        return plan.without_address if self._mailing.enabled else plan.reminders

    def hand_out(self, reminders: Sequence[Reminder], *, actor: str) -> tuple[Reminder, ...]:
        """From now on these count as told, since they are in a file; those that nobody else handed out or queued."""
        return self._keep(reminders, state="handed", action="reminders_handed_out", actor=actor, noted=True)

    def find_open(self, mail: Mail) -> OpenCourse | None:
        """What a queued reminder is about, as it stands in this moment; None when it is no longer wanted."""
        now, kind = self._clock(), mail.kind
        assert kind in REMINDERS
        with self._database.reading() as tx:
            row = find_open(tx, enrollment_id=str(mail.facts["enrollment"]), now=now)
        one = None if row is None else self._open_course(row)
        if one is None or one.course_id not in self._catalog.courses():
            return None
        return one if is_current(kind, one, due=str(mail.facts["due"]), today=self.today()) else None

    def list_digest(self, manager: Account) -> list[OpenCourse]:
        """Whom a manager's digest names in this moment."""
        today = self.today()
        with self._database.snapshot() as tx:
            waiting = self._waiting(tx, today=today)
        return in_digest(manager, waiting, today=today)

    def list_due_of(self, user_id: str) -> list[OpenCourse]:
        """What this person is still to do by a day."""
        with self._database.reading() as tx:
            rows = list_open_of(tx, user_id=user_id)
        courses = self._catalog.courses()
        return [one for one in map(self._open_course, rows) if one.course_id in courses]

    def list_told(self, *, days: int, states: Sequence[str] = (), limit: int) -> tuple[list[Told], Mapping[str, int]]:
        """Reminders of so many days, the newest first, at most `limit`; and how many there are of each state."""
        since = self._clock() - days * _DAY_MS
        with self._database.snapshot() as tx:
            counts = count_mails(tx, kinds=REMINDERS, since=since)
            mails = list_mails(tx, kinds=REMINDERS, since=since, states=states, limit=limit)
            told = [Told(mail=mail, account=find_account(tx, user_id=mail.user_id)) for mail in mails]
        return told, counts

    def _waiting(self, tx: Transaction, *, today: date) -> list[OpenCourse]:
        """Everybody who is late or will be due soon enough for a reminder or a digest."""
        ahead = max((14, *self._policy.before)) + 1
        before = end_of_day(today + timedelta(days=ahead), zone=self._zone)
        courses = self._catalog.courses()
        found = map(self._open_course, list_open(tx, now=self._clock(), due_before=before))
        return [one for one in found if one.course_id in courses]

    def _open_course(self, row: OpenRow) -> OpenCourse:
        account, found = row
        return OpenCourse(
            account=account,
            enrollment_id=found.e_id,
            course_id=found.e_course_id,
            due=due_day(found.e_due_at, zone=self._zone),
            assigned_at=found.e_assigned_at,
            modules_done=found.e_modules_done,
            modules_total=found.e_modules_total,
            started=found.e_started_at is not None,
        )

    def _keep(
        self, reminders: Sequence[Reminder], *, state: str, action: str, actor: str, noted: bool
    ) -> tuple[Reminder, ...]:
        now = self._clock()
        mails = [
            Mail(
                id=str(uuid.uuid4()),
                user_id=one.account.id,
                kind=one.kind,
                dedupe=one.key,
                facts=one.facts,
                state=state,
            )
            for one in reminders
        ]

        def job(tx: Transaction) -> tuple[Reminder, ...]:
            new = queue_mails(tx, mails, now=now)
            kept = tuple(one for one in reminders if one.key in new)
            if noted or kept:
                self._note(tx, action, kept, actor=actor)
            return kept

        return self._database.write(job)

    def _note(self, tx: Transaction, action: str, reminders: Sequence[Reminder], *, actor: str) -> None:
        counts = Counter(one.kind for one in reminders)
        facts: dict[str, int] = {kind: counts[kind] for kind in REMINDERS}
        append_audit(
            tx, actor=actor, action=action, subject=f"reminders:{self.today()}", now=self._clock(), facts=facts
        )


def _managers(tx: Transaction, waiting: Sequence[OpenCourse]) -> list[Account]:
    return list_managers(
        tx,
        departments={one.account.department_code for one in waiting},
        numbers={one.account.manager_number for one in waiting},
    )
