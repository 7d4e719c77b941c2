"""What has had its time goes: people who left long ago, and rows that nobody can use any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from quizserver.domain.erasing import ErasureReason
from quizserver.domain.retaining import may_be_erased
from quizserver.services.clock import Clock
from quizserver.services.erasing import Erasing
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.retaining import clear_stale, count_stale, cut_log, list_leavers

__all__ = ["MAIL_DAYS", "Retained", "Retaining"]

_DAY_MS = 86_400_000
MAIL_DAYS = 400
"""Mails that are done with are known for more than a year: until then none of them is sent a second time."""


@dataclass(frozen=True, slots=True)
class Retained:
    """Who was or would be erased (ids), and how many rows of which table went or would go."""

    people: tuple[str, ...]
    rows: Mapping[str, int]


class Retaining:
    """The use case of the nightly command. `years` is None where people are kept."""

    def __init__(
        self, database: Database, *, erasing: Erasing, clock: Clock, timezone: ZoneInfo, years: int | None, url: str
    ) -> None:
        self._database = database
        self._erasing = erasing
        self._clock = clock
        self._timezone = timezone
        self._url = url
        self.years = years

    def plan(self) -> Retained:
        """What would go now; nothing is changed."""
        with self._database.snapshot() as tx:
            rows = count_stale(tx, now=self._clock(), before=self._before())
        return Retained(self._leavers(), rows)

    def apply(self) -> Retained:
        """Erase everybody whose years are over, one after another, and delete what is stale."""
        people = [user_id for user_id in self._leavers() if self._database.write(partial(self._erase, user_id=user_id))]
        rows = self._database.write(self._clear)
        self.tidy()
        return Retained(tuple(people), rows)

    def tidy(self) -> None:
        """Leave nothing of what was erased in the database's log."""
        cut_log(self._url)

    def _leavers(self) -> tuple[str, ...]:
        if self.years is None:
            return ()
        now = self._clock()
        with self._database.snapshot() as tx:
            left = list_leavers(tx, before=now)
        return tuple(user_id for user_id, since in left if self._is_over(since, now=now))

    def _is_over(self, since: int, *, now: int) -> bool:
        return self.years is not None and may_be_erased(since, years=self.years, now=now, zone=self._timezone)

    def _erase(self, tx: Transaction, *, user_id: str) -> bool:
        """Looks again: who came back meanwhile stays."""
        account = find_account(tx, user_id=user_id)
        if account is None or account.active or not account.name or account.deactivated_at is None:
            return False
        if not self._is_over(account.deactivated_at, now=self._clock()):
            return False
        self._erasing.erase_leaver(tx, account, reason=ErasureReason.RETENTION)
        return True

    def _clear(self, tx: Transaction) -> Mapping[str, int]:
        now, rows = self._clock(), clear_stale(tx, now=self._clock(), before=self._before())
        facts = {"rows": {table: count for table, count in rows.items() if count}, "years": self.years}
        append_audit(tx, actor=SYSTEM, action="retention_applied", subject="retention:all", now=now, facts=facts)
        return rows

    def _before(self) -> Mapping[str, int]:
        now = self._clock()
        return {"sign_in_tries": now - _DAY_MS, "roster_drafts": now - _DAY_MS, "mails": now - MAIL_DAYS * _DAY_MS}
