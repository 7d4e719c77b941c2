"""Erasing a person who has left: a look at what goes and what stays, then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from quizserver.domain.erasing import ErasureReason, bind_anew, is_confirmed, names_of, without_words
from quizserver.domain.people import Account, Role
from quizserver.domain.records import Enrollment, Response
from quizserver.errors import AlreadyErased, Forbidden, NotConfirmed, NotFound, StillActive
from quizserver.services.clock import Clock
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account, lock_account
from quizserver.storage.attempts import list_attempts, list_responses
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.enrollments import find_enrollment, list_enrollments, update_enrollment
from quizserver.storage.erasing import (
    count_belongings,
    delete_belongings,
    empty_account,
    forget_elsewhere,
    insert_erasure,
    list_erased,
    rewrite_records,
    rewrite_responses,
)
from quizserver.storage.ledger import is_erased, list_ledger
from quizserver.storage.rosters import set_active

__all__ = ["Erasing", "Preview"]

_STAFF = frozenset({Role.HR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom it is about, and how many rows of each table belong to the person."""

    account: Account
    counts: Mapping[str, int]


class Erasing:
    """The use cases of erasure. `actor` is a user id, or "system" for the command line."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def preview(self, *, user_id: str, actor: str) -> Preview:
        """What belongs to a person; the look is audited. Raises NotFound, AlreadyErased."""
        with self._database.snapshot() as tx:
            found = Preview(_select(tx, user_id), count_belongings(tx, user_id=user_id))
        subject, now = f"user:{user_id}", self._clock()
        self._database.write(
            lambda tx: append_audit(tx, actor=actor, action="erasure_viewed", subject=subject, now=now)
        )
        return found

    def deactivate(self, *, user_id: str, actor: str, by: frozenset[Role] = _STAFF) -> None:
        """Close a person's account; HR cannot close that of HR or admin, nor anybody the own. Raises Forbidden."""

        def job(tx: Transaction) -> None:
            account = _select(tx, user_id)
            if user_id == actor or (account.roles & _STAFF and Role.ADMIN not in by):
                raise Forbidden
            set_active(tx, [user_id], active=False, now=self._clock())
            append_audit(tx, actor=actor, action="account_deactivated", subject=f"user:{user_id}", now=self._clock())

        self._database.write(job)

    def erase(self, *, user_id: str, actor: str, reason: ErasureReason, typed: str) -> None:
        """Erase a person who has left. Raises NotFound, AlreadyErased, StillActive, NotConfirmed."""

        def job(tx: Transaction) -> None:
            lock_account(tx, user_id=user_id)
            account = _select(tx, user_id)
            if account.active:
                raise StillActive
            if not is_confirmed(account, typed=typed):
                raise NotConfirmed
            self._erase(tx, account, actor=actor, reason=reason)

        self._database.write(job)

    def erase_leaver(self, tx: Transaction, account: Account, *, reason: ErasureReason) -> None:
        """The same within a transaction of the command line, which looked at the person there."""
        self._erase(tx, account, actor=SYSTEM, reason=reason)

    def list_erased(self) -> list[str]:
        """The ids of everybody who was erased: what is kept beside backups."""
        with self._database.reading() as connection:
            return list_erased(connection)

    def erase_again(self, user_ids: Iterable[str]) -> int:
        """After an old backup was restored: erase those who were erased since. How many were there."""

        return sum(self._database.write(partial(self._erase_again, user_id=user_id)) for user_id in user_ids)

    def _erase_again(self, tx: Transaction, *, user_id: str) -> bool:
        account = find_account(tx, user_id=user_id)
        if account is None or is_erased(tx, user_id=user_id):
            return False
        self._erase(tx, account, actor=SYSTEM, reason=ErasureReason.AGAIN)
        return True

    def _erase(self, tx: Transaction, account: Account, *, actor: str, reason: ErasureReason) -> None:
        now, user_id = self._clock(), account.id
        counts = count_belongings(tx, user_id=user_id)
        insert_erasure(tx, user_id=user_id, actor=actor, now=now)
        for known in list_enrollments(tx, user_id=user_id):
            _erase_registration(tx, known, actor=actor, now=now)
        delete_belongings(tx, user_id=user_id)
        forget_elsewhere(tx, number=account.employee_number, names=names_of(account))
        empty_account(tx, user_id=user_id, now=now)
        facts = {"reason": reason.value, "registrations": counts["enrollments"]}
        append_audit(tx, actor=actor, action="person_erased", subject=f"user:{user_id}", now=now, facts=facts)


def _select(tx: Transaction, user_id: str) -> Account:
    account = find_account(tx, user_id=user_id)
    if account is None:
        raise NotFound
    if is_erased(tx, user_id=user_id):
        raise AlreadyErased
    return account


def _erase_registration(tx: Transaction, known: Enrollment, *, actor: str, now: int) -> None:
    locked = find_enrollment(tx, enrollment_id=known.id, lock=True)
    assert locked is not None, "registrations are never deleted"
    kept: dict[str, list[Response]] = {}
    for attempt in list_attempts(tx, enrollment_id=known.id):
        given = list_responses(tx, attempt_id=attempt.id)
        kept[attempt.id] = [without_words(response) for response in given]
        changed = [after for before, after in zip(given, kept[attempt.id], strict=True) if after is not before]
        rewrite_responses(tx, attempt.id, changed)
    ledger = list_ledger(tx, enrollment_id=known.id)
    after, bound = bind_anew(locked, ledger, responses=kept, actor=actor, now=now)
    rewrite_records(tx, bound)
    update_enrollment(tx, after)
