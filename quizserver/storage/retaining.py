"""What has had its time: who left long ago, and rows that nobody can use any more."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, delete, func, select

from quizserver.storage.sqlite import sqlite_write_engine
from quizserver.storage.tables import mails, roster_drafts, sessions, sign_in_flows, sign_in_tries, tickets, users

__all__ = ["clear_stale", "count_stale", "cut_log", "list_leavers"]


def list_leavers(connection: Connection, *, before: int) -> list[tuple[str, int]]:
    """(id, since when) of everybody who left before this moment and has not been erased, the earliest first."""
    statement = (
        select(users.c.id, users.c.deactivated_at)
        .where(~users.c.active, users.c.name != "", users.c.deactivated_at < before)
        .order_by(users.c.deactivated_at, users.c.id)
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]


def count_stale(connection: Connection, *, now: int, before: Mapping[str, int]) -> dict[str, int]:
    """Table -> how many rows have had their time. `before` says for some tables since when."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table).where(stale)).scalar_one()
        for table, stale in _stale(now=now, before=before)
    }


def clear_stale(connection: Connection, *, now: int, before: Mapping[str, int]) -> dict[str, int]:
    """Delete them; how many there were."""
    return {
        table.name: connection.execute(delete(table).where(stale)).rowcount
        for table, stale in _stale(now=now, before=before)
    }


def cut_log(url: str) -> None:
    """On SQLite, take what is in the write-ahead log over into the file and empty the log: what was erased stood there.

    Readers in other processes may keep some of it for a moment; the log is emptied when they are done.
    """
    if url.startswith("sqlite"):
        engine = sqlite_write_engine(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


def _stale(*, now: int, before: Mapping[str, int]) -> list[tuple[Table, ColumnElement[bool]]]:
    settled = and_(mails.c.state.not_in(("queued", "sending")), mails.c.queued_at < before["mails"])
    return [
        (sessions, _over(sessions.c.expires_at, now)),
        (tickets, _over(tickets.c.expires_at, now)),
        (sign_in_flows, _over(sign_in_flows.c.expires_at, now)),
        (sign_in_tries, _over(sign_in_tries.c.at, before["sign_in_tries"])),
        (roster_drafts, _over(roster_drafts.c.created_at, before["roster_drafts"])),
        (mails, settled),
    ]


def _over(column: Column[int], moment: int) -> ColumnElement[bool]:
    return column < moment
