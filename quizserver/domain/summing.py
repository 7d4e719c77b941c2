"""What the board is told of a roster: totals, departments, progress over time, scores. Numbers only, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

__all__ = ["DepartmentCount", "Person", "Summary", "TimePoint"]

_POINTS = 12
BANDS = 10

Person = tuple[str, str, str, bool, date | None, date | None, int | None]
"""Of one learner: department's code and name, status, whether begun, day done, last day, whole percent of the score."""


@dataclass(frozen=True, slots=True)
class DepartmentCount:
    """A department's people who should learn, those who have completed, those who have not begun."""

    code: str
    name: str
    people: int
    completed: int
    fresh: int

    @property
    def percent(self) -> int:
        """Completed, of a hundred, rounded down."""
        return 100 * self.completed // self.people if self.people else 0


@dataclass(frozen=True, slots=True)
class TimePoint:
    """How many had completed by the end of a day (None: it is yet to come), and how many were to have."""

    day: date
    completed: int | None
    due: int


@dataclass(slots=True)
class Summary:
    """Counts of a roster while it goes by. Who is exempt is not among those who should learn."""

    by_status: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=lambda: [0] * BANDS)
    _places: Counter[tuple[str, str, str, bool]] = field(default_factory=Counter)
    _done: Counter[date] = field(default_factory=Counter)
    _due: Counter[date] = field(default_factory=Counter)

    def add(self, people: Iterable[Person]) -> None:
        """Count some more."""
        for code, name, status, begun, done, due, percent in people:
            self.by_status[status] += 1
            self._places[code, name, status, begun] += 1
            if status == "waived":
                continue
            # As on the report's page: who must do it again is not among those who have completed.
            if done is not None and status == "completed":
                self._done[done] += 1
            if due is not None:
                self._due[due] += 1
            if percent is not None:
                self.scores[min(percent // BANDS, BANDS - 1)] += 1

    @property
    def rows(self) -> int:
        """Everybody, the exempt included."""
        return self.by_status.total()

    @property
    def people(self) -> int:
        """Those who should learn."""
        return self.rows - self.by_status["waived"]

    @property
    def completed(self) -> int:
        """Those whose completion holds."""
        return self.by_status["completed"]

    @property
    def fresh(self) -> int:
        """Those who have not begun, overdue or not."""
        return sum(department.fresh for department in self.departments())

    def departments(self) -> list[DepartmentCount]:
        """In the order of their codes."""
        counts: dict[tuple[str, str], list[int]] = {}
        for (code, name, status, begun), count in self._places.items():
            if status != "waived":
                own = counts.setdefault((code, name), [0, 0, 0])
                own[0] += count
                own[1] += count * (status == "completed")
                own[2] += count * (not begun)
        return [DepartmentCount(*place, *counts[place]) for place in sorted(counts)]

    def over_time(self, *, today: date) -> list[TimePoint]:
        """At most a dozen days at equal distances, from the first completion or due date to the last, or today."""
        if not self._done and not self._due:
            return []
        first = min([*self._done, *self._due, today])
        last = max([*self._due, today])
        return [
            TimePoint(day, _until(self._done, day) if day <= today else None, _until(self._due, day))
            for day in _days(first, last, today=today)
        ]


def _until(days: Counter[date], day: date) -> int:
    return sum(count for other, count in days.items() if other <= day)


def _days(first: date, last: date, *, today: date) -> Iterator[date]:
    """Equal steps that end on the last day, and today, which is what is asked first."""
    span = (last - first).days
    steps = min(_POINTS - 1, max(span, 1))
    yield from sorted({first + timedelta(days=span * step // steps) for step in range(steps + 1)} | {today})
