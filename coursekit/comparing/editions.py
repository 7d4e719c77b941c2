"""The course as it was at a commit: its files are taken out of git into a folder of their own and read there."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from coursekit.authoring import Severity, load_course
from coursekit.errors import CoursekitError
from coursekit.model import Content, Course

__all__ = ["Edition", "EditionError", "read_edition"]

_FILES = ("course.yml", "quizzes", "content")
"""What a course is read from; pictures and code of the repository stay where they are."""


class EditionError(CoursekitError):
    """The edition cannot be read. `problem` is "no_git", "no_commit" or "no_course", `fact` what it is about."""

    def __init__(self, problem: str, fact: str) -> None:
        super().__init__(f"{problem}: {fact}")
        self.problem, self.fact = problem, fact


@dataclass(frozen=True)
class Edition:
    """A course at a commit (12 digits). `mistakes` counts errors by today's rules; what they concern is left out."""

    commit: str
    course: Course
    content: Content
    mistakes: int


def read_edition(root: Path, *, ref: str) -> Edition:
    """The course in the folder `root` as it was at `ref`: a branch, a tag or a commit. Raises EditionError."""
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    name = _git(root, *wanted, problem="no_commit", fact=ref).decode().strip()
    listed = _git(root, "ls-tree", "--name-only", name, "--", *_FILES, problem="no_course", fact=ref).decode().split()
    if "course.yml" not in listed:
        raise EditionError("no_course", ref)
    archive = _git(root, "archive", "--format=tar", name, "--", *listed, problem="no_course", fact=ref)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        loaded = load_course(Path(folder))
    if loaded.course is None:
        raise EditionError("no_course", ref)
    mistakes = sum(each.severity is Severity.ERROR for each in loaded.diagnostics)
    return Edition(name[:12], loaded.course, loaded.content, mistakes)


def _git(root: Path, *arguments: str, problem: str, fact: str) -> bytes:
    command, environment = ["git", "-C", str(root), *arguments], {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, env=environment, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise EditionError("no_git", str(root)) from error
    if done.returncode and b"not a git repository" in done.stderr:
        raise EditionError("no_git", str(root))
    if done.returncode:
        raise EditionError(problem, fact)
    return done.stdout
