"""The write path: durable before it is acknowledged, failures kept apart, no hang whatever the disk does."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, func, insert, select, text

from quizserver.errors import DuplicateError, NotFound, StorageUnavailable
from quizserver.storage import Database, migrate, open_database
from quizserver.storage.sqlite import sqlite_write_engine
from quizserver.storage.tables import audit_log
from quizserver.storage.writer import GroupCommitWriter

pytestmark = pytest.mark.integration

KINDS_THAT_QUEUE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def note(connection: Connection, number: int = 0) -> int:
    """One row of the audit log."""
    connection.execute(insert(audit_log), {"at": number, "actor": "a", "action": "test", "object": "o"})
    return number


def count(database: Database) -> int:
    """How many rows there are."""
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(audit_log)).scalar_one())


def test_many_threads_lose_no_update(database: Database) -> None:
    def add_one(connection: Connection) -> None:
        found = connection.execute(
            text(
                "SELECT name FROM users WHERE id = 'counter' FOR UPDATE".replace(
                    " FOR UPDATE", "" if connection.dialect.name == "sqlite" else " FOR UPDATE"
                )
            )
        ).scalar_one()
        connection.execute(text("UPDATE users SET name = :n WHERE id = 'counter'"), {"n": str(int(found) + 1)})

    database.write(
        lambda connection: connection.execute(
            text(
                "INSERT INTO users (id, email, email_key, name, locale, roles, created_at)"
                " VALUES ('counter', 'c', 'c', '0', 'en', '', 0)"
            )
        )
    )
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: database.write(add_one), range(200)))
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM users")).scalar_one() == "200"


def test_a_failing_job_harms_no_other(database: Database) -> None:
    started = threading.Barrier(20)

    def job(number: int) -> Callable[[Connection], int]:
        def run(connection: Connection) -> int:
            note(connection, number)
            if number % 4 == 1:
                raise NotFound
            if number % 4 == 2:
                connection.execute(
                    text(
                        "INSERT INTO audit_log (id, at, actor, action, object) SELECT id, 0, '', '', '' FROM audit_log"
                    )
                )
            return number

        return run

    def call(number: int) -> object:
        started.wait()
        try:
            return database.write(job(number))
        except (NotFound, DuplicateError) as error:
            return type(error)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(call, range(20)))
    for number, answer in enumerate(answers):
        assert answer == {1: NotFound, 2: DuplicateError}.get(number % 4, number)
    assert count(database) == 10


@KINDS_THAT_QUEUE
def test_waiting_jobs_share_a_commit(database_url: str) -> None:
    engine = sqlite_write_engine(database_url)
    commits = []
    event.listen(engine, "commit", lambda _connection: commits.append(time.monotonic()))
    writer = GroupCommitWriter(engine)
    release = threading.Event()

    def slow(connection: Connection) -> int:
        release.wait(5)
        return note(connection)

    with ThreadPoolExecutor(65) as pool:
        first = pool.submit(writer.write, slow)
        time.sleep(0.1)
        others = [pool.submit(writer.write, note) for _ in range(64)]
        time.sleep(0.3)
        release.set()
        for future in [first, *others]:
            future.result(5)
    writer.close()
    engine.dispose()
    assert len(commits) == 2


@KINDS_THAT_QUEUE
def test_who_does_not_care_for_the_disk_does_not_wait_for_it(database_url: str) -> None:
    engine = sqlite_write_engine(database_url)
    flushed, committing = threading.Event(), threading.Event()

    def flush(_connection: Connection) -> None:
        committing.set()
        assert flushed.wait(5)

    event.listen(engine, "commit", flush)
    writer = GroupCommitWriter(engine)
    assert writer.write(lambda connection: note(connection, 3), durable=False) == 3
    assert committing.wait(5)
    with ThreadPoolExecutor(1) as pool:
        patient = pool.submit(writer.write, note)
        with pytest.raises(TimeoutError):
            patient.result(0.1)
        flushed.set()
        assert patient.result(5) == 0
    writer.close()
    engine.dispose()


@KINDS_THAT_QUEUE
def test_a_disk_that_fails_after_the_answer_harms_nobody_else(database_url: str) -> None:
    engine = sqlite_write_engine(database_url)
    broken = [True]

    def fail(_connection: Connection) -> None:
        if broken:
            broken.clear()
            raise OSError("I/O error")

    event.listen(engine, "commit", fail)
    writer = GroupCommitWriter(engine)
    assert writer.write(note, durable=False) == 0
    assert [writer.write(note) for _ in range(3)] == [0] * 3
    with pytest.raises(NotFound):
        writer.write(_not_found, durable=False)
    writer.close()
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(audit_log)).scalar_one() == 3
    engine.dispose()


def _not_found(_connection: Connection) -> None:
    raise NotFound


@KINDS_THAT_QUEUE
def test_a_job_that_waited_too_long_is_answered_and_never_runs(database_url: str) -> None:
    engine = sqlite_write_engine(database_url)
    writer = GroupCommitWriter(engine, patience_seconds=0.2)
    release, ran = threading.Event(), []
    with ThreadPoolExecutor(2) as pool:
        blocked = pool.submit(writer.write, lambda _connection: release.wait(5))
        time.sleep(0.05)
        with pytest.raises(StorageUnavailable):
            writer.write(lambda _connection: ran.append(1))
        release.set()
        with pytest.raises(StorageUnavailable):
            blocked.result()
    assert writer.write(note) == 0
    assert ran == []
    writer.close()
    with pytest.raises(StorageUnavailable):
        writer.write(note)
    engine.dispose()


@KINDS_THAT_QUEUE
def test_a_large_job_has_its_own_patience(database_url: str) -> None:
    engine = sqlite_write_engine(database_url)
    writer = GroupCommitWriter(engine, patience_seconds=0.05)

    def slowly(connection: Connection) -> int:
        time.sleep(0.3)
        return note(connection, 7)

    try:
        with pytest.raises(StorageUnavailable):
            writer.write(slowly)
        assert writer.write(slowly, patience_seconds=30) == 7
    finally:
        writer.close()
        engine.dispose()


@KINDS_THAT_QUEUE
def test_closing_finishes_what_is_queued(database_url: str) -> None:
    database = open_database(database_url)
    with ThreadPoolExecutor(50) as pool:
        futures = [pool.submit(database.write, note) for _ in range(50)]
        time.sleep(0.02)
        database.close()
        done = sum(_succeeded(future.result) for future in futures)
    reopened = open_database(database_url)
    assert count(reopened) == done
    reopened.close()


@KINDS_THAT_QUEUE
def test_another_process_may_write_in_between(database: Database, database_url: str) -> None:
    other = sqlite_write_engine(database_url)
    with other.begin() as connection:
        note(connection, 7)
        waiting = ThreadPoolExecutor(1).submit(database.write, note)
        time.sleep(0.2)
        assert not waiting.done()
    assert waiting.result(5) == 0
    other.dispose()
    assert count(database) == 2


@KINDS_THAT_QUEUE
def test_a_transaction_is_a_writers_from_its_first_read_on(database: Database, database_url: str) -> None:
    """With a plain BEGIN another process could write between a job's read and its write, and the job would fail."""
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=0, check_same_thread=False)

    def read_then_write(connection: Connection) -> int:
        before = int(connection.execute(select(func.count()).select_from(audit_log)).scalar_one())
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO audit_log (at, actor, action, object) VALUES (0, '', '', '')")
        other.rollback()
        return note(connection, before)

    assert database.write(read_then_write) == 0
    assert count(database) == 1
    other.close()


def test_a_broken_connection_is_not_used_again(database: Database) -> None:
    """After a failed batch the writer begins anew; on the old connection nothing would ever be written again."""

    def break_it(connection: Connection) -> None:
        connection.connection.dbapi_connection.close()  # type: ignore[union-attr]
        note(connection)

    def in_company(number: int) -> object:
        try:
            return database.write(break_it if number == 3 else lambda connection: note(connection, number))
        except StorageUnavailable:
            return StorageUnavailable

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(in_company, range(8)))
    assert answers[3] is StorageUnavailable
    assert [database.write(note) for _ in range(5)] == [0] * 5
    assert count(database) == 5 + sum(answer is not StorageUnavailable for answer in answers)


@KINDS_THAT_QUEUE
def test_a_batch_that_could_not_even_be_rolled_back_is_forgotten(database_url: str) -> None:
    """A disk that fails at COMMIT may fail at ROLLBACK too; the old connection would stay in its transaction."""
    engine = sqlite_write_engine(database_url)
    broken = [True]

    def fail(_connection: Connection) -> None:
        if broken:
            raise OSError("I/O error")

    event.listen(engine, "commit", fail)
    event.listen(engine, "rollback", fail)
    writer = GroupCommitWriter(engine)
    with pytest.raises(StorageUnavailable):
        writer.write(note)
    broken.clear()
    assert [writer.write(note) for _ in range(3)] == [0] * 3
    writer.close()
    engine.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("a full disk is made with a small tmpfs, which only root may mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("this system lets nobody mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_at_once_and_forgotten_when_there_is_room(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'course.db'}"
    migrate(url)
    database = open_database(url)
    stored, error = 0, None
    big = "x" * 200

    def job(connection: Connection) -> None:
        rows = [{"at": 0, "actor": "a", "action": "b", "object": big} for _ in range(200)]
        connection.execute(insert(audit_log), rows)

    for _ in range(200):
        began = time.monotonic()
        try:
            database.write(job)
        except StorageUnavailable as refusal:
            error = refusal
            assert time.monotonic() - began < 3
            break
        stored += 200
    assert error is not None, "the disk never filled"
    with ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        answers = list(pool.map(lambda _: _succeeded(lambda: database.write(job)), range(8)))
        assert time.monotonic() - began < 5
    stored += 200 * sum(answers)
    subprocess.run(["mount", "-o", "remount,size=30m", str(small_disk)], check=True)
    database.write(job)
    assert count(database) == stored + 200
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    database.close()


def _succeeded(call: Callable[[], object]) -> bool:
    try:
        call()
    except StorageUnavailable:
        return False
    return True
