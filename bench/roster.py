"""A roster of 10,000 people, as HR uploads it and as the nightly command does; then a course for all of them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter
from flask.testing import FlaskClient

from bench.learners import COURSE, account, write_sample_course
from bench.reporting import Figure
from quizserver.app import create_app, server_of
from quizserver.config import load_settings
from quizserver.domain.people import Role
from quizserver.storage import Transaction, migrate
from quizserver.storage.accounts import insert_account

__all__ = ["measure_roster"]

_ROWS, _SECONDS = 10_000, 60.0
_HEADER = ["社員番号", "氏名", "フリガナ", "メールアドレス", "所属コード", "部署", "上位所属コード", "役職", "入社日"]


def measure_roster() -> list[Figure]:
    """Upload, preview and confirmation on the pages, the same with changes and as a workbook, and the command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            "COURSE_DATA": str(folder / "data"),
            "COURSE_SITE": str(folder / "site"),
            "COURSE_COMPILED": str(folder / "compiled"),
        }
        write_sample_course(folder)
        client, server = _signed_in(environment)
        taken = [
            ("CSV in Shift_JIS, all new", _timed(lambda: _upload(client, _csv("").encode("cp932")))),
            ("workbook, every name changed", _timed(lambda: _upload(client, _workbook("改")))),
        ]
        registered = _timed(lambda: _register(client))
        server.database.close()
        (folder / "people.csv").write_text(_csv("二"), encoding="utf-8")
        command, lines = _command(folder / "people.csv", environment)
    figures = [_figure(f"pages: upload, preview, confirm ({what})", seconds) for what, seconds in taken]
    figures.append(_figure("pages: the same people registered in a course", registered))
    figures.append(_figure("command, every name changed", command, note=f"{lines} lines of progress"))
    return figures


def _figure(what: str, seconds: float, *, note: str = "") -> Figure:
    return Figure(
        "roster", f"{_ROWS:,} rows, {what}", f"{seconds:.1f} s", f"≤ {_SECONDS:.0f} s", seconds <= _SECONDS, note
    )


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def _rows(more: str) -> list[list[str]]:
    """The people; `more` ends every name, so that another roster changes everybody."""
    return [
        [
            f"{number:06d}", f"髙橋 学{number}{more}", "ﾀｶﾊｼ ﾏﾅﾌﾞ", f"p{number}@example.com", f"{1000 + number % 40}",
            f"第{number % 40}部", "0100", "主任", "2019/4/1",
        ]
        for number in range(_ROWS)
    ]  # fmt: skip


def _csv(more: str) -> str:
    return "\r\n".join(",".join(cells) for cells in [_HEADER, *_rows(more)]) + "\r\n"


def _workbook(more: str) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, cells in enumerate([_HEADER, *_rows(more)]):
        sheet.write_row(number, 0, cells)
    book.close()
    return file.getvalue()


def _signed_in(environment: dict[str, str]) -> tuple[FlaskClient, Any]:
    settings = load_settings(environment)
    migrate(settings.database_url)
    app = create_app(settings)
    server, person = server_of(app), account(999_999)

    def job(tx: Transaction) -> str:
        insert_account(tx, person, key=person.email, password_hash=None)
        return server.sessions.begin(tx, user_id=person.id, instead_of=None)

    token = server.database.write(job)
    server.accounts.set_roles(email=person.email, roles=frozenset({Role.HR}))
    token = server.database.write(lambda tx: server.sessions.begin(tx, user_id=person.id, instead_of=token))
    client = app.test_client()
    client.set_cookie("course_session", token)
    return client, server


def _upload(client: FlaskClient, data: bytes) -> None:
    _confirmed(client, "/app/ja/people/roster", {"file": (io.BytesIO(data), "roster")}, start="/app/ja/people/")


def _register(client: FlaskClient) -> None:
    numbers = "社員番号\n" + "\n".join(cells[0] for cells in _rows(""))
    form = {"course": COURSE, "whom": "file", "due": "2099-03-31", "file": (io.BytesIO(numbers.encode()), "people.csv")}
    _confirmed(client, "/app/ja/people/enroll/", form, start="/app/ja/people/enroll/")


def _confirmed(client: FlaskClient, path: str, form: dict[str, Any], *, start: str) -> None:
    token = _hidden("token", client.get(start).text)
    uploaded = client.post(path, data={"token": token} | form, content_type="multipart/form-data")
    assert uploaded.location is not None, uploaded.text
    preview = client.get(uploaded.location).text
    answer = client.post(uploaded.location, data={"token": _hidden("token", preview), "mark": _hidden("mark", preview)})
    assert f"count={_ROWS}" in answer.location, answer.location


def _hidden(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="(\w+)"', page)
    assert found, page[:500]
    return found[1]


def _command(file: Path, environment: dict[str, str]) -> tuple[float, int]:
    began = time.perf_counter()
    command = [sys.executable, "-m", "quizserver", "import-roster", str(file)]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
    assert f"変更 {_ROWS}" in done.stdout, done.stdout
    return time.perf_counter() - began, len(done.stderr.splitlines())
