"""Commands about mail and links."""

from __future__ import annotations

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.errors import NotFound
from quizserver.storage.audit import SYSTEM
from quizserver.web.letters import send_letters

__all__ = ["link", "reset_factor", "send_mail"]


@click.command("send-mail")
def send_mail() -> None:
    """Send the mails that wait. `quizserver serve` does it by itself; this is for cron beside another WSGI server."""
    settings = read_settings()
    if settings.mail is None:
        fail("There is no mail server: set COURSE_SMTP_URL and COURSE_MAIL_FROM (docs/settings.md).")
    with running(settings) as server:
        counts = send_letters(server)
        waiting = server.mailing.count_waiting()
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
    if waiting.get("failed") or waiting.get("unsure"):
        click.echo(f"Not delivered: {waiting.get('failed', 0)}; unsure: {waiting.get('unsure', 0)}.", err=True)


@click.command("link")
@click.argument("who", metavar="PERSON")
@click.option("--invitation", is_flag=True, help="An invitation, open for 14 days, instead of a new password, 1 hour.")
def link(who: str, invitation: bool) -> None:
    """Print a link with which PERSON (e-mail address or employee number) can choose a password, without any mail."""
    settings = read_settings()
    with running(settings) as server:
        try:
            account = server.registrations.select_person(who)
        except NotFound:
            fail(f"There is nobody with the employee number or address {who}.")
        purpose = "invitation" if invitation else "reset"
        click.echo(server.tickets.make_link(account.id, purpose=purpose, language=account.locale, actor=SYSTEM))


@click.command("reset-factor")
@click.argument("who", metavar="PERSON")
def reset_factor(who: str) -> None:
    """Take the second factor of PERSON (e-mail address or employee number) away, and end their sessions."""
    settings = read_settings()
    with running(settings) as server:
        try:
            account = server.registrations.select_person(who)
        except NotFound:
            fail(f"There is nobody with the employee number or address {who}.")
        try:
            server.factors.reset(account.id, actor=SYSTEM)
        except NotFound:
            fail(f"{who} has no second factor.")
    click.echo(f"{who}: the second factor is gone. The next sign-in asks for the password only.")
