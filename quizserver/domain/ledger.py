"""The ledger: what happened to a registration, one record after another, each bound to the one before by its hash.

Records are never changed and never removed, but for a person's lawful erasure. Their format is for ever: a chain that
was written years ago must still be proved by this code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizserver.domain.canonical import canonical
from quizserver.domain.changing import with_changes
from quizserver.domain.records import Attempt, Enrollment, ModuleRecord, Response

__all__ = [
    "ATTEMPT_FACTS",
    "MODULE_FACTS",
    "STANDING_FACTS",
    "Entry",
    "Record",
    "attempt_body",
    "canonical",
    "chain",
    "chain_each",
    "enrolled_entry",
    "first_hash",
    "record_hash",
    "rescheduled_entry",
    "responses_hash",
    "standing_body",
]

ATTEMPT_FACTS = (
    "quiz", "module", "number", "revision", "course_revision", "completion_rule", "graded", "pass_percent", "scale",
    "max_units", "units", "passed", "started_at", "submitted_at", "closed_by", "grader_version",
    "questions", "deadline_at",
)  # fmt: skip
"""What of an attempt stands in the record of its submission."""

MODULE_FACTS = (
    "seen_at", "completed_at", "passed_at", "best_units", "best_max_units", "best_scale", "pass_percent", "attempts",
    "done_at", "done_rule", "done_course_revision",
)  # fmt: skip
"""What of a module record stands in the record that changed it."""

STANDING_FACTS = (
    "modules_done", "modules_total", "units", "max_units", "scale", "pass_percent", "attempts", "completed_at",
    "passed_at", "done_at", "done_rule", "done_course_revision", "expires_at", "waived_at", "waived_by", "ended_at",
)  # fmt: skip
"""What of a registration stands in the record that changed it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written down. Ids and facts only, never names."""

    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the ledger; numbers begin with 1 in each registration. `body` is canonical JSON."""

    enrollment_id: str
    number: int
    at: int
    kind: str
    actor: str
    body: str
    previous_hash: str
    hash: str


def first_hash(enrollment_id: str) -> str:
    """What the first record is bound to: its registration, so that a chain cannot be given to somebody else."""
    return hashlib.sha256(f"enrollment:{enrollment_id}".encode()).hexdigest()


def record_hash(*, previous_hash: str, number: int, at: int, kind: str, actor: str, body: str) -> str:
    """SHA-256 over everything that a record says, and over the record before it."""
    text = f"{previous_hash}\n{number}\n{at}\n{kind}\n{actor}\n{body}"
    return hashlib.sha256(text.encode()).hexdigest()


def chain(enrollment: Enrollment, entries: Iterable[Entry], *, actor: str, now: int) -> list[Record]:
    """The entries as the next records of this registration."""
    previous, made = enrollment.head_hash or first_hash(enrollment.id), []
    for number, entry in enumerate(entries, start=enrollment.records + 1):
        said = {"number": number, "at": now, "kind": entry.kind, "actor": actor, "body": canonical(entry.body)}
        own = record_hash(previous_hash=previous, **said)  # type: ignore[arg-type]
        made.append(Record(enrollment_id=enrollment.id, previous_hash=previous, hash=own, **said))  # type: ignore[arg-type]
        previous = own
    return made


def chain_each(
    written: Iterable[tuple[Enrollment, Entry]], *, actor: str, now: int
) -> tuple[list[Enrollment], list[Record]]:
    """One entry for each of many registrations: these as they stand afterwards, and the records."""
    made = [(one, chain(one, [entry], actor=actor, now=now)[0]) for one, entry in written]
    stand = [with_changes(one, head_hash=record.hash, records=record.number) for one, record in made]
    return stand, [record for _, record in made]


def responses_hash(responses: Iterable[Response]) -> str:
    """SHA-256 over all responses, every version of each."""
    rows: Sequence[Any] = [
        [
            found.question, found.part, found.version, found.id, found.response, found.language, found.units,
            found.max_units, found.reason, found.stored_at, found.confidence, found.carried_from,
        ]
        for found in sorted(responses, key=lambda found: (found.question, found.part, found.version))
    ]  # fmt: skip
    return hashlib.sha256(canonical(rows).encode()).hexdigest()


def attempt_body(attempt: Attempt, responses: Iterable[Response]) -> dict[str, Any]:
    """What the submission of an attempt leaves behind."""
    facts = {name: getattr(attempt, name) for name in ATTEMPT_FACTS}
    return facts | {"attempt": attempt.id, "responses": responses_hash(responses)}


def standing_body(enrollment: Enrollment, record: ModuleRecord | None = None) -> dict[str, Any]:
    """How the registration stands after this, and the module that was changed."""
    said: dict[str, Any] = {"stands": {name: getattr(enrollment, name) for name in STANDING_FACTS}}
    if record is not None:
        said["module"] = record.module
        said["module_stands"] = {name: getattr(record, name) for name in MODULE_FACTS}
    return said


def enrolled_entry(enrollment: Enrollment) -> Entry:
    """That a registration begins, with whatever was demanded on that day."""
    demanded = {"due_at": enrollment.due_at, "cohort_id": enrollment.cohort_id}
    said = {"source": enrollment.source, "number": enrollment.number}
    said |= {name: value for name, value in demanded.items() if value is not None}
    return Entry("enrolled", said | standing_body(enrollment))


def rescheduled_entry(before: Enrollment, after: Enrollment) -> Entry:
    """That a registration is to be done by another day, or in another cohort, than before."""
    said = {"due_at": after.due_at, "due_before": before.due_at, "cohort_id": after.cohort_id}
    return Entry("rescheduled", said | {"cohort_before": before.cohort_id} | standing_body(after))
