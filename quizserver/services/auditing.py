"""Proving that no record was altered since it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from quizserver.domain.proving import Evidence, Problem, follows_head, prove
from quizserver.storage import Database
from quizserver.storage.evidence import count_erasures, list_altered_quizzes, stream_evidence

__all__ = ["Heads", "Verdict", "verify_records"]

Heads = Mapping[str, tuple[int, str]]
"""Registration -> (how many records, the last one's hash): what somebody kept elsewhere, to compare with later."""


@dataclass(slots=True)
class Verdict:
    """What was looked at, and everything that is not as it was written.

    `seal` is a hash over the head of every ledger: two equal seals mean that nothing was added or altered in between.
    """

    enrollments: int = 0
    records: int = 0
    attempts: int = 0
    responses: int = 0
    erased: int = 0
    seal: str = ""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def verify_records(database: Database, *, kept: Heads | None = None) -> Verdict:
    """Compare every ledger with itself, with the rows that it tells about, and with heads that were kept elsewhere."""
    verdict, seal = Verdict(), hashlib.sha256()
    with database.snapshot() as tx:
        for evidence in stream_evidence(tx):
            _look_at(evidence, verdict, kept=kept or {})
            seal.update(f"{evidence.enrollment.id} {evidence.enrollment.head_hash}\n".encode())
        for revision in list_altered_quizzes(tx):
            verdict.problems.append(Problem("", f"quiz revision {revision}", "was altered: its hash is another"))
        verdict.erased = count_erasures(tx)
    for enrollment_id in sorted(set(kept or {}) - set(verdict.heads)):
        gone = f"had {(kept or {})[enrollment_id][0]} records when its head was kept, and is gone"
        verdict.problems.append(Problem(enrollment_id, "the registration", gone))
    verdict.seal = seal.hexdigest()
    return verdict


def _look_at(evidence: Evidence, verdict: Verdict, *, kept: Heads) -> None:
    enrollment = evidence.enrollment
    verdict.enrollments += 1
    verdict.records += len(evidence.records)
    verdict.attempts += len(evidence.attempts)
    verdict.responses += sum(len(given) for given in evidence.responses.values())
    verdict.heads[enrollment.id] = (enrollment.records, enrollment.head_hash)
    verdict.problems += prove(evidence)
    count, head = kept.get(enrollment.id, (0, ""))
    if count and not follows_head(evidence.records, count=count, head=head):
        text = f"had another record {count} when its head was kept: the ledger was written anew since"
        verdict.problems.append(Problem(enrollment.id, "the ledger", text))
