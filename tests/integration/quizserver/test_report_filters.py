"""Filters and sorts of the report, compared with plain Python: pages and files alike, on both databases."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
from conftest import Person, World, given
from course_factory import COURSE, GRADED, LIMITED, UNGRADED
from sqlalchemy import insert, update
from test_learner_api import everything_right

from quizserver.domain.asking import RESULTS, SORTS, STATUSES, Question
from quizserver.domain.calendar import end_of_day
from quizserver.domain.people import Role, Visitor
from quizserver.services.reporting import Learner
from quizserver.storage import Transaction
from quizserver.storage.departments import upsert_departments
from quizserver.storage.tables import cohorts, enrollments

pytestmark = pytest.mark.integration

DAY = 86_400_000
BELOW = {"10": ("10", "11"), "11": ("11",), "20": ("20",)}


def visitor(person: Person) -> Visitor:
    """Who asks."""
    account = person.account
    return Visitor(
        user_id=account.id,
        name=account.name,
        locale="ja",
        roles=account.roles,
        department_code=account.department_code,
        last_seen_at=0,
    )


def set_facts(world: World, person: Person, **facts: object) -> None:
    """Change the person's registration behind the server's back."""
    change = update(enrollments).where(enrollments.c.user_id == person.account.id).values(**facts)
    world.server.database.write(lambda tx: tx.execute(change))


def add_cohort(world: World, name: str = "春") -> str:
    """A cohort's id."""
    found = str(uuid.uuid4())

    def job(tx: Transaction) -> None:
        tx.execute(insert(cohorts).values(id=found, course_id=COURSE, name=name, created_at=0))

    world.server.database.write(job)
    return found


@pytest.fixture
def crowd(world: World) -> dict[str, Person]:
    """Twelve learners who differ in everything that can be asked, and HR."""
    zone, now, cohort = world.settings.timezone, world.clock.now, add_cohort(world)
    kana = ["アベ", "イトウ", "", "ゥエダ", "アベ", "ガモウ", "カトウ", "ヴ", "ん", "zoe", "アベ", "Zoe"]
    people = [
        world.person(
            f"人 {number % 3}",
            kana=reading,
            employee_number=None if number in (4, 10) else f"{(number * 7) % 12:03d}",
            department_code=["10", "20", "11", ""][number % 4],
            locale=["ja", "en"][number % 2],
        )
        for number, reading in enumerate(kana)
    ]
    for number, person in enumerate(people[:8]):
        world.clock.forward(seconds=4_000)
        language = ["en", "ja"][number % 2]
        person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": language})
        if number % 2:
            person.submit(person.start(GRADED)["id"], everything_right(world))
        elif number % 4 == 0:
            person.submit(person.start(GRADED)["id"], [given("q-single", {"selected": ["b"]})], language="ja")
        if number in (1, 3, 7):
            person.submit(person.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})], language=language)
    set_facts(world, people[0], due_at=end_of_day(date(2026, 11, 1), zone=zone), cohort_id=cohort)
    set_facts(world, people[1], due_at=end_of_day(date(2026, 11, 19), zone=zone), cohort_id=cohort)
    set_facts(world, people[2], due_at=end_of_day(date(2026, 12, 1), zone=zone))
    set_facts(world, people[3], expires_at=now - DAY)
    set_facts(world, people[5], waived_at=now, waived_by="x", waive_reason="y")
    world.server.database.write(lambda tx: upsert_departments(tx, {"11": ("第一", "10"), "10": ("営業", None)}))
    return {"hr": world.person("人事", Role.HR), "boss": world.person("長", Role.MANAGER, department_code="10")}


def ask(chance: random.Random, cohort: str) -> Question:
    """Some of the filters, some order."""

    def maybe(values: Any) -> Any:
        return chance.choice(values) if chance.random() < 0.15 else None

    days = [date(2026, 10, 30) + timedelta(days=number) for number in range(40)]
    return Question(
        course_id=COURSE,
        cohort_id=maybe([cohort, "none"]),
        department_code=maybe(["10", "11", "20"]),
        text=maybe(["人 1", "アベ", "zoe", "00", "example", "%", "_"]) or "",
        status=maybe(STATUSES),
        result=maybe(RESULTS),
        due_from=maybe(days[:5] + days[18:22]),
        due_to=maybe(days[:5] + days[18:]),
        done_from=maybe(days[18:25]),
        done_to=maybe(days[18:25]),
        learner_language=maybe(["en", "ja"]),
        sort=chance.choice(SORTS),
        descending=chance.random() < 0.5,
    )


def matches(learner: Learner, asked: Question, zone: tzinfo) -> bool:
    """The filters, in Python."""
    account, enrollment = learner.account, learner.enrollment
    text = asked.text.lower()
    due = None if enrollment.due_at is None else day(enrollment.due_at - 1, zone)
    done = None if enrollment.done_at is None else day(enrollment.done_at, zone)
    language = account.locale if enrollment.started_at is None else enrollment.language
    fields = (account.name, account.kana, account.employee_number or "", account.email)
    return (
        asked.cohort_id in (None, enrollment.cohort_id)
        and (asked.department_code is None or account.department_code in BELOW[asked.department_code])
        and any(text in field.lower() for field in fields)
        and asked.status in (None, learner.status)
        and asked.result in (None, learner.result)
        and within(due, asked.due_from, asked.due_to)
        and within(done, asked.done_from, asked.done_to)
        and asked.learner_language in (None, language)
    )


def within(found: date | None, first: date | None, last: date | None) -> bool:
    """In a range; who has no date is in none."""
    if first is None and last is None:
        return True
    return found is not None and (first is None or found >= first) and (last is None or found <= last)


def day(ms: int, zone: tzinfo) -> date:
    """The company's day of a moment."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date()


def in_order(learners: list[Learner], asked: Question) -> list[Learner]:
    """The order, in Python: by bytes, equal ones by kana, number and id, who has no value last."""
    keys: dict[str, Any] = {
        "kana": lambda one: (one.account.kana or one.account.name).encode(),
        "employee_number": lambda one: (one.account.employee_number or "").encode() or None,
        "department": lambda one: one.account.department_code.encode() or None,
        "status": lambda one: STATUSES.index(one.status),
        "due_on": lambda one: one.enrollment.due_at,
        "last_activity_on": lambda one: one.enrollment.last_activity_at,
        "percent": lambda one: (
            None if one.enrollment.units is None else one.enrollment.units / one.enrollment.max_units
        ),
        "completed_on": lambda one: one.enrollment.done_at,
    }
    key = keys[asked.sort]
    ties = sorted(learners, key=lambda one: (keys["kana"](one), one.account.employee_number or "", one.account.id))
    known = sorted((one for one in ties if key(one) is not None), key=key, reverse=False)
    if asked.descending:
        values = sorted({key(one) for one in known}, reverse=True)
        known = [one for value in values for one in known if key(one) == value]
    return known + [one for one in ties if key(one) is None]


def in_file(world: World, asked: Question, who: Visitor) -> list[str]:
    """Whom a file would hold."""
    exporting = world.server.exporting
    rows = exporting.source.stream(exporting.select_rows(asked, visitor=who), names=["user_id"])
    return [user_id for piece in rows for user_id in piece["user_id"]]


def test_pages_and_files_are_what_python_would_choose(world: World, crowd: dict[str, Person]) -> None:
    reporting, zone = world.server.reporting, world.settings.timezone
    hr = visitor(crowd["hr"])
    everybody = reporting.select_report(Question(course_id=COURSE), visitor=hr, page=1).learners
    reporting.page_size = 3
    cohort = next(one.enrollment.cohort_id for one in everybody if one.enrollment.cohort_id)
    assert {one.status for one in everybody} == set(STATUSES)
    assert {one.result for one in everybody} == set(RESULTS)
    chance, sizes = random.Random(5), Counter[int]()
    for _ in range(80):
        asked = ask(chance, cohort)
        expected = in_order([one for one in everybody if matches(one, asked, zone)], asked)
        report = reporting.select_report(asked, visitor=hr, page=1)
        paged = list(report.learners)
        for page in range(2, report.pages + 1):
            paged += reporting.select_report(asked, visitor=hr, page=page).learners
        assert paged == expected, asked
        assert in_file(world, asked, hr) == [one.account.id for one in expected], asked
        assert report.matching == len(expected)
        assert {name: count for name, count in report.by_status.items() if count} == Counter(
            one.status for one in expected
        )
        sizes[len(expected)] += 1
    assert sizes[0] < 40
    assert len(sizes) > 5


def test_a_manager_gets_nobody_else_by_any_question(world: World, crowd: dict[str, Person]) -> None:
    reporting, boss, chance = world.server.reporting, visitor(crowd["boss"]), random.Random(6)
    for _ in range(20):
        asked = ask(chance, "none")
        report = reporting.select_report(asked, visitor=boss, page=1)
        assert {one.account.department_code for one in report.learners} <= {"10"}
        assert in_file(world, asked, boss) == [one.account.id for one in report.learners]
    whole = reporting.select_report(Question(course_id=COURSE, department_code="11"), visitor=boss, page=1)
    assert whole.matching == 3


def test_a_manager_hears_of_the_cohorts_of_the_own_department_alone(world: World, crowd: dict[str, Person]) -> None:
    other, left, none = add_cohort(world, "経理の再研修"), add_cohort(world, "昨年"), add_cohort(world, "無所属の研修")
    for code, cohort, facts in (("20", other, {}), ("10", left, {"ended_at": 1}), ("", none, {})):
        learner = world.person(department_code=code)
        learner.start(GRADED)
        set_facts(world, learner, cohort_id=cohort, **facts)
    add_cohort(world, "まだ空")

    def heard(person: Person) -> set[str]:
        asked = Question(course_id=COURSE)
        return set(world.server.reporting.select_report(asked, visitor=visitor(person), page=1).cohorts.values())

    assert heard(crowd["boss"]) == {"春"}
    assert heard(world.person("長", Role.MANAGER)) == set()
    assert heard(crowd["hr"]) == {"春", "経理の再研修", "昨年", "無所属の研修", "まだ空"}
    page = crowd["boss"].client.get(f"/app/ja/reports?cohort={other}")
    assert "春" in page.text
    assert "経理の再研修" not in page.text


@pytest.mark.parametrize("query", ["?due_from=2026-02-30", "?due_from=2026-04-02&due_to=2026-04-01"])
def test_a_bad_day_is_told_in_the_readers_language(world: World, query: str) -> None:
    hr = world.person("HR", Role.HR)
    page = hr.client.get(f"/app/ja/reports{query}")
    assert page.status_code == 200
    assert 'role="alert">受講期限の' in page.text
    file = hr.client.get(f"/app/en/reports.csv{query}")
    assert file.status_code == 422
    assert "Write days as 2026-04-01" in file.text
