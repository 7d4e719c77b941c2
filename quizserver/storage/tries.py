"""Tries at a door, counted in a sliding minute. In the database, so that several processes count together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from quizserver.storage.tables import sign_in_tries

__all__ = ["delete_old_tries", "delete_tries", "find_full_bucket", "has_tries", "insert_tries"]

_counts = (
    select(sign_in_tries.c.bucket, func.count(), func.min(sign_in_tries.c.at))
    .where(sign_in_tries.c.bucket.in_(bindparam("buckets", expanding=True)), sign_in_tries.c.at > bindparam("since"))
    .group_by(sign_in_tries.c.bucket)
)


def find_full_bucket(connection: Connection, *, limits: Mapping[str, int], since: int) -> int | None:
    """When the oldest try of a bucket that is full was made; None when every bucket has room."""
    rows = connection.execute(_counts, {"buckets": list(limits), "since": since})
    full = [oldest for bucket, count, oldest in rows if count >= limits[bucket]]
    return max(full, default=None)


def insert_tries(connection: Connection, *, ids: Mapping[str, str], now: int) -> None:
    """Count one try in each bucket; `ids` is id -> bucket."""
    connection.execute(insert(sign_in_tries), [{"id": id_, "bucket": bucket, "at": now} for id_, bucket in ids.items()])


def has_tries(connection: Connection, *, ids: Iterable[str]) -> bool:
    """Whether these were counted and neither taken back nor forgotten."""
    found = select(sign_in_tries.c.id).where(sign_in_tries.c.id.in_(list(ids)))
    return connection.execute(found).first() is not None


def delete_tries(connection: Connection, *, ids: Iterable[str]) -> None:
    """Take tries back: they succeeded."""
    connection.execute(delete(sign_in_tries).where(sign_in_tries.c.id.in_(list(ids))))


def delete_old_tries(connection: Connection, *, before: int) -> None:
    """Forget tries that no longer count."""
    connection.execute(delete(sign_in_tries).where(sign_in_tries.c.at < before))
