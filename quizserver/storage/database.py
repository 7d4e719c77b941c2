"""Opening a database: how SQLite and PostgreSQL are set up, written to and read from."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool

from quizserver.errors import StorageUnavailable
from quizserver.storage.prepared import Prepared
from quizserver.storage.writer import GroupCommitWriter, public_error

__all__ = ["Database", "open_database", "sqlite_write_engine"]

T = TypeVar("T")

_BUSY_MS = 5000
_BEGIN = Prepared(text("BEGIN IMMEDIATE"))
_TRIES = 4
_RETRY_STATES = frozenset({"40001", "40P01"})  # serialization failure, deadlock


class Database(Protocol):
    """Where records are kept. Every method raises StorageUnavailable when the database does not answer."""

    def write(self, job: Callable[[Connection], T]) -> T:
        """Run one transaction; when this returns, its effect is durable. The job may run more than once."""
        ...

    def reading(self) -> Any:
        """A context with a connection for single statements, each seeing the latest commit."""
        ...

    def snapshot(self) -> Any:
        """A context with a connection whose statements all see one moment."""
        ...

    def close(self) -> None:
        """Finish what is queued and let go."""
        ...


def open_database(url: str, *, readers: int = 20) -> Database:
    """Open a migrated database."""
    return _Sqlite(url, readers=readers) if url.startswith("sqlite") else _Postgres(url, connections=readers)


@contextmanager
def _answering() -> Iterator[None]:
    """Nobody outside storage meets an error of SQLAlchemy."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        raise public_error(error) if isinstance(error, DBAPIError) else StorageUnavailable() from error


class _Sqlite:
    """One file, one writer thread. Reads have connections of their own and never wait for writes (WAL)."""

    def __init__(self, url: str, *, readers: int) -> None:
        self._writer_engine = sqlite_write_engine(url)
        self._writer = GroupCommitWriter(self._writer_engine)
        self._reader = _sqlite_read_engine(url, poolclass=NullPool)
        self._snapshots = _sqlite_read_engine(url, pool_size=readers, max_overflow=0, pool_timeout=5)
        self._of_thread = threading.local()
        self._opened: list[Connection] = []

    def write(self, job: Callable[[Connection], T]) -> T:
        return self._writer.write(job)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        # Each thread keeps its own: every request looks up its session, and would wait for the lock of a pool.
        with _answering():
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
        with _answering(), self._snapshots.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    def close(self) -> None:
        self._writer.close()
        for connection in self._opened:
            connection.close()
        for engine in (self._reader, self._snapshots, self._writer_engine):
            engine.dispose()


class _Postgres:
    """Pooled connections; a job is one transaction, run again when PostgreSQL asks for it."""

    def __init__(self, url: str, *, connections: int) -> None:
        arguments = {
            "connect_timeout": 4,
            "options": "-c statement_timeout=8000 -c lock_timeout=6000 -c idle_in_transaction_session_timeout=60000",
            "tcp_user_timeout": 8000,
            "keepalives_idle": 20,
        }
        # Pre-ping: after a restart of PostgreSQL nobody meets a connection that died with it.
        self._engine = create_engine(
            url, pool_size=connections, max_overflow=0, pool_timeout=5, pool_pre_ping=True, connect_args=arguments
        )
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._repeatable = self._engine.execution_options(isolation_level="REPEATABLE READ")

    def write(self, job: Callable[[Connection], T]) -> T:
        for last in (False,) * (_TRIES - 1) + (True,):
            try:
                with self._engine.begin() as connection:
                    return job(connection)
            except DBAPIError as error:
                if last or not _is_worth_another_try(error):
                    raise public_error(error) from error
                time.sleep(0.02)
            except PoolTimeoutError as error:
                raise StorageUnavailable from error
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _answering(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        with _answering(), self._repeatable.connect() as connection, connection.begin():
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def _is_worth_another_try(error: DBAPIError) -> bool:
    """A unique key is tried again too: the job then finds the row that was faster, and answers from it."""
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or isinstance(error, IntegrityError) or state in _RETRY_STATES


def sqlite_write_engine(url: str) -> Engine:
    """An engine whose transactions begin as writers. Python's own sqlite3 would begin them late and lose updates."""
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # FULL: an acknowledged answer survives a power cut, not only a killed process.
        _pragmas(connection, f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        _BEGIN.run(connection, {})

    return engine


def _sqlite_read_engine(url: str, **pool: Any) -> Engine:
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
