"""The whole product, as `./run` starts it: the real course, built; the real server, seeded, as a process."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from office import free_port, wait_for

from coursekit.bundle import CompiledCourse, read_bundle
from coursekit.website.build import build_site

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Stack:
    """Where everything runs, and what a trainer knows: the key."""

    url: str
    course: CompiledCourse
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stack")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    report = build_site(
        ROOT, site_dir=folder / "site", compiled_dir=folder / "compiled", origin=url, say=lambda _line: None
    )
    environment = os.environ | {
        "COURSE_SITE": str(folder / "site"),
        "COURSE_COMPILED": str(folder / "compiled"),
        "COURSE_DATA": str(folder / "data"),
        "COURSE_TRIES_PER_ADDRESS": "1000",
        "PORT": str(port),
    }
    server = [sys.executable, "-m", "quizserver"]
    seeded = subprocess.run([*server, "seed-demo"], env=environment, capture_output=True, text=True, check=True)
    passwords = dict(re.findall(r"^(\w+)\s+\S+@\S+\s+(\S+)", seeded.stdout, re.M))
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([*server, "serve"], env=environment, stdout=log) as process,
    ):
        try:
            wait_for(f"{url}/healthz")
            yield Stack(url, read_bundle(folder / "compiled" / f"{report.course_id}.json"), passwords)
        finally:
            process.terminate()
