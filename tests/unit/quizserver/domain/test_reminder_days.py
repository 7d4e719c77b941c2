"""When reminders are due: every step once, none to anybody who is done, days as the company has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.config import ReminderPolicy
from quizserver.domain.calendar import end_of_day
from quizserver.domain.people import Account, Role
from quizserver.domain.reminding import (
    OpenCourse,
    Reminder,
    digest_day,
    due_day,
    find_step,
    in_digest,
    is_current,
    list_digests,
    list_reminders,
    local_day,
)

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")
DUE = date(2026, 12, 15)
POLICY = ReminderPolicy(before=(3, 14), after=(1, 7), digest_weekday=0, at=None)


def account(number: str, **details: object) -> Account:
    known = Account(id=f"user-{number}", email=f"{number}@example.com", name=number, employee_number=number)
    return replace(known, **details)  # type: ignore[arg-type]


def waiting(number: str = "1", *, due: date = DUE, **details: object) -> OpenCourse:
    return OpenCourse(
        account=account(number, **details), enrollment_id=f"e-{number}", course_id="c", due=due, assigned_at=0
    )


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-15, None), (-14, -14), (-13, -14), (-4, -14), (-3, -3), (0, -3),
        (1, 1), (6, 1), (7, 7), (14, 7), (15, None), (400, None),
    ],
)  # fmt: skip
def test_a_due_date_has_reached_a_step(days: int, step: int | None) -> None:
    assert find_step(DUE, today=DUE + timedelta(days=days), policy=POLICY) == step


def test_the_day_itself_can_be_a_step_and_nothing_at_all() -> None:
    assert find_step(DUE, today=DUE, policy=replace(POLICY, before=(0,))) == 0
    assert find_step(DUE, today=DUE, policy=replace(POLICY, before=())) is None
    assert find_step(DUE, today=DUE + timedelta(days=1), policy=replace(POLICY, after=())) is None


def test_days_begin_at_midnight_in_tokyo() -> None:
    due_at = end_of_day(DUE, zone=TOKYO)
    midnight = datetime(2026, 12, 15, 15, 0, tzinfo=UTC)
    assert due_at == midnight.timestamp() * 1000
    assert due_day(due_at, zone=TOKYO) == DUE
    assert local_day(due_at - 1, zone=TOKYO) == DUE
    assert local_day(due_at, zone=TOKYO) == DUE + timedelta(days=1)
    (before,) = list_reminders([waiting()], today=local_day(due_at - 1, zone=TOKYO), policy=POLICY)
    after = list_reminders([waiting()], today=local_day(due_at, zone=TOKYO), policy=POLICY)
    assert (before.kind, [one.kind for one in after]) == ("due_soon", ["overdue"])


class _Life:
    """One person's registration over the days, and every reminder that was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[date, Reminder]] = []
        self.known: set[str] = set()

    def run(self, one: OpenCourse, *, today: date) -> None:
        for reminder in list_reminders([one], today=today, policy=POLICY):
            if reminder.key not in self.known:
                self.known.add(reminder.key)
                self.sent.append((today, reminder))


@given(
    runs=st.lists(st.integers(min_value=-30, max_value=60), max_size=40),
    moves=st.dictionaries(st.integers(-30, 60), st.integers(-20, 40), max_size=3),
)
def test_each_step_of_each_due_date_is_sent_at_most_once(runs: list[int], moves: dict[int, int]) -> None:
    life, due = _Life(), DUE
    for day in sorted(runs):
        due = DUE + timedelta(days=moves.get(day, (due - DUE).days))
        life.run(waiting(due=due), today=DUE + timedelta(days=day))
    keys = [reminder.key for _, reminder in life.sent]
    assert len(keys) == len(set(keys))
    assert len({day for day, _ in life.sent}) == len(life.sent), "two on one day"
    for day, reminder in life.sent:
        assert reminder.about is not None
        assert (day > reminder.about.due) == (reminder.kind == "overdue")
    for series in {str(reminder.facts["due"]) for _, reminder in life.sent}:
        steps = [(day, reminder.key) for day, reminder in life.sent if reminder.facts["due"] == series]
        assert len(steps) <= len(POLICY.before) + len(POLICY.after)


@given(runs=st.sets(st.integers(min_value=-20, max_value=30)))
def test_a_step_that_no_day_ran_for_is_caught_up_once_and_only_the_latest(runs: set[int]) -> None:
    life = _Life()
    for day in sorted(runs):
        life.run(waiting(), today=DUE + timedelta(days=day))
    windows = {-14: range(-14, -3), -3: range(-3, 1), 1: range(1, 7), 7: range(7, 15)}
    wanted = [min(runs & set(window)) for window in windows.values() if runs & set(window)]
    assert [(day - DUE).days for day, _ in life.sent] == wanted


def test_a_due_date_that_moves_begins_its_own_series_and_back_again_repeats_nothing() -> None:
    life, moved = _Life(), DUE + timedelta(days=10)
    for due, day in ((DUE, -3), (moved, 0), (moved, 7), (DUE, 0), (moved, 8)):
        life.run(waiting(due=due), today=DUE + timedelta(days=day))
    assert [(day - DUE).days for day, _ in life.sent] == [-3, 0, 7]


def test_what_was_queued_is_wanted_only_while_it_is_true() -> None:
    one = waiting()
    assert is_current("due_soon", one, due="2026-12-15", today=DUE)
    assert not is_current("due_soon", one, due="2026-12-15", today=DUE + timedelta(days=1))
    assert is_current("overdue", one, due="2026-12-15", today=DUE + timedelta(days=1))
    assert not is_current("overdue", one, due="2026-12-14", today=DUE + timedelta(days=1))


def test_a_digest_is_due_on_its_weekday_and_four_days_after_it() -> None:
    monday = date(2026, 12, 14)
    days = [digest_day(today=monday + timedelta(days=late), policy=POLICY) for late in range(8)]
    assert days == [monday] * 5 + [None, None, monday + timedelta(days=7)]
    assert digest_day(today=monday, policy=replace(POLICY, digest_weekday=None)) is None


def test_a_digest_names_the_own_department_only() -> None:
    people = [
        waiting("late", due=DUE - timedelta(days=40), department_code="10", manager_number="8"),
        waiting("soon", due=DUE + timedelta(days=14), department_code="10"),
        waiting("far", due=DUE + timedelta(days=15), department_code="10", manager_number="8"),
        waiting("below", department_code="11", manager_number="8"),
        waiting("other", department_code="20", manager_number="8"),
        waiting("lost", manager_number="8"),
    ]
    leader = account("9", roles=frozenset({Role.MANAGER}), department_code="10")
    named = account("8", department_code="10")

    def names(manager: Account) -> list[str]:
        return [one.account.name for one in in_digest(manager, people, today=DUE)]

    assert names(leader) == ["late", "soon"]
    assert names(named) == ["late"]
    assert names(replace(leader, department_code="")) == []
    assert names(replace(named, department_code="30")) == []
    assert names(account("7", department_code="10")) == []
    assert names(replace(leader, id="user-late")) == ["soon"]
    # Nobody's manager number is empty, even if a manager has no number.
    assert names(replace(named, employee_number=None)) == names(replace(named, employee_number="")) == []

    monday = DUE - timedelta(days=1)
    digests = list_digests([leader, named, account("7")], people, today=monday, policy=POLICY)
    assert [(one.account.name, one.people, one.key) for one in digests] == [
        ("9", 1, "digest:user-9:2026-12-14"),
        ("8", 1, "digest:user-8:2026-12-14"),
    ]
    assert list_digests([leader], people, today=monday - timedelta(days=1), policy=POLICY) == []
