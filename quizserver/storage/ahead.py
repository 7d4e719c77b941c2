"""Reading ahead: while one piece is worked on, the next one comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Empty, Queue
from typing import TypeVar

__all__ = ["ahead"]

T = TypeVar("T")

_PIECES = 2
_POLL_SECONDS = 0.2


class _End:
    """The last thing in the queue, with what went wrong if something did."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(pieces: Iterator[T]) -> Iterator[T]:
    """The same pieces, fetched in a thread of their own; it has ended when this iterator is closed or used up."""
    queue: Queue[T | _End] = Queue(maxsize=_PIECES)
    stop = threading.Event()

    def fetch() -> None:
        try:
            for piece in pieces:
                if stop.is_set():
                    break
                queue.put(piece)
        except BaseException as error:
            queue.put(_End(error))
        else:
            queue.put(_End())

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()
    try:
        while not isinstance(item := queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        while thread.is_alive():
            try:
                queue.get(timeout=_POLL_SECONDS)
            except Empty:
                continue
        thread.join()
