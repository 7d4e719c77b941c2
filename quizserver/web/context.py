"""What a view can reach: the services of its server, and the visit it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request

from quizserver.catalog import Catalog
from quizserver.config import Settings
from quizserver.domain.people import Visitor
from quizserver.domain.tokens import Bearer
from quizserver.errors import SignInRequired
from quizserver.services.accounts import Accounts
from quizserver.services.assigning import Assigning
from quizserver.services.attempts import Attempts
from quizserver.services.certifying import Certifying
from quizserver.services.clock import Clock
from quizserver.services.cohorts import Cohorts
from quizserver.services.companies import Companies
from quizserver.services.deadlines import Deadlines
from quizserver.services.directory import Directory
from quizserver.services.erasing import Erasing
from quizserver.services.exporting import Exporting
from quizserver.services.factors import Factors
from quizserver.services.invitations import Invitations
from quizserver.services.looking_back import LookingBack
from quizserver.services.mailing import Mailing
from quizserver.services.own_data import OwnData
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
from quizserver.services.sessions import Sessions, csrf_token
from quizserver.services.tickets import Tickets
from quizserver.services.tokens import Tokens
from quizserver.storage import Database
from quizserver.web.export_processes import ExportProcesses
from quizserver.web.words import LANGUAGES

__all__ = ["EXTENSION", "Server", "Visit", "request_language", "server", "set_language", "signed_in", "visit"]

EXTENSION = "quizserver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Everything that lives as long as the process."""

    settings: Settings
    clock: Clock
    database: Database
    catalog: Catalog
    keyring: Keyring
    invitations: Invitations
    mailing: Mailing
    rosters: Rosters
    tickets: Tickets
    tokens: Tokens
    sessions: Sessions
    accounts: Accounts
    companies: Companies
    factors: Factors
    deadlines: Deadlines
    erasing: Erasing
    own_data: OwnData
    looking_back: LookingBack
    retaining: Retaining
    assigning: Assigning
    directory: Directory
    attempts: Attempts
    cohorts: Cohorts
    progress: Progress
    registrations: Registrations
    regrading: Regrading
    exporting: Exporting
    export_processes: ExportProcesses
    reminding: Reminding
    reporting: Reporting
    saved_views: SavedViews
    certifying: Certifying
    reviewing: Reviewing


@dataclass(slots=True)
class Visit:
    """One request's visitor: the session's token and whom it belongs to, if anybody; for programs, the bearer.

    `waiting` is a session whose second factor was not given yet, of somebody who is nobody until then. `held_back` says
    that the visitor's roles in HR and administration sleep, because no second factor was given in this session.
    """

    token: str | None = None
    visitor: Visitor | None = None
    bearer: Bearer | None = None
    language: str | None = None
    waiting: tuple[str, Visitor] | None = None
    held_back: bool = False

    @property
    def csrf(self) -> str:
        """The token that unsafe requests of this session carry."""
        return csrf_token(self.token) if self.token is not None else ""


def server() -> Server:
    """The services of the application that handles this request."""
    found: Server = current_app.extensions[EXTENSION]
    return found


def visit() -> Visit:
    """The visit of this request; empty before the guard has looked."""
    if "visit" not in g:
        g.visit = Visit()
    found: Visit = g.visit
    return found


def signed_in() -> Visitor:
    """Who is signed in. Raises SignInRequired."""
    visitor = visit().visitor
    if visitor is None:
        raise SignInRequired
    return visitor


def set_language(language: str) -> None:
    """The language in which this request wants its answer, if we have words in it."""
    if language in LANGUAGES:
        visit().language = language


def request_language() -> str:
    """The language of messages: set by the view, else the path's, ?language=, the browser's, English."""
    chosen = visit().language
    if chosen is not None:
        return chosen
    for wanted in ((request.view_args or {}).get("language"), request.args.get("language"), _of_path(request.path)):
        if wanted in LANGUAGES:
            return str(wanted)
    return request.accept_languages.best_match(LANGUAGES, default="en") or "en"


def _of_path(path: str) -> str | None:
    parts = path.split("/", 3)
    if path.startswith("/app/"):
        return parts[2]
    if path.startswith("/api/"):
        return None
    return parts[1] if parts[1] in LANGUAGES else None
