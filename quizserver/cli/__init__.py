"""The `quizserver` command: migrate, serve, and what an operator does about accounts."""

from __future__ import annotations

import sys
import uuid

import click

from quizserver.app import create_app
from quizserver.cli.auditing import audit
from quizserver.cli.certificates import certificate, keys
from quizserver.cli.cohorts import cohort
from quizserver.cli.enrolling import enroll
from quizserver.cli.exporting import export
from quizserver.cli.moving import backup, copy, restore
from quizserver.cli.people import link, reset_factor, send_mail
from quizserver.cli.privacy import erase, retain
from quizserver.cli.records import COMMANDS
from quizserver.cli.regrading import regrade
from quizserver.cli.reminding import remind
from quizserver.cli.roster import import_roster
from quizserver.cli.running import bring_up_to_date, claim, fail, read_settings, running
from quizserver.cli.tokens import token
from quizserver.cli.usage import usage
from quizserver.domain.people import Account, Role
from quizserver.errors import NotFound
from quizserver.services.demo import seed_demo
from quizserver.web.logs import set_up_logging
from quizserver.web.serving import serve as serve_app

__all__ = ["main"]

_ROLES = [role.value for role in Role]


@click.group(help="Grades quizzes and keeps the records. Settings come from the environment: see docs/settings.md.")
def main() -> None:
    """The command."""


@main.command()
def serve() -> None:
    """Bring the database up to date and serve site, quizzes and pages until stopped."""
    settings = read_settings()
    set_up_logging()
    claimed = claim(settings)
    bring_up_to_date(settings)
    serve_app(create_app(settings), settings)
    claimed.release()


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to the schema of this version. Do this once, before servers start."""
    bring_up_to_date(read_settings())
    click.echo("The database is up to date.")


@main.command()
def sweep() -> None:
    """Submit every attempt whose time limit has passed. `serve` does this by itself."""
    with running(read_settings()) as server:
        closed = server.deadlines.sweep()
    click.echo(f"Submitted at their deadline: {closed}")


@main.command("seed-demo")
def seed_demo_command() -> None:
    """Make a learner, a trainer and an HR person to try things with, and print their passwords (development only)."""
    settings = read_settings()
    if settings.mode != "development":
        fail("The demonstration has accounts that anybody may guess at. It is refused in production (COURSE_MODE).")
    bring_up_to_date(settings)
    with running(settings) as server:
        for account in seed_demo(server.accounts, folder=settings.data):
            password = account.password or "(made earlier; its password file is gone)"
            click.echo(f"{account.role:8} {account.email:22} {password:22} {account.name}")


@main.command("create-user")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice(_ROLES), default=("learner",), show_default=True)
@click.option("--kana", default="", help="Reading of the name.")
@click.option("--employee-number", default=None)
@click.option("--department-code", default="")
@click.option("--department", default="")
@click.option("--locale", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
def create_user(email: str, name: str, roles: tuple[str, ...], password_stdin: bool, **details: str | None) -> None:
    """Make an account. The password is asked for, or read from standard input; it is never an argument."""
    settings = read_settings()
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask_password()
    account = Account(
        id=str(uuid.uuid4()),
        email=email.strip(),
        name=name.strip(),
        kana=details["kana"] or "",
        employee_number=details["employee_number"] or None,
        department_code=details["department_code"] or "",
        department=details["department"] or "",
        locale=details["locale"] or "en",
        roles=frozenset(Role(role) for role in roles),
    )
    bring_up_to_date(settings)
    with running(settings) as server:
        server.accounts.create(account, password=password)
    click.echo(f"Made {email} ({', '.join(sorted(account.roles))}).")


@main.command("set-role")
@click.argument("email")
@click.argument("roles", nargs=-1, required=True, type=click.Choice(_ROLES))
def set_role(email: str, roles: tuple[str, ...]) -> None:
    """Give a person these ROLES and no others. The person is signed out everywhere."""
    settings = read_settings()
    with running(settings) as server:
        try:
            account = server.accounts.set_roles(email=email, roles=frozenset(Role(role) for role in roles))
        except NotFound:
            fail(f"There is no account with the address {email}.")
    click.echo(f"{account.email}: {', '.join(sorted(account.roles))}")


def _ask_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


_COMMANDS = (
    audit,
    backup,
    certificate,
    cohort,
    copy,
    enroll,
    erase,
    export,
    import_roster,
    keys,
    link,
    regrade,
    remind,
    reset_factor,
    restore,
    retain,
    send_mail,
    token,
    usage,
    *COMMANDS,
)

for _command in _COMMANDS:
    main.add_command(_command)
