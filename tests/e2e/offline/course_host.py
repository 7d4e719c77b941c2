"""The tiny course, built; the real server as a process that can be killed and started again on the same port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from coursekit.website.build import build_site

__all__ = ["CourseHost", "wait_until", "worker_ready"]

TINY = Path(__file__).parents[2] / "courses" / "tea-basics"
PASSWORD = "four warm cups of tea"


class CourseHost:
    """A course folder of its own, the site made from it, and a server for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.course = Path(shutil.copytree(TINY, folder / "course"))
        self.site = folder / "site"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def build(self, **options: Any) -> CourseHost:
        build_site(
            self.course,
            site_dir=self.site,
            compiled_dir=self.folder / "compiled",
            origin=self.url,
            say=lambda _line: None,
            **options,
        )
        return self

    def rewrite(self, path: str, old: str, new: str) -> None:
        """Change a file of the course."""
        file = self.course / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def start(self) -> CourseHost:
        """Start the server, unless it runs."""
        if self._process is not None:
            return self
        environment = os.environ | {
            "COURSE_SITE": str(self.site),
            "COURSE_COMPILED": str(self.folder / "compiled"),
            "COURSE_DATA": str(self.folder / "data"),
            "COURSE_TRIES_PER_ADDRESS": "1000",
            "PORT": str(self.port),
        }
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "quizserver", "serve"], env=environment, stdout=log, stderr=log
            )
        self._wait()
        return self

    def kill(self) -> None:
        """As a power cut would: no orderly end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def sign_up(self, context: BrowserContext, *, language: str = "en") -> str:
        """A new learner, signed in on this browser; returns the e-mail."""
        page = context.new_page()
        email = f"{uuid.uuid4().hex}@example.com"
        page.goto(f"{self.url}/app/{language}/sign-up")
        for name, value in {"name": "Tea Learner", "email": email, "password": PASSWORD}.items():
            page.fill(f"input[name={name}]", value)
        page.click("main button[type=submit]")
        page.wait_for_url("**/learning")
        page.close()
        return email

    def sign_in(self, page: Page, email: str) -> None:
        page.goto(f"{self.url}/app/en/sign-in")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/learning")

    def _wait(self) -> None:
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"{self.url} did not answer within 40 seconds")


def wait_until(page: Page, script: str, arg: Any = None) -> None:
    """Wait until an async function of the page says true; Playwright's own wait takes its promise for a yes."""
    for _ in range(150):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within 15 seconds: {script}")


def worker_ready(page: Page) -> None:
    """Wait until this page is kept with all that it names, and nothing older is left."""
    page.wait_for_load_state("networkidle")
    wait_until(
        page,
        """async () => {
            const { active } = await navigator.serviceWorker.ready;
            const names = (await caches.keys()).filter((name) => name.startsWith("ck-site-"));
            return active.state === "activated" && names.length === 1
                && !!(await caches.match(location.href.replace(/[?#].*$/, "")));
        }""",
    )
