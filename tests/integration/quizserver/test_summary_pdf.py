"""The board's summary: the numbers of the report, in both languages, without a name, for every reader."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from conftest import Person, World, only_sqlite
from pypdf import PdfReader
from test_export_command import run  # noqa: F401 - a fixture
from test_report import office  # noqa: F401 - a fixture

from quizserver.domain.people import Role
from quizserver.web import exports

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("kind")]


def summary(person: Person, language: str, query: str = "") -> PdfReader:
    answer = person.client.get(f"/app/{language}/reports.pdf{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    return PdfReader(io.BytesIO(answer.data))


def told(pages: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages.pages))


@only_sqlite
def test_it_tells_totals_departments_and_scores_and_no_names(office: dict[str, Person]) -> None:  # noqa: F811
    hr = office["hr"]
    japanese, english = told(summary(hr, "ja")), told(summary(hr, "en"))

    assert "対象 4 修了 1 修了率 25%" in japanese
    assert "0310 営業部" in japanese
    assert re.search(r"0310 営業部.{0,3} 2 1 50% 0", japanese)
    assert "（部署なし）" in japanese
    assert "受講対象者の全員" in japanese
    assert "Should learn 4 Completed 1" in english
    for text in (japanese, english):
        for name in ("髙橋", "美咲", "山﨑", "𠮷田", "Ann Other", "00123", "@example.com"):
            assert name not in text


@only_sqlite
def test_it_is_tagged_on_a4_and_says_what_it_is(office: dict[str, Person]) -> None:  # noqa: F811
    pages = summary(office["hr"], "ja", "?department=0310&q=美咲")

    root = pages.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja-JP" or str(root["/Lang"]).startswith("ja")
    assert "pdfuaid" in pages.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 1 <= len(pages.pages) <= 2
    assert [round(float(side)) for side in pages.pages[0].mediabox[2:]] == [595, 842]
    text = told(pages)
    assert "所属コード：0310" in text
    assert "検索で絞り込んだ" in text
    assert "美咲" not in text


def test_a_manager_is_told_of_the_own_department(office: dict[str, Person], world: World) -> None:  # noqa: F811
    manager = world.person("Boss", Role.MANAGER, department_code="0520")
    text = told(summary(manager, "ja", "?department=0310"))
    assert "法務部" in text
    assert "営業部" not in text
    assert "対象 1" in text


@only_sqlite
def test_it_comes_from_a_process_and_the_command_line_too(
    office: dict[str, Person],  # noqa: F811
    run: object,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "board.pdf"
    done = run("--form", "pdf", "--header", "ja", "--output", str(file))  # type: ignore[operator]
    assert done.exit_code == 0, done.output
    monkeypatch.setattr(exports, "SHORT", 0)
    by_command, by_process = (told(pages).split("現在")[1] for pages in (PdfReader(file), summary(office["hr"], "ja")))
    # The command goes by the real clock, so that the curves differ.
    assert by_command[:110] == by_process[:110]
