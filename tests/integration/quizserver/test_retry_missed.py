"""Practice mode: retrying only what was missed, and what the record says of it."""

from __future__ import annotations

import uuid

import pytest
from conftest import Person, World, given
from course_factory import COURSE, GRADED, LIMITED, RIGHT, changed_course, make_course
from exam_taker import error_of
from sqlalchemy import select
from test_learner_api import BRANCH, everything_right

from coursekit.bundle import compile_course
from quizserver.storage.tables import responses

pytestmark = pytest.mark.integration


def retry(person: Person, quiz: str = GRADED, attempt: str | None = None) -> object:
    body = {"course": COURSE, "quiz": quiz, "language": "en", "retry_missed": True}
    return person.call("PUT", f"/attempts/{attempt or uuid.uuid4()}", body)


def fail_some(person: Person) -> str:
    """An attempt with two full answers, one partial and the rest missed."""
    attempt = str(person.start()["id"])
    sent = [
        given("q-single", RIGHT["q-single"], language="ja") | {"confidence": "sure"},
        given("q-multiple", {"selected": ["a"]}),
        given("q-short", {"text": "wrong"}),
        *BRANCH,
    ]
    assert person.submit(attempt, sent).get_json()["passed"] is False
    return attempt


def test_a_retry_takes_over_what_was_right_and_opens_what_was_missed(world: World, learner: Person) -> None:
    first = fail_some(learner)
    begun = retry(learner)
    assert begun.status_code == 201
    second = begun.get_json()
    assert set(second["answers"]) == {"q-single", "q-branch"}
    taken = second["answers"]["q-single"][0]
    assert (taken["carried_from"], taken["language"], taken["confidence"]) == (first, "ja", "sure")
    assert (taken["outcome"], taken["done"]) == ("full", True)
    assert learner.answer(second["id"], "q-single", {"selected": ["a"]}).status_code == 409
    missed = [item for item in everything_right(world) if item["question"] not in second["answers"]]
    result = learner.submit(second["id"], missed).get_json()
    assert (result["points"], result["max_points"], result["passed"]) == ("9", "9", True)
    told = learner.progress()[GRADED]
    assert (told["attempts"], told["best_percent"], told["status"]) == (2, 100, "passed")
    with world.server.database.reading() as tx:
        rows = tx.execute(
            select(responses.c.question, responses.c.carried_from).where(responses.c.attempt_id == second["id"])
        ).all()
    assert {row.question for row in rows if row.carried_from == first} == {"q-single", "q-branch"}
    assert len(rows) == 9


def test_a_retry_of_a_retry_names_where_the_answer_was_first_given(learner: Person) -> None:
    first = fail_some(learner)
    second = retry(learner).get_json()["id"]
    learner.submit(second, [given("q-truefalse", RIGHT["q-truefalse"])])
    third = retry(learner).get_json()
    carried = {name: answers[0]["carried_from"] for name, answers in third["answers"].items()}
    assert carried == {"q-single": first, "q-branch": first, "q-truefalse": second}


def test_a_retry_is_resumed_and_sent_again_like_any_attempt(learner: Person) -> None:
    fail_some(learner)
    begun = retry(learner)
    again = retry(learner, attempt=begun.get_json()["id"])
    assert (again.status_code, again.get_json()) == (200, begun.get_json())
    assert learner.start()["id"] == begun.get_json()["id"]


def test_a_retry_counts_under_the_limit(learner: Person) -> None:
    for _ in range(3):
        learner.submit(learner.start(LIMITED)["id"])
    assert error_of(retry(learner, LIMITED)) == (409, "no_attempts_left")


def test_there_is_nothing_to_retry(world: World, learner: Person) -> None:
    assert error_of(retry(learner)) == (409, "nothing_to_retry")
    fail_some(learner)
    world.publish(compile_course(changed_course(make_course())))
    refused = retry(learner)
    assert error_of(refused) == (409, "nothing_to_retry")
    assert refused.get_json()["error"]["remedy"] == "Begin a whole attempt."
    learner.submit(learner.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])
    assert error_of(retry(learner, LIMITED)) == (409, "nothing_to_retry")
