"""Time limits, pauses, what counts and how many attempts there are: by the server's clock, on both databases."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import Person, World
from course_factory import COURSE
from exam_factory import EXAM, HOURS, MINUTES, exam_course, right
from exam_taker import answers, begin, error_of, paper_of
from sqlalchemy import func, select

from coursekit.errors import UnknownRevisionError
from quizserver.domain.people import Role
from quizserver.domain.timing import GRACE_MS
from quizserver.storage.tables import attempts, module_records
from quizserver.storage.tables import records as ledger
from quizserver.web.chores import Chores
from quizserver.web.moments import timestamp
from quizserver.web.serving import chores_of

pytestmark = pytest.mark.integration

LIMIT = 60 * MINUTES
GRACE = GRACE_MS // 1000
DAY = 86_400


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server whose course has a final assessment."""
    return make_world(course=exam_course())


def first_question(world: World, attempt: dict[str, Any]) -> str:
    return next(name for name in paper_of(world, attempt) if name.startswith("x-a"))


def test_an_attempt_tells_how_much_time_is_left(world: World, learner: Person) -> None:
    attempt = begin(learner)
    started = world.clock.now
    assert attempt["deadline_at"] == timestamp(started + 1000 * LIMIT)
    assert (attempt["server_time"], attempt["seconds_left"], attempt["mode"]) == (timestamp(started), LIMIT, "exam")
    world.clock.forward(seconds=90.5)
    assert begin(learner)["seconds_left"] == LIMIT - 91
    unlimited = learner.start()
    assert (unlimited["deadline_at"], unlimited["seconds_left"], unlimited["mode"]) == (None, None, "practice")


def test_answers_arrive_until_the_grace_is_over(world: World, learner: Person) -> None:
    attempt = begin(learner)
    question = first_question(world, attempt)
    world.clock.forward(seconds=LIMIT + GRACE)
    assert learner.answer(attempt["id"], question, right(question)).status_code == 201
    world.clock.forward(seconds=0.001)
    late = learner.answer(attempt["id"], question, {"selected": ["a"]}, language="ja")
    assert error_of(late) == (409, "time_is_up")
    assert "制限時間" in late.get_json()["error"]["message"]
    result = learner.call("GET", f"/attempts/{attempt['id']}/result").get_json()
    assert (result["points"], result["attempt"]["closed_by"]) == ("1", "deadline")
    assert result["attempt"]["submitted_at"] == result["attempt"]["deadline_at"] == attempt["deadline_at"]
    assert (result["attempt"]["seconds_left"], result["attempt"]["server_time"]) == (None, None)


def test_a_submission_within_the_grace_is_dated_at_the_deadline(world: World, learner: Person) -> None:
    attempt = begin(learner)
    world.clock.forward(seconds=LIMIT + 3)
    result = learner.submit(attempt["id"], answers(paper_of(world, attempt))).get_json()
    assert (result["passed"], result["attempt"]["closed_by"]) == (True, "learner")
    assert result["attempt"]["submitted_at"] == attempt["deadline_at"]


def test_a_submission_that_comes_too_late_stores_nothing_new(world: World, learner: Person) -> None:
    attempt = begin(learner)
    paper = paper_of(world, attempt)
    world.clock.forward(seconds=LIMIT + GRACE + 1)
    assert error_of(learner.submit(attempt["id"], answers(paper))) == (409, "time_is_up")
    result = learner.submit(attempt["id"]).get_json()
    assert (result["points"], result["attempt"]["closed_by"], result["passed"]) == ("0", "deadline", False)


@pytest.mark.parametrize("look", ["progress", "attempt", "result", "start", "same"])
def test_whoever_looks_finds_it_submitted(world: World, learner: Person, look: str) -> None:
    attempt = begin(learner)
    question = first_question(world, attempt)
    learner.answer(attempt["id"], question, right(question), language="ja")
    world.clock.forward(seconds=2 * DAY)
    if look == "progress":
        told = learner.progress()[EXAM]
        assert (told["open_attempt"], told["attempts"], told["status"], told["best_percent"]) == (None, 1, "failed", 20)
    elif look == "start":
        assert begin(learner)["id"] != attempt["id"]
    elif look == "same":
        assert begin(learner, attempt=attempt["id"])["status"] == "submitted"
    else:
        path = f"/attempts/{attempt['id']}" + ("/result" if look == "result" else "")
        told = learner.call("GET", path).get_json()
        assert told.get("attempt", told)["status"] == "submitted"
    columns = (attempts.c.submitted_at, attempts.c.deadline_at, attempts.c.closed_by)
    row = only(world, select(*columns).where(attempts.c.id == attempt["id"]))
    assert (row.submitted_at, row.closed_by) == (row.deadline_at, "deadline")


def test_the_sweep_closes_what_nobody_looks_at_exactly_once(make_world: Callable[..., World], world: World) -> None:
    people = [world.person() for _ in range(6)]
    for person in people:
        attempt = begin(person)
        question = first_question(world, attempt)
        person.answer(attempt["id"], question, right(question))
    other = make_world(course=exam_course())
    for each in (world, other):
        each.clock.forward(seconds=400 * DAY)
    with ThreadPoolExecutor(8) as pool:
        servers = [world.server, other.server] * 4
        closed = list(pool.map(lambda server: server.deadlines.sweep(), servers))
    assert sum(closed) == len(people)
    assert count(world, attempts.c.closed_by == "deadline") == len(people)
    assert count(world, ledger.c.kind == "attempt_submitted", ledger) == len(people)
    assert only(world, select(func.sum(module_records.c.attempts).label("all"))).all == len(people)
    assert world.server.deadlines.sweep() == 0


def test_closing_what_somebody_else_has_closed_changes_nothing(world: World, learner: Person) -> None:
    attempt = begin(learner)
    world.clock.forward(seconds=LIMIT + GRACE + 1)
    first = world.server.deadlines.close(attempt_id=attempt["id"], user_id=learner.account.id)
    again = world.server.deadlines.close(attempt_id=attempt["id"], user_id=learner.account.id)
    assert again == first
    assert count(world, ledger.c.kind == "attempt_submitted", ledger) == 1


def test_a_server_sweeps_by_itself_from_time_to_time(world: World, learner: Person) -> None:
    begin(learner)
    world.clock.forward(seconds=LIMIT + GRACE + 1)
    Chores(chores_of(world.app), seconds=1).run_once()
    assert count(world, attempts.c.closed_by == "deadline") == 1


def test_one_attempt_that_cannot_be_closed_holds_up_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    lost, other = world.person(), world.person()
    begin(lost)
    begin(other)
    world.clock.forward(seconds=LIMIT + GRACE + 1)
    select_quiz, tries = world.server.deadlines._library.select_quiz, []

    def break_once(*arguments: Any, **options: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise UnknownRevisionError("gone")
        return select_quiz(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.server.deadlines._library, "select_quiz", break_once)
        assert world.server.deadlines.sweep() == 1
    assert [record.data["event"] for record in caplog.records if hasattr(record, "data")] == ["sweep_failed"]
    assert world.server.deadlines.sweep() == 1


def test_the_report_shows_nothing_open_that_is_over(world: World, learner: Person) -> None:
    begin(learner)
    world.clock.forward(seconds=LIMIT + GRACE + 1)
    hr = world.person("HR", Role.HR)
    assert hr.client.get("/app/en/reports").status_code == 200
    assert count(world, attempts.c.closed_by == "deadline") == 1


@pytest.mark.parametrize("moved", [-3600, -400 * DAY])
def test_a_clock_set_back_makes_no_negative_time(world: World, learner: Person, moved: int) -> None:
    attempt = begin(learner)
    started = world.clock.now
    question = first_question(world, attempt)
    world.clock.forward(seconds=60)
    learner.answer(attempt["id"], question, {"selected": ["a"]})
    world.clock.now += 1000 * moved
    assert begin(learner)["seconds_left"] == LIMIT
    assert learner.answer(attempt["id"], question, right(question)).status_code == 201
    result = learner.submit(attempt["id"]).get_json()
    assert result["points"] == "1"
    row = only(world, select(attempts.c.submitted_at, attempts.c.started_at))
    assert row.submitted_at == started + 60_000
    world.clock.now = started
    refused = learner.call("PUT", f"/attempts/{uuid.uuid4()}", body())
    assert error_of(refused) == (409, "retake_too_early")


def test_a_retake_waits_and_has_another_paper(world: World, learner: Person) -> None:
    first = begin(learner)
    paper = paper_of(world, first)
    world.clock.now = 1_795_000_000_000
    result = learner.submit(first["id"]).get_json()
    opens = timestamp(world.clock.now + 3_600_000 * HOURS)
    assert result["next_attempt_at"] == learner.progress()[EXAM]["next_attempt_at"] == opens
    world.clock.forward(seconds=3600 * HOURS - 0.001)
    told = {}
    for language in ("en", "ja"):
        refused = learner.call("PUT", f"/attempts/{uuid.uuid4()}", body(language=language))
        assert error_of(refused) == (409, "retake_too_early")
        told[language] = refused.get_json()["error"]
        assert told[language]["available_at"] == opens
    assert told["en"]["message"] == "Another attempt is possible from November 19, 2026, 20:07 (JST)."
    assert told["ja"]["message"] == "次の受験は、2026年11月19日20:07（JST）から可能です。"
    world.clock.forward(seconds=0.001)
    assert learner.progress()[EXAM]["next_attempt_at"] is None
    again = begin(learner)
    assert set(paper_of(world, again)) != set(paper)


@pytest.mark.parametrize(
    ("counts", "percents", "passed"),
    [("best", [0, 100, 100], True), ("last", [0, 100, 0], True), ("first", [0, 0, 0], False)],
)
def test_which_attempt_counts(make_world: Callable[..., World], counts: str, percents: list[int], passed: bool) -> None:
    world = make_world(course=exam_course(counts=counts, retake_after_hours=None))
    learner = world.person()
    seen = []
    for rightly in (False, True, False):
        attempt = begin(learner)
        result = learner.submit(attempt["id"], answers(paper_of(world, attempt), rightly=rightly)).get_json()
        assert (result["passed"], result["counts"], result["next_attempt_at"]) == (rightly, counts, None)
        seen.append(learner.progress()[EXAM]["best_percent"])
    assert seen == percents
    told = learner.progress()[EXAM]
    assert (told["passed"], told["attempts"], told["attempts_left"]) == (passed, 3, None)


def test_twenty_starts_and_submissions_under_a_limit_of_three_make_three(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course(attempts=3, retake_after_hours=None))
    learner = world.person()

    def take(_: int) -> int:
        tab = Person(world.app.test_client(), learner.account, learner.csrf)
        tab.client.set_cookie("course_session", learner.client.get_cookie("course_session").value)  # type: ignore[union-attr]
        started = tab.call("PUT", f"/attempts/{uuid.uuid4()}", body())
        if started.status_code == 409:
            assert error_of(started) == (409, "no_attempts_left")
            return 0
        return tab.submit(started.get_json()["id"]).status_code

    for _ in range(3):
        with ThreadPoolExecutor(20) as pool:
            assert set(pool.map(take, range(20))) <= {0, 200}
    assert count(world, attempts.c.submitted_at.is_not(None)) == 3
    assert learner.progress()[EXAM]["attempts_left"] == 0


def test_two_processes_under_a_limit_of_three_make_three(make_world: Callable[..., World], tmp_path: Path) -> None:
    world = make_world(course=exam_course(attempts=3, retake_after_hours=None))
    learner = world.person()
    script = Path(__file__).with_name("exam_process.py")
    arguments = [world.settings.database_url, str(world.settings.compiled), learner.account.id, EXAM]
    # Our own interpreter and our own script.
    running = [subprocess.Popen([sys.executable, str(script), *arguments], stdout=subprocess.PIPE) for _ in range(2)]
    told = [process.communicate(timeout=60)[0].decode().split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert sum(int(made) for made, _ in told) == 3
    assert sum(int(refused) for _, refused in told) > 0
    assert count(world, attempts.c.submitted_at.is_not(None)) == 3


def body(language: str = "en") -> dict[str, str]:
    """The body that begins the exam."""
    return {"course": COURSE, "quiz": EXAM, "language": language}


def count(world: World, condition: Any, table: Any = attempts) -> int:
    return int(only(world, select(func.count().label("n")).select_from(table).where(condition)).n)


def only(world: World, statement: Any) -> Any:
    """The one row of a statement."""
    with world.server.database.reading() as tx:
        return tx.execute(statement).one()
