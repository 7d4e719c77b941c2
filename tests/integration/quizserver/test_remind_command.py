"""`quizserver remind`, as a timer runs it: with a mail server, without one, and only to look."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import World, only_sqlite
from course_factory import COURSE
from mail_server import MailBox
from sqlalchemy import select

from quizserver.cli import main
from quizserver.config import OPTIONS
from quizserver.domain.calendar import end_of_day
from quizserver.services.clock import utc_ms
from quizserver.storage.audit import SYSTEM
from quizserver.storage.tables import mails

pytestmark = pytest.mark.integration


def enrolled(world: World, name: str, **details: str) -> None:
    """Somebody whose course is due today."""
    world.clock.now = utc_ms()
    person = world.person(name, **details)
    due = end_of_day(world.server.reminding.today(), zone=world.settings.timezone)
    world.server.registrations.enroll(user_id=person.account.id, course_id=COURSE, actor=SYSTEM, due_at=due)


def run(world: World, *arguments: str, **settings: str) -> Result:
    own: dict[str, str | None] = dict.fromkeys(OPTIONS)
    own |= {"COURSE_DATA": str(world.settings.data), "COURSE_COMPILED": str(world.settings.compiled)}
    own |= {"COURSE_SITE": str(world.settings.site), "COURSE_REMIND_DIGEST": "off"}
    return CliRunner().invoke(main, ["remind", *arguments], env=own | settings)


def states(world: World) -> list[str]:
    with world.server.database.reading() as connection:
        return list(connection.execute(select(mails.c.state)).scalars())


@only_sqlite
def test_a_look_changes_nothing(world: World, tmp_path: Path) -> None:
    enrolled(world, "髙橋 﨑子", email="saki@example.com", locale="ja")
    table = run(world, "--dry-run").stdout.splitlines()
    assert table[0].split()[0] == "種別"
    assert "saki@example.com" in table[1]
    assert table[2] == "due_soon 1, overdue 0, digest 0"
    (line,) = run(world, "--dry-run", "--json").stdout.splitlines()
    told = json.loads(line)
    assert (told["kind"], told["name"], told["course"]) == ("due_soon", "髙橋 﨑子", COURSE)
    assert told["due_on"] == world.server.reminding.today().isoformat()
    assert run(world, "--dry-run", "--csv", str(tmp_path / "look.csv")).exit_code == 0
    assert states(world) == []


@only_sqlite
def test_without_a_mail_server_a_file_tells_whom_to_tell(world: World, tmp_path: Path) -> None:
    enrolled(world, "=HYPERLINK(1)", email="eve@example.com")
    refused = run(world)
    assert (refused.exit_code, states(world)) == (1, [])
    assert "--csv FILE" in refused.stderr

    assert run(world, "--csv", str(tmp_path / "no" / "where.csv")).exit_code == 1
    assert states(world) == []
    path = tmp_path / "out.csv"
    assert run(world, "--csv", str(path), "--lang", "en").stdout == "due_soon 1, overdue 0, digest 0\n"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert (row["Kind"], row["Name"], row["E-mail address"]) == ("Due soon", "'=HYPERLINK(1)", "eve@example.com")
    assert states(world) == ["handed"]
    run(world, "--csv", str(path))
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1


@only_sqlite
def test_one_command_queues_and_sends_and_the_next_run_goes_on(make_world: Callable[..., World]) -> None:
    world, box = make_world(), MailBox()
    enrolled(world, "Somebody", email="somebody@example.com")
    mail = {"COURSE_SMTP_URL": f"smtp://127.0.0.1:{box.controller.port}", "COURSE_MAIL_FROM": "T <t@example.com>"}
    away = run(world, **mail)
    assert (away.exit_code, states(world)) == (1, ["queued"])
    assert "Put off: 1" in away.stderr

    with world.server.database.reading() as connection:
        problem = connection.execute(select(mails.c.problem)).scalar_one()
    assert problem == "ConnectionRefusedError"
    world.server.database.write(lambda tx: tx.execute(mails.update().values(due_at=0)))
    box.controller.start()
    try:
        assert run(world, **mail).exit_code == 0
        assert run(world, **mail).stdout.startswith("due_soon 0")
    finally:
        box.controller.stop()
    assert states(world) == ["sent"]
    assert [str(mail["to"]) for mail in box.mails] == ["Somebody <somebody@example.com>"]
