"""The root of everything coursekit raises on purpose. A trainer's mistakes are values (diagnostics), not exceptions."""

from __future__ import annotations

__all__ = ["BundleError", "CourseNotFoundError", "CoursekitError", "UnknownRevisionError"]


class CoursekitError(Exception):
    """Something coursekit could not do; the message says what and how to mend it."""


class CourseNotFoundError(CoursekitError):
    """No course.yml was found here or in any folder above."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"No course.yml in {where} or in a folder above it. Run this inside a course, or name its folder."
        )
        self.where = where


class BundleError(CoursekitError):
    """A compiled course could not be read."""


class UnknownRevisionError(CoursekitError):
    """No compiled quiz has this revision."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"No compiled quiz has the revision {revision}. Build the course again.")
        self.revision = revision
