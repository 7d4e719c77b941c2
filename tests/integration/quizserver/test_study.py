"""First score and study time, written with the answers they tell about; nothing more runs for them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Person, World, given
from course_factory import COURSE, LIMITED, UNGRADED
from sqlalchemy import select
from test_learner_api import everything_right

from quizserver.storage.enrollments import touch_enrollment
from quizserver.storage.tables import enrollments

pytestmark = pytest.mark.integration

MINUTE = 60_000


def registration(world: World) -> Any:
    """The only one."""
    with world.server.database.reading() as connection:
        return connection.execute(select(enrollments)).one()


def test_time_between_activities_is_counted_up_to_ten_minutes_each(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    assert registration(world).study_ms == 0
    for seconds in (120, 3600):
        world.clock.forward(seconds=seconds)
        question = "q-single" if seconds == 120 else "q-multiple"
        answer = {"selected": ["b"] if seconds == 120 else ["a", "c"]}
        assert learner.answer(attempt, question, answer).status_code == 201
    assert registration(world).study_ms == 12 * MINUTE
    world.clock.forward(seconds=60)
    learner.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    world.clock.forward(seconds=60)
    learner.submit(attempt)
    assert registration(world).study_ms == 14 * MINUTE


def test_a_clock_that_was_set_back_takes_no_time_away(world: World, learner: Person) -> None:
    learner.start()
    known = registration(world)

    def touch(at: int) -> int:
        world.server.database.write(lambda tx: touch_enrollment(tx, known.id, language="ja", now=at))
        return int(registration(world).study_ms)

    assert touch(known.last_activity_at - MINUTE) == 0
    assert touch(known.last_activity_at + MINUTE) == MINUTE


def test_the_first_score_stands_whatever_follows(world: World, learner: Person) -> None:
    learner.submit(learner.start()["id"], [given("q-single", {"selected": ["b"]})])
    first = registration(world)
    assert (first.first_units, first.first_max_units, first.first_scale) == (first.units, first.max_units, first.scale)
    learner.submit(learner.start()["id"], everything_right(world))
    second = registration(world)
    assert second.units > first.units
    assert second.first_units == first.first_units
    learner.submit(learner.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])
    third = registration(world)
    assert third.first_units == first.first_units + third.units - second.units
    assert third.first_max_units == third.max_units
