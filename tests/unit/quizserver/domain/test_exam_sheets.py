"""Exam mode: an answer may be changed until the attempt is over; every version stays, the last one counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from course_factory import GRADED, compiled_course
from exam_factory import EXAM, exam_course, right, wrong
from hypothesis import given
from hypothesis import strategies as st
from test_completion import ATTEMPT

from coursekit.bundle import CompiledQuiz
from quizserver.domain.answering import units_of
from quizserver.domain.papers import make_paper
from quizserver.domain.results import OutcomePoints, outcome_points, sections_to_read
from quizserver.domain.sheets import Given, Sheet, carried_over, grade_given
from quizserver.errors import AttemptClosed, Conflict, NotReadable, OutOfOrder, TimeIsUp, UnknownQuestion

pytestmark = pytest.mark.unit

POOL = exam_course().quizzes[EXAM]
PRACTICE = compiled_course().quizzes[GRADED]
PAPER = ("x-a0", "x-b0", "x-a1", "x-c0")


def new_sheet(quiz: CompiledQuiz = POOL, questions: tuple[str, ...] | None = PAPER, **changes: Any) -> Sheet:
    """An empty sheet."""
    paper = make_paper(quiz, questions, seed="s")
    blank = {"submitted_at": None, "units": None, "passed": None, "started_at": 0, "scale": quiz.scale}
    attempt = replace(ATTEMPT, **(blank | {"max_units": paper.max_units, "questions": questions} | changes))
    return Sheet(attempt, quiz, ())


def put(sheet: Sheet, *given_: tuple[str, str, Any], now: int = 1) -> Sheet:
    """The sheet after these (question, part, response) were stored one after another."""
    for number, (question, part, response) in enumerate(given_, start=len(sheet.responses)):
        item = Given(id=f"r{number}", question=question, part=part, response=response, language="en")
        sheet = replace(sheet, responses=(*sheet.responses, *grade_given(sheet, [item], now=now)))
    return sheet


def units(sheet: Sheet) -> int:
    return units_of(sheet.counted)


def test_the_last_version_counts_and_all_are_kept() -> None:
    sheet = put(new_sheet(), ("x-a0", "", right("x-a0")), ("x-a0", "", wrong("x-a0")), ("x-a0", "", right("x-a0")))
    assert [(response.version, response.units) for response in sheet.responses] == [
        (1, POOL.scale),
        (2, 0),
        (3, POOL.scale),
    ]
    assert [response.version for response in sheet.counted] == [3]
    assert units(sheet) == POOL.scale


def test_an_answer_may_be_taken_back() -> None:
    sheet = put(new_sheet(), ("x-a0", "", right("x-a0")), ("x-a0", "", {"selected": []}))
    assert (len(sheet.responses), sheet.counted, sheet.by_question) == (2, (), {})


def test_in_practice_mode_a_blank_is_no_answer() -> None:
    with pytest.raises(NotReadable):
        put(new_sheet(PRACTICE, None), ("q-single", "", {"selected": []}))


def test_what_is_not_on_the_paper_cannot_be_answered() -> None:
    assert list(new_sheet().questions) == list(PAPER)
    assert [question.id for question in new_sheet().paper.questions] == list(PAPER)
    with pytest.raises(UnknownQuestion):
        put(new_sheet(), ("x-a2", "", right("x-a2")))


def test_a_changed_decision_keeps_only_what_its_path_leads_to() -> None:
    sheet = put(new_sheet(), ("x-c0", "n1", {"selected": ["a"]}), ("x-c0", "n2", {"selected": ["a"]}))
    best = units(sheet)
    other = put(sheet, ("x-c0", "n1", {"selected": ["b"]}))
    assert [(response.part, response.version) for response in other.counted] == [("n1", 2), ("n2", 1)]
    aside = put(other, ("x-c0", "n1", {"selected": ["c"]}))
    assert [response.part for response in aside.counted] == ["n1"]
    with pytest.raises(OutOfOrder):
        put(aside, ("x-c0", "n2", {"selected": ["a"]}))
    back = put(aside, ("x-c0", "n3", {"selected": ["a"]}), ("x-c0", "n1", {"selected": ["a"]}))
    assert units(back) == best
    assert [response.part for response in back.counted] == ["n1", "n2"]


def test_a_decision_cannot_be_taken_back() -> None:
    sheet = put(new_sheet(), ("x-c0", "n1", {"selected": ["a"]}))
    with pytest.raises(NotReadable):
        put(sheet, ("x-c0", "n1", {"selected": []}))


def test_an_old_version_sent_again_changes_nothing() -> None:
    sheet = put(new_sheet(), ("x-a0", "", right("x-a0")), ("x-a0", "", wrong("x-a0")))
    again = Given(id="r0", question="x-a0", part="", response=right("x-a0"), language="en")
    assert grade_given(sheet, [again], now=2) == []
    for other in (replace(again, response=wrong("x-a0")), replace(again, confidence="sure")):
        with pytest.raises(Conflict):
            grade_given(sheet, [other], now=2)


def test_nothing_is_taken_after_the_time_or_the_submission() -> None:
    with pytest.raises(TimeIsUp):
        put(new_sheet(deadline_at=100), ("x-a0", "", right("x-a0")), now=100_000)
    with pytest.raises(TimeIsUp):
        put(new_sheet(deadline_at=100, submitted_at=100, closed_by="deadline"), ("x-a0", "", right("x-a0")), now=50)
    with pytest.raises(AttemptClosed):
        put(new_sheet(submitted_at=100, closed_by="learner"), ("x-a0", "", right("x-a0")))
    assert units(put(new_sheet(deadline_at=100), ("x-a0", "", right("x-a0")), now=5_000)) == POOL.scale


def test_the_result_is_by_outcome_with_what_to_read_again() -> None:
    sheet = put(
        new_sheet(),
        ("x-a0", "", right("x-a0")),
        ("x-a1", "", wrong("x-a1")),
        ("x-b0", "", right("x-b0")),
        ("x-c0", "n1", {"selected": ["a"]}),
    )
    scale = POOL.scale
    assert outcome_points(sheet) == [
        OutcomePoints("CO1", scale, 2 * scale),
        OutcomePoints("CO2", scale + scale, 3 * scale),
    ]
    assert sections_to_read(sheet) == [f"{GRADED}#practice", "gone#nothing"]


def test_a_retry_takes_over_full_answers_only_and_says_from_where() -> None:
    last = put(
        new_sheet(PRACTICE, None),
        ("q-single", "", {"selected": ["b"]}),
        ("q-multiple", "", {"selected": ["a"]}),
        ("q-branch", "n1", {"selected": ["a"]}),
        ("q-branch", "n2", {"selected": ["a"]}),
        now=5,
    )
    carried = carried_over(last, now=9)
    assert [(response.question, response.part) for response in carried] == [
        ("q-branch", "n1"),
        ("q-branch", "n2"),
        ("q-single", ""),
    ]
    assert {(response.stored_at, response.carried_from, response.version) for response in carried} == {(9, "a", 1)}
    again = carried_over(replace(last, responses=carried), now=12)
    assert {response.carried_from for response in again} == {"a"}


@given(st.lists(st.tuples(st.sampled_from(PAPER[:3]), st.sampled_from(["right", "wrong", "blank"]))))
def test_the_score_is_that_of_the_last_answers_whatever_went_before(steps: list[tuple[str, str]]) -> None:
    answers = {"right": right, "wrong": wrong, "blank": lambda _: {"selected": []}}
    sheet = put(new_sheet(), *((question, "", answers[kind](question)) for question, kind in steps))
    last = dict(steps)
    assert units(sheet) == POOL.scale * sum(kind == "right" for kind in last.values())
    assert set(sheet.by_question) == {question for question, kind in last.items() if kind != "blank"}
    assert len(sheet.responses) == len(steps)
    assert units(put(new_sheet(), *((question, "", answers[kind](question)) for question, kind in last.items()))) == (
        units(sheet)
    )
