"""One preview: the folders the server reads, and what of them must be built again after a change."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from coursekit.authoring import Diagnostic, Severity, has_errors
from coursekit.website.build import SiteBuildError, build_language, write_compiled
from coursekit.website.installing import write_worker
from coursekit.website.library import Library, load_library
from coursekit.website.publishing import fresh_folder, replace_folder, write_file
from coursekit.website.settings import site_languages
from coursekit.website.wording import words

__all__ = ["STATE_FILE", "Outcome", "Preview", "affected_languages"]

STATE_FILE = "build.json"
"""At the root of the site: the newest build of each language, and what keeps the next one from being made."""


@dataclass(frozen=True)
class Outcome:
    """What a rebuild did. `languages` are those built; `complaints` are MkDocs' own. `seconds` is wall time."""

    languages: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    complaints: tuple[str, ...]
    seconds: float


@dataclass
class Preview:
    """Builds into `folder`/site and `folder`/compiled. A mistake leaves the last good pages and quizzes there."""

    course_dir: Path
    folder: Path
    origin: str
    versions: dict[str, str] = field(default_factory=dict)
    partial: bool = False  # the pages were built from a course with errors, because there was nothing better yet
    clock: Callable[[], float] = time.time

    @property
    def site(self) -> Path:
        """The built pages."""
        return self.folder / "site"

    @property
    def compiled(self) -> Path:
        """The compiled quizzes."""
        return self.folder / "compiled"

    def rebuild(self, changed: Iterable[Path] | None = None) -> Outcome:
        """Build what a change concerns; None means everything."""
        started = time.monotonic()
        library = load_library(self.course_dir)
        complaints: list[str] = []
        built: list[str] = []
        for language in self._wanted(library, changed):
            complaints += self._build(language, library=library, built=built)
        if not has_errors(library.diagnostics):
            write_compiled(library, self.compiled)
        problems = [_problem(diagnostic) for diagnostic in library.diagnostics if diagnostic.severity is Severity.ERROR]
        problems += [{"where": "mkdocs", "message": {"en": complaint}, "remedy": {}} for complaint in complaints]
        self._publish_state(problems)
        return Outcome(tuple(built), library.diagnostics, tuple(complaints), time.monotonic() - started)

    def _wanted(self, library: Library, changed: Iterable[Path] | None) -> list[str]:
        """The languages to build now. With errors, only those that have no page yet."""
        languages = site_languages(library)
        missing = [language for language in languages if language not in self.versions]
        if library.course is None:
            return []
        if has_errors(library.diagnostics):
            self.partial = self.partial or bool(missing)
            return missing
        everything = self.partial or changed is None
        self.partial = False
        affected = affected_languages(None if everything else changed, course_dir=self.course_dir, languages=languages)
        return [language for language in languages if language in {*affected, *missing}]

    def _build(self, language: str, *, library: Library, built: list[str]) -> Sequence[str]:
        """Build one language beside the others, and put it in its place when it is whole."""
        version = f"{self.clock():.3f}"
        fresh = fresh_folder(self.site)
        try:
            warnings = build_language(
                self.course_dir,
                language=language,
                library=library,
                site_dir=fresh,
                origin=self.origin,
                strict=False,
                live=version,
            )
            self._publish(language, fresh=fresh, languages=site_languages(library))
        except SiteBuildError as error:
            return error.complaints
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        self.versions[language] = version
        built.append(language)
        return warnings

    def _publish(self, language: str, *, fresh: Path, languages: tuple[str, ...]) -> None:
        if language != languages[0]:
            self.site.mkdir(parents=True, exist_ok=True)
            replace_folder(self.site / language, new=fresh / language)
        else:
            for other in languages[1:]:
                if (self.site / other).exists():
                    (self.site / other).rename(fresh / other)
            replace_folder(self.site, new=fresh)
        # Of the languages that are there already: a worker must not ask for pages that are not.
        there = [code for code in languages if code == languages[0] or (self.site / code).exists()]
        write_worker(self.site, languages=there)

    def _publish_state(self, problems: Sequence[Mapping[str, Any]]) -> None:
        """Tell the pages; a course that has none yet gets one, on which its mistakes stand."""
        state = {"versions": self.versions, "problems": problems}
        write_file(self.site / STATE_FILE, json.dumps(state, ensure_ascii=False))
        if not self.versions:
            write_file(self.site / "index.html", _waiting_page(problems))


def affected_languages(changed: Iterable[Path] | None, *, course_dir: Path, languages: tuple[str, ...]) -> list[str]:
    """The languages that a change concerns: one, if only pages of that language changed, and otherwise all."""
    if changed is None:
        return list(languages)
    touched: set[str] = set()
    for path in changed:
        parts = path.relative_to(course_dir).parts if path.is_relative_to(course_dir) else ()
        if len(parts) < 3 or parts[0] != "content" or parts[1] not in languages:
            return list(languages)
        touched.add(parts[1])
    return [language for language in languages if language in touched]


def _problem(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "where": f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}",
        "code": diagnostic.code,
        "message": dict(diagnostic.message),
        "remedy": dict(diagnostic.remedy),
    }


def _waiting_page(problems: Iterable[Mapping[str, Any]]) -> str:
    """What stands at / while there is nothing to show. It looks again every two seconds."""
    said = words("en")["problem"]
    items = "".join(
        f"<li><code>{escape(problem['where'])}</code> {escape(problem['message'].get('en', ''))}"
        f" {escape(problem['remedy'].get('en', ''))}</li>"
        for problem in problems
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">'
        f"<title>{escape(said['waiting'])}</title></head>"
        f"<body><h1>{escape(said['waiting'])}</h1><p>{escape(said['text'])}</p><ol>{items}</ol></body></html>\n"
    )
