"""`quizserver audit`: proving that records are as they were written."""

from __future__ import annotations

import json
from pathlib import Path

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.services.auditing import Heads, Verdict, verify_records

__all__ = ["audit"]

_SHOWN = 100


@click.group()
def audit() -> None:
    """Prove that no record was altered."""


@audit.command()
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Heads kept earlier.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Write today's heads to this file.")
def verify(against: Path | None, keep: Path | None) -> None:
    """Check every ledger, and the rows that it tells about; end with 1 when something is not as it was written.

    Whoever can write to the database can also write a whole ledger anew. Keep the heads (--keep) where they cannot
    write, and compare with them later (--against).
    """
    kept = _read(against) if against is not None else None
    with running(read_settings()) as server:
        verdict = verify_records(server.database, kept=kept)
    _report(verdict)
    if verdict.problems:
        raise SystemExit(1)
    if keep is not None:
        keep.write_text(json.dumps(verdict.heads, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        click.echo(f"The heads of {len(verdict.heads)} registrations are in {keep}.")


def _report(verdict: Verdict) -> None:
    click.echo(
        f"Looked at {verdict.enrollments} registrations, {verdict.records} records, {verdict.attempts} submitted "
        f"attempts and {verdict.responses} responses."
    )
    if verdict.erased:
        click.echo(f"People erased: {verdict.erased}. Their records were bound anew and are proved like all others.")
    for problem in verdict.problems[:_SHOWN]:
        where = f"registration {problem.enrollment_id}: " if problem.enrollment_id else ""
        click.echo(f"  {where}{problem.place}: {problem.text}.")
    if len(verdict.problems) > _SHOWN:
        click.echo(f"  … and {len(verdict.problems) - _SHOWN} more.")
    if verdict.problems:
        click.echo(f"{len(verdict.problems)} things are not as they were written. Compare with a backup.")
    else:
        click.echo(f"Everything is as it was written. Seal: {verdict.seal}")


def _read(path: Path) -> Heads:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(enrollment): (int(count), str(head)) for enrollment, (count, head) in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        fail(f"{path} is not a file that `quizserver audit verify --keep` wrote.")
