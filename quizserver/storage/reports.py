"""One page of a report: it reads enrollments and module records, never attempts. Apart from writes, on a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from quizserver.domain.people import Account
from quizserver.domain.records import Enrollment, ModuleRecord
from quizserver.storage.accounts import ACCOUNT_COLUMNS, account_of
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.modules import record_of
from quizserver.storage.roster_filter import RosterFilter, order_of, select_roster
from quizserver.storage.tables import certificates, enrollments, module_records, users

__all__ = ["LearnerRow", "list_roster"]


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner with the current registration in the course, if there is one, its module records and certificate."""

    account: Account
    enrollment: Enrollment | None
    records: Mapping[str, ModuleRecord]
    certificate_number: str | None = None


def list_roster(connection: Connection, wanted: RosterFilter, *, limit: int, offset: int) -> list[LearnerRow]:
    """One page of learners, those who have not begun included."""
    page = select_roster(wanted, users.c.id).order_by(*order_of(wanted)).limit(limit).offset(offset)
    ids = list(connection.execute(page).scalars())
    accounts = {
        row.id: account_of(row) for row in connection.execute(select(*ACCOUNT_COLUMNS).where(users.c.id.in_(ids)))
    }
    current = select(enrollments).where(
        enrollments.c.course_id == wanted.course_id, enrollments.c.ended_at.is_(None), enrollments.c.user_id.in_(ids)
    )
    registered = {found.user_id: found for found in map(enrollment_of, connection.execute(current))}
    own = [found.id for found in registered.values()]
    records: dict[str, dict[str, ModuleRecord]] = {enrollment: {} for enrollment in own}
    rows = connection.execute(select(module_records).where(module_records.c.enrollment_id.in_(own)))
    for record in map(record_of, rows):
        records[record.enrollment_id][record.module] = record
    held = select(certificates.c.enrollment_id, certificates.c.number).where(
        certificates.c.enrollment_id.in_(own), certificates.c.revoked_at.is_(None)
    )
    numbers = {row[0]: row[1] for row in connection.execute(held)}
    return [_learner_row(accounts[id_], registered.get(id_), records, numbers) for id_ in ids]


def _learner_row(
    account: Account,
    enrollment: Enrollment | None,
    records: Mapping[str, Mapping[str, ModuleRecord]],
    numbers: Mapping[str, str],
) -> LearnerRow:
    if enrollment is None:
        return LearnerRow(account, None, {})
    return LearnerRow(account, enrollment, records[enrollment.id], numbers.get(enrollment.id))
