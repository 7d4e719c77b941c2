"""The learner API from the first request to the result."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from conftest import Person, World, given
from course_factory import COURSE, GRADED, LIMITED, RIGHT, UNGRADED, changed_course, make_course

from coursekit.bundle import compile_course

pytestmark = pytest.mark.integration

BRANCH = [given("q-branch", {"selected": ["a"]}, part="n1"), given("q-branch", {"selected": ["a"]}, part="n2")]


def everything_right(world: World) -> list[dict[str, Any]]:
    """Right responses to all eight questions."""
    quiz = world.server.catalog.select_course(COURSE).quizzes[GRADED]
    order = quiz.find_question("q-ordering").rule.order  # type: ignore[union-attr]
    return [given(question, response) for question, response in RIGHT.items()] + [
        given("q-ordering", {"order": list(order)}),
        given("q-branch", {"selected": ["a"]}, part="n1"),
        given("q-branch", {"selected": ["a"]}, part="n2"),
    ]


def test_session_tells_who_is_signed_in(world: World, learner: Person) -> None:
    stranger = world.app.test_client().get("/api/v1/session")
    assert stranger.get_json() == {"signed_in": False, "sign_up": True}
    mine = learner.client.get("/api/v1/session")
    told = mine.get_json()
    assert len(told.pop("learner")) == 16
    assert told == {
        "signed_in": True,
        "csrf": learner.csrf,
        "name": "Learner",
        "roles": ["learner"],
        "sign_up": True,
    }
    assert mine.headers["Cache-Control"] == "no-store"


def test_start_makes_an_attempt_and_resumes_it(learner: Person) -> None:
    first = learner.call("PUT", f"/attempts/{uuid.uuid4()}", {"course": COURSE, "quiz": GRADED, "language": "en"})
    assert first.status_code == 201
    again = learner.call(
        "PUT", f"/attempts/{first.get_json()['id']}", {"course": COURSE, "quiz": GRADED, "language": "ja"}
    )
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    second_tab = learner.call("PUT", f"/attempts/{uuid.uuid4()}", {"course": COURSE, "quiz": GRADED, "language": "en"})
    assert (second_tab.status_code, second_tab.get_json()) == (200, first.get_json())


def test_start_with_the_id_of_another_quiz_is_a_conflict(learner: Person) -> None:
    attempt = learner.start()
    other = learner.call("PUT", f"/attempts/{attempt['id']}", {"course": COURSE, "quiz": LIMITED, "language": "en"})
    assert (other.status_code, other.get_json()["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"course": "nothing", "quiz": GRADED, "language": "en"}, 404),
        ({"course": COURSE, "quiz": "nothing", "language": "en"}, 404),
        ({"course": COURSE, "quiz": GRADED, "language": "fr"}, 422),
    ],
)
def test_start_refuses_what_does_not_exist(learner: Person, body: dict[str, str], status: int) -> None:
    assert learner.call("PUT", f"/attempts/{uuid.uuid4()}", body).status_code == status


def test_everything_right_is_passed_and_completes(world: World, learner: Person) -> None:
    attempt = learner.start()
    result = learner.submit(attempt["id"], everything_right(world)).get_json()
    assert (result["points"], result["max_points"], result["percent"]) == ("9", "9", 100)
    assert (result["passed"], result["completed"], result["pass_percent"]) == (True, True, 75)
    assert {question["outcome"] for question in result["questions"]} == {"full"}
    assert learner.progress()[GRADED] == {
        "title": "Module 1",
        "status": "passed",
        "completed": True,
        "passed": True,
        "best_percent": 100,
        "attempts": 1,
        "attempts_left": None,
        "open_attempt": None,
        "last_attempt": attempt["id"],
        "next_attempt_at": None,
    }


def test_partial_points_are_rounded_down_and_unanswered_is_not_wrong(learner: Person) -> None:
    attempt = learner.start()
    wrong = [given("q-single", {"selected": ["a"]}), given("q-multiple", {"selected": ["a"]})]
    result = learner.submit(attempt["id"], wrong).get_json()
    outcomes = {question["question"]: (question["outcome"], question["points"]) for question in result["questions"]}
    assert outcomes["q-single"] == ("none", "0")
    assert outcomes["q-multiple"] == ("partial", "0.5")
    assert outcomes["q-short"] == ("unanswered", "0")
    assert (result["points"], result["percent"], result["passed"]) == ("0.5", 5, False)
    assert learner.progress()[GRADED]["status"] == "failed"


def test_feedback_shows_chosen_options_only_until_fully_right(learner: Person) -> None:
    attempt = learner.start()
    wrong = learner.answer(attempt["id"], "q-single", {"selected": ["a"]})
    assert wrong.status_code == 201
    assert wrong.get_json()["feedback"] == [{"target": "a", "right": False, "text": "Feedback a", "result": None}]
    right = learner.answer(attempt["id"], "q-multiple", {"selected": ["a", "c"]}, language="ja").get_json()
    assert [item["target"] for item in right["feedback"]] == ["a", "b", "c", "d", "e"]
    assert right["feedback"][0]["text"] == "Feedback a（日本語）"


def test_a_wrong_pair_gives_no_text_away(learner: Person) -> None:
    attempt = learner.start()
    stored = learner.answer(attempt["id"], "q-matching", {"choices": {"p1": "r1", "p2": "r3"}}).get_json()
    assert (stored["outcome"], stored["points"], stored["max_points"]) == ("partial", "0.5", "1")
    assert stored["feedback"] == [
        {"target": "p1", "right": True, "text": "Pair 1", "result": None},
        {"target": "p2", "right": False, "text": None, "result": None},
    ]


def test_a_wrong_order_gives_no_text_away(learner: Person) -> None:
    attempt = learner.start()
    stored = learner.answer(attempt["id"], "q-ordering", {"order": attempt["orders"]["q-ordering"]}).get_json()
    assert stored["outcome"] in ("none", "partial")
    assert {item["text"] for item in stored["feedback"]} == {None}


def test_numbers_are_read_in_the_language_they_are_typed_in(learner: Person) -> None:
    attempt = learner.start()
    stored = learner.answer(attempt["id"], "q-numeric", {"text": "８８０万円"}, language="ja").get_json()
    assert stored["outcome"] == "full"


@pytest.mark.parametrize("text", ["8,8", "", "   ", "eight"])
def test_an_unreadable_response_is_not_stored_and_may_be_corrected(learner: Person, text: str) -> None:
    attempt = learner.start()
    refused = learner.answer(attempt["id"], "q-numeric", {"text": text}, language="ja")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "not_readable")
    assert "読み取れません" in refused.get_json()["error"]["message"]
    assert learner.answer(attempt["id"], "q-numeric", {"text": "8.8"}).status_code == 201


def test_decisions_are_answered_along_the_path(learner: Person) -> None:
    attempt = learner.start()["id"]
    early = learner.answer(attempt, "q-branch", {"selected": ["a"]}, part="n2")
    assert (early.status_code, early.get_json()["error"]["code"]) == (409, "out_of_order")
    first = learner.answer(attempt, "q-branch", {"selected": ["b"]}, part="n1").get_json()
    assert (first["next"], first["done"], first["ending"], first["debrief"]) == ("n2", False, None, None)
    assert first["feedback"] == [{"target": "b", "right": None, "text": "Because b", "result": "Then b"}]
    aside = learner.answer(attempt, "q-branch", {"selected": ["a"]}, part="n3")
    assert aside.get_json()["error"]["code"] == "out_of_order"
    last = learner.answer(attempt, "q-branch", {"selected": ["a"]}, part="n2").get_json()
    assert (last["next"], last["done"]) == (None, True)
    assert (last["ending"], last["debrief"]) == ("It went well.", "The principle.")
    result = learner.submit(attempt).get_json()
    branch = next(question for question in result["questions"] if question["question"] == "q-branch")
    assert [item["target"] for item in branch["feedback"]] == ["n1.b", "n2.a"]


def test_a_question_is_answered_once(learner: Person) -> None:
    attempt = learner.start()["id"]
    stored = learner.answer(attempt, "q-single", {"selected": ["a"]}).get_json()
    second = learner.answer(attempt, "q-single", {"selected": ["b"]})
    assert second.status_code == 409
    assert second.get_json()["error"]["code"] == "already_answered"
    assert second.get_json()["stored"] == stored


def test_the_attempt_can_be_read_with_all_answers(learner: Person) -> None:
    attempt = learner.start()["id"]
    stored = learner.answer(attempt, "q-single", {"selected": ["a"]}).get_json()
    read = learner.call("GET", f"/attempts/{attempt}?language=ja").get_json()
    assert read["status"] == "open"
    assert read["answers"]["q-single"][0] | {"feedback": stored["feedback"]} == stored
    assert read["answers"]["q-single"][0]["feedback"][0]["text"] == "Feedback a（日本語）"


def test_there_is_no_result_before_submitting(learner: Person) -> None:
    attempt = learner.start()["id"]
    assert learner.call("GET", f"/attempts/{attempt}/result").status_code == 404
    submitted = learner.submit(attempt).get_json()
    assert learner.call("GET", f"/attempts/{attempt}/result?language=en").get_json() == submitted


def test_a_pass_is_never_undone(world: World, learner: Person) -> None:
    learner.submit(learner.start()["id"], everything_right(world))
    again = learner.start()["id"]
    assert learner.progress()[GRADED]["open_attempt"] == again
    failed = learner.submit(again).get_json()
    assert failed["passed"] is False
    standing = learner.progress()[GRADED]
    assert (standing["status"], standing["best_percent"], standing["attempts"]) == ("passed", 100, 2)


def test_an_ungraded_module_is_completed_by_reading(learner: Person) -> None:
    result = learner.submit(learner.start(UNGRADED)["id"], [given("q-start", {"selected": ["b"]})]).get_json()
    assert (result["passed"], result["completed"], result["pass_percent"]) == (None, False, None)
    assert learner.progress()[UNGRADED]["status"] == "in_progress"
    for _ in range(2):
        seen = learner.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
        assert (seen.status_code, seen.data) == (204, b"")
    standing = learner.progress()[UNGRADED]
    assert (standing["status"], standing["completed"], standing["passed"]) == ("completed", True, None)


def test_reading_a_graded_module_does_not_complete_it(learner: Person) -> None:
    learner.call("PUT", f"/courses/{COURSE}/modules/{GRADED}/seen", {"language": "en"})
    standing = learner.progress()[GRADED]
    assert (standing["status"], standing["completed"], standing["passed"]) == ("in_progress", False, False)


@pytest.mark.parametrize("module", ["03-later", "nothing"])
def test_a_module_that_does_not_exist_yet_cannot_be_read(learner: Person, module: str) -> None:
    assert learner.call("PUT", f"/courses/{COURSE}/modules/{module}/seen", {"language": "en"}).status_code == 404


def test_attempts_are_limited(learner: Person) -> None:
    for _ in range(3):
        learner.submit(learner.start(LIMITED)["id"])
    fourth = learner.call("PUT", f"/attempts/{uuid.uuid4()}", {"course": COURSE, "quiz": LIMITED, "language": "en"})
    assert (fourth.status_code, fourth.get_json()["error"]["code"]) == (409, "no_attempts_left")
    assert "3" in fourth.get_json()["error"]["message"]


def test_an_open_attempt_finishes_on_the_revision_it_began_with(world: World, learner: Person) -> None:
    attempt = learner.start()
    world.publish(compile_course(changed_course(make_course())))
    assert learner.start()["id"] == attempt["id"]
    stored = learner.answer(attempt["id"], "q-single", {"selected": ["b"]}).get_json()
    assert stored["outcome"] == "full"
    result = learner.submit(attempt["id"]).get_json()
    assert result["attempt"]["revision"] == attempt["revision"]
    fresh = learner.start()
    assert fresh["revision"] != attempt["revision"]
    assert learner.answer(fresh["id"], "q-single", {"selected": ["b"]}).get_json()["outcome"] == "none"


def test_the_paper_is_the_attempts_own_and_holds_no_key(learner: Person) -> None:
    attempt = learner.start()
    paper = learner.client.get(f"/api/v1/attempts/{attempt['id']}/paper?language=ja")
    assert (paper.status_code, paper.mimetype) == (200, "text/html")
    assert f'data-revision="{attempt["revision"]}"' in paper.text
    for secret in ("Feedback a", "Because a", "The principle.", "Pair 1", "Right term"):
        assert secret not in paper.text
    shown = [paper.text.index(f'value="{option}"') for option in attempt["orders"]["q-single"]]
    assert shown == sorted(shown)


def test_somebody_elses_attempt_looks_like_none(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    stranger = world.person("Stranger")
    nowhere = stranger.call("GET", f"/attempts/{uuid.uuid4()}").get_json()
    for method, path, body in [
        ("GET", f"/attempts/{attempt}", None),
        ("GET", f"/attempts/{attempt}/paper", None),
        ("GET", f"/attempts/{attempt}/result", None),
        ("PUT", f"/attempts/{attempt}", {"course": COURSE, "quiz": GRADED, "language": "en"}),
        ("POST", f"/attempts/{attempt}/submit", {"language": "en", "responses": []}),
        (
            "PUT",
            f"/attempts/{attempt}/responses/{uuid.uuid4()}",
            {"question": "q-single", "part": "", "response": {"selected": ["a"]}, "language": "en"},
        ),
    ]:
        answer = stranger.call(method, path, body)
        assert (answer.status_code, answer.get_json()) == (404, nowhere), (method, path)


def test_submission_with_an_unreadable_response_stores_nothing(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    body = [given("q-single", {"selected": ["b"]}), given("q-numeric", {"text": "8,8"})]
    refused = learner.submit(attempt, body)
    assert (refused.status_code, refused.get_json()["error"]["question"]) == (422, "q-numeric")
    read = learner.call("GET", f"/attempts/{attempt}").get_json()
    assert (read["status"], read["answers"]) == ("open", {})


def test_blank_responses_of_a_submission_count_as_unanswered(learner: Person) -> None:
    attempt = learner.start()["id"]
    result = learner.submit(attempt, [given("q-short", {"text": "  "}), given("q-single", {"selected": []})])
    assert result.status_code == 200
    assert {question["outcome"] for question in result.get_json()["questions"]} == {"unanswered"}


def test_session_names_the_learner_without_saying_who_it_is(world: World) -> None:
    first, second = world.person("Same Name"), world.person("Same Name")
    tags = [person.client.get("/api/v1/session").get_json()["learner"] for person in (first, second)]

    assert tags[0] != tags[1]
    assert tags[0] == first.client.get("/api/v1/session").get_json()["learner"]
    assert first.account.id not in tags[0]
