"""Charts as places on a sheet: where lines, bars and words stand. The template draws them as SVG.

Nothing is said by color alone, and every number is in a table beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quizserver.domain.timelines import Timeline

__all__ = ["HEIGHT", "WIDTH", "Box", "Histogram", "LineChart", "Mark", "draw_scores", "draw_timeline"]

WIDTH, HEIGHT = 480, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 456, 76, 252
_LABEL = 21
"""Height of a line of words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place with a word or a number; `anchor` as in SVG's text-anchor."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Box:
    """A bar."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """The line so far, its points, the heights that are named, days below, due days as upright lines."""

    path: str
    points: tuple[Mark, ...]
    heights: tuple[Mark, ...]
    days: tuple[Mark, ...]
    dues: tuple[Mark, ...]
    left: int = _LEFT
    right: int = _RIGHT
    top: int = _TOP
    bottom: int = _BOTTOM


@dataclass(frozen=True, slots=True)
class Histogram:
    """Ten bars with their numbers above, percents below, the pass mark as an upright line."""

    bars: tuple[Box, ...]
    numbers: tuple[Mark, ...]
    percents: tuple[Mark, ...]
    pass_mark: Mark | None
    left: int = _LEFT
    right: int = _RIGHT
    top: int = _TOP
    bottom: int = _BOTTOM


def draw_timeline(timeline: Timeline, *, target: int) -> LineChart:
    """Completed people by day, up to everybody who should."""
    first, last = timeline.periods[0].first, timeline.periods[-1].last
    most = max([target, *(period.sum or 0 for period in timeline.periods), 1])

    def x(day: date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * ((day - first).days + 1) / ((last - first).days + 1)

    def y(people: int) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * people / most

    known = [(x(period.last), y(period.sum), period.sum) for period in timeline.periods if period.sum is not None]
    path = "L".join(f"{across:.1f} {up:.1f}" for across, up, _ in [(float(_LEFT), y(0), 0), *known])
    dues = [
        Mark(x(due.day), _TOP - 4 - _LABEL * number, due.day.isoformat(), _anchor(x(due.day)))
        for number, due in enumerate(timeline.dues)
    ]
    return LineChart(
        path=f"M{path}",
        points=tuple(Mark(across, up, str(people)) for across, up, people in known),
        heights=tuple(Mark(_LEFT - 6, y(people), str(people), "end") for people in sorted({0, most // 2, most})),
        days=(
            Mark(_LEFT, _BOTTOM + _LABEL, first.isoformat(), "start"),
            Mark(_RIGHT, _BOTTOM + _LABEL, last.isoformat(), "end"),
        ),
        dues=tuple(dues),
    )


def draw_scores(scores: Sequence[int], *, pass_percent: int | None, pass_text: str) -> Histogram:
    """Learners by tenth of the score."""
    most, step = max(*scores, 1), (_RIGHT - _LEFT) / len(scores)
    heights = [(_BOTTOM - _TOP) * people / most for people in scores]
    bars = [Box(_LEFT + step * tenth + 2, _BOTTOM - height, step - 4, height) for tenth, height in enumerate(heights)]
    numbers = [
        Mark(bar.x + bar.width / 2, bar.y - 5, str(people)) for bar, people in zip(bars, scores, strict=True) if people
    ]
    percents = [Mark(_LEFT + step * edge, _BOTTOM + _LABEL, str(10 * edge)) for edge in range(0, len(scores) + 1, 2)]
    mark = None
    if pass_percent is not None:
        across = _LEFT + (_RIGHT - _LEFT) * pass_percent / 100
        mark = Mark(across, _TOP - 4 - _LABEL, pass_text, _anchor(across))
    return Histogram(tuple(bars), tuple(numbers), tuple(percents), mark)


def _anchor(x: float) -> str:
    """Words near an edge grow away from it."""
    return "start" if x < _LEFT + 60 else "end" if x > _RIGHT - 60 else "middle"
