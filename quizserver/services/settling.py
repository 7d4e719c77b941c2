"""What follows from something done: module record and registration, in the transaction of the answer itself."""

from __future__ import annotations

from dataclasses import replace

from coursekit.grading import is_passed
from quizserver.domain.completion import CourseInForce, after_submit, begin_record
from quizserver.domain.enrolling import after_progress
from quizserver.domain.records import Attempt, Enrollment, ModuleRecord
from quizserver.storage import Transaction
from quizserver.storage.attempts import close_attempt
from quizserver.storage.enrollments import update_enrollment
from quizserver.storage.modules import insert_record, list_records, update_record

__all__ = ["settle_attempt", "settle_module"]


def settle_attempt(
    tx: Transaction,
    attempt: Attempt,
    *,
    enrollment: Enrollment,
    in_force: CourseInForce,
    units: int,
    language: str,
    now: int,
    counts: str = "best",
    closed_by: str = "learner",
) -> Attempt:
    """Close an attempt and decide completion of its module and its course. Module and mark are those it began with."""
    mark = attempt.pass_percent or 0
    passed = is_passed(units, attempt.max_units, pass_percent=mark) if attempt.graded else None
    closed = replace(attempt, submitted_at=now, units=units, passed=passed, closed_by=closed_by)
    close_attempt(tx, closed)
    records = list_records(tx, enrollment_id=enrollment.id)
    if closed.module is not None:
        rule = CourseInForce(
            rule=closed.completion_rule, revision=closed.course_revision, version=closed.course_version
        )
        known = records.get(closed.module)
        before = known or begin_record(enrollment_id=enrollment.id, module=closed.module, language=language, now=now)
        after = after_submit(before, replace(closed, language=language), course=rule, now=now, counts=counts)
        (insert_record if known is None else update_record)(tx, after)
        records[closed.module] = after
    settle_module(tx, enrollment, records=records, in_force=in_force, language=language, now=now)
    return closed


def settle_module(
    tx: Transaction,
    enrollment: Enrollment,
    *,
    records: dict[str, ModuleRecord],
    in_force: CourseInForce,
    language: str,
    now: int,
) -> Enrollment:
    """Where the registration stands now that its module records do."""
    after = after_progress(enrollment, records, course=in_force, language=language, now=now)
    update_enrollment(tx, after)
    return after
