"""P15: what a submission, the department report and a learner's progress cost as attempts grow from 1,000 to 1,000,000.

The rows are copies of one real learner's, made in SQL: ten attempts for each learner, fifty departments. A clone's
attempt has one response, not ten: what is looked up by key does not depend on it.
"""

from __future__ import annotations

import math
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bench.learners import COURSE, QUESTIONS, QUIZ, account, write_sample_course
from bench.reporting import RESULTS, Figure
from quizserver.app import build_server
from quizserver.config import load_settings
from quizserver.domain.people import Account, Role, Visitor
from quizserver.domain.sheets import Given
from quizserver.services.clock import utc_ms
from quizserver.services.reporting import Question
from quizserver.storage import Transaction, migrate
from quizserver.storage.accounts import insert_account
from quizserver.web.context import Server

__all__ = ["measure_growth"]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DEPARTMENTS = 50
PER_LEARNER = 10
BATCHES, PER_BATCH = 7, 40

_USER = "printf('%08x-0000-4000-8000-%012x', (:n * 2654435761) % 4294967296, :n)"
_ENROLLMENT = _USER.replace("-0000-", "-0001-")
_ATTEMPT = "printf('%08x-0002-4000-8000-%012x', (:n * 2246822519) % 4294967296, :n)"
_OWNER = f"(:n / {PER_LEARNER})"

# Table -> how many for each attempt, and what differs in a clone.
_CLONES: Mapping[str, tuple[int, Mapping[str, str]]] = {
    "users": (
        PER_LEARNER,
        {
            "id": _USER,
            "email": "'u' || :n || '@example.com'",
            "email_key": "'u' || :n || '@example.com'",
            "employee_number": "printf('%09d', :n)",
            "department_code": f"printf('%03d', :n % {DEPARTMENTS})",
        },
    ),
    "enrollments": (PER_LEARNER, {"id": _ENROLLMENT, "user_id": _USER}),
    "module_records": (PER_LEARNER, {"enrollment_id": _ENROLLMENT}),
    "records": (PER_LEARNER, {"enrollment_id": _ENROLLMENT}),
    "attempts": (
        1,
        {
            "id": _ATTEMPT,
            "number": f"1 + :n % {PER_LEARNER}",
            "user_id": _USER.replace(":n", _OWNER),
            "enrollment_id": _ENROLLMENT.replace(":n", _OWNER),
        },
    ),
    "responses": (1, {"attempt_id": _ATTEMPT}),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One size: processor microseconds of a submission, milliseconds of the report and of the progress (p99)."""

    attempts: int
    submit_us: float
    report_ms: float
    progress_ms: float
    megabytes: float


def measure_growth() -> list[Figure]:
    """Figures for P15 on SQLite, and the curves as SVG."""
    with tempfile.TemporaryDirectory() as name:
        points = _measure(Path(name))
    first, last = points[0], points[-1]
    (RESULTS / "growth.svg").write_text(draw(points), encoding="utf-8")
    ratio = last.submit_us / first.submit_us
    told = "; ".join(
        f"{p.attempts:,}: {p.submit_us:.0f} µs, {p.report_ms:.0f} ms, {p.progress_ms:.1f} ms" for p in points
    )
    sizes = f"{last.attempts:,} ÷ {first.attempts:,} attempts"
    return [
        Figure("P15", f"submit CPU at {sizes}", f"{ratio:.2f}", "≤ 1.6", ratio <= 1.6, told),
        Figure(
            "P15",
            f"department report at {last.attempts // PER_LEARNER:,} learners",
            f"{last.report_ms:.0f} ms",
            "≤ 300 ms",
            last.report_ms <= 300,
            f"database of {last.megabytes:.0f} MB",
        ),
        Figure("P15", "a learner's progress, p99", f"{last.progress_ms:.1f} ms", "≤ 30 ms", last.progress_ms <= 30, ""),
    ]


def _measure(folder: Path) -> list[Point]:
    environment = {"COURSE_DATA": str(folder / "data"), "COURSE_SITE": str(folder / "site")}
    environment["COURSE_COMPILED"] = str(folder / "compiled")
    write_sample_course(folder)
    settings = load_settings(environment)
    migrate(settings.database_url)
    file = folder / "data" / "course.db"
    server = build_server(settings, clock=utc_ms, catalog_clock=time.monotonic)
    model = _learners(server, 1, first=10_000_000)[0]
    _submit_all(server, [model])
    points, done = [], 0
    for size in SIZES:
        _clone(file, model.id, done, size)
        done = size
        points.append(_look(server, size, file))
    server.database.close()
    return points


def _clone(file: Path, user_id: str, done: int, size: int) -> None:
    """Copy the model learner's rows until there are `size` attempts."""
    with sqlite3.connect(file, timeout=60) as connection:
        connection.execute("PRAGMA cache_size=-200000")
        for table, (share, changes) in _CLONES.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(changes[name].replace(":n", "n") if name in changes else f"m.{name}" for name in names)
            # First apart: within the query it would be looked up anew for every copy.
            connection.execute(f"CREATE TEMP TABLE model AS {_model(table)}", {"user": user_id})
            connection.execute(
                f"WITH RECURSIVE c(n) AS (SELECT :from UNION ALL SELECT n + 1 FROM c WHERE n + 1 < :to) "
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM c, model AS m",
                {"from": done // share, "to": size // share},
            )
            connection.execute("DROP TABLE model")
        connection.execute("ANALYZE")
    connection.close()


def _model(table: str) -> str:
    """The model learner's row of a table; one of the ten responses."""
    if table == "users":
        return "SELECT * FROM users WHERE id = :user"
    if table in ("enrollments", "attempts"):
        return f"SELECT * FROM {table} WHERE user_id = :user"
    if table == "responses":
        return "SELECT r.* FROM responses r, attempts a WHERE a.id = r.attempt_id AND a.user_id = :user LIMIT 1"
    return f"SELECT t.* FROM {table} t, enrollments e WHERE e.id = t.enrollment_id AND e.user_id = :user LIMIT 1"


def _look(server: Server, size: int, file: Path) -> Point:
    people = _learners(server, BATCHES * PER_BATCH, first=20_000_000 + size * 2)
    costs = []
    for start in range(0, len(people), PER_BATCH):
        costs.append(_submit_all(server, people[start : start + PER_BATCH]))
    hr = Visitor(
        user_id=people[0].id, name="HR", locale="ja", roles=frozenset({Role.HR}), department_code="", last_seen_at=0
    )
    asked = Question(course_id=COURSE, department_code="007")
    report = median(_timed(lambda: server.reporting.select_report(asked, visitor=hr, page=1)) for _ in range(9))
    taken = sorted(
        _timed(lambda person=person: server.progress.select_progress(user_id=person.id, course_id=COURSE))
        for person in people
    )
    progress = taken[math.ceil(0.99 * len(taken)) - 1]
    # The least of the batches: what others on the machine do only adds.
    return Point(size, 1e6 * min(costs), 1e3 * report, 1e3 * progress, file.stat().st_size / 1e6)


def _learners(server: Server, count: int, *, first: int) -> list[Account]:
    people = [replace(account(first + index), roles=frozenset({Role.LEARNER})) for index in range(count)]

    def insert(tx: Transaction) -> None:
        for person in people:
            insert_account(tx, person, key=person.email, password_hash=None)

    server.database.write(insert)
    return people


def _submit_all(server: Server, people: Sequence[Account]) -> float:
    """Submit one attempt each; processor seconds of one."""
    begun = []
    for person in people:
        attempt = str(uuid.uuid4())
        server.attempts.start(user_id=person.id, attempt_id=attempt, course_id=COURSE, quiz=QUIZ, language="ja")
        begun.append((person.id, attempt))
    before = time.process_time()
    for user_id, attempt in begun:
        given = [
            Given(id=str(uuid.uuid4()), question=f"q{n}", part="", response={"selected": ["b"]}, language="ja")
            for n in range(QUESTIONS)
        ]
        server.attempts.submit(given, user_id=user_id, attempt_id=attempt, language="ja")
    return (time.process_time() - before) / len(begun)


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


_CURVES: Sequence[tuple[str, str, str, Callable[[Point], float]]] = (
    ("submit, CPU µs", "#1f5fa8", "", lambda point: point.submit_us),
    ("department report, ms", "#a33b20", "6 4", lambda point: point.report_ms),
    ("learner's progress p99, ms", "#2c6e49", "2 3", lambda point: point.progress_ms),
)


def draw(points: Sequence[Point]) -> str:
    """The curves over a logarithmic axis in both directions, as SVG."""
    low, high = math.log10(points[0].attempts), math.log10(points[-1].attempts)
    top = math.ceil(math.log10(max(value(point) for *_, value in _CURVES for point in points)))

    def place(attempts: int, value: float) -> tuple[float, float]:
        across = (math.log10(attempts) - low) / (high - low) if high > low else 0.0
        return 70 + 420 * across, 270 - 230 * (math.log10(max(value, 0.1)) + 1) / (top + 1)

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 320" font-family="sans-serif" font-size="12">',
        '<rect width="720" height="320" fill="#fff"/>',
    ]
    for power in range(-1, top + 1):
        y = place(points[0].attempts, 10.0**power)[1]
        lines.append(f'<path d="M70 {y:.0f}H490" stroke="#ddd"/>')
        lines.append(f'<text x="62" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g}</text>')
    for point in points:
        x = place(point.attempts, 1)[0]
        lines.append(f'<text x="{x:.0f}" y="290" text-anchor="middle">{point.attempts:,}</text>')
    lines.append('<text x="280" y="310" text-anchor="middle">attempts stored</text>')
    for number, (name, color, dashes, value) in enumerate(_CURVES):
        where = [place(point.attempts, value(point)) for point in points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in where)
        lines.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in where]
        y = 60 + 22 * number
        lines.append(f'<path d="M510 {y - 4}h24" stroke="{color}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        lines.append(f'<text x="540" y="{y}" fill="#222">{name}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"
