"""The report's page: totals and charts are the file's, views are one's own, a manager sees the own department alone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Person, World, only_sqlite
from sqlalchemy import select
from test_report_filters import crowd

from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log

__all__ = ["crowd"]

pytestmark = pytest.mark.integration

TOTALS = ("対象", "修了", "修了率", "未受講")


def page_of(person: Person, query: str = "", language: str = "ja") -> str:
    """The page."""
    answer = person.client.get(f"/app/{language}/reports?{query}")
    assert answer.status_code == 200
    return answer.text


def rows_of(person: Person, query: str = "") -> list[dict[str, str]]:
    """The file."""
    raw = person.client.get(f"/app/ja/reports.csv?{query}").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(raw, newline="")))


def totals_of(page: str) -> dict[str, str]:
    """What the overview says."""
    overview = page.partition('id="overview"')[2].partition("</dl>")[0]
    return dict(re.findall(r"<dt>(\S+)</dt><dd>(\S+)</dd>", overview))


def departments_of(page: str) -> dict[str, tuple[str, ...]]:
    """Department -> 対象, 修了, 修了率, 未受講 in the table by department."""
    table = page.partition('class="by-module by-department"')[2].partition("</table>")[0]
    found = {}
    for row in re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", table, re.S):
        name = row.partition("</th>")[0].strip()
        found[name] = tuple(re.findall(r'data-label="[^"]+">([^<]+)<', row))
    return found


def counted(rows: list[dict[str, str]]) -> tuple[str, ...]:
    """対象, 修了, 修了率, 未受講 of rows of the file."""
    target = [row for row in rows if row["受講状況"] != "免除"]
    done = sum(row["受講状況"] == "修了" for row in target)
    share = f"{100 * done // len(target)}%" if target else "–"
    return str(len(target)), str(done), share, str(sum(not row["受講開始日"] for row in target))


@pytest.mark.parametrize("query", ["", "department=10", "status=overdue", "result=failed&sort=percent", "q=アベ"])
def test_totals_and_departments_are_those_of_the_file(world: World, crowd: dict[str, Person], query: str) -> None:
    page, rows = page_of(crowd["hr"], query), rows_of(crowd["hr"], query)
    assert rows
    assert tuple(totals_of(page)[name] for name in TOTALS) == counted(rows)
    assert f"{len(rows)}名" in page
    for status, count in Counter(row["受講状況"] for row in rows).items():
        assert f"{status} <strong>{count}</strong>" in page
    found = departments_of(page)
    codes = {row["所属コード"] for row in rows if row["受講状況"] != "免除"}
    assert {name.split()[0] for name in found} == {code or "部署なし" for code in codes}
    for name, figures in found.items():
        code = "" if name == "部署なし" else name.split()[0]
        assert figures == counted([row for row in rows if row["所属コード"] == code])


test_totals_and_departments_are_those_of_the_file = only_sqlite(test_totals_and_departments_are_those_of_the_file)


@only_sqlite
def test_page_file_and_filter_have_the_same_due_days(world: World, crowd: dict[str, Person]) -> None:
    asked = "due_from=2026-11-19&due_to=2026-12-01&sort=due_on"
    assert [row["受講期限"] for row in rows_of(crowd["hr"], asked)] == ["2026-11-19", "2026-12-01"]
    assert re.findall(
        r'<td class="date">(2026-1[12]-\d\d)</td>\s*<td class="number">', page_of(crowd["hr"], asked)
    ) == [
        "2026-11-19",
        "2026-12-01",
    ]


def test_charts_count_the_same_people(world: World, crowd: dict[str, Person]) -> None:
    page, rows = page_of(crowd["hr"], language="en"), rows_of(crowd["hr"])
    scores = re.findall(r'<th scope="row">\d+–\d+</th><td class="number">(\d+)</td>', page)
    percents = [int(row["得点率"].rstrip("%")) for row in rows if row["得点率"] and row["受講状況"] != "免除"]
    assert [int(count) for count in scores] == [
        sum(min(percent // 10, 9) == tenth for percent in percents) for tenth in range(10)
    ]
    sums = re.findall(
        r'<th scope="row" class="date">[^<]+</th><td class="number">\d+</td><td class="number">(\d+)', page
    )
    assert sums[-1] == totals_of(page_of(crowd["hr"]))["修了"]
    assert "style=" not in page


@pytest.mark.parametrize("query", ["", "department=11", "department=20", "cohort=x", "q=人", "sort=percent&dir=desc"])
@only_sqlite
def test_a_manager_sees_the_own_department_in_every_number(world: World, crowd: dict[str, Person], query: str) -> None:
    page, rows = page_of(crowd["boss"], query), rows_of(crowd["boss"], query)
    assert {row["所属コード"] for row in rows} <= {"10"}
    assert tuple(totals_of(page)[name] for name in TOTALS) == counted(rows)
    assert {name.split()[0] for name in departments_of(page)} <= {"10"}
    assert "/people/" not in page.partition("<main")[2]
    assert 'id="department"' not in page


def test_a_view_is_saved_opened_renamed_and_deleted(world: World, crowd: dict[str, Person]) -> None:
    hr = crowd["hr"]
    form = {
        "token": hr.csrf,
        "name": " 期限超過 ",
        "query": "status=overdue&sort=due_on&dir=desc&page=7&columns=name,kana&x=1",
    }
    saved = hr.client.post("/app/ja/reports/views", data=form)
    assert "ビューを保存しました" in hr.client.get(saved.location).text
    link = re.search(r'href="(/app/ja/reports/views/[^"]+)"', page_of(hr))
    assert link is not None
    opened = hr.client.get(link[1])
    asked = parse_qs(urlsplit(opened.location).query)
    assert {name: asked[name] for name in ("status", "sort", "dir", "columns")} == {
        "status": ["overdue"], "sort": ["due_on"], "dir": ["desc"], "columns": ["name,kana"],
    }  # fmt: skip
    assert {"page", "x"} & set(asked) == set()
    assert 'aria-sort="descending"' in hr.client.get(opened.location).text
    hr.client.post("/app/ja/reports/views", data=form | {"query": "status=waived"})
    assert page_of(hr).count("/reports/views/") == 2  # the link and its form: it was replaced
    assert "status=waived" in hr.client.get(link[1]).location
    hr.client.post(link[1], data={"token": hr.csrf, "do": "rename", "name": "<b>新しい名前</b>"})
    assert "&lt;b&gt;新しい名前&lt;/b&gt;" in page_of(hr)
    hr.client.post("/app/ja/reports/views", data=form)
    taken = hr.client.post(link[1], data={"token": hr.csrf, "do": "rename", "name": "期限超過"})
    assert (taken.status_code, "別の名前" in taken.text) == (422, True)
    assert hr.client.post("/app/ja/reports/views", data=form | {"name": " "}).status_code == 422
    hr.client.post(link[1], data={"token": hr.csrf, "do": "delete"})
    assert hr.client.get(link[1]).status_code == 404
    with world.server.database.reading() as connection:
        noted = list(connection.execute(select(audit_log.c.action).where(audit_log.c.actor == hr.account.id)).scalars())
    assert [noted.count(action) for action in ("view_saved", "view_renamed", "view_deleted")] == [3, 1, 1]


def test_nobody_has_another_persons_view(world: World) -> None:
    hr, other = world.person("HR", Role.HR), world.person("Boss", Role.MANAGER, department_code="1")
    data = {"token": hr.csrf, "name": "Mine", "query": "q=x"}
    hr.client.post("/app/en/reports/views", data=data)
    link = re.search(r'href="(/app/en/reports/views/[^"]+)"', page_of(hr, language="en"))
    assert link is not None
    assert "Mine" not in page_of(other, language="en")
    assert other.client.get(link[1]).status_code == 404
    for deed in ("rename", "delete"):
        form = {"token": other.csrf, "do": deed, "name": "Theirs"}
        assert other.client.post(link[1], data=form).status_code == 404
    assert hr.client.get(link[1]).status_code == 303
    # The same name is free for somebody else, and what it asks shows the own department all the same.
    other.client.post("/app/en/reports/views", data=data | {"token": other.csrf, "query": "department=2"})
    world.person("Foreign Colleague", department_code="2")
    own = re.search(r'href="(/app/en/reports/views/[^"]+)"', page_of(other, language="en"))
    assert own is not None
    assert "Foreign" not in other.client.get(own[1], follow_redirects=True).text


@only_sqlite
def test_chips_take_one_filter_away_each(world: World, crowd: dict[str, Person]) -> None:
    page = page_of(crowd["hr"], "department=10&status=overdue&due_to=2026-12-01&sort=percent")
    chips = [unescape(href) for href in re.findall(r'<li><a href="\?([^"]+)" aria-label="条件', page)]
    asked = [set(parse_qs(chip)) - {"course", "sort"} for chip in chips]
    assert asked == [{"status", "due_to"}, {"department", "due_to"}, {"department", "status"}]
    assert '<details class="more" open>' in page
    assert "適用中の条件" not in page_of(crowd["hr"])
