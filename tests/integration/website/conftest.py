"""Built sites: of the tiny course, of this repository's course, and a server and browser to look at them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from site_server import SiteServer

from coursekit.website.build import build_site
from coursekit.website.library import Library, load_library

ROOT = Path(__file__).parents[3]
TINY = ROOT / "tests" / "courses" / "tea-basics"


@dataclass(frozen=True)
class Built:
    """A built course and the server that shows it."""

    server: SiteServer
    library: Library
    compiled_dir: Path

    @property
    def site(self) -> Path:
        return self.server.site

    def read(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")


def _build(course_dir: Path, folder: Path) -> Iterator[Built]:
    server = SiteServer(folder / "site")
    build_site(
        course_dir, site_dir=server.site, compiled_dir=folder / "compiled", origin=server.origin, say=lambda _: None
    )
    library = load_library(course_dir)
    assert library.compiled is not None
    server.policy = (folder / "compiled" / f"{library.compiled.id}.csp").read_text(encoding="utf-8").strip()
    with server:
        yield Built(server, library, folder / "compiled")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Iterator[Built]:
    """The second course, which has no mkdocs.yml of its own."""
    yield from _build(TINY, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def real(tmp_path_factory) -> Iterator[Built]:
    """The course of this repository, with its own mkdocs.yml and mkdocs.ja.yml."""
    yield from _build(ROOT, tmp_path_factory.mktemp("real"))


@pytest.fixture
def tea_course(tmp_path) -> Path:
    """A copy of the tiny course to change."""
    return Path(shutil.copytree(TINY, tmp_path / "tea"))
