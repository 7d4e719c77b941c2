"""Long files are made by processes of their own: in the server's, a million rows would keep everybody waiting."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import IO

from quizserver.errors import ExportsBusy, StorageUnavailable, UnfitForEncoding
from quizserver.web.export_worker import Job

__all__ = ["ExportProcesses", "ExportStream"]

_AT_ONCE = 2
_PIECE = 256 * 1024


class ExportProcesses:
    """Starts them, a few at once."""

    def __init__(self, *, at_once: int = _AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    def start(self, job: Job, *, beginning: bytes = b"") -> ExportStream:
        """The file as it is made. Raises ExportsBusy, UnfitForEncoding, StorageUnavailable.

        With a `beginning` the download begins before the process does, which takes half a second.
        """
        if not self._free.acquire(blocking=False):
            raise ExportsBusy
        try:
            stream = ExportStream(job, beginning=beginning, free=self._free)
        except BaseException:
            self._free.release()
            raise
        if not beginning:
            stream.wait_for_file()
        return stream


class ExportStream:
    """The pieces of a file while a process makes it. Closing it ends the process.

    A process that fails half-way raises, so that the download breaks off: a short file must not look whole.
    """

    def __init__(self, job: Job, *, beginning: bytes, free: threading.BoundedSemaphore) -> None:
        self._free = free
        self._beginning = beginning
        self._awaited = False
        self._lock = threading.Lock()
        self._open = True
        self.process = subprocess.Popen(
            [sys.executable, "-m", "quizserver.web.export_worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._out = _pipe(self.process.stdout)
        # Left open: while it is, the process knows that somebody waits for the file.
        self._in = _pipe(self.process.stdin)
        with suppress(OSError):  # it ended at once: the first line, which is not there, tells
            self._in.write(json.dumps(asdict(job)).encode() + b"\n")
            self._in.flush()

    def wait_for_file(self) -> None:
        """Until it is known that there is a file. Raises UnfitForEncoding, StorageUnavailable."""
        self._awaited = True
        line = self._out.readline()
        unfit = json.loads(line).get("unfit") if line else None
        if line and not unfit:
            return
        self.close()
        if unfit:
            raise UnfitForEncoding(unfit=[tuple(cell) for cell in unfit])
        raise StorageUnavailable(reason="the export ended before it began")

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._beginning:
            beginning, self._beginning = self._beginning, b""
            return beginning
        if not self._awaited:
            self.wait_for_file()
        piece = self._out.read(_PIECE)
        if piece:
            return piece
        failed = self.process.wait() != 0
        self.close()
        if failed:
            raise StorageUnavailable(reason="the export broke off")
        raise StopIteration

    def close(self) -> None:
        """End the process, and let the next file be made."""
        with self._lock:
            if not self._open:
                return
            self._open = False
        self.process.kill()
        self.process.wait()
        self._out.close()
        with suppress(OSError):  # what was never read is no loss
            self._in.close()
        self._free.release()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
