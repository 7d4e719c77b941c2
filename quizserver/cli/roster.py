"""`quizserver import-roster`: the nightly list of people."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.roster import Change
from quizserver.errors import UnreadableRoster
from quizserver.services.rosters import Draft
from quizserver.storage.audit import SYSTEM
from quizserver.web.list_words import problem_text
from quizserver.web.words import LANGUAGES, Words, words

__all__ = ["import_roster"]

_MANY = 1000


@click.command("import-roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--whole", is_flag=True, help="The file lists everybody: people who are not in it are deactivated.")
@click.option("--most-leavers", default=5, show_default=True, help="With --whole: refuse to deactivate more percent.")
@click.option("--office", is_flag=True, help="Change the address and number of HR people and administrators too.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print every row as one line of JSON.")
@click.option("--progress/--no-progress", default=True, help="Say on standard error how far it is, from 1,000 rows.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ja", show_default=True)
def import_roster(
    file: Path,
    whole: bool,
    most_leavers: int,
    office: bool,
    dry_run: bool,
    as_json: bool,
    progress: bool,
    lang: str,
) -> None:
    """Take over a roster (CSV or XLSX). Ends with 1 when the file is unusable, with 2 when rows were refused."""
    say, data = words(lang), file.read_bytes()
    with running(read_settings()) as server:
        try:
            draft = server.rosters.import_file(
                data,
                actor=SYSTEM,
                whole=whole,
                dry_run=dry_run,
                office=office,
                check=lambda found: _check(found, say, most_leavers=most_leavers),
                tell=partial(_tell, say=say, quiet=not progress),
            )
        except UnreadableRoster as refusal:
            fail(say(f"roster.unreadable.{refusal.facts['reason']}", **refusal.facts))
    _print(draft, say, as_json=as_json)
    if draft.plan.counts["refuse"]:
        raise SystemExit(2)


def _check(draft: Draft, say: Words, *, most_leavers: int) -> None:
    """A file that lost its second half must not lock half the company out."""
    if draft.header.problems:
        fail(" ".join(problem_text(problem, say) for problem in draft.header.problems))
    counts = draft.plan.counts
    known = sum(counts[kind] for kind in ("change", "same", "deactivate", "reactivate"))
    if counts["deactivate"] * 100 > most_leavers * max(known, 1):
        fail(
            f"{counts['deactivate']} of {known} people would be deactivated, more than {most_leavers} percent. "
            "If that is right, run it again with a higher --most-leavers. Nothing was changed."
        )


def _tell(stage: str, done: int, total: int, *, say: Words, quiet: bool) -> None:
    """One line for each thousand rows. What is written is not yet there: it comes with the last line, or not at all."""
    if not quiet and total >= _MANY:
        click.echo(say(f"roster.progress.{stage}", done=f"{done:,}", total=f"{total:,}"), err=True)


def _print(draft: Draft, say: Words, *, as_json: bool) -> None:
    if as_json:
        for change in draft.plan.changes:
            click.echo(json.dumps(_as_data(change), ensure_ascii=False))
        return
    for change in draft.plan.changes:
        if change.problems:
            said = " ".join(problem_text(problem, say) for problem in change.problems)
            click.echo(f"{change.line or '–'}: {change.employee_number} {change.name}: {said}", err=True)
    for kind, count in draft.plan.counts.items():
        click.echo(f"{say(f'roster.kinds.{kind}')} {count}")


def _as_data(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "line": change.line,
        "employee_number": change.employee_number,
        "fields": {field: list(pair) for field, pair in change.fields.items()},
        "problems": [{"code": problem.code, "field": problem.field} for problem in change.problems],
    }
