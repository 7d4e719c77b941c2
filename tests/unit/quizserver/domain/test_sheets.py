"""What may be added to an attempt, and what a learner is told about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from course_factory import GRADED, compiled_course

from coursekit.bundle import CompiledQuiz
from coursekit.model import OrderRule
from quizserver.domain.answering import grade_part, is_blank, next_node
from quizserver.domain.explaining import Feedback, explain_part, explain_question
from quizserver.domain.records import Attempt, Response
from quizserver.domain.sheets import Given, Sheet, grade_given
from quizserver.errors import NotReadable, OutOfOrder, UnknownQuestion

pytestmark = pytest.mark.unit

QUIZ = compiled_course().quizzes[GRADED]


def sheet(quiz: CompiledQuiz = QUIZ) -> Sheet:
    """An empty sheet."""
    attempt = Attempt(
        id="a",
        enrollment_id="e",
        user_id="u",
        course_id="c",
        quiz=GRADED,
        module=GRADED,
        number=1,
        revision="r",
        course_revision="r",
        course_version="v",
        completion_rule="Completed",
        graded=True,
        pass_percent=75,
        scale=quiz.scale,
        max_units=quiz.max_units,
        seed="s",
        orders={},
        language="en",
        started_at=0,
    )
    return Sheet(attempt, quiz, ())


def stored(question: str, *pairs: tuple[str, Any]) -> list[Response]:
    """Responses to the parts of a question, graded."""
    given = [
        Given(id=f"{question}{part}", question=question, part=part, response=response, language="en")
        for part, response in pairs
    ]
    return grade_given(sheet(), given, now=1)


@pytest.mark.parametrize("response", [{}, {"selected": []}, {"text": " \u3000"}, {"choices": {}}, {"order": []}])
def test_blank_is_not_an_answer(response: dict[str, Any]) -> None:
    assert is_blank(response)


@pytest.mark.parametrize(
    ("question", "response"),
    [
        ("q-single", {"selected": ["a", "b"]}),
        ("q-single", {"selected": "a"}),
        ("q-single", {"choices": {"a": "b"}}),
        ("q-single", {"selected": ["a"], "order": []}),
        ("q-branch", {"selected": [["a"]]}),
        ("q-branch", {"selected": [{}]}),
        ("q-branch", {"selected": ["z"]}),
        ("q-ordering", {"order": ["a", "b", "c", "d"]}),
        ("q-matching", {"choices": {"p1": "r1", "p2": "r1"}}),
        ("q-short", {"text": "x" * 501}),
        ("q-numeric", {"text": 8.8}),
    ],
)
def test_what_cannot_be_read_is_refused(question: str, response: dict[str, Any]) -> None:
    part = "n1" if question == "q-branch" else ""
    with pytest.raises(NotReadable):
        grade_part(sheet().questions[question], response, part=part, language="en", earlier=())


def test_parts_belong_to_decisions_only() -> None:
    with pytest.raises(UnknownQuestion):
        grade_part(sheet().questions["q-single"], {"selected": ["a"]}, part="n1", language="en", earlier=())
    with pytest.raises(UnknownQuestion):
        grade_part(sheet().questions["q-branch"], {"selected": ["a"]}, part="", language="en", earlier=())
    with pytest.raises(OutOfOrder):
        grade_part(sheet().questions["q-branch"], {"selected": ["a"]}, part="n2", language="en", earlier=())


def test_a_scenario_that_leads_back_to_itself_comes_to_an_end() -> None:
    question = sheet().questions["q-branch"]
    rule = replace(question.rule, path={"n1": {"a": "n2"}, "n2": {"a": "n1"}, "n3": {}})  # type: ignore[call-arg]
    looping = replace(question, rule=rule)
    responses = stored("q-branch", ("n1", {"selected": ["a"]}), ("n2", {"selected": ["a"]}))
    assert next_node(looping, earlier=responses) == "n1"


def test_parts_of_a_path_are_graded_together() -> None:
    responses = stored("q-branch", ("n1", {"selected": ["b"]}), ("n2", {"selected": ["b"]}))
    assert [response.units for response in responses] == [QUIZ.scale // 2, 0]


def explained(question: str, response: dict[str, Any]) -> list[tuple[str | None, bool | None, bool]]:
    """(target, right, whether there is a text) after storing."""
    feedback = explain_part(sheet().questions[question], stored(question, ("", response))[0], language="en")
    return [(item.target, item.right, item.text is not None) for item in feedback]


def test_feedback_after_storing_never_gives_the_key_away() -> None:
    assert explained("q-single", {"selected": ["c"]}) == [("c", False, True)]
    assert explained("q-multiple", {"selected": ["c", "b"]}) == [("b", False, True), ("c", True, True)]
    assert explained("q-matching", {"choices": {"p1": "r2", "p2": "r3"}}) == [
        ("p1", False, False),
        ("p2", False, False),
    ]
    assert explained("q-numeric", {"text": "8.0"}) == [(None, False, True)]
    assert explained("q-short", {"text": "nonsense"}) == [(None, False, True)]


def test_steps_are_marked_by_their_predecessor() -> None:
    rule = sheet().questions["q-ordering"].rule
    assert isinstance(rule, OrderRule)
    first, second, third, fourth = rule.order
    assert explained("q-ordering", {"order": [third, fourth, first, second]}) == [
        (third, False, False),
        (fourth, True, False),
        (first, False, False),
        (second, True, False),
    ]
    assert explained("q-ordering", {"order": list(rule.order)}) == [(item, True, True) for item in rule.order]


def test_a_near_miss_has_its_own_words() -> None:
    question = sheet().questions["q-numeric"]
    feedback = explain_part(question, stored("q-numeric", ("", {"text": "8"}))[0], language="ja")
    assert feedback == [Feedback(None, False, "Without tax（日本語）")]


def test_a_passed_attempt_explains_everything() -> None:
    question = sheet().questions["q-single"]
    wrong = stored("q-single", ("", {"selected": ["a"]}))
    assert [item.target for item in explain_question(question, wrong, reveal=False, language="en")] == ["a"]
    assert [item.target for item in explain_question(question, wrong, reveal=True, language="en")] == ["a", "b", "c"]
    assert explain_question(question, [], reveal=False, language="en") == []
    branch = explain_question(sheet().questions["q-branch"], [], reveal=True, language="en")
    assert [item.target for item in branch] == ["n1.a", "n1.b", "n1.c", "n2.a", "n2.b", "n3.a", "n3.b"]
