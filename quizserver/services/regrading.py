"""Grading submitted attempts anew: first a look at what would change, then, if wanted, the results.

Each registration is one transaction that looks again before it writes: what is answered meanwhile is not lost, and a
run that was cut off is finished by running it again, since what is as it should be changes no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coursekit.bundle import CompiledQuiz
from quizserver.catalog import Catalog
from quizserver.domain.completion import CourseInForce
from quizserver.domain.enrolling import after_regrade
from quizserver.domain.ledger import Entry
from quizserver.domain.records import Enrollment, ModuleRecord
from quizserver.domain.regrading import Instruction, Method, Result, record_after_regrade, regrade_attempt
from quizserver.errors import RegradeError
from quizserver.services.clock import Clock
from quizserver.services.library import Library
from quizserver.services.revoking import withdraw_certificate
from quizserver.services.settling import write_down
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account
from quizserver.storage.attempts import list_responses
from quizserver.storage.audit import append_audit
from quizserver.storage.enrollments import find_enrollment
from quizserver.storage.modules import list_records
from quizserver.storage.regrades import append_regrade, list_enrollments_with_attempts, list_results
from quizserver.storage.revisions import keep_quiz_revision, list_quiz_revisions

__all__ = ["Change", "Order", "Plan", "Regrading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to grade anew, and how. `revision` (or the beginning of one) leaves attempts on other revisions alone."""

    course_id: str
    quiz: str
    method: Method
    question: str | None = None
    revision: str | None = None
    key: str | None = None
    allow_lost_passes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changes for one registration. `who` is the employee number, or the user's id."""

    who: str
    enrollment: Enrollment
    after: Enrollment
    results: tuple[tuple[Result, Result, int], ...]
    record: ModuleRecord | None
    changed: ModuleRecord | None
    records: dict[str, ModuleRecord]

    @property
    def gains_pass(self) -> bool:
        """Whether the module is passed now and was not before."""
        return self._passed(self.changed) and not self._passed(self.record)

    @property
    def loses_pass(self) -> bool:
        """Whether a pass of the module would be taken."""
        return self._passed(self.record) and not self._passed(self.changed)

    @property
    def gains_course(self) -> bool:
        """Whether the course is done now and was not before."""
        return self.after.done_at is not None and self.enrollment.done_at is None

    def _passed(self, record: ModuleRecord | None) -> bool:
        return record is not None and record.passed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would change, or has changed. `left` are those whose pass would be lost and may not be."""

    looked_at: int
    changes: tuple[Change, ...]
    left: tuple[Change, ...]
    unreadable: int


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen of one registration."""

    attempts: int
    unreadable: int
    change: Change | None


class Regrading:
    """The use case of a trainer who found a mistake in a key."""

    def __init__(self, database: Database, *, catalog: Catalog, library: Library, clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library
        self._clock = clock

    def plan(self, order: Order) -> Plan:
        """What the order would change; nothing is written. Raises RegradeError, NotFound."""
        with self._database.snapshot() as tx:
            instruction, revision = self._understood(tx, order)
            found = list_enrollments_with_attempts(tx, course_id=order.course_id, quiz=order.quiz)
            looks = [self._look(tx, one, order, instruction=instruction, revision=revision) for one in found]
        return _plan(looks, order)

    def apply(self, order: Order, *, actor: str, reason: str) -> Plan:
        """Add the results that the order leads to. Raises RegradeError, NotFound."""
        with self._database.snapshot() as tx:
            instruction, revision = self._understood(tx, order)
            ids = [one.id for one in list_enrollments_with_attempts(tx, course_id=order.course_id, quiz=order.quiz)]
        looks = []
        for enrollment_id in ids:
            job = self._job(
                enrollment_id, order, instruction=instruction, revision=revision, actor=actor, reason=reason
            )
            looks.append(self._database.write(job))
        plan, now = _plan(looks, order), self._clock()
        subject = f"quiz:{order.course_id}/{order.quiz}"
        facts = {"method": order.method, "question": order.question, "attempts": plan.looked_at}
        facts |= {"changed": len(plan.changes), "left": len(plan.left)}
        self._database.write(
            lambda tx: append_audit(tx, actor=actor, action="regraded", subject=subject, now=now, facts=facts)
        )
        return plan

    def _job(
        self,
        enrollment_id: str,
        order: Order,
        *,
        instruction: Instruction,
        revision: str | None,
        actor: str,
        reason: str,
    ) -> Callable[[Transaction], _Look]:
        def job(tx: Transaction) -> _Look:
            enrollment = find_enrollment(tx, enrollment_id=enrollment_id, lock=True)
            assert enrollment is not None, "registrations are never deleted while their attempts are there"
            look = self._look(tx, enrollment, order, instruction=instruction, revision=revision)
            change = look.change
            if change is not None and (order.allow_lost_passes or not change.loses_pass):
                self._write(tx, change, instruction=instruction, actor=actor, reason=reason)
            return look

        return job

    def _write(self, tx: Transaction, change: Change, *, instruction: Instruction, actor: str, reason: str) -> None:
        now, entries = self._clock(), []
        if instruction.key is not None:
            keep_quiz_revision(tx, instruction.key, now=now)
        for _, result, number in change.results:
            append_regrade(tx, result, number=number, instruction=instruction, actor=actor, reason=reason, now=now)
            entries.append(Entry("regraded", _body(result, number=number, instruction=instruction, reason=reason)))
        write_down(
            tx,
            change.enrollment,
            change.after,
            entries,
            changed=change.changed,
            records=change.records,
            actor=actor,
            now=now,
        )
        if change.enrollment.done_at is not None and change.after.done_at is None:
            withdraw_certificate(tx, enrollment_id=change.enrollment.id, actor=actor, clock=self._clock)

    def _look(
        self, tx: Transaction, enrollment: Enrollment, order: Order, *, instruction: Instruction, revision: str | None
    ) -> _Look:
        looked_at, unreadable, results = 0, 0, []
        for before, added in list_results(tx, enrollment_id=enrollment.id, quiz=order.quiz):
            after = before
            if revision in (None, before.attempt.revision):
                looked_at += 1
                quiz = self._library.select_quiz(tx, revision=before.attempt.revision)
                given = list_responses(tx, attempt_id=before.attempt.id)
                after = regrade_attempt(before, quiz=quiz, responses=given, instruction=instruction)
                unreadable += len(after.unreadable)
            results.append((before, after, added + 1))
        if not any(after.differs(before) for before, after, _ in results):
            return _Look(looked_at, unreadable, None)
        return _Look(looked_at, unreadable, self._change(tx, enrollment, results))

    def _change(self, tx: Transaction, enrollment: Enrollment, results: list[tuple[Result, Result, int]]) -> Change:
        now, last = self._clock(), results[-1][1].attempt
        records = list_records(tx, enrollment_id=enrollment.id)
        record = records.get(last.module) if last.module is not None else None
        changed, after = None, enrollment
        if record is not None:
            rule = CourseInForce(rule=last.completion_rule, revision=last.course_revision, version=last.course_version)
            counts = self._library.select_quiz(tx, revision=last.revision).counts
            changed = record_after_regrade(record, [new for _, new, _ in results], counts=counts, course=rule, now=now)
            in_force = self._library.select_in_force(tx, enrollment)
            after = after_regrade(enrollment, {**records, record.module: changed}, course=in_force, now=now)
        account = find_account(tx, user_id=enrollment.user_id)
        number = None if account is None else account.employee_number
        return Change(
            who=number or enrollment.user_id,
            enrollment=enrollment,
            after=after,
            results=tuple(entry for entry in results if entry[1].differs(entry[0])),
            record=record,
            changed=changed,
            records=records,
        )

    def _understood(self, tx: Transaction, order: Order) -> tuple[Instruction, str | None]:
        """The order with its quizzes found, and the revision that it is limited to. Raises RegradeError, NotFound."""
        stored = list_quiz_revisions(tx, quiz=order.quiz)
        today = self._catalog.select_course(order.course_id).quizzes.get(order.quiz)
        if today is None and not stored:
            raise RegradeError(f"The course {order.course_id} has no quiz {order.quiz}.")
        known = list(dict.fromkeys([*([today.revision] if today else []), *stored]))
        revision = None if order.revision is None else _one(order.revision, known)
        key = None
        if order.method == "key":
            key = self._key(tx, order.key, today=today, known=known)
        quizzes = [
            self._library.select_quiz(tx, revision=name) for name in (stored if revision is None else [revision])
        ]
        quizzes += [] if key is None else [key]
        if order.question is not None and not any(quiz.find_question(order.question) for quiz in quizzes):
            raise RegradeError(f"No revision of {order.quiz} has a question {order.question}.")
        return Instruction(method=order.method, question=order.question, key=key), revision

    def _key(
        self, tx: Transaction, wanted: str | None, *, today: CompiledQuiz | None, known: list[str]
    ) -> CompiledQuiz:
        if wanted is None or (today is not None and today.revision.startswith(wanted)):
            if today is None:
                raise RegradeError(f"The quiz is no longer in the course. Name a revision: {', '.join(known)}.")
            return today
        return self._library.select_quiz(tx, revision=_one(wanted, known))


def _one(beginning: str, known: list[str]) -> str:
    """The one revision that begins so. Raises RegradeError."""
    found = [revision for revision in known if revision.startswith(beginning)]
    if len(found) != 1:
        raise RegradeError(f"No single revision begins with {beginning}. There are: {', '.join(known)}.")
    return found[0]


def _plan(looks: list[_Look], order: Order) -> Plan:
    changes = [look.change for look in looks if look.change is not None]
    left = [change for change in changes if change.loses_pass and not order.allow_lost_passes]
    return Plan(
        looked_at=sum(look.attempts for look in looks),
        changes=tuple(change for change in changes if change not in left),
        left=tuple(left),
        unreadable=sum(look.unreadable for look in looks),
    )


def _body(result: Result, *, number: int, instruction: Instruction, reason: str) -> dict[str, object]:
    return {
        "attempt": result.attempt.id,
        "number": number,
        "reason": reason,
        "method": instruction.method,
        "question": instruction.question,
        "revision": None if instruction.key is None else instruction.key.revision,
        "units": result.units,
        "max_units": result.max_units,
        "scale": result.scale,
        "passed": result.passed,
    }
