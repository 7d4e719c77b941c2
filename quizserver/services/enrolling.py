"""The registration that an answer belongs to: found, or made in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from coursekit.bundle import CompiledCourse
from quizserver.domain.completion import CourseInForce
from quizserver.domain.enrolling import begin_enrollment, is_expired
from quizserver.domain.ledger import Entry, chain_each, enrolled_entry, rescheduled_entry, standing_body
from quizserver.domain.records import Enrollment
from quizserver.storage import Transaction
from quizserver.storage.audit import append_audits
from quizserver.storage.enrollments import (
    find_current_enrollment,
    insert_enrollment,
    next_number,
    rule_enrollments,
    update_enrollment,
)
from quizserver.storage.ledger import append_to, insert_records
from quizserver.storage.revisions import keep_course_revision

__all__ = ["enroll", "reschedule", "select_or_enroll"]


def select_or_enroll(
    tx: Transaction, *, user_id: str, course: CompiledCourse, in_force: CourseInForce, language: str, now: int
) -> Enrollment:
    """This learner's current registration. Who has none, or one that has expired, begins a new one by learning."""
    known = find_current_enrollment(tx, user_id=user_id, course_id=course.id, lock=True)
    if known is not None and not is_expired(known, now=now):
        return known
    source = "self" if known is None else "reenrolled"
    return enroll(
        tx,
        user_id=user_id,
        course=course,
        in_force=in_force,
        language=language,
        now=now,
        source=source,
        actor=user_id,
        after=known,
    )


def enroll(
    tx: Transaction,
    *,
    user_id: str,
    course: CompiledCourse,
    in_force: CourseInForce,
    language: str,
    now: int,
    source: str,
    actor: str,
    due_at: int | None = None,
    cohort_id: str | None = None,
    after: Enrollment | None = None,
    reason: str | None = None,
) -> Enrollment:
    """A new registration; the one before it ends and stays as it is. The caller holds the learner's lock."""
    if after is not None:
        ended = replace(after, ended_at=now)
        said = standing_body(ended) | ({} if reason is None else {"reason": reason})
        update_enrollment(tx, append_to(tx, ended, [Entry("reenrolled", said)], actor=actor, now=now))
    keep_course_revision(tx, course, now=now)
    blank = Enrollment(
        id=str(uuid.uuid4()),
        user_id=user_id,
        course_id=course.id,
        number=next_number(tx, user_id=user_id, course_id=course.id),
        source=source,
        assigned_at=now,
        due_at=due_at,
        cohort_id=cohort_id,
        language=language,
        course_revision=course.revision,
        course_version=course.version,
    )
    made = begin_enrollment(blank, course=in_force, now=now)
    insert_enrollment(tx, made)
    written = append_to(tx, made, [enrolled_entry(made)], actor=actor, now=now)
    update_enrollment(tx, written)
    return written


def reschedule(
    tx: Transaction, moved: Sequence[tuple[Enrollment, Enrollment]], *, actor: str, now: int
) -> list[Enrollment]:
    """Store registrations that are to be done by another day or in another cohort: (before, after), each one held."""
    entries = [(after, rescheduled_entry(before, after)) for before, after in moved]
    written, records = chain_each(entries, actor=actor, now=now)
    rule_enrollments(tx, written)
    insert_records(tx, records)
    append_audits(tx, [(actor, "rescheduled", f"enrollment:{one.id}", now) for one in written])
    return written
