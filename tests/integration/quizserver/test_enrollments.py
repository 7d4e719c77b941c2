"""A registration is made by learning, in the transaction of the answer, and tells the whole course's standing."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from conftest import Person, World, given
from course_factory import COURSE, GRADED, LIMITED, UNGRADED, changed_course, make_course
from sqlalchemy import insert, select
from test_learner_api import everything_right
from test_report import read_csv

from coursekit.bundle import CompiledCourse, compile_course
from coursekit.model import CompletionRule
from quizserver.domain.enrolling import standing_of
from quizserver.domain.people import Role
from quizserver.domain.records import Enrollment
from quizserver.errors import QuizserverError
from quizserver.services.auditing import verify_records
from quizserver.storage.enrollments import ENROLLMENT_NAMES, list_enrollments
from quizserver.storage.roster_filter import standing_column
from quizserver.storage.tables import enrollments

pytestmark = pytest.mark.integration


def registered(world: World, person: Person) -> list[Enrollment]:
    """A person's registrations, the newest first."""
    with world.server.database.reading() as connection:
        return list_enrollments(connection, user_id=person.account.id)


def test_starting_a_quiz_registers(world: World, learner: Person) -> None:
    assert registered(world, learner) == []
    learner.start(language="ja")
    (made,) = registered(world, learner)
    assert (made.number, made.source, made.language, made.started_at) == (1, "self", "ja", world.clock.now)
    assert (made.modules_done, made.modules_total, made.units, made.done_at) == (0, 3, None, None)


def test_reading_a_lesson_registers(world: World, learner: Person) -> None:
    learner.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "en"})
    (made,) = registered(world, learner)
    assert (made.modules_done, made.modules_total, made.started_at) == (1, 3, world.clock.now)


def test_looking_registers_nobody(world: World, learner: Person) -> None:
    learner.progress()
    learner.client.get("/app/en/learning")
    assert registered(world, learner) == []


def test_twenty_first_starts_at_once_make_one_registration_and_one_attempt(world: World, learner: Person) -> None:
    def start(_: int) -> str:
        sheet = world.server.attempts.start(
            user_id=learner.account.id, attempt_id=str(uuid.uuid4()), course_id=COURSE, quiz=GRADED, language="en"
        )
        return sheet.attempt.id

    with ThreadPoolExecutor(20) as pool:
        started = set(pool.map(start, range(20)))
    assert (len(started), len(registered(world, learner))) == (1, 1)


def test_the_last_answer_decides_in_its_own_transaction(world: World, learner: Person) -> None:
    learner.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    learner.submit(learner.start()["id"], everything_right(world))
    assert registered(world, learner)[0].done_at is None
    world.clock.forward(seconds=60)
    learner.submit(learner.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])
    (done,) = registered(world, learner)
    assert (done.completed_at, done.passed_at, done.done_at) == (world.clock.now,) * 3
    assert (done.modules_done, done.modules_total, done.attempts) == (3, 3, 2)
    assert done.units == done.max_units
    assert (done.done_rule, done.done_course_version) == ("CompletedAndPassed", "2026.1")


@pytest.mark.parametrize(
    ("rule", "after_reading", "after_failing", "after_passing"),
    [
        (CompletionRule.PASSED, False, False, True),
        (CompletionRule.COMPLETED, False, True, True),
        (CompletionRule.COMPLETED_AND_PASSED, False, False, True),
        (CompletionRule.COMPLETED_OR_PASSED, False, True, True),
        (CompletionRule.NOT_APPLICABLE, True, True, True),
    ],
)
def test_every_rule_decides_about_the_whole_course(
    make_world: Callable[..., World],
    rule: CompletionRule,
    after_reading: bool,
    after_failing: bool,
    after_passing: bool,
) -> None:
    whole = make_course(rule=rule)
    kept = [replace(module, planned=module.planned or module.slug == LIMITED) for module in whole.modules]
    world = make_world(course=compile_course(replace(whole, modules=tuple(kept))))
    learner = world.person()
    learner.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    assert (registered(world, learner)[0].done_at is not None) is after_reading
    learner.submit(learner.start()["id"], [])
    assert (registered(world, learner)[0].done_at is not None) is after_failing
    learner.submit(learner.start()["id"], everything_right(world))
    assert (registered(world, learner)[0].done_at is not None) is after_passing


def test_a_submission_that_fails_changes_nothing(world: World, learner: Person) -> None:
    attempt = learner.start(LIMITED)["id"]
    before = registered(world, learner)
    refused = learner.submit(attempt, [given("q-limited", {"selected": ["b"]}), given("q-none", {"selected": ["b"]})])
    assert refused.status_code == 422
    assert registered(world, learner) == before


def exported(world: World) -> list[bytes]:
    """The rows of every export, as their bytes. A workbook's heading names the course of today; its rows do not."""
    hr = world.person("HR", Role.HR)
    files = ("reports.csv", "reports.sjis.csv", "reports.xlsx", "reports.jsonl")
    answers = [hr.client.get(f"/app/{language}/{file}") for language in ("en", "ja") for file in files]
    assert {answer.status_code for answer in answers} == {200}
    return [rows_of(answer.data) for answer in answers]


def rows_of(file: bytes) -> bytes:
    """A text file as it is; of a workbook what its first sheet holds."""
    if not file.startswith(b"PK"):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    return sheet.partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]


def next_edition() -> CompiledCourse:
    """Another key, other texts and pass marks, another title and version."""
    edition = changed_course(make_course())
    quizzes = tuple(replace(quiz, pass_percent=90 if quiz.graded else None) for quiz in edition.quizzes)
    reworded = tuple(
        replace(quiz, questions=tuple(replace(one, stem={"en": "New", "ja": "新"}) for one in quiz.questions))
        for quiz in quizzes
    )
    return compile_course(replace(edition, quizzes=reworded, title={"en": "Renamed", "ja": "改題"}))


def test_a_new_edition_and_a_restart_rewrite_no_past_row(make_world: Callable[..., World]) -> None:
    world = make_world()
    done, failed, begun = (world.person(name, employee_number=name) for name in ("Done", "Failed", "Begun"))
    done.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "ja"})
    done.submit(done.start()["id"], everything_right(world))
    done.submit(done.start(LIMITED)["id"], [given("q-limited", {"selected": ["b"]})])
    failed.submit(failed.start()["id"], [given("q-single", {"selected": ["b"]})])
    begun.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "en"})
    before = exported(world)
    world.publish(next_edition())
    assert exported(world) == before
    restarted = make_world(course=next_edition())
    assert exported(restarted) == before
    assert verify_records(restarted.server.database).problems == []
    fresh = restarted.person("Fresh", employee_number="Fresh")
    fresh.start()
    row = read_csv(restarted.person("HR", Role.HR), "?q=Fresh")[0]
    assert (row["コース名"], row["版"], row["合格基準"]) == ("改題", "2026.2", "90%")


CASES = [
    {"started_at": 1},
    {"due_at": 1000},
    {"started_at": 1, "due_at": 1001},
    {"due_at": 1000, "done_at": 900},
    {"done_at": 1, "expires_at": 1000},
    {"done_at": 1, "expires_at": 1001},
    {"expires_at": 1000, "started_at": 5},
    {"waived_at": 5, "waived_by": "hr", "due_at": 1},
    {},
]


def test_the_database_says_the_same_word_as_the_domain(world: World) -> None:
    made = [
        Enrollment(
            id=str(uuid.uuid4()),
            user_id=world.person().account.id,
            course_id=COURSE,
            number=1,
            source="hr",
            assigned_at=0,
            language="ja",
            course_revision="",
            course_version="",
            **facts,
        )
        for facts in CASES
    ]
    rows = [{name: getattr(found, name) for name in ENROLLMENT_NAMES} for found in made]
    world.server.database.write(lambda tx: tx.execute(insert(enrollments), rows))
    with world.server.database.reading() as connection:
        said = {row[0]: row[1] for row in connection.execute(select(enrollments.c.id, standing_column(now=1000)))}
    assert said == {found.id: standing_of(found, now=1000) for found in made}


def test_a_course_that_is_gone_still_takes_the_last_answer(world: World, learner: Person) -> None:
    attempt = learner.start(LIMITED)["id"]
    (world.settings.compiled / "sample.json").unlink()
    world.catalog_clock[0] += 2
    with pytest.raises(QuizserverError):
        world.server.catalog.select_course(COURSE)
    answer = learner.submit(attempt, [given("q-limited", {"selected": ["b"]})])
    assert (answer.status_code, answer.get_json()["passed"]) == (200, True)
    assert registered(world, learner)[0].modules_done == 1
