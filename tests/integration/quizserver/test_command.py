"""The quizserver command, as an operator types it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import World, only_sqlite
from exam_factory import EXAM, exam_course
from sqlalchemy import create_engine, text

from quizserver.cli import main
from quizserver.config import OPTIONS
from quizserver.services.clock import utc_ms

pytestmark = pytest.mark.integration

PASSWORD = "correct horse battery staple"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str | None]:
    """A server of its own, whatever this process's environment says."""
    own: dict[str, str | None] = dict.fromkeys(OPTIONS)
    return own | {"COURSE_DATA": str(tmp_path / "data"), "COURSE_COMPILED": str(tmp_path), "COURSE_SITE": str(tmp_path)}


def run(environment: dict[str, str | None], *arguments: str, typed: str = "") -> Result:
    """Run a command."""
    return CliRunner().invoke(main, arguments, env=environment, input=typed)


def rows(environment: dict[str, str | None], sql: str) -> list[tuple[object, ...]]:
    """What the database holds."""
    engine = create_engine(f"sqlite:///{environment['COURSE_DATA']}/course.db")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(sql))]
    engine.dispose()
    return found


def test_migrate_makes_the_database(environment: dict[str, str | None]) -> None:
    assert run(environment, "migrate").exit_code == 0
    assert run(environment, "migrate").output == "The database is up to date.\n"
    assert rows(environment, "SELECT version_num FROM alembic_version") == [("0004",)]


@pytest.mark.parametrize(("moved", "closed"), [("+400d", 1), ("-400d", 0), ("-1h", 0), ("+41m", 1), ("+1m", 0)])
@only_sqlite
def test_the_sweep_goes_by_the_machines_clock(make_world: Callable[..., World], moved: str, closed: int) -> None:
    if sys.platform != "linux":
        pytest.skip("libfaketime is loaded in the way of Linux")
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    assert library is not None, "libfaketime is missing: apt-get install libfaketime (./run test does it)"
    world = make_world(course=exam_course())
    world.clock.now = utc_ms()
    learner = world.person()
    attempt = learner.start(EXAM)["id"]
    own = {"COURSE_DATA": str(world.settings.data), "COURSE_SITE": "", "COURSE_COMPILED": str(world.settings.compiled)}
    clock = {"LD_PRELOAD": str(library), "FAKETIME": moved, "DONT_FAKE_MONOTONIC": "1"}
    command = [sys.executable, "-m", "quizserver", "sweep"]
    done = subprocess.run(command, env=os.environ | own | clock, capture_output=True, text=True, check=True)
    assert done.stdout == f"Submitted at their deadline: {closed}\n"
    world.clock.now = utc_ms()
    told = learner.call("GET", f"/attempts/{attempt}").get_json()
    assert (told["status"], told["closed_by"]) == (("submitted", "deadline") if closed else ("open", None))
    assert told["submitted_at"] == (told["deadline_at"] if closed else None)


def test_the_demonstration_is_made_once_and_told_again(environment: dict[str, str | None]) -> None:
    first = run(environment, "seed-demo")
    assert first.exit_code == 0, first.output
    lines = [line.split() for line in first.output.splitlines()]
    assert [line[0] for line in lines] == ["learner", "trainer", "hr"]
    assert "髙橋" in first.output
    assert "﨑" in first.output
    before = rows(environment, "SELECT id, password_hash FROM users ORDER BY id")
    assert run(environment, "seed-demo").output == first.output
    assert rows(environment, "SELECT id, password_hash FROM users ORDER BY id") == before
    assert rows(environment, "SELECT employee_number FROM users WHERE email = 'learner@demo.example'") == [("00123",)]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_secrets_are_readable_by_their_owner_alone(environment: dict[str, str | None]) -> None:
    run(environment, "seed-demo")
    for name in ("demo-accounts.json", "secret.key"):
        path = Path(str(environment["COURSE_DATA"])) / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, name
    passwords = json.loads((Path(str(environment["COURSE_DATA"])) / "demo-accounts.json").read_text())
    assert len(set(passwords.values())) == 3


def test_a_lost_password_file_changes_no_account(environment: dict[str, str | None]) -> None:
    run(environment, "seed-demo")
    (Path(str(environment["COURSE_DATA"])) / "demo-accounts.json").unlink()
    before = rows(environment, "SELECT password_hash FROM users ORDER BY id")
    assert "password file is gone" in run(environment, "seed-demo").output
    assert rows(environment, "SELECT password_hash FROM users ORDER BY id") == before


def test_the_demonstration_is_refused_in_production(environment: dict[str, str | None]) -> None:
    production = environment | {
        "COURSE_MODE": "production",
        "COURSE_ORIGIN": "https://course.example.com",
        "COURSE_SECRET_KEY": "kYb1v9sQ0c7Zt3mXw5Rr8Jp2Ld6Fh4Ga",
    }
    refused = run(production, "seed-demo")
    assert refused.exit_code == 1
    assert "refused in production" in refused.output
    assert not (Path(str(environment["COURSE_DATA"])) / "course.db").exists()


def test_accounts_are_made_and_get_roles(environment: dict[str, str | None]) -> None:
    made = run(
        environment, "create-user", "--email", "a@example.com", "--name", "山田", "--role", "hr", "--role", "learner",
        "--employee-number", "007", "--password-stdin", typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert (made.exit_code, made.output) == (0, "Made a@example.com (hr, learner).\n")
    assert rows(environment, "SELECT name, employee_number, roles FROM users") == [("山田", "007", "hr,learner")]
    changed = run(environment, "set-role", "A@example.com", "manager")
    assert (changed.exit_code, changed.output) == (0, "a@example.com: manager\n")
    assert rows(environment, "SELECT action FROM audit_log ORDER BY id") == [("account_made",), ("roles_changed",)]


@pytest.mark.parametrize(
    ("arguments", "typed", "message"),
    [
        (("create-user", "--email", "x", "--name", "X", "--password-stdin"), f"{PASSWORD}\n", "e-mail address"),
        (("create-user", "--email", "x@y.z", "--name", "X", "--password-stdin"), "short\n", "too short"),
        (("set-role", "nobody@example.com", "hr"), "", "no account"),
    ],
)
def test_what_cannot_be_done_is_said(
    environment: dict[str, str | None], arguments: tuple[str, ...], typed: str, message: str
) -> None:
    run(environment, "migrate")
    refused = run(environment, *arguments, typed=typed)
    assert refused.exit_code == 1
    assert message in refused.output
    assert "Traceback" not in refused.output


def test_passwords_are_typed_twice(environment: dict[str, str | None]) -> None:
    arguments = ("create-user", "--email", "a@example.com", "--name", "A")
    assert run(environment, *arguments, typed=f"{PASSWORD}\nother\n").exit_code != 0
    assert run(environment, *arguments, typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0


def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str | None]) -> None:
    refused = run(environment | {"PORT": "many"}, "serve")
    assert refused.exit_code == 1
    assert "PORT is 'many'" in refused.output
