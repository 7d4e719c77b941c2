"""Lesson writing: whether a lesson has the shape that the course has decided on, in each language.

Which sections a lesson has, how long they may be and how long its sentences: course.yml says so (`lesson_writing:`).
What the rules find are warnings, since a person may have a good reason.
"""

from coursekit.authoring.lesson_writing.bounds import Bounds, KindBounds, SectionBounds
from coursekit.authoring.lesson_writing.rules import Finding, LessonText, Term, check_amounts, check_lesson, check_ratio

__all__ = [
    "Bounds",
    "Finding",
    "KindBounds",
    "LessonText",
    "SectionBounds",
    "Term",
    "check_amounts",
    "check_lesson",
    "check_ratio",
]
