"""What every command needs: the settings, the services, and an end with a plain word when something is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from quizserver.app import build_server
from quizserver.config import Settings, load_settings
from quizserver.errors import AlreadyServed, QuizserverError, SettingsError, StorageUnavailable, UnsuitableAccount
from quizserver.services.clock import utc_ms
from quizserver.storage import Claim, claim_database, migrate
from quizserver.web.context import Server
from quizserver.web.words import words

__all__ = ["bring_up_to_date", "claim", "fail", "read_settings", "running"]


def read_settings() -> Settings:
    """The settings in the environment."""
    try:
        return load_settings(os.environ)
    except SettingsError as error:
        fail(str(error))


def bring_up_to_date(settings: Settings) -> None:
    """Migrate the database."""
    try:
        migrate(settings.database_url)
    except StorageUnavailable as error:
        fail(f"The database could not be brought up to date: {error.facts.get('reason', 'it does not answer')}")


def claim(settings: Settings) -> Claim:
    """The right to serve this database."""
    try:
        return claim_database(settings.database_url)
    except AlreadyServed as error:
        fail(str(error))
    except StorageUnavailable as error:
        fail(f"The database cannot be opened: {error.facts['reason']}")


@contextmanager
def running(settings: Settings) -> Iterator[Server]:
    """The services, for one command."""
    server = build_server(settings, clock=utc_ms, catalog_clock=time.monotonic)
    try:
        yield server
    except UnsuitableAccount as error:
        say = words("en")
        fail(" ".join(say(f"problems.{field}.{problem}") for field, problem in error.problems.items()))
    except QuizserverError as error:
        fail(str(error))
    finally:
        server.database.close()


def fail(message: str) -> NoReturn:
    """Say what went wrong, and end with 1."""
    click.echo(f"quizserver: {message}", err=True)
    raise SystemExit(1)
