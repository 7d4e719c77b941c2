"""A real process: group commit under load, its log, odd requests, and one server for one file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from conftest import World, only_sqlite
from live_server import Load, Server, check_nothing_lost, live_tokens

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX"),
]


@pytest.fixture
def server(world: World) -> Server:
    """A process over this test's database."""
    return Server(world)


@pytest.fixture
def tokens(world: World) -> list[str]:
    """The sessions of a few learners."""
    return live_tokens(world)


@only_sqlite
def test_waiting_clients_share_commits(world: World, server: Server, tokens: list[str]) -> None:
    with server.running(), Load(server, tokens) as load:
        time.sleep(2)
        load.stop.set()
    assert load.statuses <= {200, 201, 409}
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


@only_sqlite
def test_a_second_server_for_the_same_file_refuses_to_start(server: Server, world: World) -> None:
    second = Server(world)
    with server.running() as first:
        began = time.monotonic()
        refused = subprocess.run(second.command, env=second.environment, capture_output=True, text=True, timeout=30)
        assert time.monotonic() - began < 10
        assert refused.returncode == 1
        assert f"Another quizserver is serving {world.settings.data / 'course.db'} already" in refused.stderr
        assert "COURSE_DATABASE_URL" in refused.stderr
        made = [sys.executable, "-c", "from quizserver.app import create_app; create_app()"]
        by_gunicorn = subprocess.run(made, env=second.environment, capture_output=True, text=True, timeout=30)
        assert by_gunicorn.returncode == 1
        assert "Another quizserver is serving" in by_gunicorn.stderr
        assert server.call("GET", "/healthz")[0] == 200
        first.kill()
        first.wait(10)
    with second.running():
        assert second.call("GET", "/healthz")[0] == 200
