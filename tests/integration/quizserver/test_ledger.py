"""The ledger: the database takes additions only, and whoever gets around it is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Person, World, given
from course_factory import COURSE, LIMITED, UNGRADED
from exam_factory import EXAM, exam_course, right, wrong
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from test_learner_api import everything_right

from quizserver.cli import main
from quizserver.domain.ledger import record_hash
from quizserver.services.auditing import verify_records
from quizserver.storage.ledger import append_record, list_ledger
from quizserver.storage.migrating import migration_engine

pytestmark = pytest.mark.integration


@pytest.fixture
def done(world: World) -> Person:
    """A learner who has done the whole course, on the second try."""
    person = world.person()
    person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    person.submit(person.start()["id"], [given("q-single", {"selected": ["a"]})])
    world.clock.forward(seconds=60)
    person.submit(person.start()["id"], everything_right(world))
    person.submit(person.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])
    return person


def run(world: World, statement: str) -> None:
    """Run one statement on the database, as somebody with its password would."""
    engine = migration_engine(world.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def without_triggers(world: World, *statements: str) -> None:
    """Get around what the database refuses."""
    engine = migration_engine(world.settings.database_url)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def problems(world: World) -> list[str]:
    """What is not as it was written."""
    return [f"{found.place} {found.text}" for found in verify_records(world.server.database).problems]


def test_what_was_written_is_proved(world: World, done: Person) -> None:
    verdict = verify_records(world.server.database)
    assert verdict.problems == []
    assert (verdict.enrollments, verdict.attempts, verdict.responses) == (1, 3, 11)
    with world.server.database.reading() as connection:
        (enrollment_id,) = verdict.heads
        ledger = list_ledger(connection, enrollment_id=enrollment_id)
    assert [record.kind for record in ledger] == [
        "enrolled", "module_seen", "module_done", "attempt_submitted", "attempt_submitted", "module_done",
        "attempt_submitted", "module_done", "course_done",
    ]  # fmt: skip
    assert all(done.account.name not in record.body and done.account.email not in record.body for record in ledger)
    assert (ledger[-1].number, ledger[-1].hash) == verdict.heads[enrollment_id]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET body = '{}'",
        "DELETE FROM records",
        "UPDATE responses SET units = 0",
        "DELETE FROM responses",
        "UPDATE attempts SET units = 0",
        "DELETE FROM attempts",
        "UPDATE quiz_revisions SET body = '{}'",
        "DELETE FROM course_revisions",
        "UPDATE audit_log SET actor = ''",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_recorded(world: World, done: Person, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        run(world, statement)
    assert problems(world) == []


def test_an_attempt_that_is_open_may_still_change(world: World, learner: Person) -> None:
    learner.start()
    run(world, "UPDATE attempts SET deadline_at = 5")


def test_who_is_erased_may_lawfully_go_and_nobody_else(world: World, done: Person) -> None:
    other = world.person()
    other.submit(other.start()["id"], [given("q-single", {"selected": ["a"]})])
    run(world, f"INSERT INTO erasures (user_id, at, actor) VALUES ('{other.account.id}', 1, 'hr')")
    for table, owner in (
        ("records", f"enrollment_id IN (SELECT id FROM enrollments WHERE user_id = '{other.account.id}')"),
        ("responses", f"attempt_id IN (SELECT id FROM attempts WHERE user_id = '{other.account.id}')"),
        ("attempts", f"user_id = '{other.account.id}'"),
    ):
        run(world, f"DELETE FROM {table} WHERE {owner}")
        with pytest.raises(DBAPIError, match="append-only"):
            run(world, f"DELETE FROM {table}")
    # An erasure keeps what was decided: whoever only deletes is found out.
    assert any("the ledger has 0 records" in problem for problem in problems(world))
    for statement in ("DELETE FROM erasures", "UPDATE erasures SET user_id = 'x'"):
        with pytest.raises(DBAPIError, match="append-only"):
            run(world, statement)


TAMPERED = [
    ("UPDATE records SET body = REPLACE(body, 'false', 'true') WHERE number = 4", "record 4 (attempt_submitted) was a"),
    ("UPDATE records SET at = at - 1 WHERE number = 9", "record 9 (course_done) was altered"),
    ("UPDATE records SET actor = 'x' WHERE number = 1", "record 1 (enrolled) was altered"),
    ("DELETE FROM records WHERE number = 3", "record 3 is missing"),
    ("DELETE FROM records WHERE number = 9", "the ledger has 8 records; the registration says 9"),
    ("UPDATE responses SET units = 1 WHERE question = 'q-single' AND units = 0", "has other responses"),
    ("""UPDATE responses SET response = '{"selected":["c"]}' WHERE question = 'q-limited'""", "has other responses"),
    ("DELETE FROM responses WHERE question = 'q-limited'", "has other responses"),
    ("UPDATE responses SET stored_at = stored_at - 86400000", "has other responses"),
    (
        "UPDATE attempts SET units = max_units, passed = (1 = 1) WHERE number = 1 AND graded",
        "passed is True; False was",
    ),
    ("UPDATE attempts SET submitted_at = submitted_at - 1 WHERE number = 2", "submitted_at is"),
    ("UPDATE enrollments SET done_at = done_at - 86400000", "the registration done_at is"),
    ("UPDATE enrollments SET units = 1", "the registration units is 1"),
    ("UPDATE enrollments SET expires_at = 5", "the registration expires_at is 5; None was"),
    ("UPDATE module_records SET passed_at = 1 WHERE module = '01-all-types'", "module 01-all-types passed_at is 1"),
    ("DELETE FROM module_records WHERE module = '01-all-types'", "its record is gone"),
    ("UPDATE quiz_revisions SET body = REPLACE(body, 'Option b', 'Option x')", "was altered: its hash is another"),
]


@pytest.mark.parametrize(("statement", "expected"), TAMPERED, ids=[statement[:60] for statement, _ in TAMPERED])
def test_whoever_gets_around_the_database_is_found_out(
    world: World, done: Person, statement: str, expected: str
) -> None:
    without_triggers(world, statement)
    found = problems(world)
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE responses SET stored_at = stored_at + 1 WHERE version = 1",
        "UPDATE responses SET response = '{}' WHERE version = 1",
        "DELETE FROM responses WHERE version = 1",
    ],
)
def test_an_answer_that_was_changed_before_submission_is_proved_too(
    make_world: Callable[..., World], statement: str
) -> None:
    world = make_world(course=exam_course())
    person = world.person()
    attempt = person.start(EXAM)["id"]
    sheet = world.server.attempts.select_sheet(user_id=person.account.id, attempt_id=attempt)
    question = next(name for name in sheet.questions if name.startswith("x-a"))
    for response in (wrong(question), right(question)):
        assert person.answer(attempt, question, response).status_code == 201
    person.submit(attempt)
    assert problems(world) == []
    without_triggers(world, statement)
    assert ["has other responses" in problem for problem in problems(world)] == [True]


def test_a_chain_given_to_somebody_else_is_found_out(world: World, done: Person) -> None:
    other = world.person()
    other.start()
    mine = f"(SELECT id FROM enrollments WHERE user_id = '{done.account.id}')"
    theirs = f"(SELECT id FROM enrollments WHERE user_id = '{other.account.id}')"
    without_triggers(
        world,
        f"DELETE FROM records WHERE enrollment_id = {theirs}",
        f"UPDATE records SET enrollment_id = {theirs} WHERE enrollment_id = {mine}",
        f"UPDATE enrollments SET records = 9, head_hash = (SELECT head_hash FROM enrollments WHERE id = {mine})"
        f" WHERE id = {theirs}",
    )
    assert any("is not bound to the record before it" in problem for problem in problems(world))


def test_a_ledger_written_anew_is_found_out_by_a_head_kept_elsewhere(
    world: World, done: Person, tmp_path: Path
) -> None:
    heads = tmp_path / "heads.json"
    url = world.settings.database_url
    environment = {
        "COURSE_DATABASE_URL": "" if url.startswith("sqlite") else url,
        "COURSE_DATA": str(world.settings.data), "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_SITE": str(world.settings.site),
    }  # fmt: skip
    kept = CliRunner().invoke(main, ["audit", "verify", "--keep", str(heads)], env=environment)
    assert kept.exit_code == 0, kept.output
    assert "Everything is as it was written. Seal: " in kept.output
    done.submit(done.start()["id"], [])
    assert CliRunner().invoke(main, ["audit", "verify", "--against", str(heads)], env=environment).exit_code == 0
    ((enrollment_id, _),) = json.loads(heads.read_text()).items()
    with world.server.database.reading() as connection:
        ledger = list_ledger(connection, enrollment_id=enrollment_id)
    statements, previous = [], ledger[1].hash
    for record in ledger[2:]:
        at = record.at - 1000
        own = record_hash(
            previous_hash=previous, number=record.number, at=at, kind=record.kind, actor=record.actor, body=record.body
        )
        statements.append(
            f"UPDATE records SET at = {at}, previous_hash = '{previous}', hash = '{own}' WHERE number = {record.number}"
        )
        previous = own
    without_triggers(world, *statements, f"UPDATE enrollments SET head_hash = '{previous}'")
    assert problems(world) == []
    told = CliRunner().invoke(main, ["audit", "verify", "--against", str(heads)], env=environment)
    assert told.exit_code == 1
    assert "the ledger was written anew since" in told.output
    assert f"registration {enrollment_id}" in told.output


def test_others_may_write_to_the_ledger_too(world: World, done: Person) -> None:
    verdict = verify_records(world.server.database)
    (enrollment_id,) = verdict.heads
    for number in (1, 2):
        world.server.database.write(
            lambda tx, number=number: append_record(
                tx, enrollment_id=enrollment_id, kind="certificate_issued", actor="hr", body={"n": number}, now=5
            )
        )
    after = verify_records(world.server.database)
    assert (after.problems, after.records) == ([], verdict.records + 2)
    assert after.seal != verdict.seal


def test_the_ledger_is_written_with_the_answer_or_not_at_all(
    world: World, learner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quizserver.services import settling

    attempt = learner.start(LIMITED)["id"]
    before = verify_records(world.server.database).records

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(settling, "update_enrollment", fail)
    answer = learner.submit(attempt, [given("q-limited", {"selected": ["b"]})])
    assert answer.status_code == 500
    monkeypatch.undo()
    verdict = verify_records(world.server.database)
    assert (verdict.problems, verdict.records, verdict.attempts) == ([], before, 0)


def test_a_file_of_heads_that_is_none_is_said(make_world: Callable[..., World], tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[1, 2]")
    told = CliRunner().invoke(main, ["audit", "verify", "--against", str(other)], env={"COURSE_DATA": str(tmp_path)})
    assert told.exit_code == 1
    assert "is not a file that" in told.output
