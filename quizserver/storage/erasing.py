"""Erasing a person: every table that holds something of somebody, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from quizserver.domain.erasing import without_names
from quizserver.domain.ledger import Record
from quizserver.domain.people import Role
from quizserver.domain.records import Response
from quizserver.storage.attempts import response_text
from quizserver.storage.certificates import erase_certificate_names
from quizserver.storage.directory import forget_manager
from quizserver.storage.reviewing import delete_review
from quizserver.storage.tables import (
    api_tokens,
    attempts,
    certificates,
    directory_entries,
    enrollments,
    erasures,
    identities,
    mails,
    records,
    regrades,
    responses,
    review_items,
    roster_drafts,
    saved_views,
    second_factors,
    sessions,
    tickets,
    users,
)

__all__ = [
    "count_belongings",
    "delete_belongings",
    "empty_account",
    "forget_elsewhere",
    "insert_erasure",
    "list_erased",
    "rewrite_records",
    "rewrite_responses",
]

_OWN: tuple[Table, ...] = (
    sessions,
    tickets,
    mails,
    identities,
    second_factors,
    api_tokens,
    saved_views,
    roster_drafts,
    directory_entries,
)
"""Tables whose rows go with the person; reviews go too, by `delete_review`."""
_STAYS: tuple[Table, ...] = (enrollments, attempts, certificates)


def insert_erasure(connection: Connection, *, user_id: str, actor: str, now: int) -> None:
    """From here on the append-only tables let this person's rows be changed."""
    connection.execute(insert(erasures), {"user_id": user_id, "at": now, "actor": actor})


def list_erased(connection: Connection) -> list[str]:
    """Everybody who was erased, the earliest first."""
    return list(connection.execute(select(erasures.c.user_id).order_by(erasures.c.at, erasures.c.user_id)).scalars())


def count_belongings(connection: Connection, *, user_id: str) -> dict[str, int]:
    """How many rows of each kind belong to a person: table -> count."""
    return {
        table.name: connection.execute(
            select(func.count()).select_from(table).where(table.c.user_id == user_id)
        ).scalar_one()
        for table in (*_STAYS, *_OWN, review_items)
    }


def rewrite_responses(connection: Connection, attempt_id: str, changed: Iterable[Response]) -> None:
    """These responses, without what was typed."""
    rows = [
        {"a": attempt_id, "q": one.question, "p": one.part, "v": one.version, "text": response_text(one.response)}
        for one in changed
    ]
    if rows:
        own = (
            responses.c.attempt_id == bindparam("a"),
            responses.c.question == bindparam("q"),
            responses.c.part == bindparam("p"),
            responses.c.version == bindparam("v"),
        )
        connection.execute(update(responses).where(*own).values(response=bindparam("text")), rows)


def rewrite_records(connection: Connection, ledger: Iterable[Record]) -> None:
    """The ledger of a registration, bound anew; its last record is a new one."""
    *known, last = ledger
    rows = [
        {"e": one.enrollment_id, "n": one.number, "text": one.body, "before": one.previous_hash, "own": one.hash}
        for one in known
    ]
    if rows:
        which = (records.c.enrollment_id == bindparam("e"), records.c.number == bindparam("n"))
        values: dict[str, object] = {
            "body": bindparam("text"),
            "previous_hash": bindparam("before"),
            "hash": bindparam("own"),
        }
        connection.execute(update(records).where(*which).values(values), rows)
    connection.execute(insert(records), {column.name: getattr(last, column.name) for column in records.c})


def delete_belongings(connection: Connection, *, user_id: str) -> None:
    """What only ever served the person, and what was typed about the person."""
    for table in _OWN:
        connection.execute(delete(table).where(table.c.user_id == user_id))
    delete_review(connection, user_id=user_id)
    erase_certificate_names(connection, user_id=user_id)
    taken = select(attempts.c.id).where(attempts.c.user_id == user_id)
    connection.execute(update(regrades).where(regrades.c.attempt_id.in_(taken)).values(reason=""))


def forget_elsewhere(connection: Connection, *, number: str | None, names: Collection[str]) -> None:
    """Where other people's rows name the person: whom they report to, a search they kept, a roster that waits."""
    if number:
        connection.execute(update(users).where(users.c.manager_number == number).values(manager_number=""))
        forget_manager(connection, number=number)
    for view_id, query in connection.execute(select(saved_views.c.id, saved_views.c.query)).all():
        clean = without_names(query, names=names)
        if clean != query:
            connection.execute(update(saved_views).where(saved_views.c.id == view_id).values(query=clean))
    # As somebody's file spells the person, which need not be our spelling: every roster that waits is uploaded again.
    connection.execute(delete(roster_drafts))


def empty_account(connection: Connection, *, user_id: str, now: int) -> None:
    """What is left is a number that stands for somebody: department, language and dates, for the statistics.

    Nobody can sign in to it, and no roster, directory or provider finds it again.
    """
    blank: Mapping[str, object] = {
        "email": "",
        "email_key": f"erased:{user_id}",
        "password_hash": None,
        "name": "",
        "kana": "",
        "employee_number": None,
        "roles": Role.LEARNER.value,
        "active": False,
        "job_title": "",
        "manager_number": "",
        "joined_on": "",
        "external_id": None,
        "deactivated_at": func.coalesce(users.c.deactivated_at, now),
    }
    connection.execute(update(users).where(users.c.id == user_id).values(blank))
