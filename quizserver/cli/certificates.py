"""`quizserver certificate` and `quizserver keys`: taking a certificate back, and the keys that sign credentials."""

from __future__ import annotations

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.documents import find_missing_part
from quizserver.documents.issuer_keys import new_key
from quizserver.domain.certificates import REASONS_BY_HAND, RevocationReason
from quizserver.domain.people import Role
from quizserver.errors import NotFound, SettingsError

__all__ = ["certificate", "keys"]


@click.group()
def certificate() -> None:
    """Certificates: take one back."""


@certificate.command()
@click.argument("number")
@click.option("--reason", required=True, type=click.Choice([reason.value for reason in REASONS_BY_HAND]))
@click.option("--actor", required=True, help="E-mail address of the HR or admin person who decided it.")
def revoke(number: str, reason: str, actor: str) -> None:
    """Take the certificate with this NUMBER back, for good. Its page says so from now on; the records keep it."""
    with running(read_settings()) as server:
        account = server.accounts.find_by_email(actor)
        if account is None or not account.roles & {Role.HR, Role.ADMIN}:
            fail(f"There is no HR or admin account with the address {actor}.")
        try:
            revoked = server.certifying.revoke(number=number, reason=RevocationReason(reason), actor=account.id)
        except NotFound:
            fail(f"There is no certificate with the number {number}. Compare it with the certificate, sign by sign.")
    click.echo(f"{revoked.number}: revoked ({revoked.revoked_reason}).")


@click.group()
def keys() -> None:
    """The keys that sign credentials."""


@keys.command()
def new() -> None:
    """Make a key that signs from now on. What older keys signed stays valid; they can sign nothing any more."""
    path, missing = read_settings().issuer_keys, find_missing_part()
    if path is None:
        fail("COURSE_ISSUER_KEYS is not set. Set it to the path of a file that only the server may read.")
    if missing is not None:
        fail(f"The package {missing} is missing. Install it with: pip install '.[certificates]'")
    try:
        made = new_key(path)
    except SettingsError as error:
        fail(str(error))
    click.echo(f"Made the key {made} in {path.name}. Back this file up, and keep it as private as the database.")
