"""The loop over waitress's sockets.

Waitress's own loop asks for "writable" whenever a response is under way, while the thread that writes it holds the
lock: the loop then spins, nine turns for each request, and takes the interpreter from the threads that do the work.
This loop leaves such a connection to its thread, and tells the system about changes only.
"""

from __future__ import annotations

import select
from typing import Any

from waitress.channel import HTTPChannel
from waitress.wasyncore import readwrite

__all__ = ["Loop"]

_LOOK_AGAIN_MS = 10


class Loop:
    """Turns over a map of sockets, as waitress fills it: file descriptor -> dispatcher."""

    def __init__(self, sockets: dict[int, Any]) -> None:
        self._sockets = sockets
        self._poll = select.poll()
        self._known: dict[int, int] = {}

    def turn(self, *, seconds: float) -> None:
        """Wait for something to happen, at most so long, and handle it."""
        milliseconds = _LOOK_AGAIN_MS if self._tell_changes() else int(1000 * seconds)
        for number, flags in self._poll.poll(milliseconds):
            entry = self._sockets.get(number)
            if entry is not None:
                readwrite(entry, flags)

    def _tell_changes(self) -> bool:
        """Bring what the system watches up to date; whether a thread is writing somewhere."""
        busy = False
        for number, entry in list(self._sockets.items()):
            flags = select.POLLIN | select.POLLPRI if entry.readable() else 0
            if entry.writable() and not entry.accepting:
                if _is_being_written(entry):
                    busy = True
                else:
                    flags |= select.POLLOUT
            if self._known.get(number, 0) != flags:
                self._tell(number, flags)
        for number in self._known.keys() - self._sockets.keys():
            self._tell(number, 0)
        return busy

    def _tell(self, number: int, flags: int) -> None:
        if flags:
            self._poll.register(number, flags)
            self._known[number] = flags
        else:
            self._poll.unregister(number)
            del self._known[number]


def _is_being_written(entry: Any) -> bool:
    """Whether a thread holds this connection's output right now."""
    if not isinstance(entry, HTTPChannel) or not entry.outbuf_lock.acquire(False):
        return isinstance(entry, HTTPChannel)
    entry.outbuf_lock.release()
    return False
