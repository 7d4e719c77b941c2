"""Certificates: written once, read by number; afterwards only revoked, or their name erased."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from quizserver.domain.certificates import Certificate
from quizserver.storage.tables import certificates

__all__ = [
    "certificate_exists",
    "count_certificates",
    "erase_certificate_names",
    "find_certificate",
    "find_held_certificate",
    "insert_certificate",
    "is_index_taken",
    "list_certificates",
    "list_revoked",
    "revoke_certificate",
]

_JSON = ("course_title", "issuer")


def find_certificate(connection: Connection, *, number: str, lock: bool = False) -> Certificate | None:
    """The certificate of this number."""
    query = select(certificates).where(certificates.c.number == number)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _certificate_of(row)


def find_held_certificate(connection: Connection, *, enrollment_id: str) -> Certificate | None:
    """The certificate of this registration that was not revoked."""
    query = select(certificates).where(
        certificates.c.enrollment_id == enrollment_id, certificates.c.revoked_at.is_(None)
    )
    row = connection.execute(query).first()
    return None if row is None else _certificate_of(row)


def list_certificates(connection: Connection, *, user_id: str) -> list[Certificate]:
    """Every certificate of a person, the newest first."""
    query = select(certificates).where(certificates.c.user_id == user_id)
    rows = connection.execute(query.order_by(certificates.c.done_at.desc(), certificates.c.number))
    return [_certificate_of(row) for row in rows]


def certificate_exists(connection: Connection, *, number: str) -> bool:
    """Whether this number was drawn before."""
    return connection.execute(select(certificates.c.number).where(certificates.c.number == number)).first() is not None


def count_certificates(connection: Connection, *, status_list: int) -> int:
    """How many bits of a list of revoked credentials are given away."""
    query = select(func.count()).select_from(certificates).where(certificates.c.status_list == status_list)
    return connection.execute(query).scalar_one()


def is_index_taken(connection: Connection, *, status_list: int, status_index: int) -> bool:
    """Whether this bit is another certificate's."""
    query = select(certificates.c.number).where(
        certificates.c.status_list == status_list, certificates.c.status_index == status_index
    )
    return connection.execute(query).first() is not None


def list_revoked(connection: Connection, *, status_list: int) -> list[int]:
    """The bits of a list that are set."""
    query = select(certificates.c.status_index).where(
        certificates.c.status_list == status_list, certificates.c.revoked_at.is_not(None)
    )
    return sorted(connection.execute(query).scalars())


def insert_certificate(connection: Connection, certificate: Certificate) -> None:
    """A certificate is issued. Raises IntegrityError where its registration holds one already."""
    values = {column.name: getattr(certificate, column.name) for column in certificates.c}
    connection.execute(insert(certificates), values | {name: _text(values[name]) for name in _JSON})


def revoke_certificate(connection: Connection, *, number: str, at: int, by: str, reason: str) -> None:
    """It holds no longer."""
    values = {"revoked_at": at, "revoked_by": by, "revoked_reason": reason}
    connection.execute(update(certificates).where(certificates.c.number == number).values(values))


def erase_certificate_names(connection: Connection, *, user_id: str) -> None:
    """A person is erased: the facts stay, the name goes."""
    connection.execute(update(certificates).where(certificates.c.user_id == user_id).values(name=None))


def _certificate_of(row: Row[Any]) -> Certificate:
    values = dict(row._mapping)
    return Certificate(**(values | {name: json.loads(values[name]) for name in _JSON}))


def _text(value: Any) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
