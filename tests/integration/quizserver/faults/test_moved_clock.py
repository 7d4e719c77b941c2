"""F11: the server's clock jumps by 400 days, goes back an hour, passes midnight in Tokyo."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import World
from course_factory import COURSE, GRADED
from sqlalchemy import select

from quizserver.domain.people import Role
from quizserver.storage.tables import attempts, module_records, responses

pytestmark = pytest.mark.integration

HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize("seconds", [-HOUR, -400 * DAY, 400 * DAY], ids=["hour-back", "400-days-back", "400-days-on"])
def test_no_time_lies_before_the_one_it_follows(world: World, seconds: int, figure) -> None:
    person = world.person()
    attempt = person.start()["id"]
    person.answer(attempt, "q-single", {"selected": ["b"]})
    world.clock.forward(seconds=seconds)
    if seconds > 0:
        # The session is long over; the attempt waits.
        assert person.call("GET", f"/attempts/{attempt}").status_code == 401
        person.sign_in()
    assert person.answer(attempt, "q-short", {"text": "BATNA"}).status_code == 201
    assert person.submit(attempt).status_code == 200
    with world.server.database.reading() as connection:
        begun, ended = connection.execute(select(attempts.c.started_at, attempts.c.submitted_at)).one()
        stored = connection.execute(select(responses.c.stored_at)).scalars().all()
        first, last = connection.execute(select(module_records.c.started_at, module_records.c.last_activity_at)).one()
    assert begun <= ended
    assert first <= last
    assert len(stored) == 2
    figure("F11", f"clock moved {seconds / HOUR:+.0f} h: attempt of {ended - begun} ms, none negative")


def test_a_session_does_not_outlive_its_days_by_a_clock_set_back(world: World) -> None:
    person = world.person()
    world.clock.forward(seconds=13 * DAY + 23 * HOUR)
    assert person.sign_in().status_code == 303
    world.clock.forward(seconds=-400 * DAY)
    assert person.call("GET", "/session").get_json()["signed_in"] is True
    world.clock.forward(seconds=400 * DAY + 14 * DAY + 1)
    assert person.call("GET", "/session").get_json()["signed_in"] is False


def test_stored_times_are_utc_and_the_report_counts_days_in_tokyo(world: World, figure) -> None:
    days = []
    for name, moment in (("a", "2026-12-31T14:59:59.999"), ("b", "2026-12-31T15:00:00.000")):
        world.clock.now = int(1000 * datetime.fromisoformat(f"{moment}+00:00").timestamp())
        person = world.person(name, employee_number=name)
        hr = world.person("HR", Role.HR)
        person.submit(person.start(GRADED)["id"])
        with world.server.database.reading() as connection:
            stored = connection.execute(
                select(attempts.c.submitted_at).where(attempts.c.user_id == person.account.id)
            ).scalar_one()
        assert datetime.fromtimestamp(stored / 1000, tz=UTC).isoformat(timespec="milliseconds") == f"{moment}+00:00"
        line = hr.client.get(f"/app/en/reports.csv?course={COURSE}&q={person.account.email}").text.splitlines()[1]
        days.append("2026-12-31" in line)
        assert ("2027-01-01" in line) != days[-1]
    assert days == [True, False]
    figure("F11", "midnight in Tokyo: one millisecond apart, stored in UTC, reported on two days")
