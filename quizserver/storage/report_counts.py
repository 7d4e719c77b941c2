"""What a report counts: one look over the learners of a filter, and one over their modules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import compress

from sqlalchemy import Connection, func

from quizserver.storage.roster_filter import RosterFilter, percent_column, select_roster, standing_column
from quizserver.storage.tables import enrollments, module_records, users

__all__ = ["Counts", "Place", "count_by_module", "count_learners"]

_CHUNK = 5000
QUARTER_MS = 15 * 60 * 1000
"""Every zone's days begin at a whole quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Place:
    """So many people of one department with one status, who have begun or not."""

    department_code: str
    department: str
    status: str
    begun: bool
    people: int


@dataclass(slots=True)
class Counts:
    """Everybody of a filter, by what charts and totals need. Who is exempt has no tenth and no due day here.

    `tenths`: tenth of the score (0–10; 10 is full marks) -> learners. `done`: quarter of an hour, by its first
    moment -> who completed in it and is not to do it again. `dues`: first moment after the due day -> learners.
    `began`: when the first of all did.
    """

    places: list[Place] = field(default_factory=list)
    tenths: Counter[int] = field(default_factory=Counter)
    done: Counter[int] = field(default_factory=Counter)
    dues: Counter[int] = field(default_factory=Counter)
    began: int | None = None


def count_learners(connection: Connection, wanted: RosterFilter) -> Counts:
    """Everything that is counted of learners."""
    statement = select_roster(
        wanted,
        users.c.department_code,
        users.c.department,
        standing_column(now=wanted.now),
        enrollments.c.started_at,
        percent_column(10),
        enrollments.c.done_at,
        enrollments.c.due_at,
    )
    places: Counter[tuple[str, str, str, bool]] = Counter()
    counts = Counts()
    for chunk in connection.execution_options(yield_per=_CHUNK).execute(statement).partitions():
        codes, names, statuses, started, tenths, done, dues = zip(*chunk, strict=True)
        places.update(zip(codes, names, statuses, [moment is not None for moment in started], strict=True))
        owed = [status != "waived" for status in statuses]
        counts.tenths.update(compress(tenths, owed))
        counts.dues.update(compress(dues, owed))
        counts.done.update(
            moment - moment % QUARTER_MS for moment, status in zip(done, statuses, strict=True) if status == "completed"
        )
        known = [moment for moment in compress(started, owed) if moment is not None]
        counts.began = min([*known, *([] if counts.began is None else [counts.began])], default=None)
    counts.places = [Place(*place, people) for place, people in places.items()]
    for counter in (counts.tenths, counts.dues):
        del counter[None]
    return counts


def count_by_module(connection: Connection, wanted: RosterFilter) -> dict[str, tuple[int, int]]:
    """Module -> (how many learners began it, how many have done it)."""
    counts = (module_records.c.module, func.count(), func.count(module_records.c.done_at))
    statement = (
        select_roster(wanted, *counts)
        .join(module_records, module_records.c.enrollment_id == enrollments.c.id)
        .group_by(module_records.c.module)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(statement)}
