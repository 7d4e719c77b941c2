"""`quizserver erase` and `quizserver retain`: people who have left, and how long they are kept."""

from __future__ import annotations

import json
from pathlib import Path

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.erasing import REASONS_BY_HAND, ErasureReason, confirmation_of
from quizserver.domain.people import Account
from quizserver.errors import NotFound, Refusal
from quizserver.storage.audit import SYSTEM
from quizserver.web.context import Server
from quizserver.web.words import words

__all__ = ["erase", "retain"]

_REASONS = [reason.value for reason in REASONS_BY_HAND]


@click.command()
@click.argument("who", metavar="PERSON", required=False)
@click.option("--reason", type=click.Choice(_REASONS), default="requested", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what belongs to the person, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask to type the person's number again.")
@click.option("--list", "listed", is_flag=True, help="Print the ids of everybody who was erased, one a line.")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Erase everybody whose id --list once printed into this file: after an old backup was restored.",
)
def erase(who: str | None, reason: str, dry_run: bool, yes: bool, listed: bool, file: Path | None) -> None:
    """Erase PERSON (employee number or e-mail address), who has left: name, number, address and what was typed.

    Records and statistics stay, without the person. This cannot be undone.
    """
    with running(read_settings()) as server:
        if listed:
            click.echo("".join(f"{user_id}\n" for user_id in server.erasing.list_erased()), nl=False)
        elif file is not None:
            count = server.erasing.erase_again(_ids(file))
            click.echo(f"Erased again: {count}. Those who are not in this database, or were erased, stay as they are.")
        elif who is None:
            fail("Name a person: an employee number or an e-mail address.")
        else:
            _erase_one(server, who, reason=ErasureReason(reason), dry_run=dry_run, yes=yes)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say who would be erased and what would be deleted; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one line of JSON, for programs.")
def retain(dry_run: bool, as_json: bool) -> None:
    """Erase everybody who left more than COURSE_RETENTION_YEARS ago, and delete what nobody can use any more.

    Links and sessions that have run out, roster drafts and sign-in tries of more than a day ago, mails that were done
    with more than 400 days ago. For a nightly job.
    """
    with running(read_settings()) as server:
        found = server.retaining.plan() if dry_run else server.retaining.apply()
        years = server.retaining.years
    if as_json:
        said = {"dry_run": dry_run, "years": years, "people": list(found.people), "rows": dict(found.rows)}
        click.echo(json.dumps(said))
        return
    if years is None:
        click.echo("Nobody is erased: COURSE_RETENTION_YEARS is not set.")
    else:
        click.echo(f"{'Would erase' if dry_run else 'Erased'}, having left {years} years ago: {len(found.people)}")
    for user_id in found.people:
        click.echo(f"  {user_id}")
    for table, count in found.rows.items():
        click.echo(f"{table}: {count} {'would go' if dry_run else 'deleted'}")


def _erase_one(server: Server, who: str, *, reason: ErasureReason, dry_run: bool, yes: bool) -> None:
    account = _select(server, who)
    try:
        preview = server.erasing.preview(user_id=account.id, actor=SYSTEM)
        click.echo("\n".join(f"{table}: {count}" for table, count in preview.counts.items()))
        if dry_run:
            click.echo("Nothing was changed.")
            return
        wanted = confirmation_of(account)
        typed = wanted if yes else str(click.prompt(f"This cannot be undone. Type {wanted} to go on"))
        server.erasing.erase(user_id=account.id, actor=SYSTEM, reason=reason, typed=typed)
    except Refusal as refusal:
        say = words("en")
        fail(" ".join(say(f"errors.{refusal.code}.{part}", **refusal.facts) for part in ("message", "remedy")))
    server.retaining.tidy()
    click.echo(f"Erased. The account is {account.id} from now on. Keep the list of ids (--list) beside your backups.")


def _select(server: Server, who: str) -> Account:
    try:
        return server.registrations.select_person(who)
    except NotFound:
        fail(f"There is nobody with the employee number or address {who}.")


def _ids(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
