"""P5 and P16: attempts a hundred times a second, first alone, then while a million rows are downloaded."""

from __future__ import annotations

import http.client
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from bench.learners import account, prepare
from bench.load import run_open
from bench.processes import free_port, fsync_probe, resident_mb, started
from bench.reporting import Figure
from bench.rosters import fill
from quizserver.app import build_server
from quizserver.config import load_settings
from quizserver.domain.people import Role
from quizserver.services.clock import utc_ms
from quizserver.storage.accounts import insert_account

__all__ = ["measure_during"]

PER_SECOND = 100


@dataclass(slots=True)
class _Downloads:
    """What came of downloading again and again: seconds to the first bytes, files, lines, the server's memory."""

    first: list[float]
    files: int = 0
    lines: int = 0
    resident: float = 0.0


def measure_during(*, rows: int = 1_000_000, seconds: int = 60) -> list[Figure]:
    """Figures for P5, P7's first byte and P16's memory, on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        prepared = prepare(folder, learners=2 * PER_SECOND * seconds, port=port)
        token = _hr_with_roster(folder, prepared.environment, rows=rows)
        probe, half = fsync_probe(folder), PER_SECOND * seconds
        serve = ["-m", "quizserver", "serve"]
        with started(serve, port=port, path="/healthz", environment=prepared.environment) as server:
            time.sleep(2)
            alone = run_open(port, prepared.requests[:half], per_second=PER_SECOND)
            found, stop = _Downloads([]), threading.Event()
            downloading = threading.Thread(target=_download, args=(port, token, server.pid, found, stop))
            downloading.start()
            during = run_open(port, prepared.requests[half:], per_second=PER_SECOND)
            stop.set()
            downloading.join()
    ratio = during.percentile(99) / alone.percentile(99)
    errors = alone.errors + during.errors
    note = (
        f"{during.percentile(99):.0f} ms against {alone.percentile(99):.0f} ms; {errors} errors; "
        f"{found.files} files, {found.lines:,} lines; fdatasync {probe:.2f} ms"
    )
    first = max(found.first)
    return [
        Figure(
            "P5",
            f"p99 of attempts during exports of {rows:,} rows ÷ alone",
            f"{ratio:.2f}",
            "≤ 3",
            ratio <= 3 and not errors,
            note,
        ),
        Figure(
            "P7",
            "first byte of the download, meanwhile",
            f"{first:.2f} s",
            "≤ 0.5 s",
            first <= 0.5,
            f"{len(found.first)} downloads",
        ),
        Figure("P16", "the server's memory meanwhile", f"{found.resident:.0f} MB", "≤ 250 MB", found.resident <= 250),
    ]


def _hr_with_roster(folder: Path, environment: dict[str, str], *, rows: int) -> str:
    """The roster, and the session of somebody who may see it."""
    server = build_server(load_settings(environment), clock=utc_ms, catalog_clock=time.monotonic)
    model, hr = account(90_000_001), replace(account(90_000_002), roles=frozenset({Role.HR}))

    def job(tx):
        for person in (model, hr):
            insert_account(tx, person, key=person.email, password_hash=None)
        return server.sessions.begin(tx, user_id=hr.id, instead_of=None)

    token = server.database.write(job)
    server.attempts.start(
        user_id=model.id, attempt_id=str(uuid.uuid4()), course_id="bench", quiz="01-bench", language="ja"
    )
    server.database.close()
    fill(folder / "data" / "course.db", model.id, learners=rows, first=10_000_000)
    return token


def _download(port: int, token: str, pid: int, found: _Downloads, stop: threading.Event) -> None:
    """Until told to stop; the last file is given up half-way, as people do."""
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", "/app/ja/reports.csv", headers={"Cookie": f"course_session={token}"})
        answer = connection.getresponse()
        answer.read(64)
        found.first.append(time.perf_counter() - began)
        while not stop.is_set() and (piece := answer.read(1024 * 1024)):
            found.lines += piece.count(b"\n")
            found.resident = max(found.resident, resident_mb(pid))
        found.files += not stop.is_set()
        connection.close()
