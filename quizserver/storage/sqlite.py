"""SQLite: one file, one writer, readers that never wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from quizserver.storage.failing import answering
from quizserver.storage.prepared import Prepared
from quizserver.storage.writer import GroupCommitWriter

__all__ = ["Sqlite", "sqlite_read_engine", "sqlite_write_engine"]

T = TypeVar("T")

_BUSY_MS = 5000
_LARGE_SECONDS = 300.0
_BEGIN = Prepared(text("BEGIN IMMEDIATE"))


class Sqlite:
    """One file, one writer thread. Reads have connections of their own and never wait for writes (WAL)."""

    def __init__(self, url: str, *, readers: int) -> None:
        self._writer_engine = sqlite_write_engine(url)
        self._writer = GroupCommitWriter(self._writer_engine)
        self._reader = sqlite_read_engine(url, poolclass=NullPool)
        self._snapshots = sqlite_read_engine(url, pool_size=readers, max_overflow=0, pool_timeout=5)
        self._of_thread = threading.local()
        self._opened: list[Connection] = []

    def write(self, job: Callable[[Connection], T], *, durable: bool = True, large: bool = False) -> T:
        """Run the job in the writer's next transaction."""
        return self._writer.write(job, durable=durable, patience_seconds=_LARGE_SECONDS if large else None)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Single statements, each seeing the latest commit."""
        # Each thread keeps its own: every request looks up its session, and would wait for the lock of a pool.
        with answering():
            connection: Connection | None = getattr(self._of_thread, "connection", None)
            if connection is None:
                connection = self._of_thread.connection = self._reader.connect()
                self._opened.append(connection)
            try:
                yield connection
            except DBAPIError:
                self._of_thread.connection = None
                connection.invalidate()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Statements that all see one moment."""
        with answering(), self._snapshots.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    def close(self) -> None:
        """Finish what is queued and let go."""
        self._writer.close()
        for connection in self._opened:
            connection.close()
        for engine in (self._reader, self._snapshots, self._writer_engine):
            engine.dispose()


def sqlite_write_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions begin as writers. Python's own sqlite3 would begin them late and lose updates.

    Without `foreign_keys` a migration may build a table anew under its children, and checks them all at the end.
    """
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # FULL: an acknowledged answer survives a power cut, not only a killed process.
        keys = "foreign_keys=ON" if foreign_keys else "foreign_keys=OFF"
        # What is erased is overwritten, not only taken off the list of what is there.
        gone = "secure_delete=ON"
        _pragmas(connection, f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", keys, gone)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        _BEGIN.run(connection, {})

    return engine


def sqlite_read_engine(url: str, **pool: Any) -> Engine:
    """An engine that cannot write, and whose statements see the latest commit."""
    engine = create_engine(url, pool_reset_on_return=None, connect_args={"check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        _pragmas(connection, "query_only=ON", f"busy_timeout={_BUSY_MS}", "foreign_keys=ON")

    return engine


def _pragmas(connection: Any, *settings: str) -> None:
    connection.isolation_level = None
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")
