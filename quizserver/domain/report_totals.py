"""What a report adds up: 対象, 修了, 修了率, 未受講, of everybody and of each department."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.grading import percent_of

__all__ = ["DepartmentTotals", "Totals"]


@dataclass(frozen=True, slots=True)
class Totals:
    """`people` are all that a filter matches; `target` those of them who are not exempt, as in the files' summary.

    `fresh` have not begun, overdue or not.
    """

    people: int = 0
    target: int = 0
    done: int = 0
    fresh: int = 0
    overdue: int = 0

    @property
    def percent(self) -> int | None:
        """修了率, rounded down as everywhere; None of nobody."""
        return percent_of(self.done, self.target) if self.target else None

    def plus(self, *, status: str, begun: bool, people: int) -> Totals:
        """With so many people more."""
        counts = people if status != "waived" else 0
        return Totals(
            people=self.people + people,
            target=self.target + counts,
            done=self.done + (people if status == "completed" else 0),
            fresh=self.fresh + (0 if begun else counts),
            overdue=self.overdue + (people if status == "overdue" else 0),
        )


@dataclass(frozen=True, slots=True)
class DepartmentTotals:
    """Those of one department."""

    code: str
    name: str
    totals: Totals
