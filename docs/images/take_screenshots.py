"""Takes the pictures of the HR guide anew, into docs/images/hr/; by hand, in the project's folder, when pages changed:

    PYTHONPATH=.:docs/images .venv-test/bin/python docs/images/take_screenshots.py

It needs the environment of the tests and a Chromium (COURSE_BROWSER, else the system's); nothing outlives it.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from pictured_company import Clock, Company
from playwright.sync_api import Page, sync_playwright
from waitress import create_server

from coursekit.website.build import build_site
from quizserver.app import create_app, server_of
from quizserver.config import load_settings
from quizserver.storage import migrate

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "hr"
LANGUAGES = ("en", "ja")
WIDTH, MOST_BYTES = 1200, 120_000


def main() -> None:
    """Every picture in every language, each language with a company of its own."""
    PICTURES.mkdir(exist_ok=True)
    browser = os.environ.get("COURSE_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        built = Path(name)
        course = ROOT / "tests" / "courses" / "tea-basics"
        build_site(course, site_dir=built / "site", compiled_dir=built / "compiled", say=lambda _text: None)
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for language in LANGUAGES:
            with _served(built, language=language) as (company, address):
                context = chromium.new_context(viewport={"width": WIDTH, "height": 900}, locale=language)
                context.add_cookies([{"name": "course_session", "value": _session(company), "url": address}])
                _take_all(context.new_page(), company, pages=f"{address}/app/{language}")
        chromium.close()


@contextmanager
def _served(built: Path, *, language: str) -> Iterator[tuple[Company, str]]:
    """A company on a server of its own, and the server's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app, clock = _app(built, data=built / f"data-{language}", port=port)
    company = Company(server_of(app), clock=clock, language=language)
    company.live()
    listening = create_server(app, host="127.0.0.1", port=port, threads=2, map={})
    threading.Thread(target=listening.run, daemon=True).start()
    yield company, f"http://127.0.0.1:{port}"
    server_of(app).database.close()


def _app(built: Path, *, data: Path, port: int) -> tuple[Flask, Clock]:
    settings = load_settings(
        {
            "COURSE_DATA": str(data),
            "COURSE_SITE": str(built / "site"),
            "COURSE_COMPILED": str(built / "compiled"),
            # Nothing sends: only `quizserver serve` and `send-mail` do. The pages look as where mail goes out.
            "COURSE_SMTP_URL": "smtp://mail.example.com:587",
            "COURSE_MAIL_FROM": "course@example.com",
            "PORT": str(port),
        }
    )
    migrate(settings.database_url)
    clock = Clock()
    return create_app(settings, clock=clock), clock


def _session(company: Company) -> str:
    server, user_id = company.server, company.hr.id
    return server.database.write(lambda tx: server.sessions.begin(tx, user_id=user_id, instead_of=None))


def _take_all(page: Page, company: Company, *, pages: str) -> None:
    draft = company.upload(company.roster_of_today(), apply=False)
    _take(page, f"{pages}/people/roster/{draft}", company, name="roster")
    company.upload([one for one in company.roster_of_today() if one.name])
    _take(page, f"{pages}/people/cohorts/{company.cohort_id}", company, name="cohort")
    _take(page, f"{pages}/reports", company, name="report", until="section[aria-labelledby=overview]")
    _take(page, f"{pages}/reports", company, name="charts", part="section[aria-labelledby=drawn]")
    _take(page, f"{pages}/reports/download", company, name="download")
    _take(page, f"{pages}/reminders", company, name="reminders", height=760)
    _take(page, f"{pages}/people/{company.id_of(3)}", company, name="person")
    _take(page, f"{pages}/audit", company, name="audit", height=760)
    _take(page, f"{pages}/people/{company.id_of(39)}/erase", company, name="erasure")


def _take(
    page: Page, address: str, company: Company, *, name: str, part: str = "", until: str = "main", height: int = 800
) -> None:
    """The top of a page, as far as the end of `until` or `height`; or one part of it alone."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address}: {answer.status}"
    file = PICTURES / f"{company.language}-{name}.png"
    if part:
        page.locator(part).first.screenshot(path=file)
    else:
        end = page.locator(until).evaluate("element => element.getBoundingClientRect().bottom + 24")
        low = end if until != "main" else min(end, height)
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": low})
    size = file.stat().st_size
    assert size <= MOST_BYTES, f"{file.name}: {size} bytes"
    print(f"{file.name}: {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
