"""Whatever happens, the lines of the log hold no name, number, address or search."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from conftest import Person, World, given, only_sqlite
from full_life import EMAIL, KANA, NAME, NUMBER

from quizserver.domain.people import Role
from quizserver.web.logs import JsonFormatter

pytestmark = pytest.mark.integration


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, as it is written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


@only_sqlite
def test_no_path_of_a_day_writes_a_person_into_the_log(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = world.person("HR", Role.HR)
    person = world.person(NAME, email=EMAIL, employee_number=NUMBER, kana=KANA)
    Person(world.app.test_client(), person.account).sign_in()
    Person(world.app.test_client(), person.account).sign_in("wrong password 123")
    person.submit(person.start()["id"], [given("q-short", {"text": f"I am {NAME}"})])
    roster = f"社員番号,氏名\n{NUMBER},{NAME}\n".encode()
    hr.client.post(
        "/app/ja/people/roster", data={"token": hr.csrf, "file": (io.BytesIO(roster), f"{NAME}.csv"), "whole": "on"}
    )
    for path in (
        f"reports?q={NAME}",
        f"reports.csv?q={NUMBER}",
        f"audit?person={EMAIL}&actor={NAME}",
        f"people/{person.account.id}",
        f"people/{person.account.id}/erase",
        f"nowhere/{NAME}",
        f"verify/{NUMBER}",
    ):
        hr.client.get(f"/app/ja/{path}")
    person.client.get("/app/ja/account/data.zip")

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"{NAME} {EMAIL} {NUMBER}")

    monkeypatch.setattr(type(world.server.looking_back), "select_page", fail)
    assert hr.client.get(f"/app/ja/audit?person={NUMBER}").status_code == 500
    written = lines.getvalue()
    assert '"event":"bug"' in written
    assert "ValueError" in written
    quoted = [text.encode("unicode_escape").decode() for text in (NAME, KANA)]
    assert [text for text in (NAME, KANA, NUMBER, EMAIL, *quoted) if text in written] == []
