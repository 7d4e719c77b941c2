"""The same id with the same body has the same answer, however often and from however many threads it is sent."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import ORIGIN, Person, World, given
from course_factory import COURSE, GRADED, LIMITED
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from quizserver.storage.tables import attempts, records, responses

pytestmark = pytest.mark.integration

THREADS = 20


def at_once(call: Callable[[int], TestResponse]) -> list[TestResponse]:
    """Twenty calls that start together."""
    start = threading.Barrier(THREADS)

    def run(number: int) -> TestResponse:
        start.wait()
        return call(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def same_session(world: World, person: Person, method: str, path: str, body: Any) -> TestResponse:
    """A call with this person's cookie from a client of its own: Flask's test client is no friend of threads."""
    cookie = person.client.get_cookie("course_session")
    assert cookie is not None
    client = world.app.test_client()
    client.set_cookie("course_session", cookie.value)
    headers = {"X-CSRF-Token": person.csrf, "Origin": ORIGIN}
    return client.open(f"/api/v1{path}", method=method, json=body, headers=headers)


def rows(world: World, table: Any) -> int:
    """How many rows a table has."""
    with world.server.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_twenty_equal_starts_make_one_attempt(world: World, learner: Person) -> None:
    path, body = f"/attempts/{uuid.uuid4()}", {"course": COURSE, "quiz": GRADED, "language": "en"}
    answers = at_once(lambda _: same_session(world, learner, "PUT", path, body))
    assert sorted(answer.status_code for answer in answers) == [200] * (THREADS - 1) + [201]
    assert len({answer.text for answer in answers}) == 1
    assert rows(world, attempts) == 1


def test_twenty_tabs_share_one_open_attempt(world: World, learner: Person) -> None:
    body = {"course": COURSE, "quiz": GRADED, "language": "en"}
    answers = at_once(lambda _: same_session(world, learner, "PUT", f"/attempts/{uuid.uuid4()}", body))
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert rows(world, attempts) == 1


def test_twenty_equal_responses_are_stored_once(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    path = f"/attempts/{attempt}/responses/{uuid.uuid4()}"
    body = {"question": "q-single", "part": "", "response": {"selected": ["a"]}, "language": "en"}
    answers = at_once(lambda _: same_session(world, learner, "PUT", path, body))
    assert sorted(answer.status_code for answer in answers) == [200] * (THREADS - 1) + [201]
    assert len({answer.text for answer in answers}) == 1
    assert rows(world, responses) == 1


def test_twenty_different_responses_to_one_question_store_one(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]

    def answer(number: int) -> TestResponse:
        body = {"question": "q-single", "part": "", "response": {"selected": ["abc"[number % 3]]}, "language": "en"}
        return same_session(world, learner, "PUT", f"/attempts/{attempt}/responses/{uuid.uuid4()}", body)

    answers = at_once(answer)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (THREADS - 1)
    winner = next(answer.get_json() for answer in answers if answer.status_code == 201)
    assert all(answer.get_json()["stored"] == winner for answer in answers if answer.status_code == 409)


def test_twenty_submissions_are_one(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    body = {"language": "en", "responses": [given("q-single", {"selected": ["b"]}), given("q-short", {"text": "x"})]}
    before = rows(world, records)
    answers = at_once(lambda _: same_session(world, learner, "POST", f"/attempts/{attempt}/submit", body))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert (rows(world, responses), rows(world, records) - before) == (2, 1)
    assert learner.progress()[GRADED]["attempts"] == 1


def test_twenty_parallel_rounds_under_a_limit_of_three_make_three(world: World, learner: Person) -> None:
    def take(_number: int) -> TestResponse:
        body = {"course": COURSE, "quiz": LIMITED, "language": "en"}
        started = same_session(world, learner, "PUT", f"/attempts/{uuid.uuid4()}", body)
        if started.status_code == 409:
            return started
        path = f"/attempts/{started.get_json()['id']}/submit"
        return same_session(world, learner, "POST", path, {"language": "en", "responses": []})

    for _ in range(3):
        at_once(take)
    assert rows(world, attempts) == 3
    assert learner.progress()[LIMITED]["attempts"] == 3


def test_the_same_response_id_for_something_else_is_a_conflict(learner: Person) -> None:
    attempt, response = learner.start()["id"], str(uuid.uuid4())
    assert learner.answer(attempt, "q-single", {"selected": ["a"]}, response_id=response).status_code == 201
    for question, other, language in [
        ("q-single", {"selected": ["b"]}, "en"),
        ("q-multiple", {"selected": ["a"]}, "en"),
        ("q-single", {"selected": ["a"]}, "ja"),
    ]:
        refused = learner.answer(attempt, question, other, response_id=response, language=language)
        assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "conflict")


def test_a_submission_sent_again_after_closing_has_the_same_result(learner: Person) -> None:
    attempt = learner.start()["id"]
    sent = [given("q-single", {"selected": ["b"]})]
    first = learner.submit(attempt, sent)
    assert learner.submit(attempt, sent).text == first.text
    assert learner.submit(attempt).text == first.text
    late = learner.submit(attempt, [given("q-short", {"text": "BATNA"})])
    assert (late.status_code, late.get_json()["error"]["code"]) == (409, "attempt_closed")
    changed = learner.submit(attempt, [sent[0] | {"response": {"selected": ["a"]}}])
    assert (changed.status_code, changed.get_json()["error"]["code"]) == (409, "conflict")


def test_a_stored_response_sent_again_after_closing_is_not_lost(learner: Person) -> None:
    attempt, response = learner.start()["id"], str(uuid.uuid4())
    stored = learner.answer(attempt, "q-single", {"selected": ["a"]}, response_id=response)
    learner.submit(attempt)
    again = learner.answer(attempt, "q-single", {"selected": ["a"]}, response_id=response)
    assert (again.status_code, again.text) == (200, stored.text)
