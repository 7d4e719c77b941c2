"""Registering again, waivers and expiry: the old record stays, every deed has a reason, an actor and a line in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from conftest import Person, World, given, only_sqlite
from course_factory import COURSE, GRADED, LIMITED, UNGRADED, make_course
from test_enrollments import registered
from test_learner_api import everything_right
from test_report import read_csv

from coursekit.bundle import compile_course
from quizserver.cli import main
from quizserver.domain.people import Role
from quizserver.errors import (
    AlreadyDone,
    AlreadyEnrolled,
    AlreadyWaived,
    NotEnrolled,
    NotFound,
    NotWaived,
    ReasonMissing,
    Refusal,
)
from quizserver.services.auditing import verify_records

pytestmark = pytest.mark.integration

YEAR = 366 * 86_400


def do_everything(world: World, person: Person) -> None:
    """The whole course, right."""
    person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    person.submit(person.start()["id"], everything_right(world))
    person.submit(person.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])


def status(world: World, person: Person) -> str:
    """What HR reads."""
    hr = world.person("HR", Role.HR)
    return read_csv(hr, f"?q={person.account.employee_number}")[0]["受講状況"]


def test_registering_again_begins_anew_and_keeps_the_old_record(world: World) -> None:
    person = world.person(employee_number="0042")
    do_everything(world, person)
    (before,) = registered(world, person)
    open_ = person.start()["id"]
    world.clock.forward(seconds=60)
    world.server.registrations.re_enroll(user_id=person.account.id, course_id=COURSE, actor="hr", reason="New rules")
    again, old = registered(world, person)
    assert (again.number, again.source, again.modules_done, again.started_at) == (2, "reenrolled", 0, None)
    assert replace(old, ended_at=None, head_hash=before.head_hash, records=before.records, last_activity_at=0) == (
        replace(before, last_activity_at=0)
    )
    assert status(world, person) == "未受講"
    assert person.progress()[GRADED]["attempts"] == 0
    # The open attempt of the old registration counts there; attempts and limits of the new one begin with 1.
    assert person.submit(open_, []).status_code == 200
    assert registered(world, person)[0].started_at is None
    assert [person.start(LIMITED)["status"], person.start(GRADED)["status"]] == ["open", "open"]
    assert verify_records(world.server.database).problems == []


def test_limits_count_within_a_registration(world: World, learner: Person) -> None:
    for _ in range(3):
        learner.submit(learner.start(LIMITED)["id"], [])
    body = {"course": COURSE, "quiz": LIMITED, "language": "en"}
    path = "/attempts/11111111-1111-4111-8111-111111111111"
    assert learner.call("PUT", path, body).get_json()["error"]["code"] == "no_attempts_left"
    world.server.registrations.re_enroll(user_id=learner.account.id, course_id=COURSE, actor="hr", reason="Renewal")
    assert learner.call("PUT", path, body).status_code == 201


def test_a_waiver_has_reason_and_actor_and_can_be_withdrawn(world: World) -> None:
    person, hr = world.person(employee_number="0042"), "hr-1"
    waived = world.server.registrations.waive(
        user_id=person.account.id, course_id=COURSE, actor=hr, reason="  Took it at\nthe old firm "
    )
    assert (waived.waived_at, waived.waived_by, waived.waive_reason) == (
        world.clock.now, hr, "Took it at the old firm",
    )  # fmt: skip
    assert status(world, person) == "免除"
    with pytest.raises(AlreadyWaived):
        world.server.registrations.waive(user_id=person.account.id, course_id=COURSE, actor=hr, reason="Again")
    person.start()
    assert status(world, person) == "免除"
    world.server.registrations.withdraw_waiver(user_id=person.account.id, course_id=COURSE, actor=hr, reason="Mistake")
    assert status(world, person) == "受講中"
    history = world.server.registrations.select_history(user_id=person.account.id, actor=hr)
    (one,) = history.registrations
    told = [(record.kind, record.actor, json.loads(record.body).get("reason")) for record in one.ledger]
    assert told == [
        ("enrolled", hr, None),
        ("waived", hr, "Took it at the old firm"),
        ("waiver_withdrawn", hr, "Mistake"),
    ]
    assert verify_records(world.server.database).problems == []


def test_what_cannot_be_done_is_refused(world: World, learner: Person) -> None:
    services, mine = world.server.registrations, {"user_id": learner.account.id, "course_id": COURSE, "actor": "hr"}
    cases: list[tuple[Callable[[], object], type[Refusal]]] = [
        (lambda: services.re_enroll(**mine, reason="x"), NotEnrolled),
        (lambda: services.withdraw_waiver(**mine, reason="x"), NotEnrolled),
        (lambda: services.waive(**mine, reason="  "), ReasonMissing),
        (lambda: services.waive(**mine, reason="x" * 501), ReasonMissing),
        (lambda: services.enroll(**(mine | {"course_id": "none"})), NotFound),
        (lambda: services.enroll(**(mine | {"user_id": "nobody"})), NotFound),
    ]
    for call, refusal in cases:
        with pytest.raises(refusal):
            call()
    assert registered(world, learner) == []
    do_everything(world, learner)
    with pytest.raises(AlreadyEnrolled):
        services.enroll(**mine)
    with pytest.raises(NotWaived):
        services.withdraw_waiver(**mine, reason="x")
    with pytest.raises(AlreadyDone):
        services.waive(**mine, reason="x")


def test_a_completion_expires_and_the_next_answer_renews(make_world: Callable[..., World]) -> None:
    world = make_world(course=compile_course(replace(make_course(), valid_months=12)))
    person = world.person(employee_number="0042")
    do_everything(world, person)
    (first,) = registered(world, person)
    assert first.done_at is not None
    assert (first.expires_at or 0) - first.done_at == 365 * 86_400_000
    assert status(world, person) == "修了"
    world.clock.forward(seconds=YEAR)
    assert status(world, person) == "有効期限切れ"
    person = world.person_again(person)
    person.start()
    second, old = registered(world, person)
    assert (second.number, second.source, second.done_at) == (2, "reenrolled", None)
    assert (old.ended_at, old.done_at) == (world.clock.now, first.done_at)
    assert status(world, person) == "受講中"
    assert verify_records(world.server.database).problems == []


def test_learners_see_their_deadline_and_how_long_it_is_valid(make_world: Callable[..., World]) -> None:
    world = make_world(course=compile_course(replace(make_course(), valid_months=12)))
    person = world.person()
    due = world.clock.now + 86_400_000
    world.server.registrations.enroll(user_id=person.account.id, course_id=COURSE, actor="hr", due_at=due)
    assert "Due tomorrow, November 19, 2026." in person.client.get("/app/en/learning").text
    do_everything(world, person)
    assert "有効期限は2027-11-18です。" in person.client.get("/app/ja/learning").text
    assert person.call("GET", f"/courses/{COURSE}/progress").get_json()["status"] == "completed"
    world.clock.forward(seconds=YEAR)
    assert "Take the course again to renew it" in world.person_again(person).client.get("/app/en/learning").text


def test_a_deadline_is_a_whole_day(world: World) -> None:
    person = world.person(employee_number="0042")
    due = world.clock.now + 60_000
    world.server.registrations.enroll(user_id=person.account.id, course_id=COURSE, actor="hr", due_at=due)
    assert status(world, person) == "未受講"
    world.clock.forward(seconds=60)
    assert status(world, person) == "期限超過"


@only_sqlite
def test_the_commands(world: World) -> None:
    person = world.person(email="taro@example.com", employee_number="00123")
    environment = {
        "COURSE_DATABASE_URL": "",
        "COURSE_DATA": str(world.settings.data),
        "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_SITE": str(world.settings.site),
    }

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, env=environment)

    told = run("enroll", "00123", COURSE, "--due", "2027-03-31")
    assert (told.exit_code, told.output) == (0, "00123 is registered in sample (registration 1).\n")
    assert registered(world, person)[0].due_at == 1_806_505_200_000
    assert (
        run("waive", "Taro@example.com", COURSE, "--reason", "x").output == "Taro@example.com is exempt from sample.\n"
    )
    assert run("withdraw-waiver", "00123", COURSE, "--reason", "x").exit_code == 0
    assert run("re-enroll", "00123", COURSE, "--reason", "x").output.endswith("again (registration 2).\n")
    for arguments, message in (
        (("enroll", "00123", COURSE), "already registered in this course. To let them begin anew"),
        (("enroll", "9", COURSE), "nobody with the employee number or address 9"),
        (("enroll", "00123", "tea"), "no course tea (known: sample)"),
        (("withdraw-waiver", "00123", COURSE, "--reason", "x"), "not exempt"),
        (("waive", "00123", COURSE, "--reason", " "), "A reason is missing"),
    ):
        refused = run(*arguments)
        assert refused.exit_code == 1
        assert message in refused.output
        assert "Traceback" not in refused.output
