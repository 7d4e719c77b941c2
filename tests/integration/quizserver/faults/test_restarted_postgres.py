"""F6: PostgreSQL crashes under load. Learners are told to come back in seconds, and the service recovers by itself."""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Callable, Iterator

import pytest
from conftest import World
from forms import either
from live_server import Load, Server, check_nothing_lost, live_tokens
from own_postgres import OwnPostgres, own_postgres

from quizserver.storage import migrate

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX"),
]


@pytest.fixture
def cluster() -> Iterator[OwnPostgres]:
    """A PostgreSQL to crash."""
    with own_postgres() as cluster:
        migrate(cluster.url())
        yield cluster


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_postgres_crashes_and_comes_back(cluster: OwnPostgres, make_world: Callable[..., World], figure) -> None:
    world = make_world(database_url=cluster.url())
    server, tokens = Server(world), live_tokens(world)
    acknowledged: dict[str, str] = {}
    refused, slowest, late, cycles = 0, 0.0, 0, either(short=1, long=10)
    with server.running():
        for _ in range(cycles):
            with Load(server, tokens) as load:
                time.sleep(1.5)
                cluster.stop(mode="immediate")
                down = time.monotonic()
                time.sleep(1.0)
                _check_clear_refusal(server, tokens[0])
                cluster.start()
                up = time.monotonic()
                time.sleep(7)
                load.stop.set()
            assert load.statuses <= {200, 201, 409, 503}
            assert load.broken == []
            refused += sum(answer.status == 503 for answer in load.answers)
            late += sum(answer.status == 503 for answer in load.answers if answer.at > up + 5)
            slowest = max(slowest, max(answer.seconds for answer in load.answers if answer.at > down))
            assert sum(answer.status < 300 for answer in load.answers if answer.at > up + 5) > 0
            acknowledged |= load.acknowledged
    assert refused > 0
    assert late == 0
    assert slowest <= 10
    check_nothing_lost(world, acknowledged)
    figure(
        "F6",
        f"{cycles} crashes of PostgreSQL: {len(acknowledged)} acknowledged, 0 lost; {refused} clear refusals (503), "
        f"slowest answer {slowest:.1f} s, 0 errors from 5 s after it was up",
    )


def _check_clear_refusal(server: Server, token: str) -> None:
    for path in ("/api/v1/courses/sample/progress", "/app/ja/learning"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        answer = server.ask(connection, "GET", path, token=token)
        assert answer.status == 503
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert len(answer.read()) > 50
        connection.close()
