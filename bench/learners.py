"""A compiled course of ten questions, and learners who are about to submit."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.load import Request
from coursekit.bundle import compile_course, write_bundle
from coursekit.model import ChoiceQuestion, CompletionRule, Course, Module, Option, Quiz
from quizserver.app import build_server
from quizserver.config import load_settings
from quizserver.domain.people import Account, Role
from quizserver.services.clock import utc_ms
from quizserver.services.passwords import Passwords
from quizserver.services.sessions import csrf_token
from quizserver.storage import Transaction, migrate
from quizserver.storage.accounts import insert_account
from quizserver.web.context import Server

__all__ = ["COURSE", "QUESTIONS", "QUIZ", "Prepared", "account", "prepare", "write_sample_course"]

COURSE, QUIZ, QUESTIONS = "bench", "01-bench", 10
_PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Requests that each submit one attempt of ten answers, and the environment of the server that knows them."""

    requests: list[Request]
    environment: dict[str, str]
    sign_ins: list[Request]


def prepare(folder: Path, *, learners: int, port: int, database_url: str = "", sign_ins_of: int = 0) -> Prepared:
    """Make the course, the accounts, their sessions and one open attempt each.

    Of `sign_ins_of` people there is a filled sign-in form besides.
    """
    environment = {
        "COURSE_DATA": str(folder / "data"),
        "COURSE_SITE": str(folder / "site"),
        "COURSE_COMPILED": str(folder / "compiled"),
        "COURSE_DATABASE_URL": database_url,
        "PORT": str(port),
    }
    write_sample_course(folder)
    settings = load_settings(environment)
    migrate(settings.database_url)
    server = build_server(settings, clock=utc_ms, catalog_clock=time.monotonic)
    people = [account(index) for index in range(learners)]
    password = Passwords().hash(_PASSWORD) if sign_ins_of else None

    def sign_all_in(tx: Transaction) -> list[str]:
        for person in people:
            insert_account(tx, person, key=person.email, password_hash=password)
        return [server.sessions.begin(tx, user_id=person.id, instead_of=None) for person in people]

    tokens = server.database.write(sign_all_in)
    requests = []
    for person, token in zip(people, tokens, strict=True):
        attempt = str(uuid.uuid4())
        server.attempts.start(user_id=person.id, attempt_id=attempt, course_id=COURSE, quiz=QUIZ, language="ja")
        requests.append(_submission(attempt, token=token, port=port))
    sign_ins = _sign_ins(server, people[:sign_ins_of], port=port)
    server.database.close()
    return Prepared(requests, environment, sign_ins)


def _sign_ins(server: Server, people: Sequence[Account], *, port: int) -> list[Request]:
    """The sign-in form, filled in by each of these."""
    cookie = "a" * 43
    token = server.keyring.sign("form", cookie)
    headers = (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Cookie", f"course_visit={cookie}"),
        ("Origin", f"http://127.0.0.1:{port}"),
    )
    return [
        Request(
            "POST",
            "/app/ja/sign-in",
            urlencode({"token": token, "email": person.email, "password": _PASSWORD}).encode(),
            headers,
        )
        for person in people
    ]


def write_sample_course(folder: Path) -> None:
    """Ten choice questions, compiled, and an empty site."""
    (folder / "site").mkdir(parents=True, exist_ok=True)
    write_bundle(compile_course(_course()), folder / "compiled" / f"{COURSE}.json")


def _text(words: str) -> dict[str, str]:
    return {"en": words, "ja": f"{words}（日本語）"}


def _course() -> Course:
    questions = tuple(
        ChoiceQuestion(
            id=f"q{index}",
            bloom="apply",
            objective="LO-1",
            facts=(),
            points=1,
            stem=_text(f"Which reply protects both sides best, case {index}?"),
            multiple=index % 3 == 0,
            options=tuple(
                Option(
                    id=name,
                    text=_text(f"Reply {name}"),
                    feedback=_text(f"Why {name} " * 8),
                    correct=name in "bd"[: 1 + (index % 3 == 0)],
                )
                for name in "abcd"
            ),
        )
        for index in range(QUESTIONS)
    )
    quiz = Quiz(QUIZ, questions, graded=True, pass_percent=75, attempts=None, mode="practice")
    module = Module(slug=QUIZ, kind="module", order=1, title=_text("Bench"), summary=_text("Bench"), quiz=QUIZ)
    text = _text("Bench")
    rule = CompletionRule.COMPLETED_AND_PASSED
    return Course(COURSE, "1", ("en", "ja"), "CC0", text, text, text, (), (), (module,), rule, (quiz,), (), ())


def account(index: int) -> Account:
    return Account(
        id=str(uuid.uuid4()),
        email=f"learner{index}@example.com",
        name=f"瑞穂 学{index}",
        kana="ミズホ マナブ",
        employee_number=f"{index:06d}",
        department_code="010",
        department="営業部",
        locale="ja",
        roles=frozenset({Role.LEARNER}),
    )


def _submission(attempt: str, *, token: str, port: int) -> Request:
    responses = [
        {
            "id": str(uuid.uuid4()),
            "question": f"q{index}",
            "part": "",
            "response": {"selected": ["b"]},
            "language": "ja",
        }
        for index in range(QUESTIONS)
    ]
    return Request(
        "POST",
        f"/api/v1/attempts/{attempt}/submit",
        json.dumps({"language": "ja", "responses": responses}).encode(),
        (
            ("Content-Type", "application/json"),
            ("Cookie", f"course_session={token}"),
            ("X-CSRF-Token", csrf_token(token)),
            ("Origin", f"http://127.0.0.1:{port}"),
        ),
    )
