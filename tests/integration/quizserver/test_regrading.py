"""Grading anew: the dry run changes nothing, the results are added, no pass is taken without being told so."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Person, World, given, only_sqlite
from course_factory import COURSE, GRADED, changed_course, compiled_course, make_course
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from test_enrollments import registered
from test_learner_api import everything_right
from test_ledger import problems, run, without_triggers

from coursekit.bundle import compile_course
from quizserver.cli import main
from quizserver.errors import NotFound, RegradeError
from quizserver.services.auditing import verify_records
from quizserver.services.regrading import Order, Plan
from quizserver.storage.migrating import migration_engine
from quizserver.storage.tables import metadata
from quizserver.web.moments import timestamp

pytestmark = pytest.mark.integration

KEY = Order(course_id=COURSE, quiz=GRADED, method="key")
OLD = compiled_course().quizzes[GRADED].revision


def answers(world: World, person: Person, *, single: str, wrong: tuple[str, ...] = ()) -> str:
    """Submit the graded quiz right but for `wrong`, with this option of the first question; the attempt's id."""
    given_ = [
        item | {"response": {"selected": [single]}} if item["question"] == "q-single" else item
        for item in everything_right(world)
        if item["question"] not in wrong
    ]
    attempt = str(person.start()["id"])
    assert person.submit(attempt, given_).status_code == 200
    return attempt


@pytest.fixture
def office(world: World) -> dict[str, Person]:
    """Who gains a pass by the new key, who would lose one, who only loses a point, and who has not submitted."""
    names = ("gains", "loses", "keeps", "open")
    people = {name: world.person(name, employee_number=name) for name in names}
    people["gains"].attempt = answers(world, people["gains"], single="a", wrong=("q-multiple", "q-matching"))  # type: ignore[attr-defined]
    people["loses"].attempt = answers(world, people["loses"], single="b", wrong=("q-multiple", "q-matching"))  # type: ignore[attr-defined]
    people["keeps"].attempt = answers(world, people["keeps"], single="b")  # type: ignore[attr-defined]
    opened = people["open"].start()["id"]
    people["open"].answer(opened, "q-single", {"selected": ["b"]})
    world.clock.forward(seconds=3600)
    world.publish(compile_course(changed_course(make_course())))
    return people


def dump(world: World) -> dict[str, list[Any]]:
    """Everything that is stored."""
    engine = migration_engine(world.settings.database_url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name != "sessions"
        }
    engine.dispose()
    return found


def told(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who changes, who gains and loses a pass, and who is left alone."""
    return {
        "changes": tuple(sorted(change.who for change in plan.changes)),
        "gains": tuple(sorted(change.who for change in plan.changes if change.gains_pass)),
        "loses": tuple(sorted(change.who for change in plan.changes if change.loses_pass)),
        "left": tuple(sorted(change.who for change in plan.left)),
    }


def percent(person: Person) -> int:
    """The learner's score of the graded module."""
    return int(person.progress()[GRADED]["best_percent"])


def test_a_dry_run_changes_nothing_and_says_for_whom(world: World, office: dict[str, Person]) -> None:
    before = dump(world)
    plan = world.server.regrading.plan(KEY)
    assert dump(world) == before
    assert plan.looked_at == 3
    assert told(plan) == {"changes": ("gains", "keeps"), "gains": ("gains",), "loses": (), "left": ("loses",)}


def test_results_are_added_and_no_pass_is_taken(world: World, office: dict[str, Person]) -> None:
    before = dump(world)
    assert [percent(office[name]) for name in ("gains", "loses", "keeps")] == [66, 77, 100]
    plan = world.server.regrading.apply(KEY, actor="trainer-1", reason="The key was wrong")
    assert told(plan) == {"changes": ("gains", "keeps"), "gains": ("gains",), "loses": (), "left": ("loses",)}
    assert [percent(office[name]) for name in ("gains", "loses", "keeps")] == [77, 77, 88]
    gains, loses, keeps = (office[name].progress()[GRADED]["status"] for name in ("gains", "loses", "keeps"))
    assert (gains, loses, keeps) == ("passed", "passed", "passed")
    after = dump(world)
    for table in ("attempts", "responses", "quiz_revisions", "course_revisions"):
        assert set(before[table]) <= set(after[table])
    result = office["gains"].call("GET", f"/attempts/{office['gains'].attempt}/result").get_json()  # type: ignore[attr-defined]
    assert (result["passed"], result["points"], result["percent"]) == (True, "7", 77)
    regraded = {item["question"]: (item["points"], item["regraded"]) for item in result["questions"]}
    assert regraded["q-single"] == ("0", {"at": timestamp(world.clock.now), "points": "1", "max_points": "1"})
    assert [name for name, (_, anew) in regraded.items() if anew is not None] == ["q-single"]
    (enrollment,) = registered(world, office["gains"])
    history = world.server.registrations.select_history(user_id=office["gains"].account.id, actor="hr")
    line = next(record for record in history.registrations[0].ledger if record.kind == "regraded")
    assert line.actor == "trainer-1"
    assert '"reason":"The key was wrong"' in line.body
    assert (enrollment.modules_done, enrollment.last_activity_at) == (1, world.clock.now - 3_600_000)
    assert verify_records(world.server.database).problems == []


def test_running_it_again_changes_no_more(world: World, office: dict[str, Person]) -> None:
    world.server.regrading.apply(KEY, actor="t", reason="x")
    once = dump(world)
    again = world.server.regrading.apply(KEY, actor="t", reason="x")
    assert told(again) == {"changes": (), "gains": (), "loses": (), "left": ("loses",)}
    twice = dump(world)
    assert {name for name in once if once[name] != twice[name]} == {"audit_log"}


def test_a_pass_is_taken_only_when_that_is_said(world: World, office: dict[str, Person]) -> None:
    loses = office["loses"]
    order = Order(course_id=COURSE, quiz=GRADED, method="key", allow_lost_passes=True)
    plan = world.server.regrading.apply(order, actor="t", reason="x")
    assert told(plan) == {
        "changes": ("gains", "keeps", "loses"), "gains": ("gains",), "loses": ("loses",), "left": (),
    }  # fmt: skip
    assert (percent(loses), loses.progress()[GRADED]["status"]) == (66, "failed")
    assert registered(world, loses)[0].modules_done == 0
    assert verify_records(world.server.database).problems == []


def test_another_attempt_that_passes_keeps_the_pass(world: World, office: dict[str, Person]) -> None:
    loses = office["loses"]
    world.publish(compiled_course())
    answers(world, loses, single="a", wrong=())
    world.publish(compile_course(changed_course(make_course())))
    plan = world.server.regrading.apply(KEY, actor="t", reason="x")
    assert told(plan)["left"] == ()
    assert (percent(loses), loses.progress()[GRADED]["status"]) == (100, "passed")


def test_an_open_attempt_finishes_on_its_revision_and_is_graded_anew_afterwards(
    world: World, office: dict[str, Person]
) -> None:
    person = office["open"]
    world.server.regrading.apply(KEY, actor="t", reason="x")
    resumed = person.start()
    assert resumed["revision"] == OLD
    rest = [item for item in everything_right(world) if item["question"] != "q-single"]
    answer = person.submit(resumed["id"], rest).get_json()
    assert (answer["percent"], answer["passed"]) == (100, True)
    plan = world.server.regrading.apply(KEY, actor="t", reason="x")
    assert told(plan)["changes"] == ("open",)
    assert percent(person) == 88


def test_full_credit_and_dropping_and_one_after_the_other(world: World, office: dict[str, Person]) -> None:
    def order(method: Any, question: str) -> Order:
        return Order(course_id=COURSE, quiz=GRADED, method=method, question=question)

    plan = world.server.regrading.apply(order("full_credit", "q-multiple"), actor="t", reason="x")
    assert told(plan) == {"changes": ("gains", "loses"), "gains": ("gains",), "loses": (), "left": ()}
    assert [percent(office[name]) for name in ("gains", "loses", "keeps")] == [77, 88, 100]
    world.server.regrading.apply(order("drop", "q-matching"), actor="t", reason="x")
    assert [percent(office[name]) for name in ("gains", "loses", "keeps")] == [87, 100, 100]
    assert verify_records(world.server.database).problems == []


def test_one_question_or_one_revision(world: World, office: dict[str, Person]) -> None:
    elsewhere = Order(course_id=COURSE, quiz=GRADED, method="key", question="q-short")
    assert told(world.server.regrading.plan(elsewhere))["changes"] == ()
    newest = compile_course(changed_course(make_course())).quizzes[GRADED].revision
    assert world.server.regrading.plan(Order(course_id=COURSE, quiz=GRADED, method="key", revision=OLD)).looked_at == 3
    fresh = world.person()
    fresh.submit(fresh.start()["id"], [given("q-single", {"selected": ["a"]})])
    back = Order(course_id=COURSE, quiz=GRADED, method="key", key=OLD[:8], revision=newest[:8])
    plan = world.server.regrading.plan(back)
    assert (plan.looked_at, told(plan)["changes"]) == (1, (fresh.account.id,))


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"quiz": "none"}, "no quiz none"),
        ({"question": "q-none"}, "No revision of 01-all-types has a question q-none"),
        ({"revision": "zz"}, "No single revision begins with zz"),
        ({"key": "zz"}, "No single revision begins with zz"),
    ],
)
def test_what_is_not_there_is_said(
    world: World, office: dict[str, Person], order: dict[str, str], message: str
) -> None:
    wanted = {"course_id": COURSE, "quiz": GRADED, "method": "key"} | order
    with pytest.raises(RegradeError, match=message):
        world.server.regrading.plan(Order(**wanted))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        world.server.regrading.plan(Order(course_id="none", quiz=GRADED, method="key"))


@only_sqlite
def test_the_command(world: World, office: dict[str, Person]) -> None:
    environment = {
        "COURSE_DATABASE_URL": "",
        "COURSE_DATA": str(world.settings.data),
        "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_SITE": str(world.settings.site),
    }

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["regrade", COURSE, GRADED, *arguments], env=environment)

    dry = command("--key", "today")
    assert dry.exit_code == 0, dry.output
    assert "Looked at 3 submitted attempts." in dry.output
    assert "2 attempts of 2 people would change." in dry.output
    assert "passes gained: 1\n" in dry.output
    assert "passes that would be lost: 1 (left as they are" in dry.output
    assert "gains (registration 1): attempt 1: 6/9 → 7/9  pass gained" in dry.output
    assert "loses (registration 1): attempt 1: 7/9 → 6/9  pass lost  LEFT AS IT IS" in dry.output
    assert "Nothing was changed." in dry.output
    for arguments, message in (
        (("--key", "today", "--apply"), "needs a --reason"),
        ((), "Say one of --key, --full-credit and --drop"),
        (("--drop",), "need a --question"),
        (("--drop", "--question", "q"), "has a question q"),
    ):
        refused = command(*arguments)
        assert refused.exit_code == 1
        assert message in refused.output
    assert percent(office["gains"]) == 66
    applied = command("--key", "today", "--apply", "--reason", "The key was wrong")
    assert "2 attempts of 2 people changed." in applied.output
    assert percent(office["gains"]) == 77


def test_an_added_result_cannot_be_altered_unseen(world: World, office: dict[str, Person]) -> None:
    world.server.regrading.apply(KEY, actor="t", reason="x")
    with pytest.raises(DBAPIError, match="append-only"):
        run(world, "UPDATE regrades SET units = 0")
    without_triggers(world, "UPDATE regrades SET units = max_units")
    assert any("regrade 1 units is" in problem for problem in problems(world))
