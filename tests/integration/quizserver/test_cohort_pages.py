"""HR makes cohorts, gives them a course, and moves their days; learners see theirs."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import Person, World, form_token, only_sqlite
from course_factory import COURSE, GRADED
from sqlalchemy import select

from quizserver.domain.people import Role
from quizserver.domain.records import Enrollment
from quizserver.services.auditing import verify_records
from quizserver.storage.enrollments import find_current_enrollment
from quizserver.storage.tables import audit_log, records

pytestmark = pytest.mark.integration

DAY = 86_400_000


@pytest.fixture
def hr(world: World) -> Person:
    return world.person("人事 太郎", Role.HR)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


def post(hr: Person, path: str, **form: Any) -> Any:
    token = form_token(hr.client.get("/app/ja/people/cohorts/"))
    return hr.client.post(f"/app/ja/people/{path}", data={"token": token} | form)


def make(hr: Person, name: str = "全社研修", **days: str) -> str:
    answer = post(hr, "cohorts/", course=COURSE, name=name, **days)
    assert answer.status_code == 303, answer.text
    return str(re.search(r"cohorts/([0-9a-f-]{36})", answer.location)[1])  # type: ignore[index]


def join(world: World, person: Person, cohort_id: str, **more: Any) -> Enrollment:
    return world.server.registrations.enroll(
        user_id=person.account.id, course_id=COURSE, actor="system", cohort_id=cohort_id, **more
    )


def current(world: World, person: Person) -> Enrollment:
    with world.server.database.reading() as connection:
        found = find_current_enrollment(connection, user_id=person.account.id, course_id=COURSE)
    assert found is not None
    return found


def test_a_cohort_s_days_are_days_of_the_company(world: World, hr: Person) -> None:
    cohort_id = make(hr, start="2026-12-01", due="2026-12-25")
    (cohort,) = world.server.cohorts.list_cohorts()

    assert (cohort.id, cohort.name, cohort.course_id) == (cohort_id, "全社研修", COURSE)
    assert cohort.starts_at == ms("2026-12-01T00:00+09:00")
    assert cohort.due_at == ms("2026-12-26T00:00+09:00")
    page = hr.client.get(f"/app/ja/people/cohorts/{cohort_id}").text
    assert 'value="2026-12-01"' in page
    assert 'value="2026-12-25"' in page
    with world.server.database.reading() as connection:
        viewed = connection.execute(select(audit_log.c.actor).where(audit_log.c.action == "cohort_viewed"))
        assert viewed.scalars().all() == [hr.account.id]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "グループ名を入力してください"),
        ({"name": "全社研修"}, "同じ名前の受講グループ"),
        ({"name": "x", "due": "someday"}, "日付として読み取れません"),
        ({"name": "x", "due": "9999-12-31"}, "日付として読み取れません"),
        ({"name": "x", "start": "2026-12-25", "due": "2026-12-24"}, "受講期限が受講開始日より前です"),
    ],
)
def test_what_was_typed_wrong_is_said_beside_it(world: World, hr: Person, form: dict[str, str], said: str) -> None:
    make(hr)
    answer = post(hr, "cohorts/", course=COURSE, **form)

    assert answer.status_code == 422
    assert said in answer.text
    assert len(world.server.cohorts.list_cohorts()) == 1


def test_figures_of_a_cohort(world: World, hr: Person) -> None:
    cohort_id = make(hr, due="2027-03-31")
    done, late, waived, left = (world.person(name) for name in "ABCD")
    for person in (done, waived, left):
        join(world, person, cohort_id)
    join(world, late, cohort_id, due_at=world.clock() - 1)
    done.submit(done.start()["id"])
    world.server.registrations.waive(user_id=waived.account.id, course_id=COURSE, actor="system", reason="育休")
    (_, counts), *_ = world.server.cohorts.list_counted()
    assert (counts.people, counts.overdue, counts.waived) == (4, 1, 1)

    post(hr, f"cohorts/{cohort_id}/remove", person=left.account.id)
    (_, counts), *_ = world.server.cohorts.list_counted()
    assert counts.people == 3
    page = hr.client.get("/app/ja/people/cohorts/").text
    assert "全社研修" in page
    assert f'href="/app/ja/people/cohorts/{cohort_id}"' in page


def test_moving_the_due_date_moves_that_of_the_open_ones_and_writes_it_down(world: World, hr: Person) -> None:
    cohort_id = make(hr, due="2026-12-25")
    person, own, waived = world.person("A"), world.person("B"), world.person("C")
    join(world, person, cohort_id)
    join(world, own, cohort_id, due_at=ms("2027-01-15T00:00+09:00"))
    join(world, waived, cohort_id)
    world.server.registrations.waive(user_id=waived.account.id, course_id=COURSE, actor="system", reason="育休")

    answer = post(hr, f"cohorts/{cohort_id}", name="全社研修", due="2027-01-31")
    assert "count=1" in answer.location
    assert "1名の受講期限も変わりました" in hr.client.get(answer.location).text
    assert current(world, person).due_at == ms("2027-02-01T00:00+09:00")
    assert current(world, own).due_at == ms("2027-01-15T00:00+09:00")
    assert current(world, waived).due_at == ms("2026-12-26T00:00+09:00")
    with world.server.database.reading() as connection:
        kinds = connection.execute(
            select(records.c.kind, records.c.actor).where(records.c.enrollment_id == current(world, person).id)
        ).all()
        facts = connection.execute(select(audit_log.c.facts).where(audit_log.c.action == "cohort_changed")).scalar_one()
    assert ("rescheduled", hr.account.id) in [tuple(row) for row in kinds]
    assert '"moved":1' in facts
    assert "全社研修" not in facts
    assert verify_records(world.server.database).problems == []
    history = hr.client.get(f"/app/ja/people/{person.account.id}").text
    assert "期限・グループの変更" in history
    assert "2027-01-31" in history


def test_leaving_a_cohort_takes_nothing_away(world: World, hr: Person) -> None:
    cohort_id = make(hr, due="2026-12-25")
    person = world.person("A")
    before = join(world, person, cohort_id)
    answer = post(hr, f"cohorts/{cohort_id}/remove", person=person.account.id)

    assert "1名をグループから外しました" in hr.client.get(answer.location).text
    after = current(world, person)
    assert (after.id, after.due_at, after.cohort_id) == (before.id, before.due_at, None)
    assert verify_records(world.server.database).problems == []


def test_before_the_first_day_lessons_are_read_and_no_quiz_is_begun(world: World, hr: Person) -> None:
    world.clock.now = ms("2026-11-20T12:00+09:00")
    hr = world.person_again(hr)
    cohort_id = make(hr, start="2026-12-01", due="2026-12-25")
    learner = world.person("学習 花子")
    join(world, learner, cohort_id)
    begin = {"course": COURSE, "quiz": GRADED, "language": "ja"}

    refused = learner.call("PUT", f"/attempts/{uuid.uuid4()}", begin)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "not_open_yet")
    assert "2026年12月1日" in refused.get_json()["error"]["message"]
    page = learner.client.get("/app/ja/learning").text
    assert "2026年12月1日から解答できます" in page
    assert "受講期限は2026年12月25日です（あと35日）" in page
    world.clock.now = ms("2026-12-01T00:00+09:00")
    learner = world.person_again(learner)
    assert learner.call("PUT", f"/attempts/{uuid.uuid4()}", begin).status_code == 201
    assert "解答できます" not in learner.client.get("/app/ja/learning").text


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-12-24", "受講期限は明日（2026年12月25日）です"),
        ("2026-12-25", "受講期限は本日（2026年12月25日）です"),
        ("2026-12-26", "受講期限（2026年12月25日）を過ぎています"),
    ],
)
@only_sqlite
def test_a_learner_reads_by_when(world: World, today: str, said: str) -> None:
    world.clock.now = ms(f"{today}T09:00+09:00")
    learner = world.person("学習 花子")
    world.server.registrations.enroll(
        user_id=learner.account.id, course_id=COURSE, actor="system", due_at=ms("2026-12-26T00:00+09:00")
    )
    page = learner.client.get("/app/ja/learning").text

    assert said in page
    assert ("期限超過" in page) is (today == "2026-12-26")


def test_one_person_joins_and_moves_on_the_person_page(world: World, hr: Person) -> None:
    cohort_id, person = make(hr, due="2026-12-25"), world.person("学習 花子")
    answer = post(hr, person.account.id, course=COURSE, do="enroll", cohort=cohort_id, due="", reason="")
    assert answer.status_code == 303
    assert current(world, person).due_at == ms("2026-12-26T00:00+09:00")
    assert current(world, person).cohort_id == cohort_id

    post(hr, person.account.id, course=COURSE, do="reschedule", cohort="", due="2027-01-31")
    moved = current(world, person)
    assert (moved.due_at, moved.cohort_id) == (ms("2027-02-01T00:00+09:00"), None)
    count = moved.records
    post(hr, person.account.id, course=COURSE, do="reschedule", cohort="", due="2027-01-31")
    assert current(world, person).records == count
    assert verify_records(world.server.database).problems == []


def test_a_cohort_of_another_course_is_nobody_s(world: World, hr: Person) -> None:
    person = world.person("学習 花子")
    answer = post(hr, person.account.id, course=COURSE, do="enroll", cohort=str(uuid.uuid4()), due="", reason="")

    assert answer.status_code == 404
    for path in (f"cohorts/{uuid.uuid4()}", f"enroll/{uuid.uuid4()}", f"enroll/?cohort={uuid.uuid4()}"):
        assert hr.client.get(f"/app/ja/people/{path}").status_code == (200 if "?" in path else 404)
