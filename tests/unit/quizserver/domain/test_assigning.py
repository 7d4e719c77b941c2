"""Whom a course is given to: who is enrolled, who is left alone, and why."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quizserver.domain.assigning import Assignment, Candidate, plan_listed, plan_people
from quizserver.domain.records import Enrollment
from quizserver.domain.roster import Listed, clean_listed, read_list_header

pytestmark = pytest.mark.unit

NOW, DUE, OTHER = 1_000_000, 2_000_000, 3_000_000
TOKYO = ZoneInfo("Asia/Tokyo")


def registration(**facts: Any) -> Enrollment:
    made = {"id": "e", "user_id": "u", "course_id": "c", "number": 1, "source": "hr", "assigned_at": 0}
    made |= {"language": "ja", "course_revision": "r", "course_version": "1"}
    return Enrollment(**(made | facts))


def person(number: str = "001", **facts: Any) -> Candidate:
    known = {"user_id": f"u-{number}", "name": "氏名", "locale": "ja", "active": True, "learner": True}
    return Candidate(**(known | {"employee_number": number} | facts))


def asked(**facts: Any) -> Assignment:
    return Assignment(**({"course_id": "c", "cohort_id": "k", "cohort_due_at": DUE} | facts))


def outcome(wanted: Assignment, current: Enrollment | None = None) -> tuple[Any, ...]:
    (step,) = plan_people(wanted, [person(current=current)], now=NOW).steps
    return step.kind, step.due_at, step.cohort_id, [problem.code for problem in step.problems]


@pytest.mark.parametrize(
    ("wanted", "due"),
    [(asked(), DUE), (asked(due_at=OTHER), OTHER), (asked(cohort_id=None, cohort_due_at=None), None)],
)
def test_who_has_no_registration_is_enrolled_by_the_nearest_date_said(wanted: Assignment, due: int | None) -> None:
    assert outcome(wanted) == ("enroll", due, wanted.cohort_id, [])


def test_who_is_under_way_changes_only_when_asked() -> None:
    current = registration(due_at=OTHER, started_at=1)

    assert outcome(asked(), current) == ("same", OTHER, None, [])
    assert outcome(asked(move=True), current) == ("move", DUE, "k", [])
    assert outcome(asked(move=True), registration(due_at=DUE, cohort_id="k")) == ("same", DUE, "k", [])


def test_what_nothing_was_said_about_stays() -> None:
    wanted = asked(move=True, cohort_id=None, cohort_due_at=None)
    assert outcome(wanted, registration(due_at=OTHER, cohort_id="old")) == ("same", OTHER, "old", [])


@pytest.mark.parametrize("move", [False, True])
def test_who_is_done_or_exempt_keeps_it(move: bool) -> None:
    assert outcome(asked(move=move), registration(done_at=5))[0::3] == ("refuse", ["already_done"])
    waived = registration(waived_at=5, waived_by="x")
    assert outcome(asked(move=move, again=True), waived)[0::3] == ("refuse", ["already_waived"])


def test_who_is_done_takes_it_again_when_expired_or_asked_but_never_twice_in_one_cohort() -> None:
    assert outcome(asked(), registration(done_at=5, expires_at=NOW))[:3] == ("again", DUE, "k")
    assert outcome(asked(), registration(done_at=5, expires_at=NOW + 1))[0] == "refuse"
    assert outcome(asked(again=True), registration(done_at=5, cohort_id="last year"))[:3] == ("again", DUE, "k")
    assert outcome(asked(again=True), registration(done_at=5, cohort_id="k"))[0] == "refuse"


def test_of_a_department_only_learners_who_are_active_are_meant() -> None:
    people = [person("1"), person("2", active=False), person("3", learner=False)]
    assert [step.employee_number for step in plan_people(asked(), people, now=NOW).steps] == ["1"]


def test_every_line_of_a_file_has_an_answer() -> None:
    people = {"1": person("1"), "2": person("2", active=False), "3": person("3", learner=False), "4": person("4")}
    numbers = ["1", "2", "3", "4", "4", "5", ""]
    listed = [Listed(line=line, employee_number=number) for line, number in enumerate(numbers, start=2)]
    steps = plan_listed(asked(), listed[:6], people, now=NOW).steps

    assert [(step.kind, [problem.code for problem in step.problems]) for step in steps] == [
        ("enroll", []),
        ("refuse", ["inactive"]),
        ("refuse", ["no_learner"]),
        ("refuse", ["number_twice"]),
        ("refuse", ["number_twice"]),
        ("refuse", ["number_unknown"]),
    ]
    assert [step.line for step in steps] == [2, 3, 4, 5, 6, 7]


def test_a_line_s_own_date_goes_before_the_cohort_s() -> None:
    listed = [Listed(line=2, employee_number="1", due_at=OTHER), Listed(line=3, employee_number="2")]
    people = {number: person(number) for number in ("1", "2")}
    assert [step.due_at for step in plan_listed(asked(), listed, people, now=NOW).steps] == [OTHER, DUE]


@pytest.mark.parametrize(
    ("cells", "number", "due_at", "codes"),
    [
        (["００1", "2026/12/25"], "001", 1_798_210_800_000, []),
        (["1", "令和8年12月25日"], "1", 1_798_210_800_000, []),
        (["1", ""], "1", None, []),
        (["", "2026-12-25"], "", None, ["number_missing"]),
        (["1", "いつでも"], "1", None, ["date"]),
        (["1", "9999-12-31"], "1", None, ["date"]),
        (["1.2E+15", ""], "1.2E+15", None, ["number_rounded"]),
    ],
)
def test_a_line_of_a_list(cells: list[str], number: str, due_at: int | None, codes: list[str]) -> None:
    header = read_list_header(["社員番号", "受講期限"])
    line = clean_listed(cells, line=2, header=header, zone=TOKYO)

    assert line is not None
    assert (line.employee_number, line.due_at) == (number, due_at)
    assert [problem.code for problem in line.problems] == codes


@pytest.mark.parametrize("name", ["受講期限", "期限", "Due date", "DUE_ON", "締切日"])
def test_a_list_needs_numbers_and_knows_its_date_by_many_names(name: str) -> None:
    header = read_list_header(["氏名", name, "従業員番号"])

    assert header.columns == {"due_on": 1, "employee_number": 2}
    assert header.unknown == ("氏名",)
    assert [problem.code for problem in read_list_header(["氏名"]).problems] == ["column_missing"]
