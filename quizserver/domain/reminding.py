"""Who is reminded of what on a day: learners of a due date, managers of their department. Days are the company's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal

from quizserver.config import ReminderPolicy
from quizserver.domain.people import Account, Role

__all__ = [
    "REMINDERS",
    "OpenCourse",
    "Reminder",
    "ReminderKind",
    "digest_day",
    "due_day",
    "find_step",
    "in_digest",
    "is_current",
    "list_digests",
    "list_reminders",
    "local_day",
]

ReminderKind = Literal["due_soon", "overdue", "digest"]

REMINDERS: tuple[ReminderKind, ...] = ("due_soon", "overdue", "digest")

_CATCH_UP_DAYS = 7
"""So long after its day a reminder of something overdue is still sent, if nothing came of that day."""
_DIGEST_LATE_DAYS = 4
_DIGEST_AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCourse:
    """Somebody who is still to do a course by a day: not done, not exempt, active, and the course has begun for them.

    `due` is the last day on which it counts as in time.
    """

    account: Account
    enrollment_id: str
    course_id: str
    due: date
    assigned_at: int
    modules_done: int = 0
    modules_total: int = 0
    started: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A mail that is due today. `key` names it for ever; `about` is empty and `people` counts them in a digest."""

    kind: ReminderKind
    account: Account
    key: str
    facts: Mapping[str, Any] = with_default(default_factory=dict)
    about: OpenCourse | None = None
    people: int = 0


def local_day(ms: int, *, zone: tzinfo) -> date:
    """The day of a moment, where the company is."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).date()


def due_day(due_at: int, *, zone: tzinfo) -> date:
    """The last day in time: `due_at` is the first moment after it."""
    return local_day(due_at - 1, zone=zone)


def find_step(due: date, *, today: date, policy: ReminderPolicy) -> int | None:
    """Which step of its series a due date has reached: days after it, negative before; None when none is to be sent.

    Of steps that no command ran for, only the latest is still sent, one of something overdue within a week.
    """
    days = (today - due).days
    steps = [-before for before in policy.before] if days <= 0 else list(policy.after)
    reached = max((step for step in steps if step <= days), default=None)
    if reached is None or (reached > 0 and days - reached > _CATCH_UP_DAYS):
        return None
    return reached


def list_reminders(waiting: Iterable[OpenCourse], *, today: date, policy: ReminderPolicy) -> list[Reminder]:
    """At most one for each registration. A due date that moves has another key, and so a series of its own."""
    found = []
    for one in waiting:
        step = find_step(one.due, today=today, policy=policy)
        if step is not None:
            kind: ReminderKind = "due_soon" if step <= 0 else "overdue"
            key = f"{kind}:{one.enrollment_id}:{one.due.isoformat()}:{abs(step)}"
            facts = {"enrollment": one.enrollment_id, "course": one.course_id, "due": one.due.isoformat()}
            found.append(Reminder(kind=kind, account=one.account, key=key, facts=facts, about=one))
    return found


def is_current(kind: ReminderKind, one: OpenCourse, *, due: str, today: date) -> bool:
    """Whether a reminder that was queued earlier still says what is so."""
    return one.due.isoformat() == due and (today > one.due) == (kind == "overdue")


def digest_day(*, today: date, policy: ReminderPolicy) -> date | None:
    """The weekday whose digest is due today: its own day, or one of the four days after it if it was not sent then."""
    if policy.digest_weekday is None:
        return None
    late = (today.weekday() - policy.digest_weekday) % 7
    return today - timedelta(days=late) if late <= _DIGEST_LATE_DAYS else None


def in_digest(manager: Account, waiting: Iterable[OpenCourse], *, today: date) -> list[OpenCourse]:
    """Whom a digest names, the earliest due date first: people of the manager's own department who are late or due
    within two weeks. All of them for the role of manager, which may see the department's report; else those whose
    roster names this person as their manager."""
    if not manager.department_code:
        return []
    leads = Role.MANAGER in manager.roles
    number = manager.employee_number
    found = [
        one
        for one in waiting
        if one.account.department_code == manager.department_code
        and one.account.id != manager.id
        and (one.due - today).days <= _DIGEST_AHEAD_DAYS
        and (leads or (number and one.account.manager_number == number))
    ]
    return sorted(found, key=lambda one: (one.due, one.account.kana or one.account.name, one.account.id))


def list_digests(
    managers: Iterable[Account], waiting: Iterable[OpenCourse], *, today: date, policy: ReminderPolicy
) -> list[Reminder]:
    """One for each manager who has somebody to hear of, once a week."""
    day = digest_day(today=today, policy=policy)
    if day is None:
        return []
    of_department: dict[str, list[OpenCourse]] = {}
    for one in waiting:
        of_department.setdefault(one.account.department_code, []).append(one)
    found = []
    for manager in managers:
        people = in_digest(manager, of_department.get(manager.department_code, ()), today=today)
        if people:
            key = f"digest:{manager.id}:{day.isoformat()}"
            facts = {"day": day.isoformat()}
            found.append(Reminder(kind="digest", account=manager, key=key, facts=facts, people=len(people)))
    return found
