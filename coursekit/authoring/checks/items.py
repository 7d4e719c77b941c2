"""Item-writing rules over the quizzes of a course that asks for them (`item_writing:` in course.yml)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coursekit.authoring.item_writing import (
    Finding,
    Thresholds,
    check_habits,
    check_plan,
    check_pool,
    check_question,
    check_quiz,
)
from coursekit.authoring.quiz_file import QuizFile
from coursekit.authoring.schema.files import AcceptedShape, ItemWritingShape
from coursekit.authoring.yaml_document import Document
from coursekit.model import Course, Quiz

__all__ = ["check_items"]


def check_items(course: Course, files: Sequence[QuizFile], *, document: Document, shape: ItemWritingShape) -> None:
    """Warn of what would make a question test something else than it is meant to test."""
    thresholds = Thresholds(**shape.model_dump(exclude={"accepted"}))
    accepted = _Accepted(shape.accepted)
    for file in files:
        quiz = course.find_quiz(file.slug)
        if quiz is None or file.document is None or file.report.has_errors:
            continue
        for finding in _findings(course, quiz, thresholds):
            if not accepted.covers(finding, quiz=quiz.slug):
                _complain(file.document, finding, names=list(file.question_ids()))
    rest = [question for quiz in course.quizzes if quiz.pool is None for question in quiz.questions]
    for finding in check_habits(rest, languages=course.languages, thresholds=thresholds):
        if not accepted.covers(finding, quiz=None):
            document.complain(finding.code, ("item_writing",), **finding.facts)
    if not any(file.report.has_errors for file in files):
        for index, entry in accepted.unused():
            document.complain("I040", ("item_writing", "accepted", index), id=entry.code, at=entry.at or "course.yml")


def _findings(course: Course, quiz: Quiz, thresholds: Thresholds) -> Iterator[Finding]:
    for question in quiz.questions:
        yield from check_question(question, thresholds=thresholds)
    yield from check_quiz(quiz, thresholds=thresholds)
    yield from check_pool(quiz, thresholds=thresholds)
    if quiz.pool is not None:
        yield from check_habits(quiz.questions, languages=course.languages, thresholds=thresholds)
    if any(module.kind == "module" and module.quiz == quiz.slug for module in course.modules):
        yield from check_plan(quiz, thresholds=thresholds)


@dataclass(slots=True)
class _Accepted:
    """What the authors have accepted, and which of it was found."""

    entries: Sequence[AcceptedShape]
    used: set[int] = field(default_factory=set)

    def covers(self, finding: Finding, *, quiz: str | None) -> bool:
        """Whether an entry names this code here: at the question, at its quiz, or in the course as a whole."""
        places = {finding.question, quiz} if finding.question else {quiz}
        found = [i for i, entry in enumerate(self.entries) if (entry.code == finding.code and entry.at in places)]
        self.used |= set(found)
        return bool(found)

    def unused(self) -> Iterator[tuple[int, AcceptedShape]]:
        """Entries that nothing was found for."""
        return ((index, entry) for index, entry in enumerate(self.entries) if index not in self.used)


def _complain(document: Document, finding: Finding, *, names: list[str]) -> None:
    if finding.question is not None:
        path = ("questions", names.index(finding.question), *finding.path)
        document.complain(finding.code, path, **finding.facts)
    else:
        at = document.at_key("pool") if finding.code in {"I030", "I032"} else document.at("questions")
        document.report.add(finding.code, at, **finding.facts)
