"""The audit log as HR sees it, and that everything HR and admin do is in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from conftest import Person, World
from course_factory import compiled_course
from full_life import NAME, NUMBER, live
from sqlalchemy import insert, select

from coursekit.model import CompletionRule
from quizserver.domain.actions import ACTIONS, OBJECTS
from quizserver.domain.erasing import ErasureReason
from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log
from quizserver.web.words import words

pytestmark = pytest.mark.integration


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server that certifies."""
    return make_world(
        course=compiled_course(rule=CompletionRule.COMPLETED),
        issuer={"en": "Kozue", "ja": "こずえ"},
        origins=("http://127.0.0.1:8000",),
    )


@pytest.fixture
def hr(world: World) -> Person:
    """Who reads the log."""
    return world.person("人事 花子", Role.HR, employee_number="0000007")


def rows(hr: Person, query: str = "", *, language: str = "ja") -> list[list[str]]:
    """The table of the page: when, who, what, about, details."""
    page = hr.client.get(f"/app/{language}/audit?{query}")
    assert page.status_code == 200, page.text
    body = page.text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page.text else ""
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.S) for row in body.split("<tr>")[1:]]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in row] for row in cells]


def file_rows(hr: Person, query: str = "") -> list[dict[str, str]]:
    """The CSV."""
    answer = hr.client.get(f"/app/en/audit.csv?{query}")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_it_says_who_did_what_about_whom_in_words(world: World, hr: Person) -> None:
    person = live(world, hr=hr)
    hr.client.get(f"/app/ja/people/{person.account.id}")
    newest = rows(hr)
    assert newest[0][1:4] == ["人事 花子 0000007", "個人の受講状況の閲覧", f"{NAME} {NUMBER}"]
    assert newest[0][0] == "2026-11-18 20:07"
    waived = next(row for row in newest if row[2] == "受講の免除")
    assert waived[3:] == [f"{NAME} {NUMBER} 受講登録", "コース：sample"]
    assert rows(hr, language="en")[0][2] == "Looked at the audit log"


def test_after_an_erasure_it_names_nobody(world: World, hr: Person) -> None:
    person = live(world, hr=hr)
    world.server.erasing.deactivate(user_id=person.account.id, actor=hr.account.id)
    world.server.erasing.erase(
        user_id=person.account.id, actor=hr.account.id, reason=ErasureReason.REQUESTED, typed=NUMBER
    )
    first = rows(hr)[0]
    assert first[2:] == ["個人情報の消去", "消去済みの方", "理由：本人からの請求、受講登録の件数：2"]
    assert NAME not in hr.client.get("/app/ja/audit").text
    assert NUMBER not in hr.client.get("/app/ja/audit.csv").text


def test_it_is_filtered_by_day_action_and_people(world: World, hr: Person) -> None:
    person, other = world.person("One", employee_number="1"), world.person("Two", email="two@example.com")
    for somebody in (person, other):
        hr.client.get(f"/app/en/people/{somebody.account.id}")
    world.clock.forward(seconds=7 * 3600)
    hr.client.get(f"/app/en/people/{person.account.id}")
    viewed = "Looked at a person"

    def found(query: str) -> list[str]:
        return [row[3] for row in rows(hr, query, language="en") if row[2] == viewed]

    assert found("") == ["One 1", "Two", "One 1"]
    assert found("person=1") == found(f"person={person.account.id}") == ["One 1", "One 1"]
    assert found("person=TWO@example.com") == ["Two"]
    assert found("actor=0000007&action=person_viewed") == ["One 1", "Two", "One 1"]
    assert found("actor=1") == []
    assert found("action=signed_in") == []
    # 20:06 and, seven hours later, 03:06 of the next day in Tokyo.
    assert found("from=2026-11-19") == ["One 1"]
    assert found("to=2026-11-18") == ["Two", "One 1"]
    assert found("from=2026-11-18&to=2026-11-18&person=1") == ["One 1"]
    page = hr.client.get("/app/ja/audit?from=yesterday&actor=nobody").text
    assert "開始日が日付として読み取れません" in page
    assert "「操作した人」に入力された番号" in page


def test_pages_follow_one_another_without_gaps(world: World, hr: Person) -> None:
    at = world.clock()
    entries = [
        # Many of one moment, and a clock that was set back.
        {"at": at - (n % 7) * 1000 + (n // 100) * 500, "actor": "system", "action": "roles_changed", "object": f"n:{n}"}
        for n in range(250)
    ]
    world.server.database.write(lambda tx: tx.execute(insert(audit_log), entries))
    world.clock.forward(seconds=-3600)
    seen: list[str] = []
    query = "actor=system"
    for size in (100, 100, 50):
        page = hr.client.get(f"/app/en/audit?{query}").text
        found = re.findall(r'<span class="soft">n (\d+)</span>', page)
        assert len(found) == size
        seen += found
        link = re.search(r'href="/app/en/audit\?([^"]*)" rel="next"', page)
        query = unescape(link[1]) if link else ""
    assert query == ""
    assert sorted(map(int, seen)) == list(range(250))
    order = [(entries[int(n)]["at"], int(n)) for n in seen]
    assert order == sorted(order, reverse=True)
    assert [row["Object (ID)"] for row in file_rows(hr, "actor=system")] == [f"n:{n}" for n in seen]


def test_the_file_says_the_same_and_is_logged(world: World, hr: Person) -> None:
    person = world.person("=HYPERLINK(1)", employee_number="0001")
    hr.client.get(f"/app/en/people/{person.account.id}")
    first = file_rows(hr)[0]
    assert first == {
        "When": "2026-11-18 20:06:40",
        "Actor (ID)": hr.account.id,
        "Who": "人事 花子",
        "Number of who did it": "0000007",
        "Action (code)": "audit_exported",
        "What": "Exported the audit log",
        "Object (ID)": "audit:log",
        "About": "",
        "Employee number": "",
        "Details": "",
    }
    assert file_rows(hr, "action=person_viewed&person=0001")[0]["About"] == "'=HYPERLINK(1)"
    with world.server.database.snapshot() as tx:
        last = tx.execute(select(audit_log.c.facts).order_by(audit_log.c.id.desc()).limit(1)).scalar_one()
    assert json.loads(last) == {"action": "person_viewed", "search": True}


def test_every_action_has_its_words() -> None:
    for language in ("en", "ja"):
        said = words(language).entries
        assert {name.removeprefix("audit.actions.") for name in said if name.startswith("audit.actions.")} == ACTIONS
        assert {name.removeprefix("audit.objects.") for name in said if name.startswith("audit.objects.")} == OBJECTS


def test_what_is_not_in_the_list_cannot_be_logged(world: World) -> None:
    from quizserver.storage.audit import append_audit

    with pytest.raises(AssertionError, match="add it to domain/actions"):
        world.server.database.write(
            lambda tx: append_audit(tx, actor="system", action="something_new", subject="user:1", now=1)
        )
