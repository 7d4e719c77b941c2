"""Grading what was submitted once more: with the key of another revision, with full credit, or without a question.

Responses and the results of the day stay as they are; what comes out is one more result. The pass mark is the one that
was in force when the attempt began. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any, Literal

from coursekit.bundle import CompiledQuestion, CompiledQuiz
from coursekit.grading import is_passed
from quizserver.domain.answering import counting, grade_part, units_of
from quizserver.domain.completion import CourseInForce, is_done
from quizserver.domain.records import Attempt, ModuleRecord, Response
from quizserver.errors import Refusal

__all__ = ["Instruction", "Method", "Result", "Worth", "first_result", "record_after_regrade", "regrade_attempt"]

Method = Literal["key", "full_credit", "drop"]

Worth = tuple[Fraction, Fraction]
"""(points, max points) of one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What is to be done: to one question, or with `key` to all that the other revision has too."""

    method: Method
    question: str | None = None
    key: CompiledQuiz | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an attempt is worth now, and since when if not since its day (`at`, UTC milliseconds).

    `changed` are the questions whose worth is no longer that of the day.
    `unreadable` are the questions that the other key cannot judge: they keep what they were worth.
    """

    attempt: Attempt
    units: int
    max_units: int
    scale: int
    passed: bool | None
    changed: Mapping[str, Worth]
    unreadable: tuple[str, ...] = ()
    at: int | None = None

    def as_attempt(self) -> Attempt:
        """The attempt with what it is worth now."""
        return replace(self.attempt, units=self.units, max_units=self.max_units, scale=self.scale, passed=self.passed)

    def differs(self, other: Result) -> bool:
        """Whether points or the pass are others."""
        mine = Fraction(self.units, self.scale), Fraction(self.max_units, self.scale), self.passed
        return mine != (Fraction(other.units, other.scale), Fraction(other.max_units, other.scale), other.passed)


def first_result(attempt: Attempt) -> Result:
    """The result of the day on which the attempt was submitted."""
    assert attempt.units is not None, "only what was submitted has a result"
    return Result(
        attempt=attempt,
        units=attempt.units,
        max_units=attempt.max_units,
        scale=attempt.scale,
        passed=attempt.passed,
        changed={},
    )


def regrade_attempt(
    before: Result, *, quiz: CompiledQuiz, responses: Sequence[Response], instruction: Instruction
) -> Result:
    """The next result. `quiz` is the revision that the attempt was taken on."""
    attempt = before.attempt
    paper = [question for question in quiz.questions if attempt.questions is None or question.id in attempt.questions]
    by_question = _given(paper, responses)
    worth = {question.id: _worth(question, by_question.get(question.id, ()), scale=quiz.scale) for question in paper}
    worth = {name: before.changed.get(name, known) for name, known in worth.items()}
    changed, unreadable = dict(before.changed), []
    for question in paper:
        if instruction.question not in (None, question.id):
            continue
        new = _judge(question.id, worth[question.id], by_question.get(question.id, ()), instruction=instruction)
        if new is None:
            unreadable.append(question.id)
        elif new != worth[question.id]:
            worth[question.id] = changed[question.id] = new
    return replace(_summed(before, worth), changed=changed, unreadable=tuple(unreadable))


def _judge(name: str, known: Worth, responses: Sequence[Response], *, instruction: Instruction) -> Worth | None:
    """What the question is worth now; None where the other key cannot say."""
    match instruction.method:
        case "full_credit":
            return known[1], known[1]
        case "drop":
            return Fraction(0), Fraction(0)
        case "key":
            assert instruction.key is not None, "a key is given with this method"
            question = instruction.key.find_question(name)
            return None if question is None else _by_key(question, responses, scale=instruction.key.scale)


def _by_key(question: CompiledQuestion, responses: Sequence[Response], *, scale: int) -> Worth | None:
    most = Fraction(question.rule.max_units, scale)
    earlier: list[Response] = []
    for response in responses:
        try:
            graded = grade_part(
                question, response.response, part=response.part, language=response.language, earlier=earlier
            )
        except (Refusal, KeyError):
            return None
        earlier.append(replace(response, units=graded.units, max_units=graded.max_units))
    return Fraction(units_of(earlier), scale), most


def _worth(question: CompiledQuestion, responses: Sequence[Response], *, scale: int) -> Worth:
    return Fraction(units_of(responses), scale), Fraction(question.rule.max_units, scale)


def _given(paper: Iterable[CompiledQuestion], responses: Iterable[Response]) -> dict[str, list[Response]]:
    """Question -> the responses that count, in the order in which they were given."""
    stored: dict[str, list[Response]] = {}
    for response in sorted(responses, key=lambda given: (given.stored_at, given.version)):
        stored.setdefault(response.question, []).append(response)
    return {question.id: counting(question, stored.get(question.id, [])) for question in paper}


def _summed(before: Result, worth: Mapping[str, Worth]) -> Result:
    points = sum((own for own, _ in worth.values()), Fraction(0))
    most = sum((own for _, own in worth.values()), Fraction(0))
    scale = lcm(before.attempt.scale, *(value.denominator for pair in worth.values() for value in pair))
    units, max_units = int(points * scale), int(most * scale)
    attempt = before.attempt
    # With every question dropped there is nothing to fail.
    passed = None
    if attempt.graded:
        passed = max_units == 0 or is_passed(units, max_units, pass_percent=attempt.pass_percent or 0)
    return replace(before, units=units, max_units=max_units, scale=scale, passed=passed)


def record_after_regrade(
    record: ModuleRecord, results: Sequence[Result], *, counts: str, course: CourseInForce, now: int
) -> ModuleRecord:
    """The module's record after its attempts' results are these, in order of submission.

    A pass that no result bears any more is taken back here; whether that is allowed, the caller decides.
    """
    graded = [result for result in results if result.attempt.graded]
    if not graded:
        return record
    counted = {"first": graded[0], "last": graded[-1]}.get(counts) or max(graded, key=_share)
    passes = [counted] if counts == "first" else graded
    passed = any(result.passed for result in passes)
    passed_at = (record.passed_at or now) if passed else None
    changes: dict[str, Any] = {
        "passed_at": passed_at,
        "best_units": counted.units,
        "best_max_units": counted.max_units,
        "best_scale": counted.scale,
        "pass_percent": counted.attempt.pass_percent,
    }
    if record.done_at is None and is_done(course.rule, completed=record.completed_at is not None, passed=passed):
        changes |= {
            "done_at": now,
            "done_rule": course.rule,
            "done_course_revision": course.revision,
            "done_course_version": course.version,
        }
    lost = record.passed_at is not None and not passed
    if lost and not is_done(record.done_rule or course.rule, completed=True, passed=False):
        changes |= dict.fromkeys(("done_at", "done_rule", "done_course_revision", "done_course_version"))
    return replace(record, **changes)


def _share(result: Result) -> Fraction:
    return Fraction(result.units, result.max_units) if result.max_units else Fraction(1)
