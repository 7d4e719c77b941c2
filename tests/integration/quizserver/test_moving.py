"""Copy, backup, restore: everything arrives, proved by counts and hashes, and reports are the same byte for byte."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Person, World, given, new_postgres, only_sqlite
from course_factory import COURSE, GRADED, LIMITED

from quizserver.cli import main
from quizserver.config import OPTIONS
from quizserver.domain.people import Role
from quizserver.storage import claim_database, copying
from quizserver.storage.copying import prove_database

pytestmark = pytest.mark.integration

NAMES = ("髙橋 﨑子", "𠮷田 'O''Brien", "tab\there\\N", "=SUM(A1)", "")


@pytest.fixture
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty database of each kind."""
    with new_postgres(request.getfixturevalue("postgres")) as url:
        yield {"postgres": url, "sqlite": f"sqlite:///{tmp_path / 'elsewhere' / 'course.db'}"}


@pytest.fixture
def full_world(world: World) -> World:
    """People with odd names, attempts open and closed, in two languages."""
    for number, name in enumerate(NAMES):
        person = world.person(name, employee_number=f"00{number}", department_code="010", department="営業部")
        attempt = person.start(language="ja")["id"]
        person.answer(attempt, "q-short", {"text": f"BATNA {name}"}, language="ja")
        if number % 2:
            person.submit(attempt, [given("q-single", {"selected": ["b"]})])
        person.start(LIMITED)
    return world


def run(world: World, *arguments: str, **settings: str) -> Result:
    """A command on this world's database, or on another."""
    url = settings.get("url", world.settings.database_url)
    own: dict[str, str | None] = dict.fromkeys(OPTIONS)
    own |= {"COURSE_SITE": str(world.settings.site), "COURSE_COMPILED": str(world.settings.compiled)}
    if url.startswith("sqlite"):
        own["COURSE_DATA"] = str(Path(url.removeprefix("sqlite:///")).parent)
    else:
        own |= {"COURSE_DATABASE_URL": url, "COURSE_DATA": str(world.settings.data)}
    return CliRunner().invoke(main, arguments, env=own)


def report(world: World) -> bytes:
    """The whole report as HR gets it."""
    person = Person(world.app.test_client(), world.person("HR", Role.HR).account)
    assert person.sign_in().status_code == 303
    return bytes(person.client.get(f"/app/ja/reports.csv?course={COURSE}").data)


def rows_of(result: Result) -> dict[str, str]:
    """Table -> the rest of its line."""
    return dict(re.findall(r"^(\w+) +(\d+ rows  [0-9a-f]{64})$", result.output, re.M))


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_a_backup_restored_elsewhere_gives_the_same_report(
    full_world: World, other_url: dict[str, str], target: str, tmp_path: Path, make_world: Callable[..., World], figure
) -> None:
    expected = report(full_world)
    file = tmp_path / "backup.db"
    made = run(full_world, "backup", str(file))
    assert made.exit_code == 0, made.output
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("backup.db*")] == ["backup.db"]
    restored = run(full_world, "restore", str(file), url=other_url[target])
    assert restored.exit_code == 0, restored.output
    assert rows_of(restored) == rows_of(made)
    assert len(rows_of(made)) >= 9
    elsewhere = make_world(database_url=other_url[target])
    assert _without_hr(report(elsewhere)) == _without_hr(expected)
    elsewhere.server.database.close()
    figure("F15", f"backup restored on {target}: {len(rows_of(made))} tables with equal hashes, equal report")


def _without_hr(csv: bytes) -> list[str]:
    """The lines of all but those who asked for the report."""
    return [line for line in csv.decode("utf-8-sig").splitlines() if ",HR," not in line]


@only_sqlite
def test_copy_moves_everything_to_postgres_once(full_world: World, other_url: dict[str, str], world: World) -> None:
    source = str(full_world.settings.data / "course.db")
    target = other_url["postgres"].replace("+psycopg", "")
    dry = run(full_world, "copy", "--dry-run", source, target)
    assert dry.exit_code == 0, dry.output
    assert "Nothing was written" in dry.output
    copied = run(full_world, "copy", source, target)
    assert copied.exit_code == 0, copied.output
    assert rows_of(copied) == rows_of(dry)
    assert "Verified" in copied.output
    assert {proof.table: f"{proof.rows} rows  {proof.hash}" for proof in prove_database(other_url["postgres"])} == (
        rows_of(copied)
    )
    again = run(full_world, "copy", source, target)
    assert again.exit_code == 1
    assert "not empty" in again.output
    assert "not empty" in run(full_world, "copy", "--dry-run", source, target).output


@only_sqlite
def test_rows_are_numbered_on_after_a_copy(
    full_world: World, other_url: dict[str, str], make_world: Callable[..., World]
) -> None:
    source = str(full_world.settings.data / "course.db")
    assert run(full_world, "copy", source, other_url["postgres"]).exit_code == 0
    moved = make_world(database_url=other_url["postgres"])
    person = moved.person()
    assert person.submit(person.start(GRADED)["id"]).status_code == 200
    moved.server.database.close()


@only_sqlite
def test_a_served_file_is_not_copied(full_world: World, other_url: dict[str, str]) -> None:
    with claim_database(full_world.settings.database_url):
        refused = run(full_world, "copy", str(full_world.settings.data / "course.db"), other_url["postgres"])
    assert refused.exit_code == 1
    assert "Another quizserver is serving" in refused.output


def test_a_restore_needs_an_empty_database(full_world: World, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    assert run(full_world, "backup", str(file)).exit_code == 0
    before = prove_database(full_world.settings.database_url)
    refused = run(full_world, "restore", str(file))
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    assert prove_database(full_world.settings.database_url) == before
    assert "exists already" in run(full_world, "backup", str(file)).output


@only_sqlite
def test_what_is_no_backup_is_refused(world: World, other_url: dict[str, str], tmp_path: Path) -> None:
    text_file, foreign, missing = tmp_path / "a.txt", tmp_path / "b.db", tmp_path / "c.db"
    text_file.write_text("not a database " * 100)
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    for file in (text_file, foreign, missing):
        refused = run(world, "restore", str(file), url=other_url["sqlite"])
        assert refused.exit_code == 1, refused.output
        assert "Traceback" not in refused.output
        assert refused.output.startswith("quizserver: ")


@only_sqlite
def test_a_row_that_does_not_arrive_is_noticed(
    full_world: World, other_url: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = copying._insert
    monkeypatch.setattr(
        copying, "_insert", lambda w, table, rows: insert(w, table, rows[:-1] if table.name == "responses" else rows)
    )
    refused = run(full_world, "copy", str(full_world.settings.data / "course.db"), other_url["postgres"])
    assert refused.exit_code == 1
    assert "did not arrive as they were sent: responses" in refused.output
    assert all(proof.rows == 0 for proof in prove_database(other_url["postgres"]))


def test_a_backup_of_a_database_that_does_not_answer_says_so(world: World, tmp_path: Path) -> None:
    url = world.settings.database_url
    broken = "sqlite:////nowhere/course.db" if url.startswith("sqlite") else "postgresql+psycopg://127.0.0.1:1/none"
    refused = run(world, "backup", str(tmp_path / "b.db"), url=broken)
    assert refused.exit_code == 1, refused.output
    assert refused.output.startswith("quizserver: ")
    assert not list(tmp_path.glob("b.db*"))
