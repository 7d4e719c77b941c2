"""`course serve`: the built course on one port, with quizzes that can be answered, rebuilt as its files change.

The server is the `quizserver` command, started beside us as a process: this package knows its command and its settings
(COURSE_SITE, COURSE_COMPILED, COURSE_DATA, PORT), and nothing else of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from watchfiles import Change, watch

from coursekit.authoring import Diagnostic
from coursekit.errors import CoursekitError
from coursekit.website.build import Say
from coursekit.website.preview import Outcome, Preview

__all__ = ["ServerStartError", "serve_course", "server_environment", "watched_paths"]

START_SECONDS = 60
STOP_SECONDS = 12
"""The server promises to end within ten."""
LAST_WORDS = 8
"""Lines of the server's log that an error repeats."""

Report = Callable[[Sequence[Diagnostic]], None]


class ServerStartError(CoursekitError):
    """The server did not start, or stopped by itself. The message ends with what it said last."""

    def __init__(self, what: str, log: Path) -> None:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        super().__init__("\n".join([what, *lines[-LAST_WORDS:]]))
        self.log = log


def serve_course(
    course_dir: Path,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    data_dir: Path | None = None,
    report: Report | None = None,
    say: Say = print,
    stop: threading.Event | None = None,
) -> None:
    """Serve until Ctrl-C (or `stop`), then end the server as well. Raises ServerStartError.

    `report` prints diagnostics in the language and style of the caller; without it they are printed in English.
    """
    course_dir = course_dir.resolve()
    preview = Preview(course_dir, folder=course_dir / "build" / "preview", origin=f"http://{host}:{port}")
    stopping = stop or threading.Event()
    environment = server_environment(
        preview, host=host, port=port, data_dir=(data_dir or course_dir / "data").resolve()
    )
    _tell(preview.rebuild(), say=say, report=report)
    log = preview.folder / "server.log"
    with _stop_on_signals(stopping), _server(environment, log=log) as server:
        _wait_until_ready(server, f"http://{host}:{port}/healthz", log=log)
        say(f"Serving at http://{host}:{port}/ – edit and save, the page follows. Stop with Ctrl-C.")
        for changed in _changes(course_dir, stop=stopping, server=server):
            _tell(preview.rebuild(changed), say=say, report=report)
        if not stopping.is_set():
            raise ServerStartError("The server has stopped by itself. Its last words:", log)


def server_environment(preview: Preview, *, host: str, port: int, data_dir: Path) -> dict[str, str]:
    """The settings of the server: development mode, our folders, our port. Its other settings are passed through."""
    own = {
        "COURSE_MODE": "development",
        "COURSE_SITE": str(preview.site),
        "COURSE_COMPILED": str(preview.compiled),
        "COURSE_DATA": str(data_dir),
        "HOST": host,
        "PORT": str(port),
    }
    return dict(os.environ) | own


def watched_paths(course_dir: Path) -> list[Path]:
    """What makes a course. Folders are watched with all that is in them."""
    names = ("course.yml", "content", "quizzes", *(path.name for path in sorted(course_dir.glob("mkdocs*.yml"))))
    return [course_dir / name for name in names if (course_dir / name).exists()]


def _changes(course_dir: Path, *, stop: threading.Event, server: subprocess.Popen[bytes]) -> Iterator[set[Path]]:
    """Sets of changed files, until somebody stops us or the server has gone."""
    batches = watch(
        course_dir,
        watch_filter=_Concerned(course_dir),
        stop_event=stop,
        debounce=400,
        step=60,
        rust_timeout=1000,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    for batch in batches:
        if server.poll() is not None:
            return
        if batch:
            yield {Path(path) for _, path in batch}


class _Concerned:
    """Only the course's own files: not what we build, not an editor's temporary files."""

    def __init__(self, course_dir: Path) -> None:
        self.course_dir = course_dir

    def __call__(self, change: Change, path: str) -> bool:
        del change
        file = Path(path)
        if file.name.startswith((".", "#", "~")) or file.name.endswith(("~", ".swp", ".tmp")):
            return False
        return any(file == watched or file.is_relative_to(watched) for watched in watched_paths(self.course_dir))


@contextmanager
def _server(environment: Mapping[str, str], *, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server as a process of its own group, so that Ctrl-C reaches us and we end it in order.

    It writes a line for every request; those go to a file, so that a trainer's terminal speaks of the course alone.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "quizserver", "serve"],
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, *, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ServerStartError("The server did not start (is the port taken?). Its last words:", log)
        try:
            with urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
                if answer.status == 200:
                    return
        except (URLError, HTTPError, OSError):
            time.sleep(0.1)
    raise ServerStartError(f"The server did not answer at {url} within {START_SECONDS} seconds. Its last words:", log)


@contextmanager
def _stop_on_signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the loop; outside the main thread (tests) only the event does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _tell(outcome: Outcome, *, say: Say, report: Report | None) -> None:
    """Say in the terminal what the page says too."""
    (report or _report_plainly(say))(outcome.diagnostics)
    for complaint in outcome.complaints:
        say(complaint)
    if outcome.languages:
        say(f"Built {', '.join(outcome.languages)} in {outcome.seconds:.1f} s")
    else:
        say("Nothing was built: the last good pages stay.")


def _report_plainly(say: Say) -> Report:
    def report(diagnostics: Iterable[Diagnostic]) -> None:
        for found in diagnostics:
            place = f"{found.file}:{found.line}:{found.column}"
            say(f"{place}: {found.severity}: {found.message['en']} {found.remedy['en']} [{found.code}]")

    return report
