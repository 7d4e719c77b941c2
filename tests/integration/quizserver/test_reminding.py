"""Reminders through a real mail server: whom they reach, in which words, and that nobody gets one twice."""

from __future__ import annotations

import csv
import io
import random
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import vobject
from aiosmtpd.controller import Controller
from conftest import Person, World, form_token, only_sqlite
from course_factory import COURSE
from icalendar import Calendar
from mail_server import MailBox
from sqlalchemy import insert, select, update

from quizserver.config import ReminderPolicy
from quizserver.domain.calendar import end_of_day
from quizserver.domain.people import Role
from quizserver.services.mailing import Mailing
from quizserver.storage.audit import SYSTEM
from quizserver.storage.tables import audit_log, cohorts, enrollments, erasures, mails, users
from quizserver.web.daily import DailyReminders
from quizserver.web.letters import send_letters

pytestmark = pytest.mark.integration

DAY_S = 86_400


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    box = MailBox()
    box.controller.start()
    yield box
    with suppress(RuntimeError):  # a test stopped it already
        box.controller.stop(no_assert=True)


@pytest.fixture
def world(make_world: Callable[..., World], mailbox: MailBox) -> World:
    return make_world(mail=mailbox.settings)


def learner(world: World, *, due_in: int, name: str = "Learner", **details: Any) -> Person:
    """Somebody whose course is due in so many days."""
    person = world.person(name, *details.pop("roles", ()), **details)
    world.server.registrations.enroll(user_id=person.account.id, course_id=COURSE, actor=SYSTEM)
    move_due(world, person, due_in=due_in)
    return person


def move_due(world: World, person: Person, *, due_in: int) -> date:
    due = world.server.reminding.today() + timedelta(days=due_in)
    change(world, person, due_at=end_of_day(due, zone=world.settings.timezone))
    return due


def change(world: World, person: Person, **values: Any) -> None:
    statement = update(enrollments).where(enrollments.c.user_id == person.account.id).values(**values)
    world.server.database.write(lambda tx: tx.execute(statement))


def remind(world: World) -> list[str]:
    """What `quizserver remind` does; the names of whom it queued."""
    queued = world.server.reminding.queue(actor=SYSTEM)
    send_letters(world.server)
    return [one.account.name for one in queued]


def states(world: World) -> dict[str, str]:
    """Name -> what became of the mail."""
    with world.server.database.reading() as connection:
        rows = connection.execute(select(users.c.name, mails.c.state).join(mails, mails.c.user_id == users.c.id))
        return dict(tuple(row) for row in rows)


def test_a_reminder_says_what_is_due_in_the_learners_language(world: World, mailbox: MailBox) -> None:
    world.clock.now = 1_796_180_400_000  # 2 December 2026, noon in Tokyo
    saki = learner(world, due_in=13, name="髙橋 﨑子", locale="ja")
    learner(world, due_in=-1, name="Priya Nair", locale="en")
    assert sorted(remind(world)) == ["Priya Nair", "髙橋 﨑子"]

    by_name = {mail["to"].addresses[0].display_name: mail for mail in mailbox.mails}
    mail = by_name["髙橋 﨑子"]
    assert mail["subject"] == "【受講期限のお知らせ】「Sample course（日本語）」 2026年12月15日（火）まで"
    assert mail["from"] == "研修事務局 <training@example.com>"
    assert (mail["auto-submitted"], bool(mail["date"])) == ("auto-generated", True)
    text = str(mail.get_body(("plain",)).get_content())
    assert "2026年12月15日（火）です（あと13日）" in text
    assert "http://127.0.0.1:8000/ja/\r\n" in text
    assert "研修事務局（training@example.com）までお問い合わせください" in text
    english = by_name["Priya Nair"]
    assert english["subject"] == "Overdue: “Sample course” was due on Tuesday, 1 December 2026"
    assert "http://127.0.0.1:8000/\r\n" in english.get_body(("plain",)).get_content()
    assert len({mail["message-id"] for mail in mailbox.mails}) == 2

    (file,) = mail.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert file["content-type"].params["method"] == "PUBLISH"
    check_calendar(file.get_payload(decode=True), due=date(2026, 12, 15), summary="受講期限：Sample course（日本語）")
    assert saki.client.get("/app/ja/learning").text.count("due-date.ics") == 1


def check_calendar(data: bytes, *, due: date, summary: str) -> dict[str, Any]:
    """Two parsers that are not ours agree on it; no line is longer than 75 octets, and each is whole UTF-8."""
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    one = Calendar.from_ical(data).events[0]
    event = vobject.readOne(data.decode()).vevent
    assert one["DTSTART"].dt == event.dtstart.value == due
    assert one["DTEND"].dt == event.dtend.value == due + timedelta(days=1)
    assert str(one["SUMMARY"]) == event.summary.value == summary
    return {"uid": event.uid.value, "sequence": int(event.sequence.value)}


def test_the_calendar_file_moves_with_the_due_date(world: World) -> None:
    person, stranger = learner(world, due_in=20, name="Somebody"), world.person("Stranger")
    address = f"/app/ja/learning/{COURSE}/due-date.ics"
    due = world.server.reminding.today() + timedelta(days=20)
    answer = person.client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    first = check_calendar(answer.data, due=due, summary="受講期限：Sample course（日本語）")

    world.clock.forward(seconds=60)
    moved = move_due(world, person, due_in=5)
    english = person.client.get(address.replace("/ja/", "/en/")).data
    second = check_calendar(english, due=moved, summary="Due: Sample course")
    assert first["uid"] == second["uid"]
    assert first["sequence"] < second["sequence"]

    assert stranger.client.get(address).status_code == 404
    change(world, person, done_at=world.clock.now)
    assert person.client.get(address).status_code == 404
    assert "due-date.ics" not in person.client.get("/app/ja/learning").text


def spoil(world: World, person: Person, how: str) -> None:
    """Make somebody a person who is not to be reminded."""
    now = world.clock.now
    values: dict[str, dict[str, Any]] = {
        "done": {"done_at": now},
        "expired": {"done_at": now - 2, "expires_at": now - 1},
        "waived": {"waived_at": now, "waived_by": SYSTEM, "waive_reason": "leave"},
        "ended": {"ended_at": now},
        "no due date": {"due_at": None},
    }
    if how in values:
        return change(world, person, **values[how])

    def job(tx: Any) -> None:
        own = update(users).where(users.c.id == person.account.id)
        if how == "inactive":
            tx.execute(own.values(active=False))
        elif how == "no learner":
            tx.execute(own.values(roles="hr"))
        elif how == "erased":
            tx.execute(insert(erasures).values(user_id=person.account.id, at=now, actor=SYSTEM))
        else:
            cohort = {
                "id": str(uuid.uuid4()),
                "course_id": COURSE,
                "name": person.account.id,
                "starts_at": now + 1,
                "created_at": now,
            }
            tx.execute(insert(cohorts).values(**cohort))
            tx.execute(
                update(enrollments).where(enrollments.c.user_id == person.account.id).values(cohort_id=cohort["id"])
            )

    return world.server.database.write(job)


HOWS = (
    "done",
    "expired",
    "waived",
    "ended",
    "no due date",
    "inactive",
    "no learner",
    "erased",
    "cohort not begun",
)


def test_nobody_is_mailed_who_need_not_learn_nor_who_stops_needing_it_in_between(
    world: World, mailbox: MailBox
) -> None:
    for how in HOWS:
        spoil(world, learner(world, due_in=2, name=f"before: {how}"), how)
    later = {how: learner(world, due_in=2, name=f"between: {how}") for how in HOWS}
    moved = learner(world, due_in=2, name="moved")
    learner(world, due_in=2, name="wanted")
    queued = world.server.reminding.queue(actor=SYSTEM)
    assert {one.account.name for one in queued} == {"moved", "wanted", *(f"between: {how}" for how in HOWS)}
    for how, person in later.items():
        spoil(world, person, how)
    move_due(world, moved, due_in=9)

    send_letters(world.server)
    assert [mail["to"].addresses[0].display_name for mail in mailbox.mails] == ["wanted"]
    assert {name: state for name, state in states(world).items() if state != "unwanted"} == {"wanted": "sent"}
    # The moved date has a series of its own.
    assert remind(world) == ["moved"]


def test_a_late_mail_does_not_say_what_is_no_longer_so(world: World, mailbox: MailBox) -> None:
    learner(world, due_in=0, name="Somebody")
    world.server.reminding.queue(actor=SYSTEM)
    world.clock.forward(seconds=DAY_S)
    assert remind(world) == ["Somebody"]
    assert [mail["subject"].split(":")[0] for mail in mailbox.mails] == ["Overdue"]


@only_sqlite
def test_over_many_days_nobody_is_told_twice_nor_after_being_done(world: World, mailbox: MailBox) -> None:
    chance = random.Random(5)
    people = [learner(world, due_in=chance.randint(0, 30), name=f"P{number}") for number in range(8)]
    done: dict[str, int] = {}
    for _ in range(45):
        world.clock.forward(seconds=DAY_S * chance.choice((0.4, 1, 1, 3)))
        person = chance.choice(people)
        if chance.random() < 0.12:
            change(world, person, done_at=world.clock.now)
            done.setdefault(person.account.name, len(mailbox.mails))
        elif chance.random() < 0.1:
            move_due(world, person, due_in=chance.randint(-3, 20))
        remind(world)
    assert len(done) >= 2
    for name, before in done.items():
        assert name not in [mail["to"].addresses[0].display_name for mail in mailbox.mails[before:]]
    with world.server.database.reading() as connection:
        keys = connection.execute(select(mails.c.dedupe)).scalars().all()
    assert len(keys) == len(set(keys)) == len(mailbox.mails) + list(states(world).values()).count("unwanted")
    assert len(mailbox.mails) > 10


def test_commands_at_once_queue_and_send_each_mail_once(world: World, mailbox: MailBox) -> None:
    for number in range(30):
        learner(world, due_in=1, name=f"Person {number}")
    threads = [threading.Thread(target=remind, args=(world,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mailbox.mails) == len({mail["to"] for mail in mailbox.mails}) == 30
    assert remind(world) == []


def test_what_a_killed_command_had_in_hand_is_never_sent_again(world: World, mailbox: MailBox) -> None:
    learner(world, due_in=1, name="Somebody")
    world.server.reminding.queue(actor=SYSTEM)

    class Killed(BaseException):
        pass

    def dies(_mail: object) -> None:
        raise Killed

    mailing = Mailing(world.server.database, server=mailbox.settings, clock=world.clock)
    with pytest.raises(Killed):
        mailing.send_waiting(dies)
    assert remind(world) == []
    world.clock.forward(seconds=601)
    assert remind(world) == []
    assert (states(world), mailbox.mails) == ({"Somebody": "unsure"}, [])


def test_a_server_that_refuses_one_and_dies_in_the_middle_gets_the_rest_next_time(
    world: World, mailbox: MailBox
) -> None:
    for number in range(6):
        learner(world, due_in=1, name=f"Person {number}")
    mailbox.answers = ["250 OK", "550 no such person", "drop"]
    remind(world)
    counted = sorted(states(world).values())
    assert counted == ["failed", "queued", "queued", "queued", "sent", "unsure"]
    mailbox.controller.stop()
    world.clock.forward(seconds=120)
    remind(world)
    mailbox.controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.controller.port)
    mailbox.controller.start()
    world.clock.forward(seconds=DAY_S / 4)
    remind(world)
    assert sorted(states(world).values()) == ["failed", "sent", "sent", "sent", "sent", "unsure"]
    assert len(mailbox.mails) == len({mail["to"] for mail in mailbox.mails}) == 5


def test_one_digest_a_week_names_the_own_department_only(world: World, mailbox: MailBox) -> None:
    world.clock.now = 1_797_217_200_000  # Monday, 14 December 2026, noon in Tokyo
    here = {"department_code": "10", "department": "営業部"}
    late = learner(world, due_in=-3, name="髙橋 﨑子", employee_number="00123", **here)
    learner(world, due_in=5, name="Near", manager_number="8", **here)
    learner(world, due_in=-3, name="Elsewhere", department_code="20", manager_number="8")
    learner(world, due_in=-3, name="Below", department_code="11", manager_number="8")
    spoil(world, learner(world, due_in=-3, name="Finished", **here), "done")
    world.person("部長", Role.MANAGER, locale="ja", **here)
    world.person("Chief", employee_number="8", locale="en", department_code="10", department="Sales")
    world.person("Colleague", employee_number="7", **here)
    remind(world)

    digests = {mail["to"].addresses[0].display_name: mail for mail in mailbox.mails}
    japanese = str(digests["部長"].get_body(("plain",)).get_content())
    assert digests["部長"]["subject"] == "【部署の受講状況】期限超過1名、期限間近1名"
    assert "営業部で、まだ受講を終えていない方" in japanese
    assert "・髙橋 﨑子（00123） 「Sample course（日本語）」 期限：2026年12月11日（金） 未受講" in japanese
    assert "/app/ja/reports" in japanese
    english = str(digests["Chief"].get_body(("plain",)).get_content())
    assert digests["Chief"]["subject"] == "Your department: 0 overdue, 1 due soon"
    assert "/reports" not in english
    for text in (japanese, english):
        assert all(name not in text for name in ("Elsewhere", "Below", "Finished"))
    assert "髙橋" not in english
    assert "Colleague" not in digests

    world.clock.forward(seconds=2 * DAY_S)
    sent = len(mailbox.mails)
    remind(world)
    assert "部署の受講状況" not in "".join(mail["subject"] for mail in mailbox.mails[sent:])
    # Finished before it is sent: nobody is left to tell the manager of, so no mail.
    world.clock.forward(seconds=5 * DAY_S)
    world.server.reminding.queue(actor=SYSTEM)
    change(world, late, done_at=world.clock.now)
    for name in ("Near", "Finished"):
        world.server.database.write(
            lambda tx, name=name: tx.execute(update(users).where(users.c.name == name).values(active=False))
        )
    sent = len(mailbox.mails)
    send_letters(world.server)
    assert "部署の受講状況" not in "".join(mail["subject"] for mail in mailbox.mails[sent:])


def test_hr_sees_today_sends_it_and_sees_what_became_of_it(world: World, mailbox: MailBox) -> None:
    learner(world, due_in=3, name="髙橋 﨑子")
    learner(world, due_in=3, name="Shop floor", email="", employee_number="00777")
    hr = world.person("人事", Role.HR)
    page = hr.client.get("/app/ja/reminders")
    assert "髙橋 﨑子" in page.text
    assert "1通を今すぐ送る" in page.text
    assert "期限の14、3日前" in page.text.replace("日、", "、")

    form = {"token": form_token(page), "how": "mail"}
    refused = hr.client.post("/app/ja/reminders", data=form)
    assert (refused.status_code, mailbox.mails) == (422, [])
    assert "印を付けてから" in refused.text
    assert hr.client.post("/app/ja/reminders", data=form | {"sure": "on"}).location.endswith("?queued=1")
    assert "送信待ち" in hr.client.get("/app/ja/reminders").text
    mailbox.answers = ["550 no such person"]
    send_letters(world.server)
    assert "送信できず" in hr.client.get("/app/ja/reminders?only=problems").text

    file = hr.client.post("/app/ja/reminders", data=form | {"sure": "on", "how": "file"})
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [(row["社員番号"], row["種別"], row["メールアドレス"]) for row in rows] == [
        ("00777", "期限前のお知らせ", "")
    ]
    assert "今日の対象者はいません" in hr.client.get("/app/ja/reminders").text
    with world.server.database.reading() as connection:
        noted = set(connection.execute(select(audit_log.c.action).where(audit_log.c.actor == hr.account.id)).scalars())
    assert noted >= {"reminders_viewed", "reminders_queued", "reminders_handed_out"}


@only_sqlite
def test_serve_reminds_by_itself_from_the_hour_that_a_setting_names(
    make_world: Callable[..., World], mailbox: MailBox
) -> None:
    policy = ReminderPolicy(before=(3,), after=(), digest_weekday=None, at=None)
    world = make_world(mail=mailbox.settings, reminders=policy)
    world.clock.now = 1_796_169_599_000  # one second before nine in Tokyo
    learner(world, due_in=3)
    DailyReminders(world.server)()
    from datetime import time

    object.__setattr__(world.server, "settings", replace(world.settings, reminders=replace(policy, at=time(9))))
    daily = DailyReminders(world.server)
    daily()
    assert world.server.mailing.count_waiting() == {}
    world.clock.forward(seconds=1)
    for _ in range(2):
        daily()
    DailyReminders(world.server)()
    assert world.server.mailing.count_waiting() == {"queued": 1}
