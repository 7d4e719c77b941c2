"""A TCP proxy that can be slow, silent, or cut every connection."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Literal

__all__ = ["BrokenProxy"]

Mood = Literal["good", "slow", "silent", "reset"]


class BrokenProxy:
    """Passes bytes between a port of its own and `target`; its mood may change while connections are open.

    slow: everything takes `delay` seconds more. silent: takes everything, passes nothing. reset: cuts what is open
    and whatever comes.
    """

    def __init__(self, target: int, *, delay: float = 0.2) -> None:
        self.target, self.delay, self.mood = target, delay, "good"
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def be(self, mood: Mood) -> None:
        """Change its mood."""
        self.mood = mood
        if mood == "reset":
            for connection in list(self._open):
                _cut(connection)

    def close(self) -> None:
        """Stop listening and cut what is open."""
        self.be("reset")
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.mood == "reset":
                _cut(client)
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            self._open |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.mood == "slow":
                    time.sleep(self.delay)
                while self.mood == "silent":
                    time.sleep(0.05)
                sink.sendall(data)
        for end in (source, sink):
            self._open.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _cut(connection: socket.socket) -> None:
    """Close with a reset instead of an orderly end."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        connection.close()
