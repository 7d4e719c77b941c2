"""A real process under real load, and the count of what it acknowledged."""

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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from conftest import World
from course_factory import COURSE, GRADED
from sqlalchemy import select, text

from quizserver.config import OPTIONS
from quizserver.services.sessions import csrf_token
from quizserver.storage import open_database
from quizserver.storage.tables import attempts, responses

__all__ = ["CLIENTS", "Answer", "Load", "Server", "check_nothing_lost", "free_port", "live_tokens"]

CLIENTS = 8


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One process, started as an operator starts it. `before` are words in front of the command, as strace's."""

    def __init__(self, world: World, *, before: Sequence[str] = (), **settings: str) -> None:
        self.port = free_port()
        known = world.settings
        own = {
            "COURSE_DATA": str(known.data),
            "COURSE_SITE": str(known.site),
            "COURSE_COMPILED": str(known.compiled),
            "PORT": str(self.port),
        }
        if not known.embedded:
            own["COURSE_DATABASE_URL"] = known.database_url
        self.environment = {name: value for name, value in os.environ.items() if name not in OPTIONS} | own | settings
        self.command = [*before, sys.executable, "-m", "quizserver", "serve"]
        self.log = known.site.parent / f"server-{self.port}.log"
        self.ready_after = 0.0

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Until the block ends."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(self.command, env=self.environment, stderr=log, start_new_session=True)
        try:
            self.ready_after = self.wait(process)
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
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
                pass
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def call(
        self, method: str, path: str, body: Any = None, *, token: str = "", connection: Any = None
    ) -> tuple[int, bytes]:
        """One request; status and body."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        answer = self.ask(own, method, path, body, token=token)
        data = answer.read()
        if connection is None:
            own.close()
        return answer.status, data

    def ask(self, connection: Any, method: str, path: str, body: Any = None, *, token: str = "") -> Any:
        """One request on this connection; the answer with its headers, not read yet."""
        headers = {"Content-Type": "application/json", "Cookie": f"course_session={token}"}
        headers["X-CSRF-Token"] = csrf_token(token)
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        return connection.getresponse()


class Answer(NamedTuple):
    """One answered request: when it ended (monotonic seconds), how long it took, its status."""

    at: float
    seconds: float
    status: int


class Load:
    """Learners who answer as fast as they can, and remember what was acknowledged."""

    def __init__(self, server: Server, tokens: Sequence[str], *, port: int | None = None) -> None:
        self.server, self.tokens, self.port = server, tokens, port or server.port
        self.acknowledged: dict[str, str] = {}
        self.answers: list[Answer] = []
        self.broken: list[float] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._learn, args=(token,)) for token in tokens]

    @property
    def statuses(self) -> set[int]:
        """Every status that was met."""
        return {answer.status for answer in self.answers}

    @property
    def submitted(self) -> int:
        """How many submissions were acknowledged."""
        return sum(value == "submitted" for value in self.acknowledged.values())

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
                self.broken.append(time.monotonic())
                time.sleep(0.05)

    def _one_attempt(self, token: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        start = {"course": COURSE, "quiz": GRADED, "language": "en"}
        status, data = self._call("PUT", f"/attempts/{uuid.uuid4()}", start, token, connection)
        if status not in (200, 201):
            time.sleep(0.05)
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
        began = time.monotonic()
        status, data = self.server.call(method, f"/api/v1{path}", body, token=token, connection=connection)
        self.answers.append(Answer(time.monotonic(), time.monotonic() - began, status))
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


def live_tokens(world: World, *, learners: int = CLIENTS) -> list[str]:
    """The sessions of a few learners, begun by the clock that the process reads."""
    world.clock.now = time.time_ns() // 1_000_000
    cookies = [world.person(f"Learner {number}").client.get_cookie("course_session") for number in range(learners)]
    return [cookie.value for cookie in cookies if cookie is not None]
