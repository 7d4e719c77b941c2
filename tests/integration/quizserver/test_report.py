"""The report: everybody is in it, the numbers agree, and the file opens as it was meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Person, World, given, only_sqlite
from course_factory import COURSE, LIMITED, UNGRADED
from sqlalchemy import select
from test_learner_api import everything_right

from quizserver.domain.people import Role
from quizserver.storage.departments import upsert_departments
from quizserver.storage.tables import audit_log

pytestmark = pytest.mark.integration

DAY = "2026-11-18"
"""The fake clock's day in Tokyo; in UTC it is a day earlier in the morning hours."""


def read_csv(person: Person, query: str = "", language: str = "ja") -> list[dict[str, str]]:
    """The file as Excel would read it."""
    answer = person.client.get(f"/app/{language}/reports.csv{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    raw = answer.data
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.fixture
def office(world: World) -> dict[str, Person]:
    """Five learners, one of each standing, and HR."""
    people = {
        "done": world.person(
            "髙橋 美咲", kana="タカハシ ミサキ", employee_number="00123", department_code="0310", department="営業部"
        ),
        "failed": world.person(
            "山﨑 健太", kana="ヤマザキ ケンタ", employee_number="00207", department_code="0310", department="営業部"
        ),
        "begun": world.person(
            "𠮷田 花子", kana="ヨシダ ハナコ", employee_number="00300", department_code="0520", department="法務部"
        ),
        "fresh": world.person("Ann Other", employee_number="A-1"),
        "hr": world.person("佐々木 陽子", Role.HR, employee_number="00098"),
    }
    done = people["done"]
    done.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    done.submit(done.start()["id"], everything_right(world))
    done.submit(done.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})], language="ja")
    failed = people["failed"]
    failed.submit(failed.start()["id"], [given("q-single", {"selected": ["b"]})])
    people["begun"].start(LIMITED)
    return people


def test_everybody_is_in_the_file_those_who_have_not_begun_included(office: dict[str, Person]) -> None:
    rows = read_csv(office["hr"])
    assert [row["氏名"] for row in rows] == ["Ann Other", "髙橋 美咲", "山﨑 健太", "𠮷田 花子"]
    assert [row["受講状況"] for row in rows] == ["未受講", "修了", "受講中", "受講中"]
    assert [row["社員番号"] for row in rows] == ["A-1", "00123", "00207", "00300"]


def test_a_row_says_all_that_is_known(office: dict[str, Person]) -> None:
    done = read_csv(office["hr"], "?q=00123&columns=default,modules")[0]
    assert done == {
        "社員番号": "00123",
        "氏名": "髙橋 美咲",
        "フリガナ": "タカハシ ミサキ",
        "所属コード": "0310",
        "部署": "営業部",
        "役職": "",
        "メールアドレス": office["done"].account.email,
        "コースコード": COURSE,
        "コース名": "Sample course（日本語）",
        "版": "2026.1",
        "受講言語": "日本語",
        "受講期限": "",
        "受講開始日": DAY,
        "最終学習日": DAY,
        "進捗率": "100%",
        "受講状況": "修了",
        "得点": "10",
        "満点": "10",
        "得点率": "100%",
        "合格基準": "",
        "合否": "合格",
        "受験回数": "2",
        "初回得点": done["初回得点"],
        "学習時間（参考）": "0",
        "修了日": DAY,
        "修了証番号": done["修了証番号"],
        "有効期限": "",
        "備考": "",
        "Module 0（日本語）：状況": "修了",
        "Module 0（日本語）：得点率": "",
        "Module 1（日本語）：状況": "合格",
        "Module 1（日本語）：得点率": "100%",
        "Module 2（日本語）：状況": "合格",
        "Module 2（日本語）：得点率": "100%",
    }


def test_points_of_what_was_not_taken_count_in_the_maximum(office: dict[str, Person]) -> None:
    failed = read_csv(office["hr"], "?q=00207", language="en")[0]
    assert (failed["Points"], failed["Maximum points"], failed["Score"]) == ("1", "10", "10%")
    assert (failed["Result"], failed["Attempts"], failed["Completed on"]) == ("Not passed", "1", "")
    begun = read_csv(office["hr"], "?q=00300", language="en")[0]
    assert (begun["Result"], begun["Score"], begun["Progress"]) == ("Not taken", "", "0%")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?status=completed", ["髙橋 美咲"]),
        ("?status=not_started", ["Ann Other"]),
        ("?status=nonsense", ["Ann Other", "髙橋 美咲", "山﨑 健太", "𠮷田 花子"]),
        ("?department=0310", ["髙橋 美咲", "山﨑 健太"]),
        ("?q=ann", ["Ann Other"]),
        ("?q=𠮷", ["𠮷田 花子"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?q=%00", ["Ann Other", "髙橋 美咲", "山﨑 健太", "𠮷田 花子"]),
        ("?q='; DROP TABLE users; --", []),
        ("?department=0310&status=completed&q=タカハシ", ["髙橋 美咲"]),
    ],
)
def test_filters_agree_between_page_and_file(office: dict[str, Person], query: str, names: list[str]) -> None:
    assert [row["氏名"] for row in read_csv(office["hr"], query)] == names
    page = office["hr"].client.get(f"/app/ja/reports{query}").text
    body = page.partition("<tbody>")[2]
    shown = [name for name in ("Ann Other", "髙橋 美咲", "山﨑 健太", "𠮷田 花子") if f"{name}<" in body]
    assert sorted(shown) == sorted(names)
    assert f"同じ{len(names)}名" in page


def test_totals_of_the_page(office: dict[str, Person]) -> None:
    page = office["hr"].client.get("/app/en/reports").text
    assert "4 people" in page
    for status, count in (("Completed", 1), ("In progress", 2), ("Not started", 1)):
        assert f"{status} <strong>{count}</strong>" in page


def test_pages_follow_one_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(world.server.reporting), "page_size", 2)
    hr = world.person("HR", Role.HR)
    for number in range(5):
        world.person(f"Learner {number}")
    seen = []
    for page in (1, 2, 3):
        text = hr.client.get(f"/app/en/reports?page={page}").text
        assert f"Page {page} of 3" in text
        seen += [number for number in range(5) if f"Learner {number}<" in text]
    assert seen == [0, 1, 2, 3, 4]
    assert "Page 3 of 3" in hr.client.get("/app/en/reports?page=99").text
    assert hr.client.get("/app/en/reports?page=x").status_code == 200


HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '"; =1+1',
    "a,b",
    "<script>alert(1)</script>",
    "'quoted'",
]


def test_hostile_names_stay_text(world: World) -> None:
    hr = world.person("HR", Role.HR)
    for number, name in enumerate(HOSTILE):
        world.person(name, employee_number=f"{number:05d}", department="=1+1", department_code="007")
    rows = {row["社員番号"]: row for row in read_csv(hr)}
    for number, name in enumerate(HOSTILE):
        cell = rows[f"{number:05d}"]["氏名"]
        assert cell.removeprefix("'") == name.removeprefix("'")
        assert cell[0] not in "=+-@＝＋－＠"
        assert rows[f"{number:05d}"]["部署"] == "'=1+1"
        assert rows[f"{number:05d}"]["所属コード"] == "007"


def test_no_name_becomes_markup_in_a_page(world: World) -> None:
    name = "<img src=x onerror=alert(1)>\"'&"
    hr = world.person(name, Role.HR, Role.LEARNER, department=name, department_code='"><script>', kana="<b>")
    for path in ("/app/en/reports", "/app/en/learning", "/app/en/account", "/app/en/reports?q=%22%3E%3Cscript%3E"):
        # The one script of ours stands in the head, as a file.
        text = hr.client.get(path).text.replace('<script src="/app/static/scheme.js', "")
        assert "<img" not in text, path
        assert "<script" not in text, path
        assert "<b>" not in text, path
    answer = hr.client.post(
        "/app/en/account", data={"token": hr.csrf, "name": "\x00<script>", "kana": "", "locale": "en"}
    )
    assert "<script>" not in answer.text


@only_sqlite
def test_the_file_is_named_in_the_language_of_the_page(office: dict[str, Person]) -> None:
    header = office["hr"].client.get("/app/ja/reports.csv").headers["Content-Disposition"]
    assert header == (
        f'attachment; filename="sample-{DAY}.csv"; '
        f"filename*=UTF-8''%E5%8F%97%E8%AC%9B%E3%83%AC%E3%83%9D%E3%83%BC%E3%83%88_sample_{DAY}.csv"
    )


def test_days_are_those_of_the_company(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.clock.now = 1_795_000_000_000 - 1_795_000_000_000 % 86_400_000 + 16 * 3_600_000
    learner, hr = world.person("Night Owl"), world.person("HR", Role.HR)
    learner.start()
    utc_day = "2026-11-18"
    assert read_csv(hr)[0]["受講開始日"] > utc_day


def test_looking_and_exporting_are_audited(world: World, office: dict[str, Person]) -> None:
    hr = office["hr"]
    hr.client.get("/app/en/reports?q=secret-search&status=overdue&department=Secret-Name")
    read_csv(hr)
    with world.server.database.reading() as connection:
        entries: list[Any] = list(
            connection.execute(
                select(audit_log.c.action, audit_log.c.object, audit_log.c.facts).where(
                    audit_log.c.actor == hr.account.id
                )
            )
        )
    assert [tuple(entry) for entry in entries][-2:] == [
        ("report_viewed", "report:sample", '{"search":true,"status":"overdue"}'),
        ("report_exported", "report:sample", '{"form":"csv"}'),
    ]


def test_my_learning_shows_the_next_step(world: World, learner: Person, office: dict[str, Person]) -> None:
    page = learner.client.get("/app/en/learning").text
    assert "0 of 3 modules done" in page
    assert 'href="/00-start/"' in page
    assert "About 75 minutes left" in page
    ja = office["done"].client.get("/app/ja/learning").text
    assert "全3モジュール中3モジュール修了" in ja
    assert "お疲れさまでした" in ja
    assert 'href="/ja/00-start/"' in ja


def test_a_department_is_shown_with_all_below_it(world: World) -> None:
    hr = world.person("HR", Role.HR)
    for name, code in (("上", "10"), ("下", "11"), ("別", "20")):
        world.person(name, department_code=code, department=code, kana=code)
    upsert = {"11": ("第一営業部", "10")}
    world.server.database.write(lambda tx: upsert_departments(tx, upsert))

    assert [row["氏名"] for row in read_csv(hr, "?department=10")] == ["上", "下"]
    assert [row["氏名"] for row in read_csv(hr, "?department=11")] == ["下"]
    manager = world.person("Boss", Role.MANAGER, department_code="10")
    assert [row["氏名"] for row in read_csv(manager, "?department=11")] == ["上"]
