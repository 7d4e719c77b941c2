"""Taking a person out of what was written down, so that everything but the person can still be proved. Pure.

What somebody typed goes: answers in words of their own, reasons that HR wrote. What was decided stays. The ledger is
then bound anew, and its last record says where it ended before, so that a head that was kept elsewhere still fits.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from quizserver.domain.canonical import canonical
from quizserver.domain.ledger import Entry, Record, chain, first_hash, record_hash, responses_hash
from quizserver.domain.people import Account
from quizserver.domain.records import Enrollment, Response

__all__ = [
    "ERASED_KIND",
    "REASONS_BY_HAND",
    "ErasureReason",
    "bind_anew",
    "confirmation_of",
    "is_confirmed",
    "names_of",
    "without_names",
    "without_words",
]

ERASED_KIND = "erased"
"""The record that says that the ledger before it was written anew."""

_TYPED = "text"
_BLANK: Mapping[str, Any] = {"erased": True}
_CODED = frozenset({"certificate_revoked"})
"""Kinds of records whose reason is one of a list; all other reasons were typed by somebody."""


class ErasureReason(StrEnum):
    """Why a person is erased. Words to choose from: what is typed could say who it was."""

    REQUESTED = "requested"
    RETENTION = "retention"
    MISTAKE = "mistake"
    OTHER = "other"
    AGAIN = "again"


REASONS_BY_HAND = (ErasureReason.REQUESTED, ErasureReason.RETENTION, ErasureReason.MISTAKE, ErasureReason.OTHER)


def confirmation_of(account: Account) -> str:
    """What is typed to confirm: the employee number, else the address, else the name."""
    return account.employee_number or account.email or account.name


def is_confirmed(account: Account, *, typed: str) -> bool:
    """Whether this is what was to be typed."""
    return typed.strip() == confirmation_of(account)


def names_of(account: Account) -> tuple[str, ...]:
    """What would tell somebody who it is, wherever it stands: name, reading, number, address."""
    known = (account.name, account.kana, account.employee_number or "", account.email, account.external_id or "")
    return tuple(dict.fromkeys(text for text in known if text))


def without_words(response: Response) -> Response:
    """The same response without what was typed. It is worth what it was worth; no key can judge it again."""
    return replace(response, response=_BLANK) if _TYPED in response.response else response


def without_names(query: str, *, names: Collection[str]) -> str:
    """The address of a saved view without a search for this person."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not any(name in value for name in names)]
    return query if kept == pairs else urlencode(kept)


def bind_anew(
    enrollment: Enrollment,
    ledger: Sequence[Record],
    *,
    responses: Mapping[str, Iterable[Response]],
    actor: str,
    now: int,
) -> tuple[Enrollment, list[Record]]:
    """The registration and its whole ledger after the erasure; `responses` are those that are kept, by attempt."""
    made: list[Record] = []
    previous = first_hash(enrollment.id)
    for record in ledger:
        body = canonical(_without_reason(record.kind, json.loads(record.body), responses=responses))
        own = record_hash(
            previous_hash=previous, number=record.number, at=record.at, kind=record.kind, actor=record.actor, body=body
        )
        made.append(replace(record, body=body, previous_hash=previous, hash=own))
        previous = own
    bound = replace(enrollment, waive_reason=None, head_hash=made[-1].hash if made else "", records=len(made))
    said = {"records": enrollment.records, "head": enrollment.head_hash}
    (last,) = chain(bound, [Entry(ERASED_KIND, said)], actor=actor, now=now)
    return replace(bound, head_hash=last.hash, records=last.number), [*made, last]


def _without_reason(
    kind: str, body: dict[str, Any], *, responses: Mapping[str, Iterable[Response]]
) -> Mapping[str, Any]:
    if kind == "attempt_submitted":
        body["responses"] = responses_hash(responses.get(body["attempt"], ()))
    if "reason" in body and kind not in _CODED:
        body["reason"] = ""
    return body
