"""`quizserver export`: the page's file for a nightly job; whole or not there."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import Person, World, only_sqlite
from sqlalchemy import select
from test_report import office, read_csv  # noqa: F401 - a fixture

from quizserver.cli import main
from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log
from quizserver.web.columns import DEFAULT

pytestmark = pytest.mark.integration


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command over this test's database."""
    for name, value in {
        "COURSE_DATA": str(world.settings.data),
        "COURSE_SITE": str(world.settings.site),
        "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_DATABASE_URL": "" if world.settings.embedded else world.settings.database_url,
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, ["export", *arguments])


def test_the_file_is_the_one_of_the_page(office: dict[str, Person], world: World, run: Any, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "report.csv"
    done = run("--form", "csv", "--output", str(file), "--header", "en", "--status", "completed")

    assert (done.exit_code, done.output) == (0, f"{file}: 1 rows\n")
    assert file.read_bytes() == office["hr"].client.get("/app/en/reports.csv?status=completed").data
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with world.server.database.reading() as connection:
        last = connection.execute(
            select(audit_log.c.actor, audit_log.c.action, audit_log.c.facts).order_by(audit_log.c.id)
        ).all()[-2]
    assert tuple(last) == ("system", "report_exported", '{"form":"csv","status":"completed"}')


@only_sqlite
def test_columns_are_chosen_by_machine_name(office: dict[str, Person], run: Any, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "report.jsonl"
    assert run("--form", "jsonl", "--output", str(file), "--columns", "status,employee_number").exit_code == 0
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [list(row) for row in rows] == [["status", "employee_number"]] * 4

    assert run("--form", "jsonl", "--output", str(file), "--query", "q=00123&result=passed").exit_code == 0
    (row,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (row["employee_number"], list(row)) == ("00123", list(DEFAULT))
    unread = run("--output", str(file), "--query", "due_to=someday")
    assert unread.exit_code == 1
    assert "due_to is 'someday'" in unread.output

    wrong = run("--form", "jsonl", "--output", str(file), "--columns", "salary")
    assert wrong.exit_code == 1
    assert "no column salary" in wrong.output
    assert "employee_number" in wrong.output


@only_sqlite
def test_a_file_that_cannot_be_made_leaves_the_earlier_one(world: World, run: Any, tmp_path: Path) -> None:
    world.person("𠮷田 😀", Role.LEARNER)
    file = tmp_path / "report.csv"
    file.write_text("yesterday's", encoding="utf-8")
    refused = run("--form", "sjis", "--output", str(file))

    assert refused.exit_code == 1
    assert "𠮷😀" in refused.output
    assert file.read_text(encoding="utf-8") == "yesterday's"
    assert list(tmp_path.glob(".*.part")) == []
    nowhere = run("--output", str(tmp_path / "nowhere" / "report.xlsx"))
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.output
    assert "no course other" in run("--course", "other", "--output", str(file)).output
