"""All that is recorded about one person, as HR sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizserver.domain.certificates import Certificate
from quizserver.domain.counting import counted_attempts
from quizserver.domain.enrolling import Standing, standing_of
from quizserver.domain.ledger import Record
from quizserver.domain.people import Account
from quizserver.domain.records import Attempt, Enrollment
from quizserver.storage import Transaction
from quizserver.storage.accounts import find_account
from quizserver.storage.attempts import list_attempts
from quizserver.storage.certificates import list_certificates
from quizserver.storage.enrollments import list_enrollments
from quizserver.storage.ledger import list_ledger
from quizserver.storage.mails import SentMail, list_mails_of
from quizserver.storage.modules import list_records
from quizserver.storage.regrades import newest_results

__all__ = ["History", "PersonHistory", "read_history"]


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one registration: how it stands, its attempts and what was written down, in order of time.

    `counted` and `regraded` are ids of attempts: whose score stands, and which were graded anew.
    """

    enrollment: Enrollment
    standing: Standing
    attempts: tuple[Attempt, ...]
    ledger: tuple[Record, ...]
    counted: frozenset[str]
    regraded: frozenset[str]


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """A person with every registration, by course, the newest first; certificates and mails, the newest first.

    `names` are those of who acted, by id.
    """

    account: Account
    registrations: tuple[History, ...]
    certificates: tuple[Certificate, ...]
    mails: tuple[SentMail, ...]
    names: Mapping[str, str]


def read_history(tx: Transaction, account: Account, *, now: int) -> PersonHistory:
    """Everything that is there, old registrations included."""
    found = tuple(_history(tx, known, now=now) for known in list_enrollments(tx, user_id=account.id))
    actors = {record.actor for history in found for record in history.ledger} - {account.id}
    others = [find_account(tx, user_id=actor) for actor in sorted(actors)]
    return PersonHistory(
        account,
        found,
        tuple(list_certificates(tx, user_id=account.id)),
        tuple(list_mails_of(tx, user_id=account.id)),
        {other.id: other.name for other in others if other is not None},
    )


def _history(tx: Transaction, enrollment: Enrollment, *, now: int) -> History:
    found = list_attempts(tx, enrollment_id=enrollment.id)
    results = newest_results(tx, [attempt for attempt in found if attempt.submitted_at is not None])
    worth = {result.attempt.id: result for result, _ in results}
    attempts = tuple(worth[attempt.id].as_attempt() if attempt.id in worth else attempt for attempt in found)
    return History(
        enrollment,
        standing_of(enrollment, now=now),
        attempts,
        tuple(list_ledger(tx, enrollment_id=enrollment.id)),
        counted_attempts(attempts, list_records(tx, enrollment_id=enrollment.id)),
        frozenset(result.attempt.id for result, added in results if added),
    )
