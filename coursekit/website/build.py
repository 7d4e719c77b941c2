"""Building the site: all languages into a fresh folder, checked, and only then put in the place of the old one."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as run_mkdocs
from mkdocs.exceptions import MkDocsException

from coursekit.authoring import Diagnostic, has_errors
from coursekit.bundle import write_bundle
from coursekit.errors import CoursekitError
from coursekit.website.inspecting import POLICY, inspect_site
from coursekit.website.installing import write_worker
from coursekit.website.library import Library, load_library
from coursekit.website.publishing import fresh_folder, replace_folder, write_file
from coursekit.website.settings import load_site_config, site_languages

__all__ = ["BuildReport", "InvalidCourseError", "SiteBuildError", "build_language", "build_site", "write_compiled"]

DEFAULT_ORIGIN = "http://127.0.0.1:8000"

Say = Callable[[str], None]


class InvalidCourseError(CoursekitError):
    """The course has errors; nothing was built. `diagnostics` holds all of them."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("The course has errors, so nothing was built. `course check` lists them with their remedies.")
        self.diagnostics = tuple(diagnostics)


class SiteBuildError(CoursekitError):
    """The pages could not be built, or are not fit to be published; the old site stays. `complaints` says why."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("The site was not built; the one before it, if any, is untouched.\n" + "\n".join(complaints))
        self.complaints = tuple(complaints)


@dataclass(frozen=True)
class BuildReport:
    """What was built. `seconds` is wall time; `pages` counts every language."""

    course_id: str
    languages: tuple[str, ...]
    pages: int
    quizzes: int
    warnings: tuple[Diagnostic, ...]
    site_dir: Path
    compiled_dir: Path
    seconds: float


def build_site(
    course_dir: Path,
    *,
    site_dir: Path | None = None,
    compiled_dir: Path | None = None,
    origin: str = DEFAULT_ORIGIN,
    strict: bool = True,
    offline: bool = True,
    say: Say = print,
) -> BuildReport:
    """Build every language of a course, its compiled quizzes and its Content-Security-Policy.

    `origin` is where readers open the site (scheme and host, no path), for what must be absolute. `strict` also refuses
    what MkDocs only warns of. Without `offline` the pages need a network, and browsers that keep some forget them.
    Raises InvalidCourseError and SiteBuildError; whatever is raised, the old site stays.
    """
    started = time.monotonic()
    course_dir = course_dir.resolve()
    site = (site_dir or course_dir / "site").resolve()
    compiled = (compiled_dir or course_dir / "build" / "compiled").resolve()
    library = load_library(course_dir)
    if library.course is None or has_errors(library.diagnostics):
        raise InvalidCourseError(library.diagnostics)
    fresh = fresh_folder(site)
    try:
        for language in site_languages(library):
            say(f"{language}: building the pages …")
            build_language(course_dir, language=language, library=library, site_dir=fresh, origin=origin, strict=strict)
        write_worker(fresh, languages=site_languages(library), enabled=offline)
        complaints = inspect_site(fresh)
        if complaints:
            raise SiteBuildError(complaints)
        write_compiled(library, compiled)
        replace_folder(site, new=fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    report = BuildReport(
        course_id=library.course.id,
        languages=site_languages(library),
        pages=sum(1 for _ in site.rglob("index.html")),
        quizzes=len(library.course.quizzes),
        warnings=library.diagnostics,
        site_dir=site,
        compiled_dir=compiled,
        seconds=time.monotonic() - started,
    )
    say(f"{report.pages} pages in {', '.join(report.languages)} and {report.quizzes} quizzes, {report.seconds:.1f} s")
    say(f"site: {site}\nquizzes: {compiled / report.course_id}.json")
    return report


def build_language(
    course_dir: Path,
    *,
    language: str,
    library: Library,
    site_dir: Path,
    origin: str,
    strict: bool = True,
    live: str | None = None,
) -> tuple[str, ...]:
    """Build one language into its place below `site_dir`, and return what MkDocs warned of. Raises SiteBuildError.

    `live` names this build for pages that look for a newer one of themselves (see `serve`).
    """
    with _listening() as heard:
        try:
            config = load_site_config(
                course_dir, language=language, library=library, site_dir=site_dir, origin=origin.rstrip("/"), live=live
            )
            config.strict = False  # heard and judged here, so that all of it can be said
            run_mkdocs(config)
        except (MkDocsException, SystemExit) as error:
            raise SiteBuildError([*heard, f"{language}: {error}"]) from error
    if heard and strict:
        raise SiteBuildError(heard)
    return tuple(heard)


def write_compiled(library: Library, compiled_dir: Path) -> None:
    """Write what the server needs: the compiled course with its key, and the policy of its pages."""
    if library.compiled is None:
        return
    write_file(compiled_dir / f"{library.compiled.id}.csp", POLICY + "\n")
    write_bundle(library.compiled, compiled_dir / f"{library.compiled.id}.json")


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect MkDocs' warnings and errors instead of printing them in the middle of ours."""
    heard: list[str] = []
    logger = logging.getLogger("mkdocs")
    handler = _Collector(heard)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(level=logging.WARNING)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())
