"""Two instances of two processes each, behind nginx, over one PostgreSQL: they behave as one server.

gunicorn and nginx run as the operator guide says; every request of a learner may meet another process.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import PASSWORD, World
from course_factory import COURSE, GRADED, LIMITED
from live_server import check_nothing_lost, free_port, live_tokens
from sqlalchemy import func, select

from quizserver.config import OPTIONS
from quizserver.services.sessions import csrf_token
from quizserver.storage.tables import attempts, responses

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name != "posix", reason="nginx and gunicorn are programs of POSIX systems"),
    pytest.mark.parametrize("kind", ["postgres"], indirect=True),
]

KEY = "a-key-of-this-test-alone-0123456789-abcdefghij"
TIMES = 20

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream course {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://course;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      add_header X-Upstream $upstream_addr always;
    }}
  }}
}}
"""


@dataclass
class Site:
    """What people reach: nginx's port. `met` counts who answered."""

    port: int
    instances: list[subprocess.Popen[bytes]]
    met: Counter[str]

    def call(
        self, method: str, path: str, body: Any = None, *, token: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str, dict[str, str]]:
        """One request on a connection of its own: status, text, headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        own = {"Cookie": f"course_session={token}", "X-CSRF-Token": csrf_token(token)} if token else {}
        if body is not None and not isinstance(body, str):
            own["Content-Type"], body = "application/json", json.dumps(body)
        connection.request(method, path, body, own | (headers or {}))
        answer = connection.getresponse()
        text, found = answer.read().decode(), dict(answer.getheaders())
        connection.close()
        self.met[found.get("X-Upstream", "")] += 1
        return answer.status, text, found

    def at_once(self, call: Callable[[int], tuple[int, str, dict[str, str]]]) -> list[tuple[int, str]]:
        """Twenty calls that start together: status and text of each."""
        start = threading.Barrier(TIMES)

        def run(number: int) -> tuple[int, str]:
            start.wait()
            return call(number)[:2]

        with ThreadPoolExecutor(TIMES) as pool:
            return list(pool.map(run, range(TIMES)))


@pytest.fixture
def site(world: World, tmp_path: Path) -> Iterator[Site]:
    """Everything, started on free ports."""
    with ExitStack() as stack:
        ports = [free_port(), free_port()]
        instances = [stack.enter_context(instance(world, port, tmp_path)) for port in ports]
        yield Site(stack.enter_context(nginx(ports, tmp_path)), instances, Counter())


@contextmanager
def instance(world: World, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn with two processes, as on one machine of two."""
    settings = world.settings
    own = {
        "COURSE_MODE": "production",
        "COURSE_ORIGIN": "http://127.0.0.1",
        "COURSE_SECRET_KEY": KEY,
        "COURSE_PROXIES": "1",
        "COURSE_DATA": str(folder / f"data-{port}"),
        "COURSE_SITE": str(settings.site),
        "COURSE_COMPILED": str(settings.compiled),
        "COURSE_DATABASE_URL": settings.database_url,
    }
    environment = {name: value for name, value in os.environ.items() if name not in OPTIONS} | own
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "8", "--bind", f"127.0.0.1:{port}"]
    with (folder / f"gunicorn-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--no-control-socket", "quizserver.app:create_app()"], env=environment, stdout=log, stderr=log
        )
    try:
        wait_until_healthy(port, process, folder / f"gunicorn-{port}.log")
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def nginx(ports: list[int], folder: Path) -> Iterator[int]:
    """nginx in front of these ports; its own."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
    assert program is not None, "nginx is missing: apt-get install nginx-light (./run test does it)"
    own, port = folder / "nginx", free_port()
    own.mkdir()
    servers = " ".join(f"server 127.0.0.1:{number};" for number in ports)
    # As root, nginx would let its workers be `nobody`, who may not enter a folder of tests.
    user = "user root;" if os.geteuid() == 0 else ""
    config = own / "nginx.conf"
    config.write_text(NGINX.format(folder=own, servers=servers, port=port, user=user))
    process = subprocess.Popen([program, "-c", str(config), "-p", str(own)], stderr=subprocess.DEVNULL)
    try:
        wait_until_healthy(port, process, own / "error.log")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody answers that all is well."""
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def count(world: World, table: Any) -> int:
    """How many rows a table has."""
    with world.server.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_two_instances_of_two_processes_are_one_server(world: World, site: Site, figure) -> None:
    token, second = live_tokens(world, learners=2)

    # A session that one process began is known to all, and ended for all.
    assert {json.loads(site.call("GET", "/api/v1/session", token=token)[1])["signed_in"] for _ in range(TIMES)} == {
        True
    }

    # Equal starts and equal responses are one, whoever takes them; all answers are equal.
    attempt, start = str(uuid.uuid4()), {"course": COURSE, "quiz": GRADED, "language": "en"}
    starts = site.at_once(lambda _: site.call("PUT", f"/api/v1/attempts/{attempt}", start, token=token))
    assert sorted(status for status, _ in starts) == [200] * (TIMES - 1) + [201]
    response, body = str(uuid.uuid4()), {"question": "q-single", "part": "", "language": "en"}
    path = f"/api/v1/attempts/{attempt}/responses/{response}"
    right = body | {"response": {"selected": ["b"]}}
    stored = site.at_once(lambda _: site.call("PUT", path, right, token=token))
    assert sorted(status for status, _ in stored) == [200] * (TIMES - 1) + [201]
    assert len({text for _, text in stored}) == 1
    other = site.at_once(lambda _: site.call("PUT", path, body | {"response": {"selected": ["a"]}}, token=token))
    assert {status for status, _ in other} == {409}
    submit = f"/api/v1/attempts/{attempt}/submit"
    results = site.at_once(lambda _: site.call("POST", submit, {"language": "en", "responses": []}, token=token))
    assert {status for status, _ in results} == {200}
    assert len({text for _, text in results}) == 1
    assert (count(world, attempts), count(world, responses)) == (1, 1)

    # Twenty tabs under a limit of three make three.
    for _ in range(3):
        site.at_once(lambda _: take_limited(site, second))
    progress = json.loads(site.call("GET", f"/api/v1/courses/{COURSE}/progress", token=second)[1])
    assert progress["modules"][LIMITED]["attempts"] == 3
    assert count(world, attempts) == 1 + 3

    # Tries to guess a password count together: ten a minute for an address, not ten for each process.
    victim = world.person()
    tries = [sign_in(site, victim.account.email, f"wrong password {number}") for number in range(16)]
    assert tries.count(429) >= 6, tries

    # One instance dies: the other goes on for everybody.
    site.instances[0].terminate()
    site.instances[0].wait(20)
    after = [site.call("GET", f"/api/v1/courses/{COURSE}/progress", token=second)[0] for _ in range(TIMES)]
    assert set(after) == {200}
    assert len([who for who in site.met if "," not in who and who]) == 2
    check_nothing_lost(world, {response: attempt, attempt: "submitted"})
    figure(
        "PG",
        "2 instances × 2 processes behind nginx: 20 equal requests stored once, limit of 3 gave 3, "
        f"{tries.count(429)} of 16 wrong passwords refused before hashing, one instance gone: 0 errors",
    )


def take_limited(site: Site, token: str) -> tuple[int, str, dict[str, str]]:
    """Begin and submit an attempt of the limited quiz."""
    body = {"course": COURSE, "quiz": LIMITED, "language": "en"}
    started = site.call("PUT", f"/api/v1/attempts/{uuid.uuid4()}", body, token=token)
    if started[0] == 409:
        return started
    path = f"/api/v1/attempts/{json.loads(started[1])['id']}/submit"
    return site.call("POST", path, {"language": "en", "responses": []}, token=token)


def sign_in(site: Site, email: str, password: str = PASSWORD) -> int:
    """Fill in the form; the status."""
    _, page, headers = site.call("GET", "/app/en/sign-in")
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found is not None
    form = urlencode({"token": found[1], "email": email, "password": password})
    cookie = {"Cookie": headers["Set-Cookie"].partition(";")[0], "Content-Type": "application/x-www-form-urlencoded"}
    return site.call("POST", "/app/en/sign-in", form, headers=cookie)[0]
