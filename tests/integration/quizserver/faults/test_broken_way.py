"""F8: what lies between clients, service and PostgreSQL is slow, silent, or cuts connections."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from broken_proxy import BrokenProxy
from conftest import World, only_sqlite
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
    """A PostgreSQL that is reached by TCP."""
    with own_postgres() as cluster:
        migrate(cluster.url())
        yield cluster


@only_sqlite
def test_the_way_to_postgres(cluster: OwnPostgres, make_world: Callable[..., World], figure) -> None:
    proxy = BrokenProxy(cluster.port)
    world = make_world(database_url=cluster.url())
    tokens = live_tokens(world)
    server = Server(world, COURSE_DATABASE_URL=cluster.url(port=proxy.port))
    slowest, refused = {}, 0
    with server.running(), Load(server, tokens) as load:
        time.sleep(1)
        for mood, seconds in (("slow", 5), ("reset", 2), ("silent", either(short=12, long=30))):
            begun = time.monotonic()
            proxy.be(mood)
            time.sleep(seconds)
            proxy.be("reset") if mood == "silent" else None
            proxy.be("good")
            mended = time.monotonic()
            time.sleep(5 + 3)
            during = [answer for answer in load.answers if answer.at > begun]
            slowest[mood] = max(answer.seconds for answer in during)
            refused += sum(answer.status == 503 for answer in during)
            assert not [answer for answer in during if answer.at > mended + 5 and answer.status == 503], mood
            assert [answer for answer in during if answer.at > mended + 5], mood
        load.stop.set()
    assert load.statuses <= {200, 201, 409, 503}
    assert load.broken == []
    assert max(slowest.values()) <= 10
    check_nothing_lost(world, load.acknowledged)
    told = ", ".join(f"{mood} {seconds:.1f} s" for mood, seconds in slowest.items())
    figure("F8", f"way to PostgreSQL broken: slowest answers {told}; {refused} refused, pool well within 5 s, 0 lost")
    proxy.close()


def test_the_way_to_the_clients(world: World, figure) -> None:
    """Slow, silent and cut clients harm nobody else, and nothing acknowledged is lost."""
    server, tokens = Server(world), live_tokens(world)
    with server.running():
        proxy = BrokenProxy(server.port)
        with Load(server, tokens[:4]) as direct, Load(server, tokens[4:], port=proxy.port) as load:
            silent = [_half_a_request(server.port) for _ in range(30)]
            for mood, seconds in (("slow", 3), ("silent", 2), ("reset", 1), ("good", 2)):
                proxy.be(mood)
                time.sleep(seconds)
            load.stop.set()
            direct.stop.set()
        for connection in silent:
            connection.close()
        proxy.close()
    assert direct.broken == []
    assert direct.statuses | load.statuses <= {200, 201, 409}
    slowest = max(answer.seconds for answer in direct.answers)
    assert slowest <= 10
    check_nothing_lost(world, direct.acknowledged | load.acknowledged)
    figure(
        "F8",
        f"way to clients broken, 30 silent connections: {len(load.broken)} cut, others answered in ≤ {slowest:.1f} s, "
        "0 lost",
    )


def _half_a_request(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    return connection
