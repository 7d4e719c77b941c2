"""Whether what is stored is what was written down: one registration's ledger against its rows. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizserver.domain.erasing import ERASED_KIND
from quizserver.domain.ledger import (
    ATTEMPT_FACTS,
    MODULE_FACTS,
    STANDING_FACTS,
    Record,
    first_hash,
    record_hash,
    responses_hash,
)
from quizserver.domain.records import Attempt, Enrollment, ModuleRecord, Response

__all__ = ["Evidence", "Problem", "follows_head", "prove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that is stored about one registration.

    `responses` are by attempt, `attempts` the submitted ones, `regrades` are by attempt and number.
    """

    enrollment: Enrollment
    records: Sequence[Record]
    modules: Mapping[str, ModuleRecord]
    attempts: Mapping[str, Attempt]
    responses: Mapping[str, Sequence[Response]]
    regrades: Mapping[tuple[str, int], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written. `place` says where, `text` what, in English, with ids only."""

    enrollment_id: str
    place: str
    text: str


def prove(evidence: Evidence) -> list[Problem]:
    """Everything that does not fit; nothing, where all is as it was written."""
    found = [*_chain(evidence), *_head(evidence)]
    if not found:
        # A broken chain says nothing reliable about anything else.
        found = [*_attempts(evidence), *_regrades(evidence), *_standing(evidence)]
    return [Problem(evidence.enrollment.id, place, text) for place, text in found]


def follows_head(records: Sequence[Record], *, count: int, head: str) -> bool:
    """Whether this ledger still begins with the `count` records that ended with `head` when somebody kept it.

    A person's erasure binds the ledger anew and notes where it ended before; a head from further back cannot be found
    in it any more, and is let pass.
    """
    if len(records) >= count and records[count - 1].hash == head:
        return True
    for record in records[count:]:
        if record.kind == ERASED_KIND:
            body = json.loads(record.body)
            return bool(body["records"] > count or (body["records"], body["head"]) == (count, head))
    return False


def _chain(evidence: Evidence) -> Iterator[tuple[str, str]]:
    previous = first_hash(evidence.enrollment.id)
    for expected, record in enumerate(evidence.records, start=1):
        place = f"record {record.number} ({record.kind})"
        if record.number != expected:
            yield f"record {expected}", "is missing; the next one is there"
            return
        if record.previous_hash != previous:
            yield place, "is not bound to the record before it: one of the two was replaced"
            return
        if _hash(record) != record.hash:
            yield place, "was altered: its hash is not that of its content"
            return
        previous = record.hash


def _hash(record: Record) -> str:
    return record_hash(
        previous_hash=record.previous_hash,
        number=record.number,
        at=record.at,
        kind=record.kind,
        actor=record.actor,
        body=record.body,
    )


def _head(evidence: Evidence) -> Iterator[tuple[str, str]]:
    enrollment, records = evidence.enrollment, evidence.records
    if len(records) != enrollment.records:
        yield "the ledger", f"has {len(records)} records; the registration says {enrollment.records}"
    elif (records[-1].hash if records else "") != enrollment.head_hash:
        yield "the ledger", "ends with another hash than the registration says: its last record was replaced"


def _attempts(evidence: Evidence) -> Iterator[tuple[str, str]]:
    written: dict[str, Mapping[str, Any]] = {}
    for record in evidence.records:
        if record.kind == "attempt_submitted":
            body = json.loads(record.body)
            written[body["attempt"]] = body
    for attempt_id in sorted(set(evidence.attempts) - set(written)):
        yield f"attempt {attempt_id}", "is submitted, and no record says so"
    for attempt_id, body in written.items():
        attempt = evidence.attempts.get(attempt_id)
        if attempt is None:
            yield f"attempt {attempt_id}", "stands in the ledger and is gone, or no longer submitted"
            continue
        yield from _differences(f"attempt {attempt_id}", body, {name: getattr(attempt, name) for name in ATTEMPT_FACTS})
        if responses_hash(evidence.responses.get(attempt_id, ())) != body["responses"]:
            yield f"attempt {attempt_id}", "has other responses than were submitted: one was altered, added or removed"


def _regrades(evidence: Evidence) -> Iterator[tuple[str, str]]:
    written: dict[tuple[str, int], Mapping[str, Any]] = {}
    for record in evidence.records:
        if record.kind == "regraded":
            body = json.loads(record.body)
            written[body["attempt"], body["number"]] = body
    for attempt_id, number in sorted(set(evidence.regrades) ^ set(written)):
        text = "was added, and no record says so" if (attempt_id, number) not in written else "is gone"
        yield f"attempt {attempt_id}", f"regrade {number} {text}"
    for key in sorted(set(evidence.regrades) & set(written)):
        yield from _differences(f"attempt {key[0]}, regrade {key[1]}", written[key], evidence.regrades[key])


def _standing(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The registration and its modules are as the last record that changed them says."""
    stands: Mapping[str, Any] | None = None
    modules: dict[str, Mapping[str, Any]] = {}
    for record in evidence.records:
        body = json.loads(record.body)
        stands = body.get("stands", stands)
        modules |= body.get("modules_stand", {})
        if "module_stands" in body:
            modules[body["module"]] = body["module_stands"]
    if stands is not None:
        own = {name: getattr(evidence.enrollment, name) for name in STANDING_FACTS}
        yield from _differences("the registration", stands, own)
    for module, written in modules.items():
        known = evidence.modules.get(module)
        if known is None:
            yield f"module {module}", "stands in the ledger, and its record is gone"
        else:
            yield from _differences(f"module {module}", written, {name: getattr(known, name) for name in MODULE_FACTS})
    for module, known in evidence.modules.items():
        if module not in modules and (known.completed_at or known.passed_at or known.done_at or known.attempts):
            yield f"module {module}", "says more than that it was begun, and no record says so"


def _differences(place: str, written: Mapping[str, Any], stored: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, own in stored.items():
        # As JSON has it: the questions of a paper are a tuple here and a list there.
        value = list(own) if isinstance(own, tuple) else own
        if name in written and written[name] != value:
            yield place, f"{name} is {value!r}; {written[name]!r} was written down"
