"""Long files are made by a process of their own: the same bytes, few at once, none without somebody who waits."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

import pytest
from conftest import Person, World, only_sqlite
from test_exports import sheets
from test_report import office  # noqa: F401 - a fixture

from quizserver.domain.people import Role
from quizserver.errors import StorageUnavailable
from quizserver.web import export_processes, exports

pytestmark = pytest.mark.integration


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_long_file_is_the_same_as_a_short_one(office: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    hr = office["hr"].client
    query = "?columns=default,modules&header=en"
    short = hr.get(f"/app/ja/reports.csv{query}").data
    table = sheets(hr.get("/app/ja/reports.xlsx").data)
    monkeypatch.setattr(exports, "SHORT", 0)

    assert hr.get(f"/app/ja/reports.csv{query}").data == short
    assert sheets(hr.get("/app/ja/reports.xlsx").data) == table
    refused = hr.get("/app/ja/reports.sjis.csv")
    assert refused.status_code == 422
    assert "𠮷" in refused.text


@only_sqlite
def test_a_download_that_is_given_up_ends_its_process(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hr = world.person("HR", Role.HR)
    add_people(world, 5000)
    streams = watched(monkeypatch)
    answers = [hr.client.get("/app/en/reports.csv", buffered=False) for _ in range(2)]

    busy = hr.client.get("/app/en/reports.csv")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert "Other files are being made" in busy.text
    next(iter(answers[0].response))
    assert all(is_running(stream.process.pid) for stream in streams)
    for answer in answers:
        answer.close()
    assert not any(is_running(stream.process.pid) for stream in streams)
    assert hr.client.get("/app/en/reports.csv").data.count(b"\r\n") == 5001


@only_sqlite
def test_a_file_that_breaks_off_does_not_look_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hr = world.person("HR", Role.HR)
    add_people(world, 5000)
    streams = watched(monkeypatch)
    answer = hr.client.get("/app/en/reports.csv", buffered=False)
    streams[0].process.kill()

    with pytest.raises(StorageUnavailable):
        b"".join(answer.response)
    answer.close()


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every stream that is begun from now on."""
    begun: list[Any] = []
    begin = export_processes.ExportStream.__init__

    def remember(self: Any, *arguments: Any, **options: Any) -> None:
        begin(self, *arguments, **options)
        begun.append(self)

    monkeypatch.setattr(export_processes.ExportStream, "__init__", remember)
    return begun


def add_people(world: World, count: int) -> None:
    """Learners with numbers, in one statement."""
    with sqlite3.connect(world.settings.data / "course.db") as connection:
        connection.execute(
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) INSERT INTO users "
            "(id, email, email_key, name, kana, employee_number, locale, roles, created_at) "
            "SELECT printf('%08x', n), n || '@x', n || '@x', '瑞穂 学' || n, 'ミズホ', printf('%06d', n), "
            "'ja', 'learner', 0 FROM c",
            (count,),
        )
