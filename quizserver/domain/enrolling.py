"""A registration and how it stands: two facts about the whole course, one rule over them, one word for people.

Decided in the transaction of the answer that changes it, so that no report has to look at attempts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any, Literal

from coursekit.model import CompletionRule
from quizserver.domain.calendar import months_later
from quizserver.domain.changing import with_changes
from quizserver.domain.completion import CourseInForce, RequiredModule, is_done
from quizserver.domain.records import STUDY_GAP_MS, Attempt, Enrollment, ModuleRecord

__all__ = [
    "Standing",
    "after_first_attempt",
    "after_progress",
    "after_regrade",
    "begin_enrollment",
    "is_expired",
    "standing_of",
]

Standing = Literal["not_started", "in_progress", "overdue", "completed", "expired", "waived"]


@dataclass(frozen=True, slots=True)
class _Score:
    """Units of the whole course, on one scale. `units` is None until something graded was taken."""

    units: int | None
    max_units: int | None
    scale: int | None
    pass_percent: int | None


def standing_of(enrollment: Enrollment | None, *, now: int) -> Standing:
    """受講状況, derived: waived, completed (or completed and expired), overdue, in progress, not started."""
    if enrollment is None:
        return "not_started"
    if enrollment.waived_at is not None:
        return "waived"
    if enrollment.done_at is not None:
        return "expired" if is_expired(enrollment, now=now) else "completed"
    if enrollment.due_at is not None and enrollment.due_at <= now:
        return "overdue"
    return "not_started" if enrollment.started_at is None else "in_progress"


def is_expired(enrollment: Enrollment, *, now: int) -> bool:
    """Whether what was done must be done again."""
    return enrollment.expires_at is not None and enrollment.expires_at <= now


def begin_enrollment(enrollment: Enrollment, *, course: CourseInForce, now: int) -> Enrollment:
    """A new registration with what is to be done; where nothing is to be done, it is done at once."""
    counted = with_changes(enrollment, **_counted({}, course=course))
    return with_changes(counted, **_decided(counted, {}, course=course, now=now))


def after_progress(
    enrollment: Enrollment, records: Mapping[str, ModuleRecord], *, course: CourseInForce, language: str, now: int
) -> Enrollment:
    """Where the registration stands after something was done. `records` are all of its modules', by module."""
    earlier = now if enrollment.last_activity_at is None else enrollment.last_activity_at
    moved: dict[str, Any] = {
        "language": language,
        "started_at": now if enrollment.started_at is None else enrollment.started_at,
        "last_activity_at": max(now, earlier),
        "study_ms": enrollment.study_ms + min(max(0, now - earlier), STUDY_GAP_MS),
    }
    if enrollment.done_at is not None:
        # Done under an edition that stands: own attempts may still better the score, nothing else moves.
        score = _score_of(course.modules, records)
        moved |= _as_fields(score) | {"attempts": _attempts(course.modules, records)}
        return with_changes(enrollment, **(moved | _passed(enrollment, records, course=course, now=now)))
    counted = with_changes(enrollment, **moved, **_counted(records, course=course))
    return with_changes(counted, **_decided(counted, records, course=course, now=now))


def after_regrade(
    enrollment: Enrollment, records: Mapping[str, ModuleRecord], *, course: CourseInForce, now: int
) -> Enrollment:
    """Where the registration stands after results were graded anew: the learner did nothing, so no activity moves.

    Facts that no record bears any more are taken back; whether that is allowed, the caller decides.
    """
    graded = [module for module in course.modules if module.graded]
    lost = enrollment.passed_at is not None and not all(_has(records, module.slug, "passed_at") for module in graded)
    facts: dict[str, Any] = dict.fromkeys(
        ("passed_at", "done_at", "done_rule", "done_course_revision", "done_course_version", "expires_at")
    )
    before = with_changes(enrollment, **facts) if lost else enrollment
    after = after_progress(before, records, course=course, language=enrollment.language, now=now)
    if lost and after.done_at is not None and enrollment.done_at is not None:
        # Done all the same, by a rule that asks for no pass: since when, and until when, stays.
        kept = {name: getattr(enrollment, name) for name in facts if name != "passed_at"}
        after = with_changes(after, **kept)
    return with_changes(
        after,
        started_at=enrollment.started_at,
        last_activity_at=enrollment.last_activity_at,
        study_ms=enrollment.study_ms,
    )


def after_first_attempt(
    enrollment: Enrollment, attempt: Attempt, *, known: ModuleRecord | None, course: CourseInForce
) -> Enrollment:
    """With the first score, where this is the first attempt at something that the score comes from.

    Like the score it is the final assessment's, else a sum in which what was not taken counts in the maximum. No later
    attempt and no regrading changes it. `known` is the module's record before this attempt.
    """
    counting = {module.slug: module for module in _counting(course.modules)}
    module = counting.get(attempt.module or "")
    if module is None or attempt.units is None or (known is not None and known.attempts > 0):
        return enrollment
    scale = lcm(*(item.scale for item in counting.values()), attempt.scale, enrollment.first_scale or 1)
    most = enrollment.first_max_units
    if most is None:
        whole = sum(item.max_units * (scale // item.scale) for item in counting.values())
    else:
        whole = most * (scale // (enrollment.first_scale or 1))
    before = (enrollment.first_units or 0) * (scale // (enrollment.first_scale or 1))
    own = scale // attempt.scale
    return with_changes(
        enrollment,
        first_units=before + attempt.units * own,
        first_max_units=whole + attempt.max_units * own - module.max_units * (scale // module.scale),
        first_scale=scale,
    )


def _counted(records: Mapping[str, ModuleRecord], *, course: CourseInForce) -> dict[str, Any]:
    nothing_needed = course.rule == CompletionRule.NOT_APPLICABLE
    done = sum(_has(records, module.slug, "done_at") or nothing_needed for module in course.modules)
    return _as_fields(_score_of(course.modules, records)) | {
        "course_revision": course.revision,
        "course_version": course.version,
        "modules_done": done,
        "modules_total": len(course.modules),
        "attempts": _attempts(course.modules, records),
    }


def _decided(
    enrollment: Enrollment, records: Mapping[str, ModuleRecord], *, course: CourseInForce, now: int
) -> dict[str, Any]:
    """The two facts, and what freezes when the rule over them is met for the first time.

    A course whose every module is done is done too: each was decided under the rule of its own day.
    """
    changes = _passed(enrollment, records, course=course, now=now)
    completed = bool(course.modules) and all(_has(records, module.slug, "completed_at") for module in course.modules)
    if completed and enrollment.completed_at is None:
        changes["completed_at"] = now
    gradable = any(module.graded for module in course.modules)
    passed = changes.get("passed_at", enrollment.passed_at) is not None if gradable else None
    all_done = 0 < enrollment.modules_total == enrollment.modules_done
    met = is_done(course.rule, completed=completed or enrollment.completed_at is not None, passed=passed)
    if met or all_done:
        changes |= {
            "done_at": now,
            "done_rule": course.rule,
            "done_course_revision": course.revision,
            "done_course_version": course.version,
        }
        if course.valid_months is not None:
            changes["expires_at"] = months_later(now, course.valid_months, zone=course.zone)
    return changes


def _passed(
    enrollment: Enrollment, records: Mapping[str, ModuleRecord], *, course: CourseInForce, now: int
) -> dict[str, Any]:
    """Passed: every graded module is. A pass is never undone."""
    graded = [module for module in course.modules if module.graded]
    if enrollment.passed_at is not None or not graded:
        return {}
    return {"passed_at": now} if all(_has(records, module.slug, "passed_at") for module in graded) else {}


def _score_of(modules: Sequence[RequiredModule], records: Mapping[str, ModuleRecord]) -> _Score:
    """The final assessment's score, else the sum; what was not taken counts in the maximum."""
    parts = [_part(module, records.get(module.slug)) for module in _counting(modules)]
    if not parts:
        return _Score(None, None, None, None)
    scale = lcm(*(part[2] for part in parts))
    taken = [units * (scale // own) for units, _, own, _ in parts if units is not None]
    marks = {mark for _, _, _, mark in parts}
    return _Score(
        units=sum(taken) if taken else None,
        max_units=sum(most * (scale // own) for _, most, own, _ in parts),
        scale=scale,
        pass_percent=marks.pop() if len(marks) == 1 else None,
    )


def _counting(modules: Sequence[RequiredModule]) -> Sequence[RequiredModule]:
    """What the score comes from."""
    graded = [module for module in modules if module.graded]
    return [module for module in graded if module.assessment] or graded


def _part(module: RequiredModule, record: ModuleRecord | None) -> tuple[int | None, int, int, int | None]:
    """(units, max units, scale, pass mark): of the attempt that counts, else of today's quiz."""
    if record is None or record.best_units is None or record.best_max_units is None or not record.best_scale:
        return None, module.max_units, module.scale, module.pass_percent
    return record.best_units, record.best_max_units, record.best_scale, record.pass_percent


def _attempts(modules: Sequence[RequiredModule], records: Mapping[str, ModuleRecord]) -> int:
    return sum(records[module.slug].attempts for module in modules if module.graded and module.slug in records)


def _as_fields(score: _Score) -> dict[str, Any]:
    return {
        "units": score.units,
        "max_units": score.max_units,
        "scale": score.scale,
        "pass_percent": score.pass_percent,
    }


def _has(records: Mapping[str, ModuleRecord], module: str, fact: str) -> bool:
    record = records.get(module)
    return record is not None and getattr(record, fact) is not None
