"""HR's page about one person: the whole history, and what may be done about it, each with a reason and a line in it."""

from __future__ import annotations

import re

import pytest
from conftest import Person, World, given
from course_factory import COURSE, LIMITED, UNGRADED
from flask.testing import FlaskClient
from test_enrollments import registered
from test_registrations import do_everything
from werkzeug.test import TestResponse

from quizserver.domain.mails import Mail
from quizserver.domain.people import Role
from quizserver.services.auditing import verify_records
from quizserver.storage.mails import queue_mail

pytestmark = pytest.mark.integration


@pytest.fixture
def hr(world: World) -> Person:
    """Somebody of HR."""
    return world.person("佐々木 陽子", Role.HR)


def page(client: FlaskClient, person: Person, language: str = "en") -> str:
    """The page about a person, as its text."""
    answer = client.get(f"/app/{language}/people/{person.account.id}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def do(hr: Person, person: Person, deed: str, *, reason: str = "", due: str = "") -> TestResponse:
    """Press a button."""
    form = {"token": hr.csrf, "course": COURSE, "do": deed, "reason": reason, "due": due}
    return hr.client.post(f"/app/en/people/{person.account.id}", data=form, follow_redirects=True)


def test_the_whole_history_is_there(world: World, hr: Person) -> None:
    person = world.person("髙橋 美咲", employee_number="00123")
    person.submit(person.start(LIMITED)["id"], [given("q-limited", {"selected": ["a"]})])
    do_everything(world, person)
    text = page(hr.client, person, "ja")
    for expected in (
        "髙橋 美咲",
        "00123",
        "受講登録 1",
        "修了",
        "不合格",
        "合格",
        "コースを修了",
        "解答を提出",
        "本人",
    ):
        assert expected in text
    assert "Attempt submitted" in page(hr.client, person)


def test_attempts_say_what_counts_and_mails_are_there(world: World, hr: Person) -> None:
    person = world.person("髙橋 美咲")
    for answer in ("a", "b", "b"):
        world.clock.forward(seconds=1)
        person.submit(person.start(LIMITED, language="ja")["id"], [given("q-limited", {"selected": [answer]})])
    world.clock.forward(seconds=180)
    person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "en"})
    mail = Mail(id="m-1", user_id=person.account.id, kind="overdue", dedupe="k")
    world.server.database.write(lambda tx: queue_mail(tx, mail, now=world.clock.now))
    text = page(hr.client, person, "ja")
    row = r"Module 2（日本語） (\d) \S+ \S+ \S+ \S+ (\d+)% (合格|不合格) (採用|対象外) (日本語|英語)"
    tried = re.findall(row, text)
    assert tried == [
        ("1", "0", "不合格", "対象外", "日本語"),
        ("2", "100", "合格", "採用", "日本語"),
        ("3", "100", "合格", "対象外", "日本語"),
    ]
    assert "学習時間（参考） 3分" in text
    assert "期限超過のお知らせ 送信待ち" in text


def test_what_hr_does_has_a_reason_and_their_name(world: World, hr: Person) -> None:
    person = world.person("Learner")
    assert "The person is registered." in do(hr, person, "enroll", due="2027-03-31").text
    assert "The person is exempt." in do(hr, person, "waive", reason="Taught it for years").text
    assert registered(world, person)[0].waived_by == hr.account.id
    assert "The exemption is withdrawn." in do(hr, person, "withdraw", reason="Mistaken identity").text
    assert "registered again" in do(hr, person, "re-enroll", reason="New rules").text
    text = page(hr.client, person)
    for expected in ("Taught it for years 佐々木 陽子", "Mistaken identity 佐々木 陽子", "New rules", "Registration 2"):
        assert expected in text
    assert "2027-03-31" in text
    assert verify_records(world.server.database).problems == []


@pytest.mark.parametrize(
    ("deed", "status", "message"),
    [
        ("waive", 422, "A reason is missing"),
        ("withdraw", 409, "not registered in this course"),
        ("re-enroll", 422, "A reason is missing"),
        ("nonsense", 200, "Not registered."),
    ],
)
def test_what_cannot_be_done_is_said(world: World, hr: Person, deed: str, status: int, message: str) -> None:
    person = world.person("Learner")
    answer = do(hr, person, deed, reason="x" if deed == "withdraw" else "")
    assert (answer.status_code, message in answer.text) == (status, True)
    assert registered(world, person) == []


def test_names_and_reasons_are_text(world: World, hr: Person) -> None:
    person = world.person("<b>bold</b>", department='"><i>')
    answer = do(hr, person, "waive", reason="<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
    assert "<b>bold" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_nobody_but_hr_gets_in(world: World, hr: Person) -> None:
    person = world.person("Learner")
    for role in (Role.LEARNER, Role.TRAINER, Role.MANAGER):
        other = world.person("Other", role, department_code="1")
        assert other.client.get(f"/app/en/people/{person.account.id}").status_code == 403
        assert do(other, person, "waive", reason="x").status_code == 403
    assert hr.client.get("/app/en/people/11111111-1111-4111-8111-111111111111").status_code == 404
    assert hr.client.post(f"/app/en/people/{person.account.id}", data={"do": "enroll"}).status_code == 403
    assert registered(world, person) == []


def test_the_roster_leads_there(world: World, hr: Person) -> None:
    person = world.person("Learner", department_code="1")
    link = f'href="/app/en/people/{person.account.id}"'
    assert link in hr.client.get("/app/en/reports").text
    manager = world.person("Boss", Role.MANAGER, department_code="1")
    assert link not in manager.client.get("/app/en/reports").text
