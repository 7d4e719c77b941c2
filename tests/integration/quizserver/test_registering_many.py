"""HR gives a course to a department or to the people of a file: preview, then one transaction."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter
from conftest import Person, World, form_token
from course_factory import COURSE, compiled_course
from sqlalchemy import func, select

from quizserver.domain.people import Role
from quizserver.domain.records import Enrollment
from quizserver.services.auditing import verify_records
from quizserver.storage import Transaction
from quizserver.storage.departments import upsert_departments
from quizserver.storage.enrollments import find_current_enrollment, list_enrollments, update_enrollment
from quizserver.storage.tables import audit_log, enrollments

pytestmark = pytest.mark.integration


@pytest.fixture
def hr(world: World) -> Person:
    return world.person("人事 太郎", Role.HR)


@pytest.fixture
def cohort_id(world: World) -> str:
    due_at = ms("2026-12-26T00:00+09:00")
    made = world.server.cohorts.create(course_id=COURSE, name="全社研修", starts_at=None, due_at=due_at, actor="system")
    return made.id


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


def choose(hr: Person, **form: Any) -> Any:
    token = form_token(hr.client.get("/app/ja/people/enroll/"))
    data = {"token": token, "course": COURSE, "whom": "department"} | form
    return hr.client.post("/app/ja/people/enroll/", data=data, content_type="multipart/form-data")


def choose_file(hr: Person, data: bytes | str, **form: Any) -> Any:
    body = data if isinstance(data, bytes) else data.encode()
    return choose(hr, whom="file", file=(io.BytesIO(body), "people.csv"), **form)


def confirm(hr: Person, path: str) -> Any:
    preview = hr.client.get(path)
    mark = re.search(r'name="mark" value="(\w+)"', preview.text)
    assert mark, preview.text
    return hr.client.post(path, data={"token": form_token(preview), "mark": mark[1]})


def current(world: World, person: Person) -> Enrollment | None:
    with world.server.database.reading() as connection:
        return find_current_enrollment(connection, user_id=person.account.id, course_id=COURSE)


def as_done(world: World, person: Person, **facts: Any) -> Enrollment:
    """A registration that is done: what leads to it is tested elsewhere."""
    made = world.server.registrations.enroll(user_id=person.account.id, course_id=COURSE, actor="system")

    def job(tx: Transaction) -> None:
        update_enrollment(tx, replace(made, done_at=world.clock(), **facts))

    world.server.database.write(job)
    return made


def test_a_department_is_enrolled_with_all_below_it(world: World, hr: Person, cohort_id: str) -> None:
    below = {"0100": ("営業本部", None), "0110": ("第一営業部", "0100"), "0200": ("経理部", None)}
    world.server.database.write(lambda tx: upsert_departments(tx, below))
    one, two = (world.person(f"営業 {code}", department_code=code, locale="ja") for code in ("0100", "0110"))
    other, boss = world.person("経理", department_code="0200"), world.person("B", Role.MANAGER, department_code="0110")

    chosen = choose(hr, department="0100", cohort=cohort_id)
    preview = hr.client.get(chosen.location).text
    assert "まだ何も変更していません" in preview
    assert "営業本部（下位の部署を含む）" in preview
    assert preview.count("期限：2026-12-25") == 2
    assert current(world, one) is None

    answer = confirm(hr, chosen.location)
    assert answer.location == f"/app/ja/people/cohorts/{cohort_id}?done=enrolled&count=2&moved=0"
    for person in (one, two):
        made = current(world, person)
        assert made is not None
        assert (made.source, made.cohort_id, made.due_at) == ("cohort", cohort_id, ms("2026-12-26T00:00+09:00"))
        planned = [module for module in compiled_course().modules if module.planned]
        assert (made.language, made.modules_total) == ("ja", len(compiled_course().modules) - len(planned))
    assert current(world, other) is current(world, boss) is None
    assert verify_records(world.server.database).problems == []
    # Nobody writes it twice.
    assert hr.client.get(chosen.location).status_code == 404
    with world.server.database.reading() as connection:
        facts = connection.execute(
            select(audit_log.c.facts).where(audit_log.c.action == "people_enrolled")
        ).scalar_one()
    assert facts == f'{{"cohort":"{cohort_id}","enroll":2}}'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_a_file_names_people_and_their_own_dates(world: World, hr: Person, cohort_id: str, encoding: str) -> None:
    own, common = world.person("髙橋 一", employee_number="001"), world.person("B", employee_number="002")
    gone = world.person("C", employee_number="003", active=False)
    text = "氏名,社員番号,受講期限\n一郎,００1,2027/1/15\n二郎,002,\n三郎,003,\n四郎,004,\n五郎,,\n六郎,002,\n"
    refused = hr.client.get(choose_file(hr, text.encode(encoding), cohort=cohort_id).location).text
    for said in ("利用停止の人です", "この社員番号の人は登録されていません", "社員番号がありません", "2回以上あります"):
        assert said in refused
    assert "使用しない列：氏名" in refused

    confirm(hr, choose_file(hr, text.replace("六郎,002,\n", "").encode(encoding), cohort=cohort_id).location)
    made, other = current(world, own), current(world, common)
    assert made is not None
    assert other is not None
    assert (made.due_at, made.source) == (ms("2027-01-16T00:00+09:00"), "roster")
    assert other.due_at == ms("2026-12-26T00:00+09:00")
    assert current(world, gone) is None


def test_a_workbook_of_numbers_without_a_cohort(world: World, hr: Person) -> None:
    person, file = world.person("A", employee_number="00077"), io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet().write_row(0, 0, ["Employee No"])
    book.worksheets()[0].write_row(1, 0, ["00077"])
    book.close()

    answer = confirm(hr, choose_file(hr, file.getvalue(), due="2027-03-31").location)
    assert "1名の受講登録をしました" in hr.client.get(answer.location).text
    made = current(world, person)
    assert made is not None
    assert (made.cohort_id, made.due_at, made.source) == (None, ms("2027-04-01T00:00+09:00"), "roster")


def test_a_file_beside_an_unchosen_department_is_what_was_meant(world: World, hr: Person) -> None:
    world.person("A", employee_number="00077")
    chosen = choose(hr, department="", file=(io.BytesIO("社員番号\n00077\n".encode()), "people.csv"))

    assert chosen.status_code == 303
    assert "1名を登録・変更する" in hr.client.get(chosen.location).text


def test_who_is_registered_moves_only_when_asked(world: World, hr: Person, cohort_id: str) -> None:
    person = world.person("A", department_code="01", department="総務部")
    before = world.server.registrations.enroll(user_id=person.account.id, course_id=COURSE, actor="system")
    left = hr.client.get(choose(hr, department="01", cohort=cohort_id).location).text
    assert "変更する内容はありません" in left

    answer = confirm(hr, choose(hr, department="01", cohort=cohort_id, move="on").location)
    assert "moved=1" in answer.location
    after = current(world, person)
    assert after is not None
    assert (after.id, after.cohort_id, after.due_at) == (before.id, cohort_id, ms("2026-12-26T00:00+09:00"))
    assert verify_records(world.server.database).problems == []


def test_who_is_done_is_left_alone_and_takes_it_again_when_asked(world: World, hr: Person, cohort_id: str) -> None:
    person = world.person("A", department_code="01", department="総務部")
    before = as_done(world, person)
    left = hr.client.get(choose(hr, department="01", cohort=cohort_id).location).text
    assert "修了しています。" in left
    assert "変更する内容はありません" in left

    confirm(hr, choose(hr, department="01", cohort=cohort_id, again="on").location)
    with world.server.database.reading() as connection:
        now, then = list_enrollments(connection, user_id=person.account.id)
    assert (now.number, now.cohort_id, now.done_at) == (2, cohort_id, None)
    assert (then.id, then.done_at is not None, then.ended_at is not None) == (before.id, True, True)
    assert (
        "修了しています" not in hr.client.get(choose(hr, department="01", cohort=cohort_id, again="on").location).text
    )


def test_what_changed_since_the_preview_is_shown_again(world: World, hr: Person, cohort_id: str) -> None:
    person = world.person("A", department_code="01", department="総務部")
    chosen = choose(hr, department="01", cohort=cohort_id)
    preview = hr.client.get(chosen.location)
    mark = re.search(r'name="mark" value="(\w+)"', preview.text)
    assert mark
    as_done(world, person)

    answer = hr.client.post(chosen.location, data={"token": form_token(preview), "mark": mark[1]})
    assert answer.status_code == 409
    assert "修了しています" in answer.text
    with world.server.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(enrollments)).scalar_one() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"department": ""}, "部署を選んでください"),
        ({"department": "9999"}, "部署を選んでください"),
        ({"whom": "file"}, "ファイルが空です"),
        ({"whom": "file", "file": b"a,b\n1,2\n"}, "「社員番号」の列がありません"),
        ({"due": "soon", "department": ""}, "日付として読み取れません"),
    ],
)
def test_what_cannot_be_used_says_why(world: World, hr: Person, form: dict[str, Any], said: str) -> None:
    if "file" in form:
        form = form | {"file": (io.BytesIO(form["file"]), "x.csv")}
    answer = choose(hr, **form)

    assert answer.status_code == 422
    assert said in answer.text


def test_a_draft_is_its_maker_s_and_of_its_own_kind(world: World, hr: Person, cohort_id: str) -> None:
    world.person("A", department_code="01", department="総務部")
    chosen = choose(hr, department="01", cohort=cohort_id)
    other = world.person("Other", Role.HR)

    assert other.client.get(chosen.location).status_code == 404
    assert hr.client.get(chosen.location.replace("/enroll/", "/roster/")).status_code == 404


def test_a_past_date_is_pointed_out(world: World, hr: Person) -> None:
    world.person("A", department_code="01", department="総務部")
    assert "期限がすでに過ぎている" in hr.client.get(choose(hr, department="01", due="2020-01-01").location).text
