"""PostgreSQL: pooled connections, one transaction for each job, an answer in time whatever lies on the way there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from quizserver.errors import StorageUnavailable
from quizserver.storage.failing import answering, public_error

__all__ = ["Postgres"]

T = TypeVar("T")
RV = TypeVar("RV")

_TRIES = 4
_TRIES_SECONDS = 3.0
_RETRY_STATES = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_PATIENCE_SECONDS = 4.5
_PING_SECONDS = 2.0
_LARGE_SECONDS = 300.0
_UNHURRIED = text("SET LOCAL synchronous_commit = off")
_ARGUMENTS = {
    "connect_timeout": 2,
    "options": "-c statement_timeout=4000 -c lock_timeout=3500 -c idle_in_transaction_session_timeout=60000",
    "tcp_user_timeout": 4000,
    "keepalives_idle": 20,
}


class _Patient(psycopg.Connection[Any]):
    """A connection that waits so long for an answer and no longer.

    The server's own statement_timeout does not help when the way to it has gone silent: a proxy or a firewall that
    takes everything and gives nothing back would hold a thread for ever. The connection is of no use afterwards.
    """

    patience: float | None = _PING_SECONDS

    def wait(self, gen: PQGen[RV], interval: float = 0.5, timeout: float | None = None) -> RV:
        """As psycopg's, with a time limit."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.errors.OperationalError as error:
            if type(error) is psycopg.errors._WaitTimeout:
                self.pgconn.finish()
            raise


class Postgres:
    """Pooled connections; a job is one transaction, run again when PostgreSQL asks for it."""

    def __init__(self, url: str, *, connections: int) -> None:
        self._engine = _patient_engine(url, connections=connections)
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._repeatable = self._engine.execution_options(isolation_level="REPEATABLE READ")

    def write(self, job: Callable[[Connection], T], *, durable: bool = True, large: bool = False) -> T:
        """Run one transaction, and again after a deadlock or with a fresh connection; at most a few seconds."""
        until = time.monotonic() + _TRIES_SECONDS
        for tries_left in reversed(range(_TRIES)):
            only_commit_left = False
            try:
                with self._engine.begin() as connection:
                    if not durable:
                        connection.execute(_UNHURRIED)
                    if large:
                        _take_time(connection)
                    value = job(connection)
                    only_commit_left = True
                return value
            except DBAPIError as error:
                # A connection lost in COMMIT: it may be stored. The client asks again, and ids make that harmless.
                unknown = only_commit_left and error.connection_invalidated
                if unknown or not tries_left or time.monotonic() > until or not _is_worth_another_try(error):
                    raise public_error(error) from error
                time.sleep(0.02)
            except PoolTimeoutError as error:
                raise StorageUnavailable from error
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Single statements, each seeing the latest commit."""
        with answering(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Statements that all see one moment; they may take long, as an export does."""
        with answering(), self._repeatable.connect() as connection, connection.begin():
            raw: Any = connection.connection.dbapi_connection
            raw.patience = None
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def _take_time(connection: Connection) -> None:
    """Thousands of rows in one statement, or in one round trip; locks are waited for no longer than by anybody."""
    raw: Any = connection.connection.dbapi_connection
    raw.patience = _LARGE_SECONDS
    connection.execute(text(f"SET LOCAL statement_timeout = {round(_LARGE_SECONDS * 1000)}"))


def _patient_engine(url: str, *, connections: int) -> Engine:
    # Pre-ping: after a restart of PostgreSQL nobody meets a connection that died with it.
    engine = create_engine(
        url, pool_size=connections, max_overflow=0, pool_timeout=4, pool_pre_ping=True, connect_args=_ARGUMENTS
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return _Patient.connect(*arguments, **options)

    @event.listens_for(engine, "checkout")
    def _work(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.patience = _PATIENCE_SECONDS

    @event.listens_for(engine, "checkin")
    def _rest(connection: Any, _record: Any) -> None:
        if connection is not None:
            connection.patience = _PING_SECONDS

    return engine


def _is_worth_another_try(error: DBAPIError) -> bool:
    """A unique key is tried again too: the job then finds the row that was faster, and answers from it."""
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or isinstance(error, IntegrityError) or state in _RETRY_STATES
