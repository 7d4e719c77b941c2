"""Compiled quizzes and courses, kept for ever by revision. The tables refuse UPDATE and DELETE."""

from __future__ import annotations

import json

from sqlalchemy import Connection, bindparam, insert, select

from coursekit.bundle import (
    CompiledCourse,
    CompiledQuiz,
    course_from_data,
    course_to_data,
    quiz_from_data,
    quiz_to_data,
)
from quizserver.storage.tables import course_revisions, quiz_revisions

__all__ = [
    "find_course_revision",
    "find_quiz_revision",
    "keep_course_revision",
    "keep_quiz_revision",
    "list_quiz_revisions",
]

_quiz_body = select(quiz_revisions.c.body).where(quiz_revisions.c.revision == bindparam("revision"))
_course_body = select(course_revisions.c.body).where(course_revisions.c.revision == bindparam("revision"))
_quiz_bodies = select(quiz_revisions.c.body).where(
    quiz_revisions.c.revision.in_(bindparam("revisions", expanding=True))
)
_quiz_there = select(quiz_revisions.c.revision).where(quiz_revisions.c.revision == bindparam("revision"))
_course_there = select(course_revisions.c.revision).where(course_revisions.c.revision == bindparam("revision"))


def find_quiz_revision(connection: Connection, *, revision: str) -> CompiledQuiz | None:
    """The compiled quiz of this revision, if an attempt was ever made on it."""
    body = connection.execute(_quiz_body, {"revision": revision}).scalar_one_or_none()
    return None if body is None else quiz_from_data(json.loads(body))


def find_course_revision(connection: Connection, *, revision: str) -> CompiledCourse | None:
    """The course of this revision, with those of its quizzes that were ever taken; None if it was never kept."""
    body = connection.execute(_course_body, {"revision": revision}).scalar_one_or_none()
    if body is None:
        return None
    frame = json.loads(body)
    rows = connection.execute(_quiz_bodies, {"revisions": list(frame["quizzes"].values())}).scalars()
    quizzes = {quiz["slug"]: quiz for quiz in map(json.loads, rows)}
    return course_from_data(frame | {"quizzes": quizzes})


def list_quiz_revisions(connection: Connection, *, quiz: str) -> list[str]:
    """Every revision of the quizzes of this name, the newest first."""
    return list(
        connection.execute(
            select(quiz_revisions.c.revision)
            .where(quiz_revisions.c.quiz == quiz)
            .order_by(quiz_revisions.c.stored_at.desc(), quiz_revisions.c.revision)
        ).scalars()
    )


def keep_quiz_revision(connection: Connection, quiz: CompiledQuiz, *, now: int) -> None:
    """Keep this quiz as it is now, once."""
    if connection.execute(_quiz_there, {"revision": quiz.revision}).first() is None:
        values = {"revision": quiz.revision, "quiz": quiz.slug, "body": _text(quiz_to_data(quiz)), "stored_at": now}
        connection.execute(insert(quiz_revisions), values)


def keep_course_revision(connection: Connection, course: CompiledCourse, *, now: int) -> None:
    """Keep the course's frame (titles, modules, rule) as it is now, once; its quizzes are kept one by one."""
    if connection.execute(_course_there, {"revision": course.revision}).first() is None:
        frame = course_to_data(course)
        frame["quizzes"] = {slug: quiz.revision for slug, quiz in course.quizzes.items()}
        values = {
            "revision": course.revision,
            "course_id": course.id,
            "version": course.version,
            "body": _text(frame),
            "stored_at": now,
        }
        connection.execute(insert(course_revisions), values)


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
