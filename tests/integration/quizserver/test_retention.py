"""The nightly command: who left long ago is erased, and what has run out is deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Person, World
from course_factory import compiled_course
from full_life import EMAIL, NAME, NUMBER, STRINGS, everything_stored, live, rows_of
from sqlalchemy import func, insert, select, update

from coursekit.model import CompletionRule
from quizserver.cli import main
from quizserver.domain.people import Role
from quizserver.services.auditing import verify_records
from quizserver.storage.tables import audit_log, mails, metadata, sign_in_tries, users

pytestmark = pytest.mark.integration

DAY_MS = 86_400_000
JST_MIDNIGHT = 1_795_014_000_000
"""2026-11-18 15:00 UTC: the first moment of November 19 in Tokyo."""


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server that keeps leavers for three years."""
    return make_world(
        course=compiled_course(rule=CompletionRule.COMPLETED),
        issuer={"en": "Kozue", "ja": "こずえ"},
        origins=("http://127.0.0.1:8000",),
        retention_years=3,
    )


def quizserver(world: World, *arguments: str, years: int | None = None, **options: object) -> Result:
    """Run a command on this world's database."""
    url = world.settings.database_url
    environment = {
        "COURSE_DATABASE_URL": "" if url.startswith("sqlite") else url,
        "COURSE_DATA": str(world.settings.data),
        "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_SITE": str(world.settings.site),
        "COURSE_RETENTION_YEARS": "" if years is None else str(years),
    }
    return CliRunner().invoke(main, [*arguments], env=environment, **options)  # type: ignore[arg-type]


def left(world: World, person: Person) -> int | None:
    """Since when this person is away."""
    return world.server.accounts.select_account(person.account.id).deactivated_at


def test_a_roster_says_since_when_somebody_is_away(world: World) -> None:
    hr, number = world.person("HR", Role.HR), "0001"
    person = world.person("Leaver", employee_number=number)
    header = "社員番号,氏名\n"

    def import_roster(*rows: str) -> None:
        text = header + "".join(f"{row}\n" for row in rows)
        world.server.rosters.import_file(text.encode(), actor=hr.account.id, whole=True, dry_run=False)

    import_roster("0002,Stays")
    gone = world.clock()
    assert left(world, person) == gone
    world.clock.forward(seconds=5)
    world.server.erasing.deactivate(user_id=person.account.id, actor=hr.account.id)
    assert left(world, person) == gone, "who is away already does not leave again"
    import_roster("0001,Leaver", "0002,Stays")
    assert left(world, person) is None
    assert world.server.accounts.select_account(person.account.id).active


def test_the_years_end_with_the_last_day_in_tokyo(world: World) -> None:
    hr = world.person("HR", Role.HR)
    world.clock.now = JST_MIDNIGHT - 1
    early = world.person("Early")
    world.server.erasing.deactivate(user_id=early.account.id, actor=hr.account.id)
    world.clock.now = JST_MIDNIGHT
    late = world.person("Late")
    world.server.erasing.deactivate(user_id=late.account.id, actor=hr.account.id)
    years = 3 * 365 + 1
    world.clock.now = JST_MIDNIGHT + years * DAY_MS - 1
    assert world.server.retaining.plan().people == ()
    world.clock.now += 1
    assert world.server.retaining.plan().people == (early.account.id,)
    assert world.server.retaining.apply().people == (early.account.id,)
    assert world.server.retaining.apply().people == ()
    world.clock.forward(seconds=86_400)
    assert world.server.retaining.apply().people == (late.account.id,)
    world.clock.now = JST_MIDNIGHT - 400 * DAY_MS
    assert world.server.retaining.apply().people == ()


def test_who_came_back_or_never_left_stays(world: World) -> None:
    world.person("Active")
    unknown = world.person("Nobody wrote down when")
    world.server.database.write(
        lambda tx: tx.execute(update(users).where(users.c.id == unknown.account.id).values(active=False))
    )
    world.clock.forward(seconds=40 * 365 * 86_400)
    assert world.server.retaining.apply().people == ()


def test_what_has_run_out_is_deleted_and_nothing_else(world: World) -> None:
    person, now = world.person(), world.clock()
    old = {"mails": now - 401 * DAY_MS, "tries": now - DAY_MS - 1}

    def mail(number: int, *, state: str, at: int) -> dict[str, object]:
        said = {"id": f"m{number}", "user_id": person.account.id, "kind": "reset", "dedupe": f"{number}", "facts": "{}"}
        return said | {"state": state, "queued_at": at, "due_at": at}

    def job(tx: object) -> None:
        rows = [mail(1, state="sent", at=old["mails"]), mail(2, state="queued", at=old["mails"])]
        tx.execute(insert(mails), [*rows, mail(3, state="sent", at=now)])  # type: ignore[attr-defined]
        tries = [{"id": f"t{n}", "bucket": "b", "at": at} for n, at in enumerate((old["tries"], now))]
        tx.execute(insert(sign_in_tries), tries)  # type: ignore[attr-defined]

    world.server.database.write(job)
    planned = world.server.retaining.plan().rows
    assert {table: count for table, count in planned.items() if count} == {"mails": 1, "sign_in_tries": 1}
    assert world.server.retaining.apply().rows == planned
    with world.server.database.snapshot() as tx:
        assert sorted(tx.execute(select(mails.c.id)).scalars()) == ["m2", "m3"]
        assert list(tx.execute(select(sign_in_tries.c.id)).scalars()) == ["t1"]
    assert person.client.get("/api/v1/session").get_json()["signed_in"] is True


def test_one_command_erases_and_reports(world: World) -> None:
    hr = world.person("HR", Role.HR)
    person = live(world, hr=hr)
    world.clock.now -= 5 * 366 * DAY_MS
    world.server.erasing.deactivate(user_id=person.account.id, actor=hr.account.id)
    before = counts(world)
    dry = quizserver(world, "retain", "--dry-run", "--json", years=4)
    assert dry.exit_code == 0, dry.output
    assert json.loads(dry.output)["people"] == [person.account.id]
    assert counts(world) == before
    told = quizserver(world, "retain", years=4)
    assert told.exit_code == 0, told.output
    assert f"Erased, having left 4 years ago: 1\n  {person.account.id}" in told.output
    assert not any(text in told.output for text in STRINGS)
    assert NAME not in everything_stored(world)
    with world.server.database.snapshot() as tx:
        last = (
            select(audit_log.c.actor, audit_log.c.action, audit_log.c.object).order_by(audit_log.c.id.desc()).limit(2)
        )
        assert [tuple(row) for row in tx.execute(last)] == [
            ("system", "retention_applied", "retention:all"),
            ("system", "person_erased", f"user:{person.account.id}"),
        ]
    assert verify_records(world.server.database).problems == []
    assert "Nobody is erased: COURSE_RETENTION_YEARS is not set." in quizserver(world, "retain", "--dry-run").output


def counts(world: World) -> dict[str, int]:
    with world.server.database.snapshot() as tx:
        return {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_the_command_erases_one_person_and_again_after_a_restore(world: World, tmp_path: Path) -> None:
    hr = world.person("HR", Role.HR)
    person = live(world, hr=hr)
    assert "still active" in quizserver(world, "erase", NUMBER, "--yes").output
    world.server.erasing.deactivate(user_id=person.account.id, actor=hr.account.id)
    looked = quizserver(world, "erase", EMAIL, "--dry-run")
    assert "attempts: 4" in looked.output
    assert "Nothing was changed." in looked.output
    old = tmp_path / "old.db"
    assert quizserver(world, "backup", str(old)).exit_code == 0
    assert quizserver(world, "erase", NUMBER, input="0045872\n").exit_code == 1
    done = quizserver(world, "erase", NUMBER, "--reason", "mistake", input=f"{NUMBER}\n")
    assert done.exit_code == 0, done.output
    assert rows_of(world, "erasures", person.account.id) == 1
    listed = quizserver(world, "erase", "--list")
    assert listed.output == f"{person.account.id}\n"
    assert quizserver(world, "erase", NUMBER, "--yes").exit_code == 1

    ids = tmp_path / "erased.txt"
    ids.write_text(listed.output)
    restored = {"COURSE_DATA": str(tmp_path / "restored"), "COURSE_COMPILED": str(world.settings.compiled)}
    assert CliRunner().invoke(main, ["restore", str(old)], env=restored).exit_code == 0
    again = CliRunner().invoke(main, ["erase", "--from", str(ids)], env=restored)
    assert again.output.startswith("Erased again: 1."), again.output
    found = (tmp_path / "restored" / "course.db").read_bytes()
    assert [text for text in STRINGS if text.encode() in found] == []
    assert CliRunner().invoke(main, ["audit", "verify"], env=restored).exit_code == 0


def test_links_and_backups_of_the_command_line_are_logged(world: World, tmp_path: Path) -> None:
    person = world.person("Somebody", employee_number="0007")
    assert "welcome?ticket=" in quizserver(world, "link", "0007").output
    assert quizserver(world, "backup", str(tmp_path / "b.db")).exit_code == 0
    with world.server.database.snapshot() as tx:
        rows = tx.execute(select(audit_log.c.actor, audit_log.c.action, audit_log.c.object).order_by(audit_log.c.id))
        assert [tuple(row) for row in rows] == [
            ("system", "link_made", f"user:{person.account.id}"),
            ("system", "backup_made", "database:backup"),
        ]
