"""`quizserver remind`: what is due today, listed, mailed, or written into a file. Made for cron: run it once a day."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.reminding import REMINDERS, Reminder
from quizserver.storage.audit import SYSTEM
from quizserver.web.context import Server
from quizserver.web.letters import send_letters
from quizserver.web.reminder_lists import reminder_data, reminder_file, reminder_header, reminder_row
from quizserver.web.words import LANGUAGES, Words, words

__all__ = ["remind"]


@click.command()
@click.option("--dry-run", is_flag=True, help="List whom it concerns, and change nothing.")
@click.option(
    "--csv",
    "file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write whom no mail reaches (without a mail server: everybody) into this file.",
)
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: one line of JSON for each.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ja", show_default=True, help="Of the list and the file.")
def remind(dry_run: bool, file: Path | None, as_json: bool, lang: str) -> None:
    """Remind learners of due dates and send managers their digest: what is due today, each once for ever.

    Ends with 1 when the mail server could not be reached: what waits is sent by the next run, or by send-mail.
    """
    if as_json and not dry_run:
        fail("--json is for --dry-run.")
    settings, say = read_settings(), words(lang)
    if settings.mail is None and file is None and not dry_run:
        fail(
            "There is no mail server (COURSE_SMTP_URL, COURSE_MAIL_FROM). Use --csv FILE to tell people in another way."
        )
    with running(settings) as server:
        if dry_run:
            _list(server, file=file, as_json=as_json, say=say)
            return
        queued = server.reminding.queue(actor=SYSTEM)
        handed = _hand_out(server, file, say) if file is not None else ()
        click.echo(_counted([*queued, *handed]))
        if settings.mail is None:
            return
        unreached = len(server.reminding.plan().without_address)
        if unreached:
            click.echo(f"{unreached} without an address: --csv FILE lists them.", err=True)
        _send(server)


def _list(server: Server, *, file: Path | None, as_json: bool, say: Words) -> None:
    reminders = server.reminding.plan().reminders
    if file is not None:
        file.write_bytes(b"".join(reminder_file(server, reminders, say)))
    elif as_json:
        for one in reminders:
            click.echo(json.dumps(reminder_data(one), ensure_ascii=False))
        return
    else:
        for line in _table([reminder_header(say), *(reminder_row(server, one, say) for one in reminders)]):
            click.echo(line)
    click.echo(_counted(reminders))


def _hand_out(server: Server, file: Path, say: Words) -> Sequence[Reminder]:
    """The file, whole or not at all: it is on the disk before those in it count as told."""
    beside, found = file.with_name(f".{file.name}.part"), server.reminding.list_unreached()
    try:
        _write(beside, reminder_file(server, found, say))
        handed = server.reminding.hand_out(found, actor=SYSTEM)
        if len(handed) < len(found):
            # Another command was faster with some.
            _write(beside, reminder_file(server, handed, say))
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        fail(f"{file} cannot be written: {error.strerror}.")
    return handed


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _send(server: Server) -> None:
    counts = send_letters(server)
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
    if counts["failed"] or counts["unsure"]:
        click.echo(f"Not delivered: {counts['failed']}; unsure: {counts['unsure']}.", err=True)
    if counts["later"]:
        click.echo(f"Put off: {counts['later']}. The next run, or quizserver send-mail, tries again.", err=True)
        raise SystemExit(1)


def _counted(reminders: Iterable[Reminder]) -> str:
    kinds = [one.kind for one in reminders]
    return ", ".join(f"{kind} {kinds.count(kind)}" for kind in REMINDERS)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns below each other, where a full-width character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)
