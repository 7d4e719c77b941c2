"""`quizserver cohort` and `quizserver enroll` for many: what a nightly job calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Person, World, only_sqlite
from course_factory import COURSE

from quizserver.cli import main
from quizserver.domain.records import Enrollment
from quizserver.storage.enrollments import find_current_enrollment

pytestmark = pytest.mark.integration

Run = Callable[..., Result]


@pytest.fixture
def run(world: World) -> Run:
    environment = {
        "COURSE_DATABASE_URL": "" if world.settings.embedded else world.settings.database_url,
        "COURSE_DATA": str(world.settings.data),
        "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_SITE": str(world.settings.site),
    }
    return lambda *arguments: CliRunner().invoke(main, [str(word) for word in arguments], env=environment)


def current(world: World, person: Person) -> Enrollment | None:
    with world.server.database.reading() as connection:
        return find_current_enrollment(connection, user_id=person.account.id, course_id=COURSE)


def kinds(told: Result) -> list[tuple[str, str, list[str]]]:
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    return [(line["employee_number"], line["kind"], line["problems"]) for line in lines]


def test_every_night_the_same_and_nothing_twice(world: World, run: Run) -> None:
    one = world.person("A", employee_number="001", department_code="01", department="総務部")
    made = run("cohort", "create", COURSE, "全社研修", "--start", "2026-12-01", "--due", "2027-03-31")
    assert made.exit_code == 0, made.output
    nightly = ("enroll", COURSE, "--department", "01", "--cohort", "全社研修", "--json")

    assert kinds(run(*nightly, "--dry-run")) == [("001", "enroll", [])]
    assert current(world, one) is None
    assert kinds(run(*nightly)) == [("001", "enroll", [])]
    world.person("B", employee_number="002", department_code="01")
    assert kinds(run(*nightly)) == [("001", "same", []), ("002", "enroll", [])]

    changed = run("cohort", "change", COURSE, "全社研修", "--due", "2027-04-30", "--rename", "2026年度")
    assert (changed.exit_code, changed.output) == (0, "Changed. Due dates that moved with it: 2\n")
    registration = current(world, one)
    assert registration is not None
    assert registration.due_at == 1_809_097_200_000
    listed = json.loads(run("cohort", "list", "--json").output)
    assert listed == {
        "id": made.output.strip(), "course": COURSE, "name": "2026年度", "start": "2026-12-01", "due": "2027-04-30",
        "people": 2, "completed": 0, "overdue": 0, "waived": 0,
    }  # fmt: skip
    assert "2026-12-01 – 2027-04-30  2026年度  (people 2" in run("cohort", "list").output


@only_sqlite
def test_a_file_is_refused_line_by_line(world: World, run: Run, tmp_path: Path) -> None:
    world.person("A", employee_number="001")
    file = tmp_path / "people.csv"
    file.write_bytes("社員番号,期限\n001,2027/4/30\n009,\n".encode("cp932"))

    told = run("enroll", COURSE, "--file", file)
    assert told.exit_code == 2
    assert "3: 009" in told.stderr
    assert "登録されていません" in told.stderr
    assert told.stdout == "新しく登録 1\n登録しない人 1\n"
    again = run("enroll", COURSE, "--file", file, "--json", "--move", "--due", "2027-06-30")
    assert json.loads(again.stdout.splitlines()[0])["due"] == "2027-04-30"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("enroll", COURSE), "Name a person and a course"),
        (("enroll", "001", COURSE, "--department", "01"), "Name a person and a course"),
        (("enroll", COURSE, "--department", "77"), "no department with the code 77"),
        (("enroll", COURSE, "--department", "01", "--cohort", "x"), "has no cohort x"),
        (("enroll", "tea", "--department", "01"), "no course tea (known: sample)"),
        (("cohort", "create", "tea", "x"), "no course tea"),
        (("cohort", "create", COURSE, " "), "Type a name"),
        (("cohort", "create", COURSE, "x", "--start", "2027-01-02", "--due", "2027-01-01"), "before the first day"),
        (("cohort", "change", COURSE, "x"), "has no cohort x"),
    ],
)
@only_sqlite
def test_what_cannot_be_done_is_said_plainly(world: World, run: Run, arguments: Any, message: str) -> None:
    told = run(*arguments)

    assert told.exit_code == 1
    assert message in told.output
    assert "Traceback" not in told.output
