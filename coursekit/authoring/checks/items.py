"""Item-writing rules over the quizzes of a course that asks for them (`item_writing:` in course.yml)."""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.authoring.item_writing import Finding, Thresholds, check_pool, check_question, check_quiz
from coursekit.authoring.quiz_file import QuizFile
from coursekit.authoring.yaml_document import Document
from coursekit.model import Course

__all__ = ["check_items"]


def check_items(course: Course, files: Sequence[QuizFile], *, document: Document, thresholds: Thresholds) -> None:
    """Warn of what would make a question test something else than it is meant to test."""
    for file in files:
        quiz = course.find_quiz(file.slug)
        if quiz is None or file.document is None or file.report.has_errors:
            continue
        found = [each for question in quiz.questions for each in check_question(question, thresholds=thresholds)]
        for finding in [*found, *check_quiz(quiz, thresholds=thresholds)]:
            _complain(file.document, finding, names=list(file.question_ids()))
    pool = [question for quiz in course.quizzes for question in quiz.questions]
    for finding in check_pool(pool, languages=course.languages, thresholds=thresholds):
        document.complain(finding.code, ("item_writing",), **finding.facts)


def _complain(document: Document, finding: Finding, *, names: list[str]) -> None:
    if finding.question is None:
        document.complain(finding.code, ("questions",), **finding.facts)
    else:
        document.complain(finding.code, ("questions", names.index(finding.question), *finding.path), **finding.facts)
