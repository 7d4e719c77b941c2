"""Which attempts a score comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from quizserver.domain.records import Attempt, ModuleRecord

__all__ = ["counted_attempts"]


def counted_attempts(attempts: Iterable[Attempt], records: Mapping[str, ModuleRecord]) -> frozenset[str]:
    """The ids of the attempts, as they are worth now, whose score stands in the record of their module.

    Where two attempts have the same score, it is the earlier one: a later one must be better to take its place.
    """
    found: dict[str, str] = {}
    for attempt in attempts:
        record = records.get(attempt.module or "")
        if record is None or not attempt.graded or attempt.units is None:
            continue
        if (attempt.units, attempt.max_units, attempt.scale) == (
            record.best_units,
            record.best_max_units,
            record.best_scale,
        ):
            found.setdefault(record.module, attempt.id)
    return frozenset(found.values())
