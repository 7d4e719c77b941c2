"""What an operator does about people's registrations: register again, waive, withdraw a waiver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click

from quizserver.cli.cohorts import course_of
from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.calendar import end_of_day
from quizserver.domain.people import Account
from quizserver.errors import NotFound, Refusal
from quizserver.storage.audit import SYSTEM
from quizserver.web.context import Server
from quizserver.web.words import words

__all__ = ["COMMANDS"]

_WHO = click.argument("who", metavar="PERSON")
_COURSE = click.argument("course_id", metavar="COURSE")
_REASON = click.option("--reason", required=True, help="Why; it stays with the record.")
_DUE = click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="The last day to be done by, as 2027-03-31.")


@click.command("re-enroll")
@_WHO
@_COURSE
@_REASON
@_DUE
def re_enroll(who: str, course_id: str, reason: str, due: datetime | None) -> None:
    """Register PERSON in COURSE again. The registration before stays as it is."""
    with _about(who, course_id) as (server, account):
        due_at = _due_at(due, server=server)
        made = server.registrations.re_enroll(
            user_id=account.id, course_id=course_id, actor=SYSTEM, reason=reason, due_at=due_at
        )
    click.echo(f"{who} is registered in {course_id} again (registration {made.number}).")


@click.command()
@_WHO
@_COURSE
@_REASON
def waive(who: str, course_id: str, reason: str) -> None:
    """Let PERSON off COURSE."""
    with _about(who, course_id) as (server, account):
        server.registrations.waive(user_id=account.id, course_id=course_id, actor=SYSTEM, reason=reason)
    click.echo(f"{who} is exempt from {course_id}.")


@click.command("withdraw-waiver")
@_WHO
@_COURSE
@_REASON
def withdraw_waiver(who: str, course_id: str, reason: str) -> None:
    """Take back that PERSON is let off COURSE."""
    with _about(who, course_id) as (server, account):
        server.registrations.withdraw_waiver(user_id=account.id, course_id=course_id, actor=SYSTEM, reason=reason)
    click.echo(f"{who} is no longer exempt from {course_id}.")


COMMANDS: tuple[click.Command, ...] = (re_enroll, waive, withdraw_waiver)


@contextmanager
def _about(who: str, course_id: str) -> Iterator[tuple[Server, Account]]:
    """The services and the person; refusals end the command with a plain word."""
    with running(read_settings()) as server:
        course_of(server, course_id)
        try:
            account = server.registrations.select_person(who)
        except NotFound:
            fail(f"There is nobody with the employee number or address {who}.")
        try:
            yield server, account
        except Refusal as refusal:
            say = words("en")
            fail(" ".join(say(f"errors.{refusal.code}.{part}", **refusal.facts) for part in ("message", "remedy")))


def _due_at(due: date | None, *, server: Server) -> int | None:
    return None if due is None else end_of_day(due, zone=server.settings.timezone)
