"""`quizserver copy`, `backup` and `restore`: everything from one database to another, proved by counts and hashes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from quizserver.cli.running import fail, read_settings
from quizserver.config import postgres_url
from quizserver.errors import AlreadyServed, MoveRefused, StorageUnavailable
from quizserver.services.auditing import verify_records
from quizserver.services.clock import utc_ms
from quizserver.storage import claim_database, open_database
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.backing_up import backup_database, restore_database
from quizserver.storage.copying import check_target, copy_database, prove_database
from quizserver.storage.proving import TableProof

__all__ = ["backup", "copy", "restore"]

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("sqlite", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("postgres_url")
@click.option("--dry-run", is_flag=True, help="Look at both databases and write nothing.")
def copy(sqlite: Path, postgres_url: str, dry_run: bool) -> None:
    """Move the records of a SQLITE file into an empty PostgreSQL database, and prove that all arrived."""
    source, target = f"sqlite:///{sqlite.absolute()}", _postgres(postgres_url)
    try:
        # Claimed: whoever answers while we copy would be missing over there.
        with claim_database(source):
            if dry_run:
                check_target(target)
                _show(prove_database(source))
                click.echo("Nothing was written. Without --dry-run this would be copied.")
                return
            _show(copy_database(source, target))
            _verify(target)
    except (AlreadyServed, MoveRefused, StorageUnavailable) as error:
        fail(_words(error))
    click.echo("Copied: the same rows and hashes are in both databases. Set COURSE_DATABASE_URL, then start.")


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write everything to one new FILE (a SQLite database), while servers run or not."""
    url = read_settings().database_url
    try:
        proofs = backup_database(url, file.absolute())
        _note_backup(url)
        _show(proofs)
    except (MoveRefused, StorageUnavailable) as error:
        fail(_words(error))
    click.echo(f"Backed up to {file}. Keep it as private as the database, and COURSE_SECRET_KEY apart from it.")


@click.command()
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Put a backup FILE into the empty database that the settings name, and prove that all arrived."""
    url = read_settings().database_url
    try:
        with claim_database(url):
            _show(restore_database(file.absolute(), url))
            _verify(url)
    except (AlreadyServed, MoveRefused, StorageUnavailable) as error:
        fail(_words(error))
    click.echo("Restored: the same rows and hashes as in the backup.")


def _postgres(text: str) -> str:
    found = postgres_url(text)
    if found is None:
        fail("The target must be a URL like postgresql://user:password@host/database.")
    return found


def _verify(url: str) -> None:
    """Whether the ledgers that arrived prove the rows that arrived."""
    database = open_database(url, readers=2)
    try:
        verdict = verify_records(database)
    finally:
        database.close()
    if verdict.problems:
        first = verdict.problems[0]
        fail(
            f"All rows arrived, but {len(verdict.problems)} records were altered before they were copied, first: "
            f"{first.place}: {first.text}. Run quizserver audit verify."
        )
    click.echo(f"Verified {verdict.records} records of {verdict.enrollments} registrations.")


def _note_backup(url: str) -> None:
    """Whoever has the file has everybody's data: the log says when one was made."""
    database = open_database(url)
    now = utc_ms()
    database.write(lambda tx: append_audit(tx, actor=SYSTEM, action="backup_made", subject="database:backup", now=now))
    database.close()


def _show(proofs: Iterable[TableProof]) -> None:
    for proof in proofs:
        click.echo(f"{proof.table:18} {proof.rows:>9} rows  {proof.hash}")


def _words(error: Exception) -> str:
    if isinstance(error, StorageUnavailable):
        return f"The database does not answer: {error.facts.get('reason', 'no reason given')}"
    return str(error)
