"""What a server does by itself from time to time, in one thread: each chore in turn, whatever became of the last."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

__all__ = ["Chores"]

_log = logging.getLogger("quizserver.chores")


class Chores:
    """Runs every chore every `seconds`. Several servers may do the same: chores claim their work in the database."""

    def __init__(self, chores: Mapping[str, Callable[[], object]], *, seconds: float) -> None:
        self._chores = chores
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin, first of all after `seconds`."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the chore at hand and stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(8)

    def run_once(self) -> None:
        """Every chore once."""
        for name, chore in self._chores.items():
            try:
                chore()
            except Exception as error:
                # The next round tries again; what happened must be seen.
                data = {"event": "chore_failed", "chore": name, "kind": type(error).__name__}
                _log.error("chore failed", extra={"data": data})

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self.run_once()
