"""A real process: health, group commit under load, SIGTERM, kill -9. Nothing acknowledged is ever lost."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import World, only_sqlite
from course_factory import COURSE, GRADED
from sqlalchemy import select, text

from quizserver.config import OPTIONS
from quizserver.services.sessions import csrf_token
from quizserver.storage import open_database
from quizserver.storage.tables import attempts, responses

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX"),
]

CLIENTS = 8


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One process, started as an operator starts it."""

    def __init__(self, world: World) -> None:
        self.port = free_port()
        settings = world.settings
        own = {
            "COURSE_DATA": str(settings.data),
            "COURSE_SITE": str(settings.site),
            "COURSE_COMPILED": str(settings.compiled),
            "PORT": str(self.port),
        }
        if not settings.embedded:
            own["COURSE_DATABASE_URL"] = settings.database_url
        self.environment = {name: value for name, value in os.environ.items() if name not in OPTIONS} | own
        self.log = settings.data.parent / "server.log"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Until the block ends."""
        with self.log.open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", "quizserver", "serve"], env=self.environment, stderr=log)
        try:
            self.wait(process)
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(10)

    def wait(self, process: subprocess.Popen[bytes]) -> float:
        """Until it is healthy; the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < 30:
            assert process.poll() is None, self.log.read_text()
            try:
                if self.call("GET", "/healthz")[0] == 200:
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def call(
        self, method: str, path: str, body: Any = None, *, token: str = "", connection: Any = None
    ) -> tuple[int, bytes]:
        """One request; status and body."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Content-Type": "application/json", "Cookie": f"course_session={token}"}
        headers["X-CSRF-Token"] = csrf_token(token)
        own.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = own.getresponse()
        data = answer.read()
        if connection is None:
            own.close()
        return answer.status, data


class Load:
    """Learners who answer as fast as they can, and remember what was acknowledged."""

    def __init__(self, server: Server, tokens: list[str]) -> None:
        self.server, self.tokens = server, tokens
        self.acknowledged: dict[str, str] = {}
        self.statuses: list[int] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._learn, args=(token,)) for token in tokens]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in self.threads), "a request hung"

    def _learn(self, token: str) -> None:
        while not self.stop.is_set():
            try:
                self._one_attempt(token)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)

    def _one_attempt(self, token: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        start = {"course": COURSE, "quiz": GRADED, "language": "en"}
        status, data = self._call("PUT", f"/attempts/{uuid.uuid4()}", start, token, connection)
        if status not in (200, 201):
            return
        attempt = json.loads(data)["id"]
        for question in ("q-single", "q-multiple", "q-truefalse"):
            response = str(uuid.uuid4())
            selected = ["false"] if question == "q-truefalse" else [random.choice("abc")]
            body = {"question": question, "part": "", "response": {"selected": selected}, "language": "en"}
            status, _ = self._call("PUT", f"/attempts/{attempt}/responses/{response}", body, token, connection)
            if status == 201:
                self.acknowledged[response] = attempt
        status, _ = self._call("POST", f"/attempts/{attempt}/submit", {"language": "en"}, token, connection)
        if status == 200:
            self.acknowledged[attempt] = "submitted"
        connection.close()

    def _call(self, method: str, path: str, body: Any, token: str, connection: Any) -> tuple[int, bytes]:
        status, data = self.server.call(method, f"/api/v1{path}", body, token=token, connection=connection)
        self.statuses.append(status)
        return status, data


def check_nothing_lost(world: World, acknowledged: dict[str, str]) -> None:
    """Every acknowledged response and submission is stored, once, and the database is whole."""
    database = open_database(world.settings.database_url)
    with database.reading() as connection:
        stored = {row[0]: row[1] for row in connection.execute(select(responses.c.id, responses.c.attempt_id))}
        submitted = set(connection.execute(select(attempts.c.id).where(attempts.c.submitted_at.is_not(None))).scalars())
        if world.settings.embedded:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        total = len(connection.execute(select(responses.c.id)).all())
    database.close()
    assert total == len(stored)
    for key, value in acknowledged.items():
        assert key in submitted if value == "submitted" else stored.get(key) == value, (key, value)


@pytest.fixture
def server(world: World) -> Server:
    """A process over this test's database."""
    return Server(world)


@pytest.fixture
def tokens(world: World) -> list[str]:
    """The sessions of a few learners, begun by the clock that the process reads."""
    world.clock.now = time.time_ns() // 1_000_000
    cookies = [world.person(f"Learner {number}").client.get_cookie("course_session") for number in range(CLIENTS)]
    return [cookie.value for cookie in cookies if cookie is not None]


def test_sigterm_answers_what_is_in_flight_and_ends_in_time(world: World, server: Server, tokens: list[str]) -> None:
    with server.running() as process, Load(server, tokens) as load:
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        process.wait(10)
        took = time.monotonic() - began
        load.stop.set()
    assert process.returncode == 0
    assert took < 10
    assert len(load.acknowledged) > CLIENTS
    assert set(load.statuses) <= {200, 201, 409, 503}
    check_nothing_lost(world, load.acknowledged)


def test_kill_9_loses_nothing_that_was_acknowledged(world: World, server: Server, tokens: list[str]) -> None:
    acknowledged: dict[str, str] = {}
    for _ in range(4):
        with server.running() as process, Load(server, tokens) as load:
            time.sleep(random.uniform(0.5, 1.2))
            process.kill()
            process.wait(10)
            load.stop.set()
        acknowledged |= load.acknowledged
    assert len(acknowledged) > CLIENTS
    check_nothing_lost(world, acknowledged)


@only_sqlite
def test_waiting_clients_share_commits(world: World, server: Server, tokens: list[str]) -> None:
    with server.running(), Load(server, tokens) as load:
        time.sleep(2)
        load.stop.set()
    assert set(load.statuses) <= {200, 201, 409}
    check_nothing_lost(world, load.acknowledged)


@only_sqlite
def test_the_log_is_json_without_anything_personal(world: World, server: Server, tokens: list[str]) -> None:
    with server.running() as process, Load(server, tokens[:1]) as load:
        time.sleep(0.7)
        load.stop.set()
        server.call("GET", "/app/en/sign-in?next=/secret-path&email=learner@example.com")
        server.call("GET", "/nothing/here?query=secret")
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    raw = server.log.read_text()
    lines = [json.loads(line) for line in raw.splitlines()]
    requests = [line for line in lines if line.get("event") == "request"]
    assert {"method", "route", "status", "ms", "request", "at", "level"} <= set(requests[0])
    assert "/api/v1/attempts/<attempt_id>/submit" in {line["route"] for line in requests}
    for secret in ("secret", "@example.com", "Learner", tokens[0], next(iter(load.acknowledged)), "q-single"):
        assert secret not in raw


@only_sqlite
def test_odd_requests_do_not_stop_the_server(server: Server) -> None:
    with server.running():
        for raw in (
            b"GET / HTTP/1.1\r\n\r\n",
            b"\x00\xff" * 50 + b"\r\n\r\n",
            b"GET //evil.example/x HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            b"GET /%ff%fe HTTP/1.1\r\nHost: a\r\nCookie: course_session=\xff\xfe; course_device=\xff\r\n\r\n",
            b"GET /app/en/learning HTTP/1.1\r\nHost: a\r\nCookie: course_session=\xe3\x81\x82\r\n\r\n",
        ):
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
                connection.sendall(raw)
                status = int(connection.recv(65536).split(b" ")[1])
            assert 300 <= status < 500, (raw[:60], status)
        assert server.call("GET", "/healthz")[0] == 200
