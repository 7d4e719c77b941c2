"""The course's two facts, the rule over them, and the word for people that follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizserver.domain.completion import CourseInForce, RequiredModule, begin_record
from quizserver.domain.enrolling import (
    after_first_attempt,
    after_progress,
    after_regrade,
    begin_enrollment,
    standing_of,
)
from quizserver.domain.records import Attempt, Enrollment, ModuleRecord

pytestmark = pytest.mark.unit

READ = RequiredModule(slug="read")
QUIZ = RequiredModule(slug="quiz", graded=True, max_units=8, scale=1, pass_percent=75)
OTHER = RequiredModule(slug="other", graded=True, max_units=30, scale=3, pass_percent=75)
FINAL = RequiredModule(slug="final", graded=True, assessment=True, max_units=50, scale=1, pass_percent=80)
BLANK = Enrollment(
    id="e",
    user_id="u",
    course_id="c",
    number=1,
    source="self",
    assigned_at=100,
    language="ja",
    course_revision="r1",
    course_version="1",
)


def course(*modules: RequiredModule, rule: str = "CompletedAndPassed") -> CourseInForce:
    """An edition with these modules."""
    return CourseInForce(rule=rule, revision="r1", version="1", modules=modules)


def record(module: str, **facts: int | None) -> ModuleRecord:
    """A module record; completed and done unless it says otherwise."""
    begun = begin_record(enrollment_id="e", module=module, language="ja", now=100)
    return replace(begun, **({"completed_at": 150, "done_at": 150} | facts))  # type: ignore[arg-type]


PASSED_QUIZ = record("quiz", passed_at=150, best_units=6, best_max_units=8, best_scale=1, pass_percent=75, attempts=2)
FAILED_QUIZ = replace(PASSED_QUIZ, passed_at=None, done_at=None, best_units=2)


def after(modules: CourseInForce, *records: ModuleRecord, of: Enrollment = BLANK, now: int = 200) -> Enrollment:
    """The registration after these records."""
    by_module = {found.module: found for found in records}
    return after_progress(of, by_module, course=modules, language="en", now=now)


@pytest.mark.parametrize(
    ("rule", "nothing", "read_and_failed", "only_passed", "everything"),
    [
        ("Passed", False, False, True, True),
        ("Completed", False, True, False, True),
        ("CompletedAndPassed", False, False, False, True),
        ("CompletedOrPassed", False, True, True, True),
        ("NotApplicable", True, True, True, True),
    ],
)
def test_a_course_is_done_by_its_rule(
    rule: str, nothing: bool, read_and_failed: bool, only_passed: bool, everything: bool
) -> None:
    edition = course(READ, QUIZ, rule=rule)
    cases = [
        ([], nothing),
        ([record("read"), FAILED_QUIZ], read_and_failed),
        ([PASSED_QUIZ], only_passed),
        ([record("read"), PASSED_QUIZ], everything),
    ]
    for records, expected in cases:
        assert (after(edition, *records).done_at is not None) is expected


def test_a_registration_counts_what_is_to_be_done() -> None:
    made = begin_enrollment(BLANK, course=course(READ, QUIZ, OTHER), now=100)
    assert made == replace(BLANK, modules_total=3, max_units=54, scale=3, pass_percent=75)
    assert standing_of(made, now=100) == "not_started"


def test_where_nothing_is_to_be_done_a_registration_is_done() -> None:
    made = begin_enrollment(BLANK, course=course(READ, QUIZ, rule="NotApplicable"), now=100)
    assert (made.done_at, made.modules_done, made.completed_at, made.passed_at) == (100, 2, None, None)
    assert begin_enrollment(BLANK, course=course(), now=100).done_at is None


def test_everything_of_a_done_course() -> None:
    assert after(course(READ, QUIZ), record("read"), PASSED_QUIZ) == replace(
        BLANK,
        language="en",
        started_at=200,
        last_activity_at=200,
        modules_done=2,
        modules_total=2,
        units=6,
        max_units=8,
        scale=1,
        pass_percent=75,
        attempts=2,
        completed_at=200,
        passed_at=200,
        done_at=200,
        done_rule="CompletedAndPassed",
        done_course_revision="r1",
        done_course_version="1",
    )


def test_completed_and_passed_are_two_facts() -> None:
    failed = after(course(READ, QUIZ), record("read"), FAILED_QUIZ)
    assert (failed.completed_at, failed.passed_at, failed.done_at) == (200, None, None)
    unread = after(course(READ, QUIZ), PASSED_QUIZ)
    assert (unread.completed_at, unread.passed_at, unread.done_at) == (None, 200, None)


def test_points_are_summed_on_one_scale_and_what_was_not_taken_counts_in_the_maximum() -> None:
    stood = after(course(QUIZ, OTHER), PASSED_QUIZ)
    assert (stood.units, stood.max_units, stood.scale) == (18, 54, 3)


def test_the_final_assessment_is_the_score_and_a_module_like_others() -> None:
    edition = course(QUIZ, FINAL)
    without = after(edition, PASSED_QUIZ)
    assert (without.units, without.max_units, without.pass_percent, without.done_at) == (None, 50, 80, None)
    final = record("final", passed_at=150, best_units=41, best_max_units=50, best_scale=1, pass_percent=80, attempts=1)
    both = after(edition, PASSED_QUIZ, final)
    assert (both.units, both.max_units, both.attempts, both.done_at) == (41, 50, 3, 200)


def test_pass_marks_that_differ_are_no_pass_mark() -> None:
    assert after(course(QUIZ, replace(OTHER, pass_percent=60))).pass_percent is None


def test_a_course_without_graded_modules_is_done_by_reading() -> None:
    read = after(course(READ), record("read"))
    assert (read.done_at, read.passed_at, read.units, read.max_units) == (200, None, None, None)


def test_modules_that_no_longer_count_are_not_counted() -> None:
    stood = after(course(READ), record("read"), FAILED_QUIZ)
    assert (stood.modules_done, stood.modules_total, stood.attempts, stood.done_at) == (1, 1, 0, 200)


def test_what_is_done_stands_and_a_better_score_is_still_taken() -> None:
    done = after(course(READ, QUIZ), record("read"), PASSED_QUIZ)
    better = after(course(READ, QUIZ), record("read"), replace(PASSED_QUIZ, best_units=8, attempts=3), of=done, now=300)
    assert better == replace(done, units=8, attempts=3, last_activity_at=300, study_ms=100)


def test_a_pass_after_being_done_is_noted() -> None:
    done = after(course(QUIZ, rule="Completed"), FAILED_QUIZ)
    assert (done.done_at, done.passed_at) == (200, None)
    assert after(course(QUIZ, rule="Completed"), PASSED_QUIZ, of=done, now=300) == replace(
        done, units=6, passed_at=300, last_activity_at=300, study_ms=100
    )


def test_a_clock_that_was_set_back_moves_nothing_back() -> None:
    begun = after(course(READ, QUIZ), now=200)
    assert after(course(READ, QUIZ), of=begun, now=150).last_activity_at == 200


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, "not_started"),
        ({"started_at": 1}, "in_progress"),
        ({"started_at": 1, "due_at": 1001}, "in_progress"),
        ({"started_at": 1, "due_at": 1000}, "overdue"),
        ({"due_at": 1000}, "overdue"),
        ({"started_at": 1, "due_at": 1000, "done_at": 1100}, "completed"),
        ({"done_at": 1, "expires_at": 1001}, "completed"),
        ({"done_at": 1, "expires_at": 1000}, "expired"),
        ({"done_at": 1, "expires_at": 1000, "waived_at": 5, "waived_by": "hr"}, "waived"),
        ({"waived_at": 5, "waived_by": "hr"}, "waived"),
    ],
)
def test_one_word_for_people(facts: dict[str, int], standing: str) -> None:
    assert standing_of(replace(BLANK, **facts), now=1000) == standing  # type: ignore[arg-type]


def test_who_is_not_registered_has_not_started() -> None:
    assert standing_of(None, now=1000) == "not_started"


def attempt(module: RequiredModule, units: int, *, number: int = 1, max_units: int = 0, scale: int = 0) -> Attempt:
    """A submitted attempt at a module's quiz."""
    return Attempt(
        id="a", enrollment_id="e", user_id="u", course_id="c", quiz=module.slug, module=module.slug, number=number,
        revision="q", course_revision="r1", course_version="1", completion_rule="Passed", graded=module.graded,
        pass_percent=module.pass_percent, scale=scale or module.scale, max_units=max_units or module.max_units,
        seed="s", orders={}, language="ja", started_at=100, submitted_at=150, units=units,
    )  # fmt: skip


def first(enrollment: Enrollment) -> tuple[int | None, int | None, int | None]:
    """The first score: units, maximum, scale."""
    return enrollment.first_units, enrollment.first_max_units, enrollment.first_scale


def test_the_first_score_is_the_final_assessments_first_attempt() -> None:
    whole = course(READ, QUIZ, FINAL)
    quiz = after_first_attempt(BLANK, attempt(QUIZ, 8), known=None, course=whole)
    assert first(quiz) == (None, None, None)
    begun = record("final")
    final = after_first_attempt(quiz, attempt(FINAL, 30), known=begun, course=whole)
    assert first(final) == (30, 50, 1)
    again = after_first_attempt(final, attempt(FINAL, 50, number=2), known=record("final", attempts=1), course=whole)
    assert first(again) == (30, 50, 1)


def test_without_an_assessment_first_attempts_are_summed_over_everything() -> None:
    whole = course(READ, QUIZ, OTHER)
    one = after_first_attempt(BLANK, attempt(QUIZ, 4), known=None, course=whole)
    assert first(one) == (12, 24 + 30, 3)
    # The second quiz has another edition by now: twelve points instead of ten, in halves.
    both = after_first_attempt(one, attempt(OTHER, 20, max_units=24, scale=2), known=None, course=whole)
    assert first(both) == (24 + 60, 48 + 72, 6)
    assert first(after_first_attempt(both, attempt(READ, 1), known=None, course=whole)) == first(both)


def test_study_time_counts_each_gap_up_to_ten_minutes() -> None:
    minute = 60_000
    whole, now, found = course(READ, QUIZ), 1000, BLANK
    for gap in (0, 3 * minute, 9 * minute, 45 * minute, -20 * minute, 21 * minute):
        now += gap
        found = after(whole, of=found, now=now)
    assert found.study_ms == (3 + 9 + 10 + 0 + 1) * minute
    assert after_regrade(found, {}, course=whole, now=now + 5 * minute).study_ms == found.study_ms
