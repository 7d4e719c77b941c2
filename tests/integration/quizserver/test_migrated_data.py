"""A database of 0001 with people's records in it: nothing is lost, everybody has a registration."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import World, only_sqlite
from course_factory import COURSE, GRADED, LIMITED, UNGRADED, compiled_course
from sqlalchemy import Connection, select, text

from coursekit.bundle import course_to_data, quiz_to_data
from quizserver.errors import StorageUnavailable
from quizserver.services.auditing import verify_records
from quizserver.storage.migrating import migrate, migration_engine
from quizserver.storage.tables import enrollments

pytestmark = pytest.mark.integration

COMPILED = compiled_course()
QUIZ = COMPILED.quizzes[GRADED]


def add(connection: Connection, table: str, **values: Any) -> None:
    """One row."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def add_user(connection: Connection, name: str) -> None:
    """Somebody."""
    add(
        connection, "users", id=name, email=name, email_key=name, name=name, locale="ja", roles="learner", created_at=0,
        active=True,
    )  # fmt: skip


def add_record(connection: Connection, user: str, module: str, *, begun: int, **facts: Any) -> None:
    """A module record as 0001 had it."""
    known = {"user_id": user, "course_id": COURSE, "module": module, "started_at": begun, "language": "ja"}
    add(connection, "module_records", **(known | {"last_activity_at": begun} | facts))


def add_attempt(connection: Connection, attempt: str, user: str, *, quiz: str, **facts: Any) -> None:
    """An attempt as 0001 had it."""
    compiled = COMPILED.quizzes[quiz]
    known = {
        "id": attempt, "user_id": user, "course_id": COURSE, "quiz": quiz, "module": quiz, "number": 1,
        "revision": compiled.revision, "course_revision": COMPILED.revision, "course_version": COMPILED.version,
        "completion_rule": COMPILED.completion, "graded": compiled.graded, "pass_percent": compiled.pass_percent,
        "scale": compiled.scale, "max_units": compiled.max_units, "seed": "s", "orders": "{}", "language": "ja",
        "started_at": 1000, "grader_version": "1",
    }  # fmt: skip
    add(connection, "attempts", **(known | facts))


def fill(connection: Connection) -> None:
    """Three learners: one has done everything, one has failed, one only reads; the first has one open attempt."""
    frame = course_to_data(COMPILED)
    frame["quizzes"] = {slug: quiz.revision for slug, quiz in COMPILED.quizzes.items()}
    add(
        connection, "course_revisions", revision=COMPILED.revision, course_id=COURSE, version=COMPILED.version,
        body=json.dumps(frame), stored_at=1,
    )  # fmt: skip
    for quiz in COMPILED.quizzes.values():
        body = json.dumps(quiz_to_data(quiz))
        add(connection, "quiz_revisions", revision=quiz.revision, quiz=quiz.slug, body=body, stored_at=1)
    for name in ("done", "failed", "reader"):
        add_user(connection, name)
    frozen = {
        "done_rule": "CompletedAndPassed", "done_course_revision": COMPILED.revision, "done_course_version": "2026.1",
    }  # fmt: skip
    best = {"best_units": QUIZ.max_units - QUIZ.scale, "best_max_units": QUIZ.max_units, "best_scale": QUIZ.scale}
    add_record(connection, "done", UNGRADED, begun=500, completed_at=600, done_at=600, **frozen)
    add_record(
        connection, "done", GRADED, begun=1000, completed_at=2000, passed_at=2000, done_at=2000, attempts=2,
        pass_percent=75, last_activity_at=4000, language="en", **best, **frozen,
    )  # fmt: skip
    add_record(
        connection, "done", LIMITED, begun=1000, completed_at=3000, passed_at=3000, done_at=3000, attempts=1,
        pass_percent=100, best_units=1, best_max_units=1, best_scale=1, **frozen,
    )  # fmt: skip
    add_record(
        connection, "failed", GRADED, begun=1000, completed_at=2000, attempts=1, pass_percent=75, best_units=0,
        best_max_units=QUIZ.max_units, best_scale=QUIZ.scale,
    )  # fmt: skip
    add_record(connection, "reader", UNGRADED, begun=700, seen_at=700, completed_at=700, done_at=700, **frozen)
    add_attempt(connection, "a-1", "done", quiz=GRADED, submitted_at=2000, units=1, passed=True)
    add_attempt(connection, "a-2", "failed", quiz=GRADED, submitted_at=2000, units=0, passed=False)
    add_attempt(connection, "a-3", "done", quiz=GRADED, number=2)
    add(
        connection, "responses", attempt_id="a-1", question="q-single", part="", id="r-1", units=1, max_units=1,
        response='{"selected":["b"]}', language="ja", stored_at=1500,
    )  # fmt: skip


@pytest.fixture
def carried(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database that was filled under 0001 and has been brought up to date."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else str(request.getfixturevalue("empty_url"))
    migrate(url, revision="0001")
    engine = migration_engine(url)
    with engine.begin() as connection:
        fill(connection)
    engine.dispose()
    migrate(url)
    return url


def rows(url: str, statement: Any) -> list[dict[str, Any]]:
    """What a query finds."""
    engine = migration_engine(url)
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(statement).mappings()]
    engine.dispose()
    return found


def test_everybody_with_records_has_registration_one(carried: str) -> None:
    found = {row["user_id"]: row for row in rows(carried, select(enrollments))}
    assert set(found) == {"done", "failed", "reader"}
    done = found["done"]
    assert {name: done[name] for name in ("number", "source", "language", "assigned_at", "started_at")} == {
        "number": 1, "source": "self", "language": "en", "assigned_at": 500, "started_at": 500,
    }  # fmt: skip
    scale = QUIZ.scale
    assert (done["modules_done"], done["modules_total"], done["attempts"]) == (3, 3, 3)
    assert (done["units"], done["max_units"], done["scale"]) == (QUIZ.max_units, QUIZ.max_units + scale, scale)
    assert (done["completed_at"], done["passed_at"], done["done_at"]) == (3000, 3000, 3000)
    assert (done["last_activity_at"], done["pass_percent"], done["ended_at"]) == (4000, None, None)
    assert (done["done_rule"], done["done_course_revision"]) == ("CompletedAndPassed", COMPILED.revision)
    failed, reader = found["failed"], found["reader"]
    assert [row["first_units"] for row in (done, failed, reader)] == [None, 0, None]
    assert (failed["first_max_units"], failed["first_scale"]) == (QUIZ.max_units + scale, scale)
    assert (failed["modules_done"], failed["units"], failed["max_units"]) == (0, 0, QUIZ.max_units + scale)
    assert (failed["passed_at"], failed["done_at"], failed["done_rule"]) == (None, None, None)
    assert (reader["modules_done"], reader["units"], reader["course_version"]) == (1, None, "2026.1")


def test_attempts_records_and_responses_are_all_there(carried: str) -> None:
    owner = {row["id"]: row["user_id"] for row in rows(carried, text("SELECT id, user_id FROM enrollments"))}
    attempts = rows(carried, text("SELECT id, enrollment_id, user_id, closed_by FROM attempts ORDER BY id"))
    assert [(row["id"], owner[row["enrollment_id"]], row["closed_by"]) for row in attempts] == [
        ("a-1", "done", "learner"),
        ("a-2", "failed", "learner"),
        ("a-3", "done", None),
    ]
    records = rows(carried, text("SELECT enrollment_id, module FROM module_records"))
    assert sorted((owner[row["enrollment_id"]], row["module"]) for row in records) == [
        ("done", UNGRADED), ("done", GRADED), ("done", LIMITED), ("failed", GRADED), ("reader", UNGRADED),
    ]  # fmt: skip
    responses = rows(carried, text("SELECT attempt_id, version, response FROM responses"))
    assert responses == [{"attempt_id": "a-1", "version": 1, "response": '{"selected":["b"]}'}]


def test_the_service_goes_on_where_it_was(carried: str, make_world: Callable[..., World]) -> None:
    world = make_world(database_url=carried)
    progress = world.server.progress.select_progress(user_id="done", course_id=COURSE)
    assert (progress.standing, progress.done) == ("completed", 3)
    verdict = verify_records(world.server.database)
    assert (verdict.problems, verdict.enrollments, verdict.records) == ([], 3, 5)
    attempt_id = "11111111-1111-4111-8111-111111111111"
    sheet = world.server.attempts.start(
        user_id="done", attempt_id=attempt_id, course_id=COURSE, quiz=GRADED, language="ja"
    )
    assert (sheet.attempt.id, sheet.attempt.number) == ("a-3", 2)


@only_sqlite
def test_a_database_that_refers_to_nothing_is_not_brought_up_to_date(empty_url: str) -> None:
    migrate(empty_url, revision="0001")
    engine = migration_engine(empty_url)
    with engine.begin() as connection:
        add_record(connection, "nobody", UNGRADED, begun=1)
    engine.dispose()
    with pytest.raises(StorageUnavailable):
        migrate(empty_url)
    assert rows(empty_url, text("SELECT version_num FROM alembic_version")) == [{"version_num": "0001"}]
