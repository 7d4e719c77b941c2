"""P7, P8, P9: files of a million rows against what writes nothing but the same rows.

The product is `quizserver export`, a process of its own, its start included; the floors are `sqlite3 -csv`, psql's COPY
and XlsxWriter, over the statement that the product itself runs. Product and floor take turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy.dialects import sqlite

from bench.learners import COURSE, QUIZ
from bench.reporting import Figure, spread
from bench.rosters import environment_of, prepare_roster
from quizserver.services.clock import utc_ms
from quizserver.storage.roster_cells import cells_query
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import DEFAULT, cells_needed

__all__ = ["Used", "export", "measure_export", "run_measured", "same_rows"]

ROWS, SMALL = 1_000_000, 1_000
XLSX_FLOOR_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took: processor and wall seconds, and its most resident memory in MiB."""

    cpu: float
    wall: float
    rss: float


def measure_export(*, rows: int = ROWS, rounds: int = 3) -> list[Figure]:
    """Figures for P7 and P9 on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        big, small = Path(name) / "big", Path(name) / "small"
        for folder, learners in ((big, rows), (small, SMALL)):
            prepare_roster(folder, learners=learners)
        return [*_csv(big, small, rows=rows, rounds=rounds), *_xlsx(big, small, rows=rows)]


def _csv(big: Path, small: Path, *, rows: int, rounds: int) -> list[Figure]:
    floor = ["sqlite3", "-csv", "-cmd", ".output /dev/null", str(big / "data" / "course.db"), same_rows()]
    pairs = [(run_measured(floor, big), export(big, "csv")) for _ in range(rounds)]
    ratios = [plain.cpu / own.cpu for plain, own in pairs]
    grown = max(own.rss for _, own in pairs) - export(small, "csv").rss
    per_second = rows / median(own.cpu for _, own in pairs)
    note = f"{per_second:,.0f} rows per CPU-second, {len(DEFAULT)} columns; floor {rows / pairs[0][0].cpu:,.0f}"
    return [
        Figure(
            "P7",
            f"CSV, {rows:,} rows: rows/CPU-s ÷ `sqlite3 -csv`",
            spread(ratios),
            "≥ 0.22",
            median(ratios) >= 0.22,
            note,
        ),
        Figure("P7", "memory above that for 1,000 rows", f"{grown:.0f} MB", "≤ 64 MB", grown <= 64),
    ]


def _xlsx(big: Path, small: Path, *, rows: int) -> list[Figure]:
    few = min(XLSX_FLOOR_ROWS, rows)
    floor = run_measured([sys.executable, "-m", "bench.xlsx_floor", str(big / "data" / "course.db"), str(few)], big)
    own = export(big, "xlsx")
    started = export(small, "xlsx")
    ratio = (floor.cpu / few) / (own.cpu / rows)
    note = (
        f"{rows / own.cpu:,.0f} rows per CPU-second, {own.wall:.0f} s; XlsxWriter {few / floor.cpu:,.0f}, {few:,} rows"
    )
    return [
        Figure("P9", f"XLSX, {rows:,} rows: rows/CPU-s ÷ XlsxWriter", f"{ratio:.1f}", "≥ 4", ratio >= 4, note),
        Figure("P9", "memory", f"{own.rss:.0f} MB", "≤ 80 MB", own.rss <= 80, f"{started.rss:.0f} MB with 1,000 rows"),
    ]


def export(folder: Path, form: str) -> Used:
    """The command, into nothing."""
    arguments = ["-m", "quizserver", "export", "--form", form, "--course", COURSE, "--output", "-"]
    return run_measured([sys.executable, *arguments], folder)


def run_measured(command: Sequence[str], folder: Path) -> Used:
    """Run a command to its end, its output thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment_of(folder), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}.")
    return Used(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024)


def same_rows() -> str:
    """The statement that the product runs for its default columns, as text for SQLite."""
    names = [name for name in cells_needed(DEFAULT) if name != "title"]
    wanted = RosterFilter(course_id=COURSE, now=utc_ms(), graded=(QUIZ,))
    statement = cells_query(wanted, names=[*names, "enrollment_id"])
    return str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
