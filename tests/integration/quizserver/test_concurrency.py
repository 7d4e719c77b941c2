"""What two transactions at once may do to one another: each test fails when the lock that it is about is taken out."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from conftest import Person, World, given, only_sqlite
from course_factory import COURSE, GRADED, LIMITED
from sqlalchemy import Connection, create_engine, text
from test_enrollments import registered

from quizserver.domain.sheets import Given
from quizserver.errors import StorageUnavailable
from quizserver.services import attempts as attempt_services
from quizserver.services.auditing import verify_records
from quizserver.storage import Database
from quizserver.storage.sqlite import sqlite_write_engine

pytestmark = pytest.mark.integration

only_postgres = pytest.mark.parametrize("kind", ["postgres"], indirect=True)


def add_one(connection: Connection, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Read a number, let time pass, write the next one."""
    found = int(connection.execute(text("SELECT name FROM users WHERE id = 'counter'")).scalar_one())
    meanwhile()
    connection.execute(text("UPDATE users SET name = :n WHERE id = 'counter'"), {"n": str(found + 1)})


def add_counter(connection: Connection) -> None:
    """A row to count in."""
    connection.execute(
        text(
            "INSERT INTO users (id, email, email_key, name, locale, roles, created_at)"
            " VALUES ('counter', 'c', 'c', '0', 'en', '', 0)"
        )
    )


@only_sqlite
def test_a_writer_on_sqlite_holds_the_database_from_its_first_read(database: Database, database_url: str) -> None:
    database.write(add_counter)
    engine, reading = sqlite_write_engine(database_url), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            add_one(connection, meanwhile=lambda: (reading.set(), time.sleep(0.2)))
            other = pool.submit(database.write, add_one)
            time.sleep(0.2)
            assert not other.done()
        other.result(5)
    engine.dispose()
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM users")).scalar_one() == "2"


@only_sqlite
def test_two_processes_that_read_and_write_lose_nothing(database: Database, database_url: str) -> None:
    database.write(add_counter)
    engine = sqlite_write_engine(database_url)

    def count() -> None:
        for _ in range(20):
            with engine.begin() as connection:
                add_one(connection, meanwhile=lambda: time.sleep(0.001))

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(count), *(pool.submit(database.write, add_one) for _ in range(20))]
        for future in running:
            future.result(20)
    engine.dispose()
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM users")).scalar_one() == "40"


def test_a_snapshot_sees_one_moment(database: Database) -> None:
    database.write(add_counter)
    with database.snapshot() as tx:
        assert tx.execute(text("SELECT name FROM users")).scalar_one() == "0"
        database.write(add_one)
        assert tx.execute(text("SELECT name FROM users")).scalar_one() == "0"
    with database.snapshot() as tx:
        assert tx.execute(text("SELECT name FROM users")).scalar_one() == "1"


@contextmanager
def held(world: World, table: str, row: str) -> Iterator[None]:
    """Another transaction holds a row, as one that decides about it would; foreign keys to it are not disturbed."""
    engine = create_engine(world.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text(f"SELECT id FROM {table} WHERE id = :row FOR NO KEY UPDATE"), {"row": row}).one()
        yield
    engine.dispose()


def waits(world: World, table: str, row: str, call: Callable[[], object]) -> bool:
    """Whether the call waits for who holds the row; it is let go on afterwards."""
    with ThreadPoolExecutor(1) as pool:
        with held(world, table, row):
            future: Future[object] = pool.submit(call)
            time.sleep(0.8)
            waited = not future.done()
        future.result(10)
    return waited


@only_postgres
def test_only_one_transaction_at_a_time_decides_about_a_learner(world: World, learner: Person) -> None:
    learner.start()

    def resume() -> object:
        return world.server.attempts.start(
            user_id=learner.account.id, attempt_id=str(uuid.uuid4()), course_id=COURSE, quiz=GRADED, language="en"
        )

    assert waits(world, "users", learner.account.id, resume)


@only_postgres
def test_only_one_transaction_at_a_time_answers_in_an_attempt(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    answer = Given(id=str(uuid.uuid4()), question="q-single", part="", response={"selected": ["b"]}, language="en")

    def store() -> object:
        return world.server.attempts.store(answer, user_id=learner.account.id, attempt_id=attempt)

    assert waits(world, "attempts", attempt, store)


def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let transactions overlap: after what they read first, they wait."""
    read = attempt_services.list_responses

    def list_slowly(*arguments: object, **options: object) -> object:
        found = read(*arguments, **options)  # type: ignore[arg-type]
        time.sleep(0.2)
        return found

    monkeypatch.setattr(attempt_services, "list_responses", list_slowly)


def test_submitting_at_once_is_submitting_once(world: World, learner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = learner.start(LIMITED)["id"]
    slowly(monkeypatch)

    def submit(number: int) -> tuple[int | None, bool | None]:
        option = "b" if number % 2 else "a"
        item = Given(
            id=str(uuid.uuid4()), question="q-limited", part="", response={"selected": [option]}, language="en"
        )
        try:
            sheet = world.server.attempts.submit([item], user_id=learner.account.id, attempt_id=attempt, language="en")
        except StorageUnavailable:
            return None, None
        except Exception:
            # Somebody else's answer stands: a conflict, told as such.
            return -1, None
        return sheet.attempt.units, sheet.attempt.passed

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(submit, range(4)))
    assert (None, None) not in answers
    assert len(answers - {(-1, None)}) == 1
    verdict = verify_records(world.server.database)
    assert (verdict.problems, verdict.attempts, verdict.responses) == ([], 1, 1)


def test_closing_at_once_is_closing_once(world: World, learner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = learner.start(LIMITED)["id"]
    slowly(monkeypatch)

    def submit(_: int) -> int | None:
        sheet = world.server.attempts.submit([], user_id=learner.account.id, attempt_id=attempt, language="en")
        return sheet.attempt.submitted_at

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(submit, range(4))) == {world.clock.now}
    assert verify_records(world.server.database).attempts == 1


def test_two_quizzes_submitted_at_once_both_count(
    world: World, learner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = learner.start(GRADED)["id"], learner.start(LIMITED)["id"]
    slowly(monkeypatch)
    user, person = learner.account.id, world.server.attempts

    def submit(attempt: str) -> object:
        return person.submit([], user_id=user, attempt_id=attempt, language="en")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(submit, (first, second)))
    assert registered(world, learner)[0].attempts == 2
    assert verify_records(world.server.database).problems == []


def test_twenty_parallel_attempts_under_a_limit_of_three_are_three(world: World, learner: Person) -> None:
    def take(number: int) -> int:
        browser = world.person_again(learner) if number % 2 else learner
        body = {"course": COURSE, "quiz": LIMITED, "language": "en"}
        started = browser.call("PUT", f"/attempts/{uuid.uuid4()}", body)
        if started.status_code not in (200, 201):
            return started.status_code
        return browser.submit(started.get_json()["id"], [given("q-limited", {"selected": ["a"]})]).status_code

    with ThreadPoolExecutor(20) as pool:
        codes = set(pool.map(take, range(20)))
    assert codes <= {200, 409}
    for _ in range(3):
        take(0)
    verdict = verify_records(world.server.database)
    assert (verdict.attempts, verdict.problems) == (3, [])


@only_postgres
def test_an_error_of_the_database_quotes_no_value(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(StorageUnavailable):
        database.write(lambda tx: tx.execute(text("SELECT CAST(:name AS integer)"), {"name": "髙橋 美咲"}))
    (record,) = (record for record in caplog.records if record.name == "quizserver.storage")
    assert "髙橋" not in str(record.__dict__)
    assert record.__dict__["data"]["reason"] == "InvalidTextRepresentation"
