"""Everything that proves or disproves a record, read registration by registration, without holding it all in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from coursekit.bundle import quiz_from_data
from coursekit.errors import CoursekitError
from quizserver.domain.ledger import Record
from quizserver.domain.proving import Evidence
from quizserver.domain.records import Attempt, Enrollment, ModuleRecord, Response
from quizserver.storage.attempts import attempt_of, response_of, responses_columns
from quizserver.storage.enrollments import enrollment_of
from quizserver.storage.ledger import RECORD_NAMES, record_of
from quizserver.storage.modules import record_of as module_record_of
from quizserver.storage.tables import (
    attempts,
    enrollments,
    erasures,
    module_records,
    quiz_revisions,
    records,
    regrades,
    responses,
)

__all__ = ["count_erasures", "list_altered_quizzes", "stream_evidence"]

_CHUNK = 200
_REGRADE_FACTS = ("reason", "method", "question", "revision", "units", "max_units", "scale")


def stream_evidence(connection: Connection) -> Iterator[Evidence]:
    """Every registration, those of erased people included, in the order of their ids."""
    after = ""
    while True:
        page = [enrollment_of(row) for row in connection.execute(_page(after))]
        yield from _evidence(connection, page)
        if len(page) < _CHUNK:
            return
        after = page[-1].id


def count_erasures(connection: Connection) -> int:
    """How many people were erased."""
    return connection.execute(select(func.count()).select_from(erasures)).scalar_one()


def list_altered_quizzes(connection: Connection) -> list[str]:
    """Revisions whose stored quiz is not the one that the revision is the hash of."""
    found = []
    for revision, body in connection.execute(select(quiz_revisions.c.revision, quiz_revisions.c.body)):
        try:
            same = quiz_from_data(json.loads(body) | {"revision": ""}).revision == revision
        except (CoursekitError, ValueError):
            same = False
        if not same:
            found.append(revision)
    return found


def _page(after: str) -> Any:
    return select(enrollments).where(enrollments.c.id > after).order_by(enrollments.c.id).limit(_CHUNK)


def _evidence(connection: Connection, page: Sequence[Enrollment]) -> Iterator[Evidence]:
    ids = [enrollment.id for enrollment in page]
    ledger: dict[str, list[Record]] = defaultdict(list)
    columns = [records.c[name] for name in RECORD_NAMES]
    rows = select(*columns).where(records.c.enrollment_id.in_(ids)).order_by(records.c.enrollment_id, records.c.number)
    for record in map(record_of, connection.execute(rows)):
        ledger[record.enrollment_id].append(record)
    modules: dict[str, dict[str, ModuleRecord]] = defaultdict(dict)
    for known in map(
        module_record_of, connection.execute(select(module_records).where(module_records.c.enrollment_id.in_(ids)))
    ):
        modules[known.enrollment_id][known.module] = known
    taken: dict[str, dict[str, Attempt]] = defaultdict(dict)
    submitted = select(attempts).where(attempts.c.enrollment_id.in_(ids), attempts.c.submitted_at.is_not(None))
    for attempt in map(attempt_of, connection.execute(submitted)):
        taken[attempt.enrollment_id][attempt.id] = attempt
    given, regraded = _responses(connection, ids), _regrades(connection, ids)
    for enrollment in page:
        own = taken[enrollment.id]
        yield Evidence(
            enrollment=enrollment,
            records=ledger[enrollment.id],
            modules=modules[enrollment.id],
            attempts=own,
            responses={attempt_id: given[attempt_id] for attempt_id in own},
            regrades={key: facts for key, facts in regraded.items() if key[0] in own},
        )


def _regrades(connection: Connection, enrollment_ids: Sequence[str]) -> dict[tuple[str, int], dict[str, Any]]:
    statement = select(regrades).where(
        regrades.c.attempt_id == attempts.c.id, attempts.c.enrollment_id.in_(enrollment_ids)
    )
    found = {}
    for row in connection.execute(statement).mappings():
        facts = {name: row[name] for name in _REGRADE_FACTS}
        facts["passed"] = None if row["passed"] is None else bool(row["passed"])
        found[row["attempt_id"], row["number"]] = facts
    return found


def _responses(connection: Connection, enrollment_ids: Sequence[str]) -> dict[str, list[Response]]:
    given: dict[str, list[Response]] = defaultdict(list)
    statement = select(responses.c.attempt_id, *responses_columns()).where(
        responses.c.attempt_id == attempts.c.id, attempts.c.enrollment_id.in_(enrollment_ids)
    )
    for row in connection.execute(statement):
        given[row[0]].append(response_of(row[1:]))
    return given
