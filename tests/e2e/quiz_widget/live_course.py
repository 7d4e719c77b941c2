"""The real server on a real port, with a small course for each test and plain pages that hold its quiz."""

from __future__ import annotations

import itertools
import socket
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext
from sample_quiz import compiled, self_check, text
from waitress import create_server

from coursekit.bundle import (
    CompiledCourse,
    CompiledModule,
    CompiledQuiz,
    course_from_data,
    course_to_data,
    write_bundle,
)
from coursekit.rendering import (
    head_html,
    page_attributes,
    render_quiz,
    render_self_check,
)
from coursekit.website.assets import asset_files
from quizserver.app import create_app, server_of
from quizserver.config import load_settings
from quizserver.domain.people import Account, Role
from quizserver.services.clock import utc_ms
from quizserver.storage import migrate

__all__ = ["PASSWORD", "LiveCourse", "LiveServer"]

PASSWORD = "four warm cups of tea"
MODULE = "tea-brewing"
_OTHER = {"en": "ja", "ja": "en"}


class LiveServer:
    """One server for all tests of a session. Each test gets a course and an account of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.site, self.compiled = folder / "site", folder / "compiled"
        for made in (self.site / "assets" / "coursekit", self.compiled):
            made.mkdir(parents=True)
        # The bytes that are published, as small as the build makes them.
        for path, content in asset_files().items():
            (self.site / path).write_bytes(content)
        environ = {
            "COURSE_DATA": str(folder / "data"),
            "COURSE_SITE": str(self.site),
            "COURSE_COMPILED": str(self.compiled),
            "PORT": str(port),
        }
        settings = load_settings(environ)
        settings.data.mkdir(exist_ok=True)
        migrate(settings.database_url)
        self.ahead_ms = 0
        # A clock that jumps makes the catalog look for new courses at every request.
        app = create_app(
            settings, clock=lambda: utc_ms() + self.ahead_ms, catalog_clock=itertools.count(step=10).__next__
        )
        self.services = server_of(app)
        self.url = f"http://127.0.0.1:{port}"
        self._wsgi = create_server(app, host="127.0.0.1", port=port, threads=4, map={})
        threading.Thread(target=self._wsgi.run, daemon=True).start()

    def close(self) -> None:
        self._wsgi.close()
        self.services.database.close()

    def make_account(self, name: str) -> Account:
        account = Account(
            id=str(uuid.uuid4()),
            email=f"{uuid.uuid4().hex}@example.com",
            name=name,
            kana="",
            employee_number=None,
            department_code="",
            department="",
            locale="en",
            roles=frozenset({Role.LEARNER}),
        )
        self.services.accounts.create(account, password=PASSWORD)
        return account


@dataclass
class LiveCourse:
    """One course with one quiz, and the pages /<id>/en/ and /<id>/ja/ that show it."""

    server: LiveServer
    id: str
    quiz: CompiledQuiz

    def build(self) -> LiveCourse:
        self.compile(self.quiz)
        for language in ("en", "ja"):
            html = render_quiz(self.quiz, course_id=self.id, language=language, module=MODULE)
            self.write_page(f"{language}", html, language=language)
            titles = {"01-leaves": "Leaves", "02-brewing": "Brewing", "03-serving": "Serving"}
            urls = {"01-leaves": f"/{self.id}/en/", "02-brewing": f"/{self.id}/ja/", "03-serving": None}
            check = render_self_check(
                self_check(), language=language, module_titles=titles, module_urls=urls, course_id=self.id
            )
            self.write_page(f"{language}/check", check, language=language)
        return self

    def compile(self, quiz: CompiledQuiz) -> None:
        """Put a compiled quiz into force, without building the pages anew."""
        modules = (
            CompiledModule(MODULE, "module", text("Brewing", "いれ方"), 30, quiz.slug, planned=False),
            CompiledModule("tea-serving", "module", text("Serving", "出し方"), 30, None, planned=False),
        )
        course = CompiledCourse(
            id=self.id,
            version="1",
            revision="-",
            languages=("en", "ja"),
            title=text("Tea", "お茶"),
            completion="CompletedAndPassed",
            modules=modules,
            quizzes={quiz.slug: quiz},
            outcomes={
                "CO1": text("Choose the water", "湯を選べる"),
                "CO2": text("Serve in time", "時間どおりに出せる"),
            },
            sections={f"{MODULE}#water": text("The right water", "湯の選び方")},
        )
        write_bundle(course_from_data(course_to_data(course)), self.server.compiled / f"{self.id}.json")

    def write_page(self, path: str, fragment: str, *, language: str) -> None:
        folder = self.server.site / self.id / path
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(self.page_html(fragment, language=language), encoding="utf-8")

    def page_html(self, fragment: str, *, language: str) -> str:
        """A page as plain as a page can be, with everything that the scripts may fill."""
        return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Tea</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head_html("/assets/coursekit/")}
<link rel="stylesheet" href="/assets/coursekit/exam.css"></head>
<body{page_attributes(course_id=self.id, language=language)}>
<header><a data-ck-account href="/app/{language}/sign-in">Account</a>
<a id="switch" href="/{self.id}/{_OTHER[language]}/">{_OTHER[language]}</a></header>
<main data-ck-next-url="/{self.id}/{language}/check/" data-ck-next-title="Serving"><h1>Tea</h1>
<p data-ck-progress hidden></p>
<ul><li data-ck-module="{MODULE}">Brewing</li><li data-ck-module="tea-serving">Serving</li></ul>
<h2>Quiz</h2>{fragment}
<p data-ck-lesson-end="tea-serving">The end</p></main></body></html>"""

    @property
    def url(self) -> str:
        return f"{self.server.url}/{self.id}"

    def sign_in(self, context: BrowserContext, account: Account) -> None:
        """Give this browser a session, as the sign-in page would."""
        services = self.server.services
        token = services.database.write(lambda tx: services.sessions.begin(tx, user_id=account.id, instead_of=None))
        context.add_cookies([{"name": "course_session", "value": token, "url": self.server.url}])

    def call(self, context: BrowserContext, method: str, path: str, body: Any = None) -> Any:
        """Call the API as another tab of this browser would."""
        api = f"{self.server.url}/api/v1"
        csrf = context.request.get(f"{api}/session").json()["csrf"]
        reply = context.request.fetch(f"{api}{path}", method=method, data=body, headers={"X-CSRF-Token": csrf})
        assert reply.ok, reply.text()
        return reply.json()

    def progress(self, context: BrowserContext) -> dict[str, Any]:
        return self.call(context, "GET", f"/courses/{self.id}/progress")["modules"][MODULE]

    def open_attempt(self, context: BrowserContext) -> dict[str, Any]:
        """The learner's open attempt, as the server has it."""
        return self.call(context, "GET", f"/attempts/{self.progress(context)['open_attempt']}?language=en")


def new_course(server: LiveServer, *questions: Any, **options: Any) -> LiveCourse:
    return LiveCourse(server, f"tea-{uuid.uuid4().hex[:8]}", compiled(*questions, **options)).build()
