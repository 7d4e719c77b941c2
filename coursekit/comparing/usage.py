"""How many stored answers and results changes concern: asked of the quizserver command, run as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from coursekit.comparing.changes import Change
from coursekit.errors import CoursekitError

__all__ = ["Count", "Usage", "UsageError", "ask_database", "usage_from", "wanted_by"]


class UsageError(CoursekitError):
    """Nobody could say how many answers are concerned. The text says why, in English; `ja` says it in Japanese."""

    def __init__(self, en: str, ja: str) -> None:
        super().__init__(en)
        self.ja = ja


class Count(NamedTuple):
    """`answers` stored, by `people`; `results`: people who have submitted an attempt that it concerns."""

    answers: int | None
    people: int | None
    results: int | None


@dataclass(frozen=True)
class Usage:
    """Counts for each question and quiz that was asked for, and for all of them together."""

    together: Count
    questions: Mapping[str, Count] = field(default_factory=dict)
    quizzes: Mapping[str, Count] = field(default_factory=dict)


def ask_database(
    changes: Sequence[Change], *, course: str, database: str | None = None, data: str | None = None
) -> Usage:
    """Ask the database at this URL, or the one in the folder `data` of a server. Raises UsageError."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COURSE_MODE": "development", "COURSE_DATA": data or folder}
        if database:
            environment["COURSE_DATABASE_URL"] = database
        command = [sys.executable, "-m", "quizserver", "usage", course, "--wanted", "-"]
        done = subprocess.run(  # noqa: S603
            command, input=json.dumps(wanted_by(changes)), env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["quizserver did not answer."])[-1]
        raise UsageError(said, f"データベースから数えられませんでした（{said}）。")
    return usage_from(json.loads(done.stdout))


def wanted_by(changes: Sequence[Change]) -> dict[str, list[str]]:
    """The questions and quizzes whose stored answers are concerned."""
    return {
        "questions": sorted({change.question for change in changes if change.question}),
        "quizzes": sorted({change.quiz for change in changes if change.quiz}),
    }


def usage_from(data: Mapping[str, Any]) -> Usage:
    try:
        return Usage(
            together=_count(data["together"]),
            questions={name: _count(each) for name, each in data["questions"].items()},
            quizzes={name: _count(each) for name, each in data["quizzes"].items()},
        )
    except (KeyError, TypeError) as error:
        ja = f"サーバーの返答を読み取れませんでした（{error!r}）。"
        raise UsageError(f"The server's answer cannot be read ({error!r}).", ja) from error


def _count(data: Mapping[str, int]) -> Count:
    return Count(data["answers"], data["people"], data["results"])
