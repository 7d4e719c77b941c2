"""Serving with waitress, and stopping without loss: what is in flight is answered, what is queued is stored."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from quizserver.config import Settings
from quizserver.web.chores import Chores
from quizserver.web.context import EXTENSION, Server
from quizserver.web.daily import DailyReminders
from quizserver.web.json_body import MAX_UPLOAD_BYTES
from quizserver.web.letters import send_letters
from quizserver.web.sockets import Loop

__all__ = ["chores_of", "serve"]

_log = logging.getLogger("quizserver.serving")

_BODY_BYTES = MAX_UPLOAD_BYTES + 64 * 1024
"""Waitress refuses larger bodies before they reach Flask, whose own limit is 64 KiB except for files."""
_DRAIN_SECONDS = 6.0
_HEADER_BYTES = 32 * 1024
_CHORES_EVERY_SECONDS = 15.0


def serve(app: Flask, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun. Ends within ten seconds of the signal."""
    sockets: dict[int, Any] = {}
    server = create_server(
        app,
        map=sockets,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        connection_limit=settings.connection_limit,
        channel_timeout=settings.channel_timeout,
        cleanup_interval=10,
        max_request_body_size=_BODY_BYTES,
        max_request_header_size=_HEADER_BYTES,
        backlog=1024,
        ident="",
    )
    stop = _Stop()
    previous = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    _log.info("serving", extra={"data": {"event": "serving", "host": settings.host, "port": settings.port}})
    chores = Chores(chores_of(app), seconds=_CHORES_EVERY_SECONDS)
    chores.start()
    try:
        loop = Loop(sockets)
        while not stop.asked:
            loop.turn(seconds=0.5)
        _drain(sockets, loop)
    finally:
        chores.stop()
        server.task_dispatcher.shutdown(timeout=1)
        app.extensions[EXTENSION].database.close()
        for number, handler in previous.items():
            signal.signal(number, handler)
        _log.info("stopped", extra={"data": {"event": "stopped"}})


def chores_of(app: Flask) -> dict[str, Callable[[], object]]:
    """What this server does from time to time, by name."""
    server: Server = app.extensions[EXTENSION]
    chores: dict[str, Callable[[], object]] = {"deadlines": server.deadlines.sweep}
    if server.mailing.enabled:
        chores |= {"reminders": DailyReminders(server), "mail": lambda: send_letters(server)}
    return chores


class _Stop:
    """Remembers that somebody asked us to stop."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _drain(sockets: dict[int, Any], loop: Loop) -> None:
    """Take no new connection; answer every request that has arrived."""
    for listener in [entry for entry in sockets.values() if isinstance(entry, BaseWSGIServer)]:
        listener.accepting = False
        listener.del_channel(sockets)
        listener.socket.close()
    deadline = time.monotonic() + _DRAIN_SECONDS
    while any(_is_busy(entry) for entry in list(sockets.values())) and time.monotonic() < deadline:
        loop.turn(seconds=0.05)


def _is_busy(entry: Any) -> bool:
    """Whether this is a connection with a request that is being read, worked on, or answered."""
    if not isinstance(entry, HTTPChannel):
        return False
    return bool(entry.requests or entry.total_outbufs_len or entry.request is not None)
