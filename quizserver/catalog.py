"""The compiled courses, in memory. A new build is taken up without a restart, a broken one is not."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.bundle import CompiledCourse, CompiledModule, CompiledQuiz, read_bundle
from coursekit.errors import CoursekitError
from quizserver.errors import NotFound

__all__ = ["Catalog", "module_of_quiz"]

_log = logging.getLogger("quizserver.catalog")

_LOOK_EVERY_SECONDS = 1.0

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One moment's courses. Replaced as a whole, so that a request never sees half of two builds."""

    signatures: Mapping[Path, Signature] = field(default_factory=dict)
    by_file: Mapping[Path, CompiledCourse] = field(default_factory=dict)
    courses: Mapping[str, CompiledCourse] = field(default_factory=dict)
    quizzes: Mapping[str, CompiledQuiz] = field(default_factory=dict)
    revisions: Mapping[str, CompiledCourse] = field(default_factory=dict)
    policies: tuple[str, ...] = ()


class Catalog:
    """Reads `<course>.json` and `<course>.csp` of one folder, and looks for changes at most once a second."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._shelf = _Shelf()

    def courses(self) -> Mapping[str, CompiledCourse]:
        """Course id -> course, in the order of their files' names."""
        return self._current().courses

    def select_course(self, course_id: str) -> CompiledCourse:
        """The course with this id. Raises NotFound."""
        course = self.courses().get(course_id)
        if course is None:
            raise NotFound
        return course

    def find_quiz_revision(self, revision: str) -> CompiledQuiz | None:
        """The quiz of this revision, if it is what a course holds today."""
        return self._current().quizzes.get(revision)

    def find_course_revision(self, revision: str) -> CompiledCourse | None:
        """The course of this revision, if it is today's."""
        return self._current().revisions.get(revision)

    def policies(self) -> tuple[str, ...]:
        """The Content-Security-Policy that the build wrote for each course's site."""
        return self._current().policies

    def _current(self) -> _Shelf:
        if self._clock() - self._looked_at >= _LOOK_EVERY_SECONDS and self._lock.acquire(
            blocking=not self._shelf.courses
        ):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._shelf

    def _look(self) -> None:
        signatures = {path: _signature(path) for path in sorted(self._folder.glob("*.[jc]s*")) if _is_ours(path)}
        if signatures != self._shelf.signatures:
            self._shelf = self._read(signatures)
        self._looked_at = self._clock()

    def _read(self, signatures: Mapping[Path, Signature]) -> _Shelf:
        by_file: dict[Path, CompiledCourse] = {}
        policies: list[str] = []
        for path, signature in signatures.items():
            if path.suffix == ".csp":
                policies.append(path.read_text(encoding="utf-8").strip())
                continue
            known = self._shelf.by_file.get(path)
            changed = self._shelf.signatures.get(path) != signature
            course = self._read_course(path, otherwise=known) if changed else known
            if course is not None:
                by_file[path] = course
        courses = {course.id: course for course in by_file.values()}
        quizzes = {quiz.revision: quiz for course in courses.values() for quiz in course.quizzes.values()}
        revisions = {course.revision: course for course in courses.values()}
        return _Shelf(signatures, by_file, courses, quizzes, revisions, tuple(policies))

    def _read_course(self, path: Path, *, otherwise: CompiledCourse | None) -> CompiledCourse | None:
        try:
            course = read_bundle(path)
        except CoursekitError as error:
            data = {"event": "course_unreadable", "reason": str(error)}
            _log.error("compiled course not readable", extra={"data": data})
            return otherwise
        data = {"event": "course_loaded", "course": course.id, "revision": course.revision}
        _log.info("course loaded", extra={"data": data})
        return course


def module_of_quiz(course: CompiledCourse, quiz: str) -> CompiledModule | None:
    """The module that asks for this quiz."""
    return next((module for module in course.modules if module.quiz == quiz and not module.planned), None)


def _is_ours(path: Path) -> bool:
    return path.suffix in (".json", ".csp") and not path.name.startswith(".")


def _signature(path: Path) -> Signature:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)
