"""Second factors: one per person, with its recovery codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from quizserver.storage.tables import second_factors, sessions

__all__ = [
    "Factor",
    "confirm_factor",
    "delete_factor",
    "find_factor",
    "mark_sessions",
    "save_draft",
    "take_recovery",
    "take_step",
    "update_recovery",
]


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor as it is stored: the sealed secret, whether it counts yet, the last step, hashes of recovery codes."""

    secret: str
    confirmed_at: int | None
    last_step: int
    recovery: tuple[str, ...]


def find_factor(connection: Connection, *, user_id: str) -> Factor | None:
    """The factor of this person, confirmed or not."""
    row = connection.execute(select(second_factors).where(second_factors.c.user_id == user_id)).first()
    if row is None:
        return None
    return Factor(row.secret, row.confirmed_at, row.last_step, tuple(json.loads(row.recovery)))


def save_draft(connection: Connection, *, user_id: str, secret: str) -> None:
    """Keep a secret that waits for its first code, instead of an earlier one that does."""
    waiting = second_factors.c.user_id == user_id, second_factors.c.confirmed_at.is_(None)
    connection.execute(delete(second_factors).where(*waiting))
    connection.execute(insert(second_factors), {"user_id": user_id, "secret": secret})


def confirm_factor(connection: Connection, *, user_id: str, recovery: Sequence[str], step: int, now: int) -> None:
    """From now on it counts."""
    values = {"confirmed_at": now, "last_step": step, "recovery": json.dumps(list(recovery))}
    connection.execute(update(second_factors).where(second_factors.c.user_id == user_id).values(values))


def take_step(connection: Connection, *, user_id: str, step: int) -> bool:
    """Use the code of this step up; False when this one or a later one was used before."""
    statement = update(second_factors).where(second_factors.c.user_id == user_id, second_factors.c.last_step < step)
    return connection.execute(statement.values(last_step=step)).rowcount == 1


def take_recovery(connection: Connection, *, user_id: str, factor: Factor, code_hash: str) -> bool:
    """Use a recovery code up; False when it is not there, or was used meanwhile."""
    if code_hash not in factor.recovery:
        return False
    left = [known for known in factor.recovery if known != code_hash]
    same = second_factors.c.recovery == json.dumps(list(factor.recovery))
    statement = update(second_factors).where(second_factors.c.user_id == user_id, same)
    return connection.execute(statement.values(recovery=json.dumps(left))).rowcount == 1


def update_recovery(connection: Connection, *, user_id: str, recovery: Sequence[str]) -> None:
    """Other recovery codes; the old ones open nothing any more."""
    statement = update(second_factors).where(second_factors.c.user_id == user_id)
    connection.execute(statement.values(recovery=json.dumps(list(recovery))))


def delete_factor(connection: Connection, *, user_id: str) -> bool:
    """Forget the factor; whether there was one."""
    return connection.execute(delete(second_factors).where(second_factors.c.user_id == user_id)).rowcount == 1


def mark_sessions(connection: Connection, *, user_id: str, token_hash: str, now: int) -> None:
    """This session has given the factor; the person's others are asked for it."""
    own = sessions.c.user_id == user_id
    connection.execute(update(sessions).where(own, sessions.c.token_hash != token_hash).values(factor_at=0))
    connection.execute(update(sessions).where(own, sessions.c.token_hash == token_hash).values(factor_at=now))
