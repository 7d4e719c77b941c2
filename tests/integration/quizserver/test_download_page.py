"""Putting a file together: everything is in the address, without a script."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Person, World, only_sqlite
from test_report import office, read_csv  # noqa: F401 - a fixture

from quizserver.domain.people import Role
from quizserver.web.columns import DEFAULT

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("kind")]


def choose(person: Person, query: str, language: str = "ja") -> tuple[str, dict[str, str]]:
    """Where the form leads: the path, and what the address says."""
    answer = person.client.get(f"/app/{language}/reports/download?chosen=1&{query}")
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["Location"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}


def checked(page: str) -> list[str]:
    return re.findall(r'name="column" value="(\w+)" type="checkbox" checked', page)


@only_sqlite
def test_the_page_begins_with_the_default_columns_in_their_order(office: dict[str, Person]) -> None:  # noqa: F811
    page = office["hr"].client.get("/app/ja/reports/download?status=completed").text

    assert checked(page) == list(DEFAULT)
    assert "1名" in page
    assert 'name="status" value="completed"' in page
    assert "この名簿の文字は、すべて保存できます" in page
    assert 'value="modules" type="checkbox" aria' in page


@only_sqlite
def test_columns_move_and_stay_in_the_address(office: dict[str, Person]) -> None:  # noqa: F811
    hr = office["hr"]
    picked = "column=name&column=status&column=modules&column=note&form=csv&header=en&department=0310"
    path, kept = choose(hr, picked + "&move=up:modules")

    assert path == "/app/ja/reports/download"
    assert kept["columns"] == "name,modules,status,note"
    assert (kept["header"], kept["form"], kept["department"]) == ("en", "csv", "0310")
    page = hr.client.get(f"{path}?columns={kept['columns']}&header=en&form=csv&moved={kept['moved']}").text
    assert checked(page) == ["name", "modules", "status", "note"]
    assert page.count("autofocus") == 1
    assert choose(hr, picked + "&move=down:note")[1]["columns"] == "name,status,modules,note"
    assert choose(hr, picked + "&move=up:name")[1]["columns"] == "name,status,modules,note"
    assert choose(hr, "form=csv")[1]["columns"] == ""
    assert "列を1つ以上" in hr.client.get("/app/ja/reports/download?columns=").text


@only_sqlite
def test_the_file_is_the_one_that_was_put_together(office: dict[str, Person]) -> None:  # noqa: F811
    hr = office["hr"]
    path, kept = choose(hr, "column=status&column=employee_number&form=csv&header=en&status=completed&take=1")

    assert path == "/app/ja/reports.csv"
    rows = read_csv(hr, "?" + "&".join(f"{name}={value}" for name, value in kept.items()))
    assert rows == [{"Status": "Completed", "Employee number": "00123"}]
    assert choose(hr, "column=name&form=sjis&take=1")[0] == "/app/ja/reports.sjis.csv"


@only_sqlite
def test_what_was_put_together_is_kept_as_a_view(office: dict[str, Person]) -> None:  # noqa: F811
    hr = office["hr"]
    page = hr.client.get("/app/ja/reports/download?columns=status,name&header=en&status=completed").text
    kept = re.search(r'name="query" value="([^"]+)"', page)
    assert kept is not None
    form = {"token": hr.csrf, "query": kept[1].replace("&amp;", "&"), "name": "毎月の報告"}
    report = hr.client.post("/app/ja/reports/views", data=form, follow_redirects=True)
    link = re.search(r'href="(/app/ja/reports/download\?[^"]+)"', report.text)
    assert link is not None
    again = hr.client.get(link[1].replace("&amp;", "&")).text
    assert checked(again) == ["status", "name"]
    assert 'name="header" value="en" type="radio" checked' in again


def test_what_shift_jis_cannot_hold_is_told_before(world: World) -> None:
    hr = world.person("HR", Role.HR)
    world.person("𠮷田 😀", department_code="1")
    page = hr.client.get("/app/en/reports/download").text
    assert "1 cells hold characters that it does not have (𠮷　😀)" in page
    assert "𠮷" not in hr.client.get("/app/en/reports/download?columns=employee_number").text
    manager = world.person("Boss", Role.MANAGER, department_code="2")
    own = manager.client.get("/app/en/reports/download?department=1").text
    assert "0 people" in own
    assert "𠮷" not in own
