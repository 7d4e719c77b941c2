"""An address asks a question, and the question gives the same address back; what cannot be read is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.domain.asking import RESULTS, SORTS, STATUSES, Question
from quizserver.web.asking import query_of, read_question

pytestmark = pytest.mark.unit

DAYS = st.none() | st.dates(date(1970, 1, 1), date(2199, 12, 31))
WORDS = st.none() | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def ordered(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """A range that begins before it ends."""
    return (last, first) if first is not None and last is not None and first > last else (first, last)


QUESTIONS = st.builds(
    lambda due, done, **facts: Question(
        **facts,
        **dict(zip(("due_from", "due_to"), ordered(*due), strict=True)),
        **dict(zip(("done_from", "done_to"), ordered(*done), strict=True)),
    ),
    due=st.tuples(DAYS, DAYS),
    done=st.tuples(DAYS, DAYS),
    course_id=st.just("c"),
    cohort_id=WORDS,
    department_code=WORDS,
    text=WORDS.map(lambda text: text or ""),
    status=st.sampled_from([None, *STATUSES]),
    result=st.sampled_from([None, *RESULTS]),
    learner_language=st.sampled_from([None, "en", "ja"]),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
)


@given(QUESTIONS)
def test_a_question_survives_its_address(question: Question) -> None:
    assert read_question(query_of(question), course_id="other") == (question, {})


@given(st.dictionaries(st.sampled_from(["q", "due_from", "due_to", "done_from", "sort", "dir", "status"]), st.text()))
def test_no_address_is_too_odd(arguments: dict[str, str]) -> None:
    question, problems = read_question(arguments, course_id="c")
    assert question.course_id == "c"
    assert set(problems.values()) <= {"date", "order"}


@pytest.mark.parametrize("text", ["2026-04-01", "2026/4/1", "２０２６／０４／０１", " 2026-04-01 "])
def test_days_as_people_type_them(text: str) -> None:
    question, problems = read_question({"due_to": text}, course_id="c")
    assert (question.due_to, problems) == (date(2026, 4, 1), {})


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "0001-01-01", "9999-12-31", "2026-04", "１"])
def test_what_is_no_day_is_told_and_left_out(text: str) -> None:
    question, problems = read_question({"done_from": text, "q": "x"}, course_id="c")
    assert (question, problems) == (Question(course_id="c", text="x"), {"done_from": "date"})


def test_a_range_that_ends_before_it_begins_is_told() -> None:
    question, problems = read_question({"due_from": "2026-04-02", "due_to": "2026-04-01"}, course_id="c")
    assert (question.due_from, question.due_to, problems) == (date(2026, 4, 2), None, {"due_to": "order"})
