"""Time limits and waiting times, by the server's clock alone. Clocks are moved now and then: no time here is negative.

All times are milliseconds, UTC; see `domain.records`.
"""

from __future__ import annotations

from collections.abc import Iterable

from quizserver.domain.records import Attempt, Response

__all__ = [
    "GRACE_MS",
    "attempt_time",
    "deadline_of",
    "is_time_up",
    "must_wait_until",
    "next_attempt_at",
    "seconds_left",
]

GRACE_MS = 10_000
"""How long after the deadline an answer may still arrive: it was given in time and is on its way."""

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000


def deadline_of(*, started_at: int, time_limit_minutes: int | None) -> int | None:
    """When the time of an attempt is up; None without a limit."""
    return None if time_limit_minutes is None else started_at + time_limit_minutes * _MINUTE_MS


def attempt_time(attempt: Attempt, responses: Iterable[Response], *, now: int) -> int:
    """The time within an attempt: a clock that was set back goes on from the last thing that happened in it."""
    return max(now, attempt.started_at, *(response.stored_at for response in responses))


def is_time_up(attempt: Attempt, *, now: int) -> bool:
    """Whether an open attempt takes no more answers, the grace included."""
    return attempt.submitted_at is None and attempt.deadline_at is not None and now > attempt.deadline_at + GRACE_MS


def seconds_left(attempt: Attempt, *, now: int) -> int | None:
    """Whole seconds until the deadline, as a learner reads them: without the grace, never more than the limit."""
    if attempt.deadline_at is None or attempt.submitted_at is not None:
        return None
    return max(0, attempt.deadline_at - max(now, attempt.started_at)) // 1000


def next_attempt_at(*, submitted_at: int | None, retake_after_hours: int | None) -> int | None:
    """When the pause after an attempt ends; None where the course asks for none."""
    return None if submitted_at is None or not retake_after_hours else submitted_at + retake_after_hours * _HOUR_MS


def must_wait_until(*, submitted_at: int | None, retake_after_hours: int | None, now: int) -> int | None:
    """When another attempt may begin; None where that may be now.

    A submission further ahead than the pause itself was dated by a clock that was wrong: it holds nobody back.
    """
    opens = next_attempt_at(submitted_at=submitted_at, retake_after_hours=retake_after_hours)
    if opens is None or submitted_at is None or opens <= now or submitted_at > now + (opens - submitted_at):
        return None
    return opens
