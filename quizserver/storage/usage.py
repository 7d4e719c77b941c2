"""How many stored answers certain questions and quizzes have. It looks over all responses of a course."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Column, ColumnElement, Connection, Subquery, case, distinct, func, or_, select, union

from quizserver.storage.tables import attempts, responses

__all__ = ["UsageCount", "count_by_question", "count_by_quiz", "count_together"]


@dataclass(frozen=True, slots=True)
class UsageCount:
    """`answers`: one for each question of each attempt, by `people`; `results`: people with a submitted attempt.

    Of a quiz, people who handed in nothing have a result too: its pass mark is for them as well.
    """

    answers: int = 0
    people: int = 0
    results: int = 0


def count_by_question(connection: Connection, *, course_id: str, questions: Collection[str]) -> dict[str, UsageCount]:
    """Question -> answers to it, in every revision; zeros where there are none."""
    answered = _answered(course_id)
    found = _grouped(connection, answered, answered.c.question, wanted=questions)
    return {name: found.get(name, UsageCount()) for name in questions}


def count_by_quiz(connection: Connection, *, course_id: str, quizzes: Collection[str]) -> dict[str, UsageCount]:
    """Quiz -> answers in it, in every revision."""
    answered = _answered(course_id)
    found = _grouped(connection, answered, answered.c.quiz, wanted=quizzes)
    taken = select(attempts.c.quiz, func.count(distinct(attempts.c.user_id))).where(_submitted(course_id, quizzes))
    results = {row[0]: row[1] for row in connection.execute(taken.group_by(attempts.c.quiz))}
    return {name: replace(found.get(name, UsageCount()), results=results.get(name, 0)) for name in quizzes}


def count_together(
    connection: Connection, *, course_id: str, questions: Collection[str], quizzes: Collection[str]
) -> UsageCount:
    """All of them, a person counted once."""
    answered = _answered(course_id)
    concerned = or_(answered.c.question.in_(list(questions)), answered.c.quiz.in_(list(quizzes)))
    counts = select(func.count(), func.count(distinct(answered.c.user_id))).select_from(answered).where(concerned)
    answers, people = connection.execute(counts).one()
    finished = union(
        select(answered.c.user_id).where(concerned, answered.c.submitted_at.is_not(None)),
        select(attempts.c.user_id).where(_submitted(course_id, quizzes)),
    ).subquery()
    results = connection.execute(select(func.count()).select_from(finished)).scalar_one()
    return UsageCount(answers, people, results)


def _answered(course_id: str) -> Subquery:
    """A row for each question answered in each attempt; parts and versions of an answer are one."""
    rows = select(
        attempts.c.user_id, attempts.c.quiz, attempts.c.submitted_at, responses.c.attempt_id, responses.c.question
    )
    joined = rows.select_from(responses.join(attempts, attempts.c.id == responses.c.attempt_id))
    return joined.where(attempts.c.course_id == course_id).distinct().subquery()


def _grouped(
    connection: Connection, answered: Subquery, by: ColumnElement[str], *, wanted: Collection[str]
) -> dict[str, UsageCount]:
    finisher = case((answered.c.submitted_at.is_not(None), answered.c.user_id))
    counts = select(by, func.count(), func.count(distinct(answered.c.user_id)), func.count(distinct(finisher)))
    rows = connection.execute(counts.where(by.in_(list(wanted))).group_by(by))
    return {row[0]: UsageCount(row[1], row[2], row[3]) for row in rows}


def _submitted(course_id: str, quizzes: Collection[str]) -> ColumnElement[bool]:
    quiz: Column[str] = attempts.c.quiz
    return (attempts.c.course_id == course_id) & attempts.c.submitted_at.is_not(None) & quiz.in_(list(quizzes))
