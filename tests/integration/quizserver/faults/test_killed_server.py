"""F1, F14: the process dies, at once or when asked to. Nothing that was acknowledged is ever lost."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from conftest import World
from forms import either
from live_server import CLIENTS, Load, Server, check_nothing_lost, live_tokens

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX"),
]


def test_kill_9_loses_nothing_that_was_acknowledged(world: World, figure) -> None:
    server, tokens = Server(world), live_tokens(world)
    acknowledged: dict[str, str] = {}
    ready = []
    cycles = either(short=3, long=50)
    for _ in range(cycles):
        with server.running() as process, Load(server, tokens) as load:
            ready.append(server.ready_after)
            time.sleep(random.uniform(0.3, 1.0))
            process.kill()
            process.wait(10)
            load.stop.set()
        assert load.statuses <= {200, 201, 409}
        acknowledged |= load.acknowledged
    assert len(acknowledged) > cycles * CLIENTS
    check_nothing_lost(world, acknowledged)
    figure("F1", f"{cycles} kill -9, {len(acknowledged)} acknowledged, 0 lost, 0 twice; ready in ≤ {max(ready):.1f} s")
    assert max(ready) <= either(short=30, long=5)


def test_sigterm_answers_what_is_in_flight_and_ends_in_time(world: World, figure) -> None:
    server, tokens = Server(world), live_tokens(world)
    took, acknowledged = [], {}
    for _ in range(either(short=1, long=10)):
        with server.running() as process, Load(server, tokens) as load:
            time.sleep(1.2)
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            process.wait(10)
            took.append(time.monotonic() - began)
            load.stop.set()
        assert process.returncode == 0
        assert load.submitted > 0
        assert load.statuses <= {200, 201, 409, 503}
        acknowledged |= load.acknowledged
    assert max(took) <= 10
    check_nothing_lost(world, acknowledged)
    figure("F14", f"SIGTERM under load: ended in ≤ {max(took):.1f} s, {len(acknowledged)} acknowledged, 0 lost")
