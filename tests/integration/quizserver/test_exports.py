"""The report's files: the same people in each, typed in the workbook."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from conftest import Person, World
from python_calamine import CalamineWorkbook
from test_report import office, read_csv  # noqa: F401 - a fixture

from quizserver.domain.people import Role

pytestmark = pytest.mark.integration

NAMES = ('=HYPERLINK("http://evil","x")', "+81", "-1", "@SUM", "\t tab", "＝全角", "髙﨑 𠮷男", "a\x0bb", "x" * 100)


def fetch(person: Person, form: str, language: str = "ja", query: str = "") -> Any:
    answer = person.client.get(f"/app/{language}/reports.{form}{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_workbook_says_what_the_csv_says(office: dict[str, Person], language: str) -> None:  # noqa: F811
    hr = office["hr"]
    every = "?columns=default,first_percent,cohort,modules"
    rows = read_csv(hr, every, language=language)
    table = next(iter(sheets(fetch(hr, "xlsx", language, every).data).values()))
    header = [str(cell) for cell in table[0]]

    assert header == list(rows[0])
    assert len(table) == 1 + len(rows)
    for cells, row in zip(table[1:], rows, strict=True):
        for name, cell in zip(header, cells, strict=True):
            assert _as_csv(cell, row[name]) == row[name], name


def _as_csv(cell: Any, wanted: str) -> str:
    """A typed cell in the words of the CSV."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{round(100 * cell)}%" if wanted.endswith("%") else f"{cell:g}"
    return str(cell)


def test_cells_are_typed(office: dict[str, Person]) -> None:  # noqa: F811
    book = sheets(fetch(office["hr"], "xlsx").data)
    table = book["受講記録"]
    done = dict(zip(table[0], next(row for row in table if row[1] == "髙橋 美咲"), strict=True))

    assert done["社員番号"] == "00123"
    assert done["得点率"] == 1.0
    assert isinstance(done["修了日"], date)
    assert isinstance(done["受験回数"], float)
    assert done["有効期限"] == ""


def test_departments_and_columns_have_sheets_of_their_own(office: dict[str, Person]) -> None:  # noqa: F811
    book = sheets(fetch(office["hr"], "xlsx").data)

    assert list(book) == ["受講記録", "部署別", "列の説明"]
    assert book["部署別"][0] == ["所属コード", "部署", "対象", "修了", "修了率", "未受講"]
    assert book["部署別"][1:] == [
        ["", "", 1.0, 0.0, 0.0, 1.0],
        ["0310", "営業部", 2.0, 1.0, 0.5, 0.0],
        ["0520", "法務部", 1.0, 0.0, 0.0, 0.0],
    ]
    assert [row[0] for row in book["列の説明"][1:]] == book["受講記録"][0]


def test_lines_of_json_are_the_same_in_every_language(office: dict[str, Person]) -> None:  # noqa: F811
    hr = office["hr"]
    english, japanese = (
        [json.loads(line) for line in fetch(hr, "jsonl", language, "?columns=default,modules").data.splitlines()]
        for language in ("en", "ja")
    )

    for one, other in zip(english, japanese, strict=True):
        assert one | {"course_name": ""} == other | {"course_name": ""}
    done = next(line for line in english if line["employee_number"] == "00123")
    assert (done["status"], done["result"], done["percent"]) == ("completed", "passed", 100)
    assert done["modules"][0].keys() == {"module", "status", "percent"}


def test_hostile_names_do_nothing_and_lose_nothing(world: World) -> None:
    hr = world.person("HR", Role.HR)
    for number, name in enumerate(NAMES):
        world.person(name, kana=f"{number:02d}")
    data = fetch(hr, "xlsx").data

    found = [row[1] for row in sheets(data)["受講記録"][1:]]
    assert found == list(NAMES)


def test_shift_jis_lists_what_it_cannot_hold(world: World) -> None:
    hr = world.person("HR", Role.HR)
    world.person("髙﨑 花子", kana="1", department="〜営業−部", department_code="1")
    answer = fetch(hr, "sjis.csv")
    assert "髙﨑 花子" in answer.data.decode("cp932")
    assert "～営業－部" in answer.data.decode("cp932")

    world.person("𠮷田 😀", kana="2")
    refused = hr.client.get("/app/ja/reports.sjis.csv")
    assert refused.status_code == 422
    assert "𠮷😀" in refused.text
    assert "髙" not in refused.text


def test_a_manager_takes_away_the_own_department_only(office: dict[str, Person], world: World) -> None:  # noqa: F811
    manager = world.person("Boss", Role.MANAGER, department_code="0520")
    for form in ("csv", "sjis.csv", "xlsx", "jsonl"):
        answer = manager.client.get(f"/app/ja/reports.{form}?department=0310&q=")
        # 𠮷田 does not fit into Shift_JIS: there the answer is the page that says so.
        text = str(sheets(answer.data)) if form == "xlsx" else answer.data.decode("utf-8")
        assert "髙橋" not in text, form
    assert "吉田" not in fetch(manager, "jsonl").text
    assert "花子" in fetch(manager, "jsonl").text
