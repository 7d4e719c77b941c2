"""`quizserver token`: tokens with which programs come in."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.tokens import MOST_DAYS, Scope
from quizserver.errors import NotFound, UnsuitableToken
from quizserver.storage.audit import SYSTEM
from quizserver.web.words import words

__all__ = ["token"]


@click.group()
def token() -> None:
    """Make, list and revoke tokens with which programs come in."""


@token.command()
@click.argument("owner")
@click.option("--name", required=True, help="What it is for.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([scope.value for scope in Scope]))
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, MOST_DAYS), help="How long it lasts.")
def create(owner: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token and print it, this once. It never has more power than OWNER (e-mail address or employee number)."""
    with running(read_settings()) as server:
        try:
            account = server.registrations.select_person(owner)
        except NotFound:
            fail(f"There is nobody with the employee number or address {owner}.")
        wanted = frozenset(Scope(scope) for scope in scopes)
        try:
            made = server.tokens.create(owner_id=account.id, actor=SYSTEM, name=name, scopes=wanted, days=days)
        except UnsuitableToken as refusal:
            say = words("en")
            fail(" ".join(say(f"problems.{field}.{problem}") for field, problem in refusal.problems.items()))
    click.echo(made.text)
    click.echo(f"id {made.token.id}, until {_day(made.token.expires_at)}. It cannot be shown again.", err=True)


@token.command("list")
def list_() -> None:
    """Every token: id, name, scopes, owner, state, last use, end. The tokens themselves are stored nowhere."""
    with running(read_settings()) as server:
        for one in server.tokens.list_for(None):
            used = "never" if one.token.last_used_at is None else _day(one.token.last_used_at)
            scopes = ",".join(sorted(one.token.scopes))
            told = (one.token.id, one.token.name, scopes, one.owner, one.standing, used, _day(one.token.expires_at))
            click.echo("\t".join(told))


@token.command()
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """End the token with this id at once."""
    with running(read_settings()) as server:
        try:
            server.tokens.revoke(token_id, visitor=None, actor=SYSTEM)
        except NotFound:
            fail(f"There is no token with the id {token_id}. See `quizserver token list`.")
    click.echo("Revoked.")


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).strftime("%Y-%m-%d")
