"""`quizserver usage`, and `course diff` that asks it: how many stored answers a change concerns. Both databases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PASSWORD, World, only_sqlite
from course_factory import COURSE, GRADED, LIMITED, RIGHT
from live_server import Server

from coursekit.authoring import load_course
from coursekit.bundle import compile_course
from coursekit.comparing import Change, UsageError, ask_server
from quizserver.domain.people import Role
from quizserver.services.using import measure_usage
from quizserver.storage.usage import UsageCount

pytestmark = pytest.mark.integration


def _answers(world: World, *questions: str, submit: bool, quiz: str = GRADED) -> None:
    """Somebody new answers these questions, and hands in or not."""
    person = world.person()
    attempt = person.start(quiz)["id"]
    for question in questions:
        assert person.answer(attempt, question, RIGHT[question]).status_code == 201
    if submit:
        assert person.submit(attempt).status_code == 200


def _usage(world: World, **asked: list[str]) -> dict[str, object]:
    found = measure_usage(world.server.database, course_id=COURSE, **asked)
    return {"questions": found.questions, "quizzes": found.quizzes, "together": found.together}


def test_answers_people_and_results_are_counted(world: World) -> None:
    _answers(world, "q-single", "q-short", submit=True)
    _answers(world, "q-single", submit=False)
    _answers(world, submit=True)

    found = _usage(world, questions=["q-single", "q-short", "q-nobody"], quizzes=[GRADED, LIMITED])

    assert found["questions"] == {
        "q-single": UsageCount(answers=2, people=2, results=1),
        "q-short": UsageCount(answers=1, people=1, results=1),
        "q-nobody": UsageCount(),
    }
    assert found["quizzes"] == {GRADED: UsageCount(answers=3, people=2, results=2), LIMITED: UsageCount()}
    assert found["together"] == UsageCount(answers=3, people=2, results=2)


def test_person_counts_once_however_often(world: World) -> None:
    person = world.person()
    for _ in range(2):
        attempt = person.start()["id"]
        person.answer(attempt, "q-single", RIGHT["q-single"])
        person.submit(attempt)

    assert _usage(world, questions=["q-single"])["together"] == UsageCount(answers=2, people=1, results=1)


def test_nothing_asked_is_nothing_counted(world: World) -> None:
    _answers(world, "q-single", submit=True)

    assert _usage(world)["together"] == UsageCount()


def test_other_courses_do_not_count(world: World) -> None:
    _answers(world, "q-single", submit=True)

    found = measure_usage(world.server.database, course_id="another", questions=["q-single"], quizzes=[GRADED])

    assert found.together == UsageCount()


def _run(world: World, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COURSE_DATA": str(world.settings.data)}
    if not world.settings.embedded:
        environment["COURSE_DATABASE_URL"] = world.settings.database_url
    command = [sys.executable, "-m", "quizserver", "usage", *arguments]
    return subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)


def test_command_answers_beside_a_running_server(world: World) -> None:
    _answers(world, "q-single", submit=True)

    done = _run(world, COURSE, "--wanted", "-", given=json.dumps({"questions": ["q-single"], "quizzes": [GRADED]}))

    assert done.returncode == 0, done.stderr
    one = {"answers": 1, "people": 1, "results": 1}
    assert json.loads(done.stdout) == {
        "format": "quizserver-usage/1",
        "course": COURSE,
        "questions": {"q-single": one},
        "quizzes": {GRADED: one},
        "together": one,
    }


@only_sqlite
@pytest.mark.parametrize("given", ["{", "[]"])
def test_what_is_no_list_of_names_is_refused(world: World, given: str) -> None:
    done = _run(world, COURSE, "--wanted", "-", given=given)

    assert (done.returncode, done.stdout) == (1, "")
    assert "--wanted" in done.stderr


@only_sqlite
def test_folder_without_a_database_is_left_as_it_is(world: World, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {**os.environ, "COURSE_DATA": str(empty)}
    command = [sys.executable, "-m", "quizserver", "usage", COURSE]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "There is no database" in done.stderr
    assert not (empty / "course.db").exists()


def test_diff_counts_what_a_change_of_meaning_concerns(make_world, tea, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    root, course = tea
    world = make_world(course=compile_course(course))
    person = world.person()
    body = {"course": course.id, "quiz": "02-brewing", "language": "en"}
    attempt = person.call("PUT", "/attempts/6f1a52a6-6a7e-4a6b-a0a4-95f4e1cf0a11", body).get_json()["id"]
    assert person.answer(attempt, "tea-02-q3", {"selected": ["a"]}).status_code == 201
    assert person.submit(attempt).status_code == 200
    quizzes = root / "quizzes/02-brewing.yml"
    text = quizzes.read_text(encoding="utf-8")
    quizzes.write_text(text.replace("points: 1\n    pinned: true", "points: 2\n    pinned: true"), encoding="utf-8")

    asked = ["--data", str(world.settings.data)] if world.settings.embedded else ["--database", _plain(world)]
    command = [sys.executable, "-m", "coursekit.cli", "diff", "HEAD", str(root), "--lang", "en"]
    data = json.loads(subprocess.run([*command, "--json", *asked], capture_output=True, text=True, check=True).stdout)
    said = subprocess.run([*command, *asked], capture_output=True, text=True, check=True).stdout

    assert data["together"] == {"answers": 1, "people": 1, "results": 1}
    assert [(each["kind"], each["answers"], each["results"]) for each in data["changes"]] == [("points", 1, 1)]
    assert "Stored answers: 1, of 1 people; results: 1." in said


@only_sqlite
def test_diff_asks_a_running_server_as_a_trainer(make_world, tea, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    root, course = tea
    world = make_world(course=compile_course(course))
    person = world.person()
    body = {"course": course.id, "quiz": "02-brewing", "language": "en"}
    attempt = person.call("PUT", "/attempts/6f1a52a6-6a7e-4a6b-a0a4-95f4e1cf0a11", body).get_json()["id"]
    assert person.answer(attempt, "tea-02-q3", {"selected": ["a"]}).status_code == 201
    trainer, learner = world.person("Trainer", Role.TRAINER), world.person("Learner")
    changes = [Change(group="meaning", kind="points", file="quizzes/02-brewing.yml", question="tea-02-q3")]
    server = Server(world)
    url = f"http://127.0.0.1:{server.port}"

    def ask(email: str, *, password: str = PASSWORD, of: str = course.id, at: str = url) -> tuple[int, int, int]:
        return tuple(ask_server(changes, course=of, url=at, email=email, password=password).together)

    with server.running():
        assert ask(trainer.account.email) == (1, 1, 0)
        for email, more, reason in (
            (trainer.account.email, {"password": "not this one at all"}, "does not know"),
            (learner.account.email, {}, "trainers, HR and admins only"),
            (trainer.account.email, {"of": "other"}, "no course other"),
            (trainer.account.email, {"at": "course.example.com"}, "no address of a server"),
        ):
            with pytest.raises(UsageError, match=reason):
                ask(email, **more)
        quizzes = root / "quizzes/02-brewing.yml"
        text = quizzes.read_text(encoding="utf-8")
        quizzes.write_text(text.replace("points: 1\n    pinned: true", "points: 2\n    pinned: true"), encoding="utf-8")
        command = [sys.executable, "-m", "coursekit.cli", "diff", "HEAD", str(root), "--lang", "ja", "--server", url]
        secret = {**os.environ, "COURSE_PASSWORD": PASSWORD, "COURSE_EMAIL": trainer.account.email}
        done = subprocess.run(command, env=secret, capture_output=True, text=True, check=True)
    assert "保存された解答1件（1人）、結果0人分。" in done.stdout

    with pytest.raises(UsageError, match="did not answer"):
        ask(trainer.account.email)


def _plain(world: World) -> str:
    return world.settings.database_url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture
def tea(tmp_path: Path):  # type: ignore[no-untyped-def]
    """The tea course in a git repository, and its model."""
    root = tmp_path / "tea"
    shutil.copytree(Path(__file__).parents[2] / "courses" / "tea-basics", root)
    who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message", "Serve tea"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
    return root, load_course(root).course
