"""What HR and operators do about registrations: register, register again, waive, withdraw a waiver, look at history."""

from __future__ import annotations

from dataclasses import replace

from coursekit.bundle import CompiledCourse
from quizserver.catalog import Catalog
from quizserver.domain.enrolling import is_expired
from quizserver.domain.ledger import Entry, standing_body
from quizserver.domain.people import Account, email_key
from quizserver.domain.records import Enrollment
from quizserver.errors import (
    AlreadyDone,
    AlreadyEnrolled,
    AlreadyErased,
    AlreadyWaived,
    NotEnrolled,
    NotFound,
    NotWaived,
    ReasonMissing,
)
from quizserver.services.clock import Clock
from quizserver.services.cohorts import select_cohort
from quizserver.services.enrolling import enroll, reschedule
from quizserver.services.histories import PersonHistory, read_history
from quizserver.services.library import Library
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import (
    find_account,
    find_account_by_email,
    find_account_by_number,
    lock_account,
)
from quizserver.storage.audit import append_audit
from quizserver.storage.enrollments import find_current_enrollment, update_enrollment
from quizserver.storage.ledger import append_to

__all__ = ["REASON_LENGTH", "Registrations"]

REASON_LENGTH = 500


class Registrations:
    """The use cases around registrations. `actor` is a user id, or "system" for the command line."""

    def __init__(self, database: Database, *, catalog: Catalog, library: Library, clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._clock = clock

    def select_person(self, who: str) -> Account:
        """The person with this employee number or e-mail address. Raises NotFound."""
        with self._database.reading() as connection:
            known = find_account_by_number(connection, number=who.strip())
            by_email = None if known else find_account_by_email(connection, key=email_key(who))
        if known is None and by_email is None:
            raise NotFound
        return known or by_email[0]  # type: ignore[index]  # one of the two is there

    def enroll(
        self,
        *,
        user_id: str,
        course_id: str,
        actor: str,
        source: str = "hr",
        due_at: int | None = None,
        cohort_id: str | None = None,
    ) -> Enrollment:
        """Register somebody who is not registered yet, by the cohort's due date if none is given.

        Raises NotFound, AlreadyEnrolled.
        """
        course = self._catalog.select_course(course_id)

        def job(tx: Transaction) -> Enrollment:
            account = _lock_person(tx, user_id)
            if find_current_enrollment(tx, user_id=user_id, course_id=course_id) is not None:
                raise AlreadyEnrolled
            due, cohort = _demanded(tx, course_id, due_at=due_at, cohort_id=cohort_id)
            return self._enroll(tx, account, course=course, source=source, actor=actor, due_at=due, cohort_id=cohort)

        return self._database.write(job)

    def re_enroll(
        self,
        *,
        user_id: str,
        course_id: str,
        actor: str,
        reason: str,
        due_at: int | None = None,
        cohort_id: str | None = None,
    ) -> Enrollment:
        """Register somebody again; the registration before ends as it stands. Raises NotEnrolled, ReasonMissing."""
        course, said = self._catalog.select_course(course_id), _reason(reason)

        def job(tx: Transaction) -> Enrollment:
            account = _lock_person(tx, user_id)
            before = _current(tx, user_id=user_id, course_id=course_id)
            due, cohort = _demanded(tx, course_id, due_at=due_at, cohort_id=cohort_id)
            return self._enroll(
                tx,
                account,
                course=course,
                source="reenrolled",
                actor=actor,
                due_at=due,
                cohort_id=cohort,
                after=before,
                reason=said,
            )

        return self._database.write(job)

    def reschedule(
        self, *, user_id: str, course_id: str, actor: str, due_at: int | None, cohort_id: str | None
    ) -> Enrollment:
        """Set due date and cohort of an open registration; None takes it away. Nothing is written if nothing differs.

        Raises NotFound, NotEnrolled, AlreadyWaived, AlreadyDone.
        """

        def job(tx: Transaction) -> Enrollment:
            _lock_person(tx, user_id)
            known = _current(tx, user_id=user_id, course_id=course_id)
            if known.waived_at is not None:
                raise AlreadyWaived
            if known.done_at is not None:
                raise AlreadyDone
            _, cohort = _demanded(tx, course_id, due_at=due_at, cohort_id=cohort_id)
            after = replace(known, due_at=due_at, cohort_id=cohort)
            return known if after == known else reschedule(tx, [(known, after)], actor=actor, now=self._clock())[0]

        return self._database.write(job)

    def waive(self, *, user_id: str, course_id: str, actor: str, reason: str) -> Enrollment:
        """Let somebody off a course. Raises NotFound, AlreadyErased, AlreadyWaived, AlreadyDone, ReasonMissing."""
        course, said = self._catalog.select_course(course_id), _reason(reason)

        def job(tx: Transaction) -> Enrollment:
            account, now = _lock_person(tx, user_id), self._clock()
            known = find_current_enrollment(tx, user_id=user_id, course_id=course_id, lock=True)
            known = known or self._enroll(tx, account, course=course, source="hr", actor=actor)
            if known.waived_at is not None:
                raise AlreadyWaived
            if known.done_at is not None and not is_expired(known, now=now):
                raise AlreadyDone
            waived = replace(known, waived_at=now, waived_by=actor, waive_reason=said)
            return self._decide(tx, waived, kind="waived", actor=actor, reason=said)

        return self._database.write(job)

    def withdraw_waiver(self, *, user_id: str, course_id: str, actor: str, reason: str) -> Enrollment:
        """Take a waiver back; what was learned before stands. Raises NotEnrolled, NotWaived, ReasonMissing."""
        said = _reason(reason)

        def job(tx: Transaction) -> Enrollment:
            _lock_person(tx, user_id)
            known = _current(tx, user_id=user_id, course_id=course_id)
            if known.waived_at is None:
                raise NotWaived
            back = replace(known, waived_at=None, waived_by=None, waive_reason=None)
            return self._decide(tx, back, kind="waiver_withdrawn", actor=actor, reason=said)

        return self._database.write(job)

    def select_history(self, *, user_id: str, actor: str) -> PersonHistory:
        """All that is recorded about a person; the look is audited. Raises NotFound."""
        now = self._clock()
        with self._database.snapshot() as tx:
            account = find_account(tx, user_id=user_id)
            if account is None:
                raise NotFound
            history = read_history(tx, account, now=now)
        self._database.write(
            lambda tx: append_audit(tx, actor=actor, action="person_viewed", subject=f"user:{user_id}", now=now)
        )
        return history

    def _enroll(
        self,
        tx: Transaction,
        account: Account,
        *,
        course: CompiledCourse,
        source: str,
        actor: str,
        due_at: int | None = None,
        cohort_id: str | None = None,
        after: Enrollment | None = None,
        reason: str | None = None,
    ) -> Enrollment:
        language = account.locale if account.locale in course.languages else course.languages[0]
        made = enroll(
            tx,
            user_id=account.id,
            course=course,
            in_force=self._library.in_force(course),
            language=language,
            now=self._clock(),
            source=source,
            actor=actor,
            due_at=due_at,
            cohort_id=cohort_id,
            after=after,
            reason=reason,
        )
        action = "enrolled" if after is None else "reenrolled"
        append_audit(
            tx,
            actor=actor,
            action=action,
            subject=f"enrollment:{made.id}",
            now=self._clock(),
            facts={"course": course.id, "due_at": due_at},
        )
        return made

    def _decide(self, tx: Transaction, after: Enrollment, *, kind: str, actor: str, reason: str) -> Enrollment:
        now = self._clock()
        entry = Entry(kind, {"reason": reason} | standing_body(after))
        written = append_to(tx, after, [entry], actor=actor, now=now)
        update_enrollment(tx, written)
        subject, facts = f"enrollment:{after.id}", {"course": after.course_id}
        append_audit(tx, actor=actor, action=kind, subject=subject, now=now, facts=facts)
        return written


def _lock_person(tx: Transaction, user_id: str) -> Account:
    lock_account(tx, user_id=user_id)
    account = find_account(tx, user_id=user_id)
    if account is None:
        raise NotFound
    if not account.name:
        raise AlreadyErased
    return account


def _demanded(
    tx: Transaction, course_id: str, *, due_at: int | None, cohort_id: str | None
) -> tuple[int | None, str | None]:
    """Due date and cohort, with the cohort's date if there is no other. Raises NotFound for another course's cohort."""
    if cohort_id is None:
        return due_at, None
    cohort = select_cohort(tx, cohort_id=cohort_id, course_id=course_id)
    return cohort.due_at if due_at is None else due_at, cohort.id


def _current(tx: Transaction, *, user_id: str, course_id: str) -> Enrollment:
    known = find_current_enrollment(tx, user_id=user_id, course_id=course_id, lock=True)
    if known is None:
        raise NotEnrolled
    return known


def _reason(text: str) -> str:
    """What HR typed. Raises ReasonMissing for an empty reason, or one that is too long."""
    said = " ".join(text.replace("\x00", "").split())
    if not said or len(said) > REASON_LENGTH:
        raise ReasonMissing(most=REASON_LENGTH)
    return said
