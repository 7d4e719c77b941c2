"""The application: settings in, a WSGI application out. Nothing here runs at import."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from quizserver.catalog import Catalog
from quizserver.config import Settings, load_settings
from quizserver.services.accounts import Accounts
from quizserver.services.assigning import Assigning
from quizserver.services.attempts import Attempts
from quizserver.services.certifying import Certifying
from quizserver.services.clock import Clock, utc_ms
from quizserver.services.cohorts import Cohorts
from quizserver.services.companies import Companies
from quizserver.services.deadlines import Deadlines
from quizserver.services.directory import Directory
from quizserver.services.erasing import Erasing
from quizserver.services.exporting import Exporting, Source
from quizserver.services.factors import Factors
from quizserver.services.invitations import Invitations
from quizserver.services.library import Library
from quizserver.services.looking_back import LookingBack
from quizserver.services.mailing import Mailing
from quizserver.services.oidc import Provider
from quizserver.services.own_data import OwnData
from quizserver.services.passwords import Passwords
from quizserver.services.progress import Progress
from quizserver.services.registrations import Registrations
from quizserver.services.regrading import Regrading
from quizserver.services.reminding import Reminding
from quizserver.services.reporting import Reporting
from quizserver.services.retaining import Retaining
from quizserver.services.reviewing import Reviewing
from quizserver.services.rosters import Rosters
from quizserver.services.saved_views import SavedViews
from quizserver.services.secrecy import Keyring
from quizserver.services.sessions import Sessions
from quizserver.services.throttling import Throttle
from quizserver.services.tickets import Tickets
from quizserver.services.tokens import Tokens
from quizserver.storage import Database, claim_database, open_database
from quizserver.web import (
    api,
    assets,
    assigning,
    audit,
    calendars,
    certificates,
    cohorts,
    company,
    doors,
    downloading,
    erasing,
    exports,
    factors,
    health,
    own_data,
    pages,
    people,
    privacy,
    programs,
    registrations,
    reminders,
    reports,
    reviews,
    saved_views,
    scim,
    scim_discovery,
    site,
    tokens,
)
from quizserver.web.context import EXTENSION, Server
from quizserver.web.entrance import Entrance
from quizserver.web.errors import install_errors
from quizserver.web.export_processes import ExportProcesses
from quizserver.web.guarding import install_guard
from quizserver.web.json_body import MAX_BODY_BYTES

__all__ = ["build_server", "create_app", "server_of"]

_MOST_CONNECTIONS = 24
"""Of one process: PostgreSQL allows 100 in all by default, and beyond a few dozen more make it slower."""


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = utc_ms,
    catalog_clock: Callable[[], float] = time.monotonic,
    database: Database | None = None,
) -> Flask:
    """The service over a migrated database. Without settings, they are read from the environment.

    `gunicorn "quizserver.app:create_app()"` works as well as `quizserver serve`; with SQLite, with one worker only.
    Raises AlreadyServed for a second.
    """
    found = settings or load_settings(os.environ)
    app = Flask("quizserver.web", static_folder=None)
    if settings is None:
        # Another WSGI server made this process; `quizserver serve` has its claim already.
        app.extensions[f"{EXTENSION}.claim"] = claim_database(found.database_url)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    app.config["MAX_FORM_PARTS"] = 50
    # Werkzeug's own redirects for slashes would be absolute, made from the Host header.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = build_server(found, clock=clock, catalog_clock=catalog_clock, database=database)
    install_guard(app)
    install_errors(app)
    for module in (
        api,
        assets,
        assigning,
        audit,
        calendars,
        certificates,
        cohorts,
        company,
        doors,
        erasing,
        downloading,
        exports,
        factors,
        health,
        own_data,
        pages,
        people,
        programs,
        privacy,
        registrations,
        reminders,
        reports,
        reviews,
        scim,
        scim_discovery,
        saved_views,
        site,
        tokens,
    ):
        app.register_blueprint(module.blueprint)
    if found.proxies:
        # Only the client's address is taken from them; scheme and host are COURSE_ORIGIN's.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=found.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    policies = server_of(app).catalog.policies
    app.wsgi_app = Entrance(app.wsgi_app, found, policies=policies)  # type: ignore[method-assign]
    return app


def server_of(app: Flask) -> Server:
    """The services of an application."""
    found: Server = app.extensions[EXTENSION]
    return found


def build_server(
    settings: Settings, *, clock: Clock, catalog_clock: Callable[[], float], database: Database | None = None
) -> Server:
    """Everything that lives as long as the process, wired together."""
    readers = min(settings.threads + 4, _MOST_CONNECTIONS)
    opened = database or open_database(settings.database_url, readers=readers)
    keyring = Keyring(settings.secret_key)
    catalog = Catalog(settings.compiled, clock=catalog_clock)
    library = Library(catalog, zone=settings.timezone)
    deadlines = Deadlines(opened, library=library, clock=clock)
    sessions = Sessions(
        opened,
        clock=clock,
        idle_hours=settings.session_idle_hours,
        days=settings.session_days,
        second_factor=settings.second_factor,
    )
    throttle = Throttle(opened, keyring=keyring, clock=clock, per_address=settings.tries_per_address)
    passwords = Passwords()
    mailing = Mailing(opened, server=settings.mail, clock=clock)
    tickets = Tickets(
        opened,
        settings=settings,
        sessions=sessions,
        passwords=passwords,
        throttle=throttle,
        mailing=mailing,
        clock=clock,
    )
    leaving = Erasing(opened, clock=clock)
    progress = Progress(opened, catalog=catalog, library=library, deadlines=deadlines, clock=clock)
    return Server(
        settings=settings,
        clock=clock,
        database=opened,
        catalog=catalog,
        keyring=keyring,
        invitations=Invitations(opened, mailing=mailing, tickets=tickets, clock=clock),
        mailing=mailing,
        rosters=Rosters(opened, clock=clock, timezone=settings.timezone),
        tickets=tickets,
        tokens=Tokens(opened, throttle=throttle, clock=clock),
        sessions=sessions,
        accounts=Accounts(
            opened,
            sessions=sessions,
            passwords=passwords,
            throttle=throttle,
            clock=clock,
            sign_up=settings.sign_up,
            passwords_for_all=settings.passwords == "on",
        ),
        companies=Companies(
            opened, provider=_provider(settings, clock=clock), sessions=sessions, throttle=throttle, clock=clock
        ),
        factors=Factors(opened, keyring=keyring, sessions=sessions, throttle=throttle, clock=clock),
        deadlines=deadlines,
        erasing=leaving,
        own_data=OwnData(opened, library=library, clock=clock),
        looking_back=LookingBack(opened, clock=clock, timezone=settings.timezone),
        retaining=Retaining(
            opened,
            erasing=leaving,
            clock=clock,
            timezone=settings.timezone,
            years=settings.retention_years,
            url=settings.database_url,
        ),
        directory=Directory(opened, clock=clock),
        attempts=Attempts(opened, catalog=catalog, library=library, deadlines=deadlines, clock=clock),
        progress=progress,
        regrading=Regrading(opened, catalog=catalog, library=library, clock=clock),
        cohorts=Cohorts(opened, catalog=catalog, clock=clock),
        assigning=Assigning(opened, catalog=catalog, library=library, clock=clock, timezone=settings.timezone),
        registrations=Registrations(opened, catalog=catalog, library=library, clock=clock),
        exporting=Exporting(
            opened,
            source=Source(opened, catalog=catalog, library=library),
            deadlines=deadlines,
            clock=clock,
            zone=settings.timezone,
        ),
        reporting=Reporting(
            opened, catalog=catalog, library=library, deadlines=deadlines, clock=clock, zone=settings.timezone
        ),
        export_processes=ExportProcesses(),
        saved_views=SavedViews(opened, clock=clock),
        reminding=Reminding(
            opened,
            catalog=catalog,
            mailing=mailing,
            policy=settings.reminders,
            zone=settings.timezone,
            clock=clock,
        ),
        certifying=Certifying(
            opened, catalog=catalog, settings=settings, keyring=keyring, throttle=throttle, clock=clock
        ),
        reviewing=Reviewing(opened, catalog=catalog, progress=progress, clock=clock, timezone=settings.timezone),
    )


def _provider(settings: Settings, *, clock: Clock) -> Provider | None:
    found = settings.identity_provider
    if found is None:
        return None
    return Provider(found, return_url=settings.origins[0] + company.RETURN_PATH, clock=clock)
