"""When a module is done: two facts (completed, passed) and one rule over them (cmi5, section 13.1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Literal

from coursekit.model import CompletionRule
from quizserver.domain.changing import with_changes
from quizserver.domain.records import Attempt, ModuleRecord

__all__ = [
    "CourseInForce",
    "RequiredModule",
    "Status",
    "after_activity",
    "after_seen",
    "after_submit",
    "begin_record",
    "is_done",
    "status_of",
]

Status = Literal["not_started", "in_progress", "completed", "passed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredModule:
    """A module that counts, with its quiz's worth today (units, see `scale`). Planned modules never count."""

    slug: str
    graded: bool = False
    assessment: bool = False
    max_units: int = 0
    scale: int = 1
    pass_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseInForce:
    """The edition under which something is decided; frozen into the record with the decision.

    A completion expires after `valid_months` of the calendar where the company is (`zone`).
    """

    rule: str
    revision: str
    version: str
    modules: tuple[RequiredModule, ...] = ()
    valid_months: int | None = None
    zone: tzinfo = UTC


def is_done(rule: str, *, completed: bool, passed: bool | None) -> bool:
    """Whether the rule is met. `passed` is None where nothing can be passed: completing is then all one can do."""
    if passed is None:
        return completed or rule == CompletionRule.NOT_APPLICABLE
    match CompletionRule(rule):
        case CompletionRule.PASSED:
            return passed
        case CompletionRule.COMPLETED:
            return completed
        case CompletionRule.COMPLETED_AND_PASSED:
            return completed and passed
        case CompletionRule.COMPLETED_OR_PASSED:
            return completed or passed
        case CompletionRule.NOT_APPLICABLE:
            return True


def status_of(record: ModuleRecord | None, *, graded: bool) -> Status:
    """One word for a learner's standing, derived from the facts."""
    if record is None:
        return "not_started"
    if record.passed_at is not None:
        return "passed"
    if graded and record.attempts > 0:
        return "failed"
    return "completed" if record.completed_at is not None else "in_progress"


def begin_record(*, enrollment_id: str, module: str, language: str, now: int) -> ModuleRecord:
    """The record of somebody who has just begun."""
    return ModuleRecord(
        enrollment_id=enrollment_id, module=module, language=language, started_at=now, last_activity_at=now
    )


def after_activity(record: ModuleRecord, *, language: str, now: int) -> ModuleRecord:
    """Something was answered. A clock that was set back does not move the record back."""
    return with_changes(record, language=language, last_activity_at=max(now, record.last_activity_at))


def after_seen(record: ModuleRecord, *, graded: bool, course: CourseInForce, language: str, now: int) -> ModuleRecord:
    """The lesson was read to its end: that completes a module without a graded quiz."""
    changes: dict[str, Any] = {"seen_at": _first(record.seen_at, now)}
    if not graded:
        changes["completed_at"] = _first(record.completed_at, now)
        changes |= _done(record, passed=None, course=course, now=now)
    return with_changes(after_activity(record, language=language, now=now), **changes)


def after_submit(
    record: ModuleRecord, attempt: Attempt, *, course: CourseInForce, now: int, counts: str = "best"
) -> ModuleRecord:
    """A submitted attempt: one more attempt, perhaps a better score; a graded one completes, and passes or not.

    `counts` says whose score stands: the best attempt's, the last's or the first's. Where the first counts, a later one
    passes nothing; where the last does, a pass is kept all the same.
    """
    assert attempt.units is not None, "a submitted attempt has its units"
    changes: dict[str, Any] = {
        "language": attempt.language,
        "last_activity_at": max(now, record.last_activity_at),
        "attempts": record.attempts + 1,
    }
    if attempt.graded:
        completed_at = _first(record.completed_at, now)
        score = _counted(attempt, than=record, counts=counts)
        passes = attempt.passed and (counts != "first" or bool(score))
        passed_at = _first(record.passed_at, now) if passes else record.passed_at
        changes |= {"completed_at": completed_at, "passed_at": passed_at} | score
        changes |= _done(record, passed=passed_at is not None, course=course, now=now)
    return with_changes(record, **changes)


def _done(record: ModuleRecord, *, passed: bool | None, course: CourseInForce, now: int) -> dict[str, Any]:
    """What freezes when a completed module is done for the first time."""
    if record.done_at is not None or not is_done(course.rule, completed=True, passed=passed):
        return {}
    return {
        "done_at": now,
        "done_rule": course.rule,
        "done_course_revision": course.revision,
        "done_course_version": course.version,
    }


def _counted(attempt: Attempt, *, than: ModuleRecord, counts: str) -> dict[str, Any]:
    """The score that stands, if it is this attempt's. Compared as fractions: another revision may be worth more."""
    assert attempt.units is not None
    known = than.best_units is not None and than.best_max_units is not None
    better = attempt.units * (than.best_max_units or 0) > (than.best_units or 0) * attempt.max_units
    if known and (counts == "first" or (counts != "last" and not better)):
        return {}
    return {
        "best_units": attempt.units,
        "best_max_units": attempt.max_units,
        "best_scale": attempt.scale,
        "pass_percent": attempt.pass_percent,
    }


def _first(earlier: int | None, now: int) -> int:
    return now if earlier is None else earlier
