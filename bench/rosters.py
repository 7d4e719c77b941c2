"""A database with as many learners as wanted, one registration each: made in SQL from one real learner's."""

from __future__ import annotations

import sqlite3
import time
import uuid
from pathlib import Path

from bench.learners import COURSE, QUESTIONS, QUIZ, account, write_sample_course
from quizserver.app import build_server
from quizserver.config import Settings, load_settings
from quizserver.domain.sheets import Given
from quizserver.services.clock import utc_ms
from quizserver.storage import migrate
from quizserver.storage.accounts import insert_account
from quizserver.web.context import Server

__all__ = ["environment_of", "fill", "prepare_roster"]

_FAMILY = [
    "佐藤",
    "鈴木",
    "髙橋",
    "田中",
    "伊藤",
    "渡邊",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山﨑",
    "松本",
    "井上",
]
_GIVEN = [
    "美咲",
    "健太",
    "花子",
    "陽子",
    "学",
    "直樹",
    "由美子",
    "拓也",
    "恵",
    "翔太",
    "さくら",
    "大輔",
    "真理",
    "一郎",
    "千尋",
    "修",
]
_DAY = 86_400_000


def environment_of(folder: Path) -> dict[str, str]:
    """Where a server finds what is made here."""
    return {
        "COURSE_DATA": str(folder / "data"),
        "COURSE_SITE": str(folder / "site"),
        "COURSE_COMPILED": str(folder / "compiled"),
    }


def prepare_roster(folder: Path, *, learners: int) -> Settings:
    """A migrated SQLite database with so many learners in fifty departments; nine of ten have begun, half are done."""
    settings = load_settings(environment_of(folder))
    write_sample_course(folder)
    migrate(settings.database_url)
    server = build_server(settings, clock=utc_ms, catalog_clock=time.monotonic)
    model = account(99_999_999)
    server.database.write(lambda tx: insert_account(tx, model, key=model.email, password_hash=None))
    _submit(server, model.id)
    server.database.close()
    fill(folder / "data" / "course.db", model.id, learners=learners)
    return settings


def _submit(server: Server, user_id: str) -> None:
    attempt = str(uuid.uuid4())
    server.attempts.start(user_id=user_id, attempt_id=attempt, course_id=COURSE, quiz=QUIZ, language="ja")
    given = [
        Given(id=str(uuid.uuid4()), question=f"q{n}", part="", response={"selected": ["b"]}, language="ja")
        for n in range(QUESTIONS)
    ]
    server.attempts.submit(given, user_id=user_id, attempt_id=attempt, language="ja")


def fill(file: Path, user_id: str, *, learners: int, first: int = 0) -> None:
    """Copy the model learner's account and registration; the copies' numbers begin with `first`."""
    with sqlite3.connect(file, timeout=60) as connection:
        connection.execute("PRAGMA cache_size=-200000")
        connection.execute("CREATE TEMP TABLE family (n INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("CREATE TEMP TABLE given (n INTEGER PRIMARY KEY, name TEXT)")
        connection.executemany("INSERT INTO family VALUES (?, ?)", enumerate(_FAMILY))
        connection.executemany("INSERT INTO given VALUES (?, ?)", enumerate(_GIVEN))
        user = "printf('%08x-0000-4000-8000-%012x', (n * 2654435761) % 4294967296, n)"
        name = "(SELECT name FROM family WHERE n = c.n % 16) || ' ' || (SELECT name FROM given WHERE n = c.n / 16 % 16)"
        _copy(
            connection,
            "users",
            "SELECT * FROM users WHERE id = :user",
            {
                "id": user,
                "email": "'u' || c.n || '@example.co.jp'",
                "email_key": "'u' || c.n || '@example.co.jp'",
                "employee_number": "printf('%08d', c.n)",
                "name": name,
                "kana": "'カナ' || printf('%07d', (c.n * 7919) % 10000019)",
                "department_code": "printf('%04d', c.n % 50)",
                "department": "'第' || (c.n % 50) || '営業部'",
                "job_title": "CASE c.n % 5 WHEN 0 THEN '主任' ELSE '' END",
            },
            numbers=range(first, first + learners),
            user_id=user_id,
        )
        _copy(
            connection,
            "enrollments",
            "SELECT * FROM enrollments WHERE user_id = :user",
            {
                "id": user.replace("-0000-", "-0001-"),
                "user_id": user,
                "started_at": f"CASE WHEN c.n % 10 THEN m.started_at - (c.n % 90) * {_DAY} END",
                "last_activity_at": f"CASE WHEN c.n % 10 THEN m.started_at - (c.n % 60) * {_DAY} END",
                "due_at": f"m.started_at + (c.n % 3) * 30 * {_DAY}",
                "done_at": f"CASE WHEN c.n % 2 THEN m.started_at - (c.n % 60) * {_DAY} END",
                "passed_at": f"CASE WHEN c.n % 2 THEN m.started_at - (c.n % 60) * {_DAY} END",
                "units": "CASE WHEN c.n % 10 THEN c.n % (m.max_units + 1) END",
                "attempts": "c.n % 4",
            },
            numbers=range(first, first + learners),
            user_id=user_id,
        )
        connection.execute("UPDATE users SET active = 0 WHERE id = ?", (user_id,))
        connection.execute("ANALYZE")
    connection.close()


def _copy(
    connection: sqlite3.Connection,
    table: str,
    model: str,
    changes: dict[str, str],
    *,
    numbers: range,
    user_id: str,
) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changes.get(name, f"m.{name}") for name in names)
    connection.execute(f"CREATE TEMP TABLE model AS {model}", {"user": user_id})
    connection.execute(
        f"WITH RECURSIVE c(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM c WHERE n + 1 < :end) "
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM c, model AS m",
        {"first": numbers.start, "end": numbers.stop},
    )
    connection.execute("DROP TABLE model")
