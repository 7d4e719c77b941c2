"""Completed and passed are two facts; a rule over them says done; nothing is ever undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizserver.domain.completion import CourseInForce, after_seen, after_submit, begin_record, is_done, status_of
from quizserver.domain.records import Attempt

pytestmark = pytest.mark.unit

COURSE = CourseInForce(rule="CompletedAndPassed", revision="r1", version="2026.1")
RECORD = begin_record(enrollment_id="e", module="m", language="ja", now=100)
ATTEMPT = Attempt(
    id="a",
    enrollment_id="e",
    user_id="u",
    course_id="c",
    quiz="q",
    module="m",
    number=1,
    revision="q1",
    course_revision="r1",
    course_version="2026.1",
    completion_rule="CompletedAndPassed",
    graded=True,
    pass_percent=75,
    scale=1,
    max_units=8,
    seed="s",
    orders={},
    language="en",
    started_at=100,
    submitted_at=200,
    units=6,
    passed=True,
)


@pytest.mark.parametrize(
    ("rule", "neither", "completed", "passed", "both"),
    [
        ("Passed", False, False, True, True),
        ("Completed", False, True, False, True),
        ("CompletedAndPassed", False, False, False, True),
        ("CompletedOrPassed", False, True, True, True),
        ("NotApplicable", True, True, True, True),
    ],
)
def test_done_by_every_rule(rule: str, neither: bool, completed: bool, passed: bool, both: bool) -> None:
    cases = [(False, False, neither), (True, False, completed), (False, True, passed), (True, True, both)]
    for was_completed, was_passed, expected in cases:
        assert is_done(rule, completed=was_completed, passed=was_passed) is expected


@pytest.mark.parametrize("rule", ["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed"])
def test_where_nothing_can_be_passed_completing_is_enough(rule: str) -> None:
    assert is_done(rule, completed=True, passed=None)
    assert not is_done(rule, completed=False, passed=None)


def test_a_passed_attempt_completes_and_freezes_the_rule_in_force() -> None:
    after = after_submit(RECORD, ATTEMPT, course=COURSE, now=200)
    assert after == replace(
        RECORD,
        language="en",
        last_activity_at=200,
        completed_at=200,
        passed_at=200,
        best_units=6,
        best_max_units=8,
        best_scale=1,
        pass_percent=75,
        attempts=1,
        done_at=200,
        done_rule="CompletedAndPassed",
        done_course_revision="r1",
        done_course_version="2026.1",
    )
    assert status_of(after, graded=True) == "passed"


def test_a_later_failure_undoes_nothing() -> None:
    passed = after_submit(RECORD, ATTEMPT, course=COURSE, now=200)
    worse = replace(ATTEMPT, units=1, passed=False, number=2)
    newer = CourseInForce(rule="Passed", revision="r2", version="2027.1")
    assert after_submit(passed, worse, course=newer, now=300) == replace(passed, attempts=2, last_activity_at=300)


def test_a_failure_completes_without_being_done() -> None:
    failed = after_submit(RECORD, replace(ATTEMPT, units=1, passed=False), course=COURSE, now=200)
    assert (failed.completed_at, failed.passed_at, failed.done_at) == (200, None, None)
    assert status_of(failed, graded=True) == "failed"
    assert after_submit(failed, ATTEMPT, course=COURSE, now=300).done_at == 300


@pytest.mark.parametrize(
    ("units", "max_units", "better"), [(7, 8, True), (6, 8, False), (5, 8, False), (4, 5, True), (3, 4, False)]
)
def test_the_best_score_is_compared_as_a_fraction(units: int, max_units: int, better: bool) -> None:
    first = after_submit(RECORD, ATTEMPT, course=COURSE, now=200)
    second = after_submit(first, replace(ATTEMPT, units=units, max_units=max_units), course=COURSE, now=300)
    assert (second.best_units, second.best_max_units) == ((units, max_units) if better else (6, 8))


def test_an_ungraded_attempt_is_counted_and_decides_nothing() -> None:
    ungraded = replace(ATTEMPT, graded=False, pass_percent=None, passed=None)
    after = after_submit(RECORD, ungraded, course=COURSE, now=200)
    assert (after.attempts, after.completed_at, after.best_units, after.done_at) == (1, None, None, None)
    assert status_of(after, graded=False) == "in_progress"


def test_reading_completes_only_a_module_without_a_graded_quiz() -> None:
    plain = after_seen(RECORD, graded=False, course=COURSE, language="en", now=200)
    assert (plain.seen_at, plain.completed_at, plain.done_at) == (200, 200, 200)
    assert status_of(plain, graded=False) == "completed"
    graded = after_seen(RECORD, graded=True, course=COURSE, language="en", now=200)
    assert (graded.seen_at, graded.completed_at, graded.done_at) == (200, None, None)
    assert after_seen(plain, graded=False, course=COURSE, language="en", now=300).seen_at == 200


def test_a_clock_that_was_set_back_moves_nothing_back() -> None:
    assert after_seen(RECORD, graded=True, course=COURSE, language="en", now=50).last_activity_at == 100


def test_nothing_begun_is_not_started() -> None:
    assert status_of(None, graded=True) == "not_started"
    assert status_of(RECORD, graded=True) == "in_progress"


@pytest.mark.parametrize(("counts", "units", "passed"), [("best", 7, True), ("last", 7, True), ("first", 2, False)])
def test_which_attempt_counts_is_the_courses_choice(counts: str, units: int, passed: bool) -> None:
    first = after_submit(RECORD, replace(ATTEMPT, units=2, passed=False), course=COURSE, now=200, counts=counts)
    second = after_submit(first, replace(ATTEMPT, units=7), course=COURSE, now=300, counts=counts)
    assert (second.best_units, second.passed_at is not None, second.attempts) == (units, passed, 2)


def test_where_the_last_attempt_counts_a_pass_is_kept_all_the_same() -> None:
    first = after_submit(RECORD, ATTEMPT, course=COURSE, now=200, counts="last")
    second = after_submit(first, replace(ATTEMPT, units=1, passed=False), course=COURSE, now=300, counts="last")
    assert (second.best_units, second.passed_at, second.done_at) == (1, 200, 200)
