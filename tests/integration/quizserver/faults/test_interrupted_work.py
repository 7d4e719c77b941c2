"""F15: a migration is killed, a backup is made while learners answer."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import World, new_postgres
from forms import either
from live_server import Load, Server, check_nothing_lost, live_tokens
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from test_migrated_data import add_attempt, add_user, fill

from quizserver.config import OPTIONS
from quizserver.storage import find_version, latest_version, migrate
from quizserver.storage.migrating import migration_engine
from quizserver.storage.tables import metadata

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX"),
]

LEARNERS = 300


def fill_much(connection: Connection) -> None:
    """Enough records under 0001 for a migration to take a moment."""
    fill(connection)
    for number in range(LEARNERS):
        add_user(connection, f"u-{number}")
        add_attempt(connection, f"b-{number}", f"u-{number}", quiz="01-all-types")


@contextmanager
def old_database(kind: str, folder: Path, server: str) -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """Makes fresh copies of a database of 0001 with records in it."""
    with new_postgres(server) as postgres:
        url = f"sqlite:///{folder / 'old.db'}" if kind == "sqlite" else postgres
        migrate(url, revision="0001")
        engine = migration_engine(url)
        with engine.begin() as connection:
            fill_much(connection)
        engine.dispose()

        @contextmanager
        def copy() -> Iterator[str]:
            if kind == "postgres":
                with new_postgres(server, template=str(make_url(url).database)) as copied:
                    yield copied
                return
            with tempfile.TemporaryDirectory(dir=folder) as place:
                with (
                    closing(sqlite3.connect(folder / "old.db")) as old,
                    closing(sqlite3.connect(Path(place) / "course.db")) as new,
                ):
                    old.backup(new)
                yield f"sqlite:///{place}/course.db"

        yield copy


def test_a_killed_migration_leaves_the_old_schema_or_the_new(kind: str, tmp_path: Path, postgres: str, figure) -> None:
    kills, seen = either(short=4, long=40), Counter[str]()
    with old_database(kind, tmp_path, postgres) as fresh:
        with fresh() as url:
            whole = _migrate(url)
            before = _look(url)[1]
        for _ in range(kills):
            with fresh() as url:
                # The interpreter takes the first half to start; what matters lies behind.
                _migrate(url, killed_after=whole * random.uniform(0.5, 1.0))
                version, counts = _look(url)
                seen[version] += 1
                assert counts == before
                _migrate(url)
                assert _look(url) == (latest_version(), before)
    assert set(seen) <= {"0001", latest_version()}
    told = ", ".join(f"{count} at {version}" for version, count in sorted(seen.items()))
    figure("F15", f"{kills} migrations killed: {told}, none between; nothing lost")


def _migrate(url: str, *, killed_after: float | None = None) -> float:
    """Run the command; the seconds it took."""
    environment = {name: value for name, value in os.environ.items() if name not in OPTIONS} | _settings(url)
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "quizserver", "migrate"], env=environment)
    if killed_after is not None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(killed_after)
        process.kill()
    process.wait(60)
    return time.monotonic() - began


def _look(url: str) -> tuple[str, dict[str, int]]:
    """The schema's version, and how many rows there are of what 0001 had already."""
    engine = migration_engine(url)
    with engine.connect() as connection:
        version = str(find_version(connection))
        tables = set(inspect(connection).get_table_names())
        assert ("enrollments" in tables) == (version != "0001")
        if version != "0001":
            assert set(metadata.tables) <= tables
        if url.startswith("sqlite"):
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        counts = _counts(connection)
    engine.dispose()
    return version, counts


def _counts(connection: Connection) -> dict[str, int]:
    names = ("users", "attempts", "responses", "module_records", "quiz_revisions", "course_revisions")
    return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def _settings(url: str) -> dict[str, str]:
    if url.startswith("sqlite"):
        return {"COURSE_DATA": str(Path(url.removeprefix("sqlite:///")).parent)}
    return {"COURSE_DATABASE_URL": url}


def test_a_backup_under_load_holds_one_moment(world: World, postgres: str, tmp_path: Path, figure) -> None:
    server, tokens = Server(world), live_tokens(world, learners=3)
    backups = either(short=2, long=10)
    with server.running(), Load(server, tokens) as load, new_postgres(postgres) as elsewhere:
        for number in range(backups):
            time.sleep(1.0)
            file = tmp_path / f"backup-{number}.db"
            acknowledged = dict(load.acknowledged)
            began = time.monotonic()
            _quizserver(server.environment, "backup", str(file))
            took = time.monotonic() - began
        target = {"COURSE_DATABASE_URL": elsewhere, "COURSE_DATA": str(tmp_path / "other")}
        _quizserver(server.environment | target, "restore", str(file))
        load.stop.set()
        check_nothing_lost(World(world.app, replace(world.settings, database_url=elsewhere), world.clock), acknowledged)
    assert load.statuses <= {200, 201, 409}
    assert load.broken == []
    check_nothing_lost(world, load.acknowledged)
    during = max(answer.seconds for answer in load.answers)
    figure(
        "F15",
        f"{backups} backups under load ({took:.1f} s), the last restored on PostgreSQL: {len(acknowledged)} "
        f"acknowledged before it, 0 missing; slowest answer meanwhile {during:.2f} s",
    )


def _quizserver(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "quizserver", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
