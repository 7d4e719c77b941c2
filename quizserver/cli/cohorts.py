"""`quizserver cohort`: groups of learners with a first day and a due date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.calendar import end_of_day, start_of_day
from quizserver.domain.cohorts import Cohort, CohortCounts
from quizserver.errors import NotFound, UnsuitableCohort
from quizserver.storage.audit import SYSTEM
from quizserver.web.columns import day
from quizserver.web.context import Server
from quizserver.web.words import words

__all__ = ["cohort", "course_of"]

_DAY = click.DateTime(["%Y-%m-%d"])
_NONE = "none"


@click.group()
def cohort() -> None:
    """Cohorts (受講グループ): list, create, change."""


@cohort.command("list")
@click.option("--course", "course_id", default=None, help="Of this course alone.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each.")
def list_command(course_id: str | None, as_json: bool) -> None:
    """Every cohort with its days and how its people stand."""
    with running(read_settings()) as server:
        for found, counts in server.cohorts.list_counted():
            if course_id in (None, found.course_id):
                told = _as_data(found, counts, server=server)
                click.echo(json.dumps(told, ensure_ascii=False) if as_json else _as_line(told))


@cohort.command("create")
@click.argument("course_id", metavar="COURSE")
@click.argument("name")
@click.option("--start", type=_DAY, help="The first day, as 2026-12-01.")
@click.option("--due", type=_DAY, help="The last day, as 2027-03-31.")
def create(course_id: str, name: str, start: datetime | None, due: datetime | None) -> None:
    """Make a cohort NAME of COURSE."""
    with _about(course_id) as server:
        zone = server.settings.timezone
        made = server.cohorts.create(
            course_id=course_id,
            name=name,
            starts_at=None if start is None else start_of_day(start, zone=zone),
            due_at=None if due is None else end_of_day(due, zone=zone),
            actor=SYSTEM,
        )
    click.echo(made.id)


@cohort.command("change")
@click.argument("course_id", metavar="COURSE")
@click.argument("name")
@click.option("--rename", default=None, help="Its new name.")
@click.option("--start", default=None, help="The first day, as 2026-12-01, or none.")
@click.option("--due", default=None, help="The last day, as 2027-03-31, or none: moves that of all who are not done.")
def change(course_id: str, name: str, rename: str | None, start: str | None, due: str | None) -> None:
    """Change name or days of the cohort NAME (or id) of COURSE; what is not named stays."""
    with _about(course_id) as server:
        zone = server.settings.timezone
        try:
            found = server.cohorts.select_named(name, course_id=course_id)
        except NotFound:
            fail(f"{course_id} has no cohort {name} (quizserver cohort list).")
        moved = server.cohorts.change(
            found.id,
            name=found.name if rename is None else rename,
            starts_at=found.starts_at
            if start is None
            else _moment(start, lambda typed: start_of_day(typed, zone=zone)),
            due_at=found.due_at if due is None else _moment(due, lambda typed: end_of_day(typed, zone=zone)),
            actor=SYSTEM,
        )
    click.echo(f"Changed. Due dates that moved with it: {moved}")


def course_of(server: Server, course_id: str) -> str:
    """This course's id; ends the command when there is no such course."""
    if course_id not in server.catalog.courses():
        known = ", ".join(server.catalog.courses()) or "none is published"
        fail(f"There is no course {course_id} (known: {known}).")
    return course_id


@contextmanager
def _about(course_id: str) -> Iterator[Server]:
    say = words("en")
    with running(read_settings()) as server:
        course_of(server, course_id)
        try:
            yield server
        except UnsuitableCohort as refusal:
            kinds = {"name": "cohort", "start": "start", "due": "due"}
            fail(" ".join(say(f"problems.{kinds[field]}.{problem}") for field, problem in refusal.problems.items()))


def _moment(typed: str, of_day: Callable[[date], int]) -> int | None:
    if typed == _NONE:
        return None
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        fail(f"{typed} is not a date: write it as 2027-03-31, or none.")
    return of_day(found)


def _as_data(found: Cohort, counts: CohortCounts, *, server: Server) -> dict[str, object]:
    zone = server.settings.timezone
    return {
        "id": found.id,
        "course": found.course_id,
        "name": found.name,
        "start": day(found.starts_at, zone) or None,
        "due": None if found.due_at is None else day(found.due_at - 1, zone),
        "people": counts.people,
        "completed": counts.done,
        "overdue": counts.overdue,
        "waived": counts.waived,
    }


def _as_line(told: dict[str, object]) -> str:
    figures = ", ".join(f"{name} {told[name]}" for name in ("people", "completed", "overdue", "waived"))
    return f"{told['course']}  {told['start'] or '–'} – {told['due'] or '–'}  {told['name']}  ({figures})"
