"""What follows from something done: module record, registration and ledger, in the transaction of the answer itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from coursekit.grading import is_passed
from quizserver.domain.changing import with_changes
from quizserver.domain.completion import CourseInForce, after_submit, begin_record
from quizserver.domain.enrolling import after_first_attempt, after_progress
from quizserver.domain.ledger import Entry, attempt_body, standing_body
from quizserver.domain.records import Attempt, Enrollment, ModuleRecord, Response
from quizserver.storage import Transaction
from quizserver.storage.attempts import close_attempt
from quizserver.storage.enrollments import update_enrollment
from quizserver.storage.ledger import append_to
from quizserver.storage.modules import insert_record, list_records, update_record

__all__ = ["settle", "settle_attempt", "write_down"]


def settle_attempt(
    tx: Transaction,
    attempt: Attempt,
    *,
    responses: Iterable[Response],
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
    closed = with_changes(attempt, submitted_at=now, units=units, passed=passed, closed_by=closed_by)
    close_attempt(tx, closed)
    records = list_records(tx, enrollment_id=enrollment.id)
    entry = Entry("attempt_submitted", attempt_body(closed, responses))
    changed = None
    if closed.module is not None:
        known = records.get(closed.module)
        before = known or begin_record(enrollment_id=enrollment.id, module=closed.module, language=language, now=now)
        rule = CourseInForce(
            rule=closed.completion_rule, revision=closed.course_revision, version=closed.course_version
        )
        enrollment = after_first_attempt(enrollment, closed, known=known, course=in_force)
        changed = after_submit(before, with_changes(closed, language=language), course=rule, now=now, counts=counts)
    settle(tx, enrollment, entry, changed=changed, records=records, in_force=in_force, language=language, now=now)
    return closed


def settle(
    tx: Transaction,
    enrollment: Enrollment,
    entry: Entry,
    *,
    changed: ModuleRecord | None,
    records: Mapping[str, ModuleRecord],
    in_force: CourseInForce,
    language: str,
    now: int,
) -> Enrollment:
    """Store a changed module record, decide about the course, and write down what happened. `records` are the old."""
    now_stored = records if changed is None else {**records, changed.module: changed}
    after = after_progress(enrollment, now_stored, course=in_force, language=language, now=now)
    return write_down(tx, enrollment, after, [entry], changed=changed, records=records, actor=after.user_id, now=now)


def write_down(
    tx: Transaction,
    before: Enrollment,
    after: Enrollment,
    entries: Sequence[Entry],
    *,
    changed: ModuleRecord | None,
    records: Mapping[str, ModuleRecord],
    actor: str,
    now: int,
) -> Enrollment:
    """Store a registration and the module record that changed, with their entries. `records` are as they were."""
    known = None if changed is None else records.get(changed.module)
    if changed is not None:
        (insert_record if known is None else update_record)(tx, changed)
    last = entries[-1]
    said = [*entries[:-1], Entry(last.kind, {**last.body, **standing_body(after, changed)})]
    if changed is not None and changed.done_at is not None and (known is None or known.done_at is None):
        said.append(Entry("module_done", {"module": changed.module, "rule": changed.done_rule}))
    if after.done_at is not None and before.done_at is None:
        said.append(Entry("course_done", {"rule": after.done_rule, "course_revision": after.done_course_revision}))
    written = append_to(tx, after, said, actor=actor, now=now)
    update_enrollment(tx, written)
    return written
