"""The final assessment through the API: one paper, answers that may be changed, a result that gives no key away."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Person, World, given
from course_factory import COURSE, GRADED
from exam_factory import EXAM, exam_course, make_exam_course, right, wrong
from exam_taker import answers, begin, error_of, paper_of
from sqlalchemy import select

from coursekit.bundle import compile_course
from quizserver.storage.tables import responses

pytestmark = pytest.mark.integration


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server whose course has a final assessment."""
    return make_world(course=exam_course())


def paper_html(person: Person, attempt: str, language: str = "en") -> str:
    answer = person.call("GET", f"/attempts/{attempt}/paper?language={language}")
    assert answer.status_code == 200
    return answer.text


def shown(html: str) -> list[tuple[str, str]]:
    """Questions and options in the order in which a page shows them."""
    return re.findall(r'(data-question|value)="([^"]*)"', html)


def test_one_paper_in_every_tab_language_process_and_edition(
    make_world: Callable[..., World], world: World, learner: Person
) -> None:
    attempt = begin(learner)
    paper = paper_of(world, attempt)
    english, japanese = paper_html(learner, attempt["id"]), paper_html(learner, attempt["id"], "ja")
    assert len(paper) == 4
    assert [value for name, value in shown(english) if name == "data-question"] == list(paper)
    assert shown(english) == shown(japanese)
    assert "（日本語）" in japanese
    second_tab = begin(learner, attempt=str(uuid.uuid4()), language="ja")
    assert second_tab == attempt
    restarted = make_world(course=exam_course())
    restarted.clock.now = world.clock.now
    sheet = restarted.server.attempts.select_sheet(user_id=learner.account.id, attempt_id=attempt["id"])
    assert tuple(sheet.questions) == paper
    world.publish(compile_course(make_exam_course(pass_percent=90)))
    assert begin(learner) == attempt
    assert paper_html(learner, attempt["id"]) == english
    assert learner.submit(attempt["id"], answers(paper)).get_json()["pass_percent"] == 60


def test_papers_differ_between_learners(world: World) -> None:
    papers = {tuple(paper_of(world, begin(world.person()))) for _ in range(12)}
    assert len(papers) > 6


def test_an_answer_may_be_changed_and_every_version_is_kept(world: World, learner: Person) -> None:
    attempt = begin(learner)
    question = next(name for name in paper_of(world, attempt) if name.startswith("x-a"))
    for answer, language in ((wrong(question), "en"), (right(question), "ja"), (wrong(question), "en")):
        stored = learner.answer(attempt["id"], question, answer, language=language)
        assert stored.status_code == 201
        told = stored.get_json()
        assert (told["outcome"], told["points"], told["feedback"], told["done"]) == (None, None, [], True)
    final = learner.answer(attempt["id"], question, right(question), language="ja", confidence="guess").get_json()
    reloaded = begin(learner)["answers"]
    assert reloaded == {question: [final]}
    assert (final["response"], final["language"], final["confidence"]) == (right(question), "ja", "guess")
    with world.server.database.reading() as tx:
        rows = tx.execute(
            select(responses.c.version, responses.c.language, responses.c.confidence)
            .where(responses.c.attempt_id == attempt["id"])
            .order_by(responses.c.version)
        ).all()
    assert [tuple(row) for row in rows] == [(1, "en", None), (2, "ja", None), (3, "en", None), (4, "ja", "guess")]
    result = learner.submit(attempt["id"]).get_json()
    assert (result["points"], result["max_points"]) == ("1", "5")
    late = learner.answer(attempt["id"], question, wrong(question))
    assert error_of(late) == (409, "attempt_closed")


def test_a_request_that_was_held_up_never_replaces_a_newer_answer(world: World, learner: Person) -> None:
    attempt = begin(learner)["id"]
    question = next(name for name in paper_of(world, {"id": attempt}) if name.startswith("x-a"))
    first, held, newer, blank = (str(uuid.uuid4()) for _ in range(4))

    def store(name: str, response: Any, *, after: str | None) -> Any:
        return learner.answer(attempt, question, response, response_id=name, after=after)

    assert store(first, wrong(question), after=None).status_code == 201
    assert store(newer, right(question), after=first).status_code == 201
    late = store(held, wrong(question), after=first)
    assert error_of(late) == (409, "answered_since")
    assert late.get_json()["stored"]["id"] == newer
    assert store(first, wrong(question), after=None).status_code == 200, "what is stored already is no answer anew"
    assert begin(learner)["answers"][question][0]["id"] == newer
    assert store(blank, {"selected": []}, after=newer).status_code == 201
    assert store(held, wrong(question), after=newer).get_json()["stored"]["id"] == blank
    assert error_of(store(held, wrong(question), after=str(uuid.uuid4()))) == (409, "answered_since")
    unknown = learner.answer(attempt, "x-b0", right("x-b0"), after=str(uuid.uuid4()))
    assert unknown.status_code in (409, 422)
    assert learner.answer(attempt, question, right(question)).status_code == 201, "left out, it replaces any"


def test_a_taken_back_answer_is_unanswered(world: World, learner: Person) -> None:
    attempt = begin(learner)
    question = next(name for name in paper_of(world, attempt) if name.startswith("x-a"))
    learner.answer(attempt["id"], question, right(question))
    blank = learner.answer(attempt["id"], question, {"selected": []})
    assert (blank.status_code, blank.get_json()["done"]) == (201, False)
    assert begin(learner)["answers"] == {}
    assert learner.submit(attempt["id"]).get_json()["points"] == "0"


def test_a_submission_may_change_answers_too(world: World, learner: Person) -> None:
    attempt = begin(learner)
    paper = paper_of(world, attempt)
    for item in answers(paper, rightly=False):
        body = {name: item[name] for name in ("question", "part", "response")}
        assert learner.answer(attempt["id"], **body).status_code == 201
    sent = answers(paper)
    result = learner.submit(attempt["id"], sent)
    told = result.get_json()
    assert (told["points"], told["max_points"], told["percent"], told["passed"]) == ("5", "5", 100, True)
    assert (told["attempt"]["closed_by"], told["counts"], told["sections"]) == ("learner", "best", [])
    assert learner.submit(attempt["id"], sent).text == result.text
    assert learner.progress()[EXAM]["status"] == "passed"


@pytest.mark.parametrize(("language", "home"), [("en", "/"), ("ja", "/ja/")])
def test_the_result_is_by_outcome_with_links_in_the_readers_language(
    world: World, learner: Person, language: str, home: str
) -> None:
    attempt = begin(learner)
    paper = paper_of(world, attempt)
    sent = [item for item in answers(paper) if not item["question"].startswith("x-a")]
    learner.submit(attempt["id"], sent, language="ja")
    result = learner.call("GET", f"/attempts/{attempt['id']}/result?language={language}").get_json()
    tail = "（日本語）" if language == "ja" else ""
    assert result["outcomes"] == [
        {"outcome": "CO1", "text": f"Outcome CO1{tail}", "points": "0", "max_points": "2"},
        {"outcome": "CO2", "text": f"Outcome CO2{tail}", "points": "3", "max_points": "3"},
    ]
    assert result["sections"] == [
        {"href": f"{home}{GRADED}/#practice", "title": f"Module 1{tail}", "heading": f"Section practice{tail}"}
    ]
    assert (result["passed"], result["percent"], result["questions"]) == (True, 60, [])


def test_a_course_that_is_gone_still_has_its_results(world: World, learner: Person) -> None:
    attempt = begin(learner)["id"]
    learner.submit(attempt)
    (world.settings.compiled / "sample.json").unlink()
    world.catalog_clock[0] += 2
    result = learner.call("GET", f"/attempts/{attempt}/result").get_json()
    assert (result["percent"], result["sections"]) == (0, [])
    assert [item["text"] for item in result["outcomes"]] == [None, None]


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        yield from (text for item in value.values() for text in texts(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("rightly", [True, False])
def test_no_answer_of_the_server_gives_the_key_away(world: World, learner: Person, rightly: bool) -> None:
    """Walks every address of the API as a learner does, before and after the submission."""
    attempt = begin(learner)
    paper = paper_of(world, attempt)
    told = [json.dumps(attempt), paper_html(learner, attempt["id"]), paper_html(learner, attempt["id"], "ja")]
    for item in answers(paper, rightly=rightly):
        body = {name: item[name] for name in ("question", "part", "response")}
        told.append(learner.answer(attempt["id"], **body).text)
        told.append(learner.answer(attempt["id"], **body, language="ja").text)
    told.append(learner.call("GET", f"/attempts/{attempt['id']}").text)
    told.append(learner.answer(attempt["id"], "nothing", {"selected": ["a"]}).text)
    told.append(learner.submit(attempt["id"]).text)
    told.append(learner.answer(attempt["id"], paper[0], right(paper[0])).text)
    for path in ("", "/paper", "/result"):
        told += [learner.call("GET", f"/attempts/{attempt['id']}{path}?language={name}").text for name in ("en", "ja")]
    told.append(learner.call("GET", f"/courses/{COURSE}/progress").text)
    told.append(learner.call("PUT", f"/attempts/{uuid.uuid4()}", _body()).text)
    key = {text for question in exam_course().quizzes[EXAM].questions for text in texts(question.feedback)}
    key = {text for text in key if " " in text}
    assert len(key) > 20
    assert {secret for secret in key if any(secret in text for text in told)} == set()
    documents = [json.loads(text) for text in told if text.startswith("{")]
    fields = {name for document in documents for name in _names(document)}
    assert not fields & {"correct", "key", "rule", "units", "reason", "seed", "stratum", "enemies"}
    outcomes = {found for document in documents for found in _values(document, "outcome")}
    assert outcomes <= {None, "CO1", "CO2"}
    assert {found for document in documents for found in _values(document, "right")} == set()


def test_confidence_is_kept_and_never_scored(world: World, learner: Person) -> None:
    attempt = learner.start(GRADED)["id"]
    stored = [
        learner.answer(attempt, "q-single", {"selected": ["b"]}, confidence="guess").get_json(),
        learner.answer(attempt, "q-truefalse", {"selected": ["true"]}, confidence="sure").get_json(),
        learner.answer(attempt, "q-short", {"text": "BATNA"}).get_json(),
    ]
    assert [(item["confidence"], item["points"]) for item in stored] == [("guess", "1"), ("sure", "0"), (None, "1")]
    refused = learner.answer(attempt, "q-multiple", {"selected": ["a"]}, confidence="perhaps")
    assert error_of(refused) == (422, "invalid_body")
    last = given("q-multiple", {"selected": ["a", "c"]}) | {"confidence": "fairly"}
    result = learner.submit(attempt, [last]).get_json()
    kept = {name: items[0]["confidence"] for name, items in result["attempt"]["answers"].items()}
    assert kept == {"q-single": "guess", "q-truefalse": "sure", "q-short": None, "q-multiple": "fairly"}
    assert result["points"] == "3"


def _body() -> dict[str, str]:
    return {"course": COURSE, "quiz": EXAM, "language": "en"}


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _names(item)


def _values(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict) and name in value:
        yield value[name]
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _values(item, name)
