"""Quizzes and courses by revision: today's from the catalog, older ones from the database, which keeps them all."""

from __future__ import annotations

from collections import OrderedDict
from datetime import tzinfo
from threading import Lock
from typing import TypeVar

from coursekit.bundle import CompiledCourse, CompiledModule, CompiledQuiz
from coursekit.errors import UnknownRevisionError
from coursekit.model import Text
from quizserver.catalog import Catalog
from quizserver.domain.completion import CourseInForce, RequiredModule
from quizserver.domain.records import Enrollment
from quizserver.errors import NotFound
from quizserver.storage import Transaction
from quizserver.storage.revisions import find_course_revision, find_quiz_revision

__all__ = ["Library", "course_in_force"]

T = TypeVar("T")

_KEPT = 64


class Library:
    """Finds the quiz that an attempt was begun with, and the edition of a course that decides."""

    def __init__(self, catalog: Catalog, *, zone: tzinfo) -> None:
        self._catalog = catalog
        self._zone = zone
        self._lock = Lock()
        self._older: OrderedDict[str, CompiledQuiz] = OrderedDict()
        self._courses: OrderedDict[str, CompiledCourse] = OrderedDict()
        self._in_force: OrderedDict[str, CourseInForce] = OrderedDict()

    def select_quiz(self, tx: Transaction, *, revision: str) -> CompiledQuiz:
        """The quiz of this revision. Raises UnknownRevisionError, which a foreign key makes impossible."""
        quiz = self._catalog.find_quiz_revision(revision) or self._older.get(revision)
        if quiz is None:
            quiz = find_quiz_revision(tx, revision=revision)
            if quiz is None:
                raise UnknownRevisionError(revision)
            self._keep(self._older, quiz.revision, quiz)
        return quiz

    def select_in_force(self, tx: Transaction, enrollment: Enrollment) -> CourseInForce:
        """The edition that decides about a registration: today's, or for ever the one under which it was done.

        Raises NotFound for a course that is neither published nor stored.
        """
        course = self.find_course(tx, revision=enrollment.done_course_revision)
        if course is None:
            today = self._catalog.courses().get(enrollment.course_id)
            course = today or self.find_course(tx, revision=enrollment.course_revision)
        if course is None:
            raise NotFound
        return self.in_force(course)

    def in_force(self, course: CompiledCourse) -> CourseInForce:
        """What of a course decides about completion; worked out once for each revision."""
        known = self._in_force.get(course.revision)
        if known is None:
            known = course_in_force(course, zone=self._zone)
            self._keep(self._in_force, course.revision, known)
        return known

    def find_course(self, tx: Transaction, *, revision: str | None) -> CompiledCourse | None:
        """The course as it was in this revision. Of its quizzes, those that were ever taken."""
        if not revision:
            return None
        known = self._catalog.find_course_revision(revision) or self._courses.get(revision)
        if known is None:
            known = find_course_revision(tx, revision=revision)
            if known is not None:
                self._keep(self._courses, revision, known)
        return known

    def title_of(self, tx: Transaction, enrollment: Enrollment) -> Text | None:
        """What the course was called in the edition that the registration was last counted under."""
        course = self.find_course(tx, revision=enrollment.course_revision)
        return None if course is None else course.title

    def _keep(self, shelf: OrderedDict[str, T], revision: str, item: T) -> None:
        with self._lock:
            shelf[revision] = item
            while len(shelf) > _KEPT:
                shelf.popitem(last=False)


def course_in_force(course: CompiledCourse, *, zone: tzinfo) -> CourseInForce:
    """What of a course decides about completion: its rule, the modules that count, how long it is valid and where."""
    modules = tuple(_required(course, module) for module in course.modules if not module.planned)
    return CourseInForce(
        rule=course.completion,
        revision=course.revision,
        version=course.version,
        modules=modules,
        valid_months=course.valid_months,
        zone=zone,
    )


def _required(course: CompiledCourse, module: CompiledModule) -> RequiredModule:
    quiz = course.quizzes.get(module.quiz) if module.quiz else None
    if quiz is None or not quiz.graded:
        return RequiredModule(slug=module.slug)
    return RequiredModule(
        slug=module.slug,
        graded=True,
        assessment=module.kind == "assessment",
        max_units=quiz.max_units,
        scale=quiz.scale,
        pass_percent=quiz.pass_percent,
    )
