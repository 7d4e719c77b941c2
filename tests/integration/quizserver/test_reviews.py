"""Reviews after the course: asked for, answered and ended by the learner, and seen by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from conftest import Person, World, form_token, only_sqlite
from course_factory import GRADED, LIMITED, make_course
from sqlalchemy import text
from werkzeug.test import TestResponse

from coursekit.bundle import CompiledCourse, compile_course
from coursekit.model import CompletionRule
from quizserver.domain.people import Role
from quizserver.web.moments import timestamp

pytestmark = pytest.mark.integration

DAY = 86_400
TAGGED = ("q-single", "q-multiple", "q-truefalse", "q-ordering", "q-matching", "q-numeric", "q-short", "q-branch")
ANSWERS: dict[str, dict[str, Any]] = {
    "q-single": {"selected": "b"},
    "q-multiple": {"selected": ["a", "c"]},
    "q-truefalse": {"selected": "false"},
    "q-matching": {"choice.p1": "r1", "choice.p2": "r2"},
    "q-numeric": {"text": "8.8"},
    "q-short": {"text": "BATNA"},
}


def course_with_reviews(*tagged: str) -> CompiledCourse:
    course = make_course(rule=CompletionRule.COMPLETED)
    quizzes = tuple(
        replace(quiz, questions=tuple(replace(item, review=item.id in tagged) for item in quiz.questions))
        for quiz in course.quizzes
    )
    return compile_course(replace(course, quizzes=quizzes))


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server whose graded module has a review set."""
    # Sessions that outlive the weeks of these tests.
    return make_world(course=course_with_reviews(*TAGGED, "q-limited"), session_idle_hours=24 * 365, session_days=365)


@pytest.fixture
def learner(world: World) -> Person:
    """Somebody who has done the graded module, and asked for reviews."""
    person = world.person("Own Reviewer")
    person.submit(person.start(GRADED)["id"])
    post(person, "start")
    return person


def page(person: Person, language: str = "en") -> str:
    return person.client.get(f"/app/{language}/review").text


def post(person: Person, action: str, language: str = "en", **fields: Any) -> TestResponse:
    token = form_token(person.client.get("/app/en/account"))
    return person.client.post(f"/app/{language}/review/{action}", data={"token": token, **fields})


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the question's form."""
    form = html.partition('class="card review-form"')[2].partition("</form>")[0]
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        if name != "token"
    }


def answer(person: Person, html: str, fields: dict[str, Any], language: str = "en") -> TestResponse:
    return post(person, "answer", language, **hidden(html), **fields)


def due_count(html: str) -> int:
    found = re.search(r"(\d+) questions are here|One question is here", html)
    return 0 if found is None else int(found[1] or 1)


def ordering_in(html: str) -> dict[str, str]:
    """Places for the steps, as Step 1, Step 2 … want them."""
    labels = re.findall(r'<label for="[^"]*-([0-9a-f]+)">Step (\d)</label>', html)
    return {f"place.{item}": place for item, place in labels}


def test_nobody_is_asked_for_reviews_without_wanting_them(world: World) -> None:
    person = world.person()
    person.submit(person.start(GRADED)["id"])
    world.clock.forward(seconds=30 * DAY)
    html = page(person)
    assert "Start reviewing" in html
    assert due_count(html) == 0
    assert rows(world) == (0, 0)


def test_questions_of_done_modules_return_after_two_days(world: World, learner: Person) -> None:
    assert "Nothing is waiting today" in page(learner)
    world.clock.forward(seconds=2 * DAY)
    # The scenario is walked in its lesson; q-limited waits for its module.
    assert due_count(page(learner)) == 7
    learner.submit(learner.start(LIMITED)["id"])
    assert due_count(page(learner)) == 7
    world.clock.forward(seconds=2 * DAY)
    assert due_count(page(learner)) == 8


def test_who_asks_late_begins_on_that_day(world: World) -> None:
    person = world.person()
    person.submit(person.start(GRADED)["id"])
    world.clock.forward(seconds=100 * DAY)
    post(person, "start")
    assert due_count(page(person)) == 0
    world.clock.forward(seconds=2 * DAY)
    assert due_count(page(person)) == 7


@pytest.mark.parametrize(
    ("language", "right", "comes"), [("en", "Right", "comes back on"), ("ja", "正解", "もう一度出題")]
)
def test_every_question_can_be_answered_without_a_script(
    world: World, learner: Person, language: str, right: str, comes: str
) -> None:
    world.clock.forward(seconds=2 * DAY)
    seen = set()
    for left in range(6, -1, -1):
        html = page(learner, language)
        question = hidden(html)["question"]
        seen.add(question)
        fields = ANSWERS.get(question) or ordering_in(page(learner, "en"))
        if (language, question) == ("ja", "q-numeric"):
            fields = {"text": "880"}
        feedback = answer(learner, html, fields, language)
        assert feedback.status_code == 200
        assert f"<h1>{right}</h1>" in feedback.text, question
        assert comes in feedback.text
        assert due_count(page(learner)) == left
    assert seen == set(TAGGED) - {"q-branch"}
    assert "Nothing is waiting today" in page(learner)


def test_wrong_answer_gets_the_feedback_of_what_was_chosen_only(world: World, learner: Person) -> None:
    world.clock.forward(seconds=2 * DAY)
    html = page(learner)
    while hidden(html)["question"] != "q-single":
        answer(learner, html, ANSWERS.get(hidden(html)["question"]) or ordering_in(html))
        html = page(learner)
    feedback = answer(learner, html, {"selected": "a"}).text
    assert "Feedback a" in feedback
    assert "Feedback b" not in feedback
    assert due_count(page(learner)) == due_count(html) - 1
    told = learner.client.get("/app/en/review/export.json").get_json()["questions"]
    (moved,) = [row for row in told if row["question"] == "q-single"]
    assert (moved["due_at"], moved["reviews"]) == (timestamp(world.clock() + 1000 * DAY), 1)


def test_what_is_no_answer_is_asked_again(world: World, learner: Person) -> None:
    world.clock.forward(seconds=2 * DAY)
    for _ in range(7):
        html = page(learner)
        question = hidden(html)["question"]
        for nothing in ({}, {"text": "  "}, {"selected": "zzz"}, {"place.x": "1"}, {"choice.p1": "r1"}):
            refused = answer(learner, html, nothing)
            assert refused.status_code == 422, (question, nothing)
            assert 'role="alert"' in refused.text
        assert due_count(page(learner)) == due_count(html)
        answer(learner, html, ANSWERS.get(question) or ordering_in(html))


def test_second_window_does_not_count_twice(world: World, learner: Person) -> None:
    world.clock.forward(seconds=2 * DAY)
    html = page(learner)
    fields = ANSWERS.get(hidden(html)["question"]) or ordering_in(html)
    assert answer(learner, html, fields).status_code == 200
    before = learner.client.get("/app/en/review/export.json").data
    again = answer(learner, html, fields)
    assert (again.status_code, again.headers["Location"]) == (303, "/app/en/review")
    assert learner.client.get("/app/en/review/export.json").data == before


def test_reviews_leave_no_trace_in_records_reports_and_logs(world: World, learner: Person) -> None:
    hr = world.person("HR", Role.HR)
    quiet = world.person("Quiet", Role.LEARNER)
    world.clock.forward(seconds=2 * DAY)
    paths = ("/app/en/reports", "/app/en/reports.csv", "/app/ja/reports.csv")
    before = [hr.client.get(path).text.replace(form_token(hr.client.get("/app/en/account")), "") for path in paths]
    counted = counts(world)
    for _ in range(3):
        html = page(learner)
        answer(learner, html, ANSWERS.get(hidden(html)["question"]) or ordering_in(html))
    learner.client.get("/app/en/review/export.json")
    post(quiet, "start")
    after = [hr.client.get(path).text.replace(form_token(hr.client.get("/app/en/account")), "") for path in paths]
    assert after == before
    assert counts(world) == counted
    assert learner.progress()[GRADED]["attempts"] == 1


def test_nobody_reaches_another_persons_reviews(world: World, learner: Person) -> None:
    world.clock.forward(seconds=2 * DAY)
    html = page(learner)
    for role in Role:
        other = world.person("Other", role)
        assert due_count(page(other)) == 0
        assert other.client.get("/app/en/review/export.json").get_json() == {"started_at": None, "questions": []}
        assert answer(other, html, {"selected": "b"}).status_code == 404
        assert post(other, "stop").status_code == 303
    assert due_count(page(learner)) == due_count(html)


def test_stopping_deletes_everything(world: World, learner: Person) -> None:
    page(learner)
    assert rows(world) == (1, 7)
    answered = post(learner, "stop")
    assert answered.headers["Location"] == "/app/en/review?stopped"
    assert rows(world) == (0, 0)
    assert "Everything about them is deleted" in learner.client.get("/app/en/review?stopped").text
    post(learner, "start")
    post(learner, "start")
    assert rows(world) == (1, 0)


def test_export_is_everything_that_is_kept(world: World, learner: Person) -> None:
    page(learner)
    told = learner.client.get("/app/en/review/export.json").get_json()
    assert told["started_at"].endswith("Z")
    assert [row["question"] for row in told["questions"]] == sorted(set(TAGGED) - {"q-branch"})
    kept = {"course_id", "quiz", "question", "state", "step", "stability", "difficulty", "last_at", "due_at", "reviews"}
    assert set(told["questions"][0]) == kept


def test_question_that_the_course_drops_returns_no_more(world: World, learner: Person) -> None:
    world.clock.forward(seconds=2 * DAY)
    assert due_count(page(learner)) == 7
    world.publish(course_with_reviews("q-single"))
    assert due_count(page(learner)) == 1
    assert rows(world) == (1, 1)


def test_erasing_a_person_takes_their_reviews(world: World, learner: Person) -> None:
    from quizserver.storage.reviewing import delete_review

    page(learner)
    world.server.database.write(lambda tx: delete_review(tx, user_id=learner.account.id))
    assert rows(world) == (0, 0)


@only_sqlite
def test_my_learning_names_the_page_where_a_course_has_a_review_set(world: World, learner: Person) -> None:
    assert 'href="/app/ja/review"' in learner.client.get("/app/ja/learning").text
    world.publish(course_with_reviews())
    assert "/review" not in learner.client.get("/app/ja/learning").text


def rows(world: World) -> tuple[int, int]:
    """(plans, items) in the database."""
    with world.server.database.snapshot() as tx:
        plans = tx.execute(text("SELECT count(*) FROM review_plans")).scalar_one()
        return plans, tx.execute(text("SELECT count(*) FROM review_items")).scalar_one()


def counts(world: World) -> list[int]:
    """How many rows every other table has."""
    with world.server.database.snapshot() as tx:
        tables = ("attempts", "responses", "module_records", "enrollments", "certificates")
        found = [tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]
        # Reading the report is itself noted; reviewing is not.
        noted = tx.execute(text("SELECT count(*) FROM audit_log WHERE action NOT LIKE 'report%'")).scalar_one()
        return [*found, noted]
