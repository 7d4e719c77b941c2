"""`quizserver enroll`: one person, the people of a department, or those of a file, once or every night."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from quizserver.cli.cohorts import course_of
from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.assigning import Assignment, Step, Steps
from quizserver.domain.calendar import end_of_day
from quizserver.errors import NotFound, Refusal, UnreadableRoster
from quizserver.services.assigning import Asked, ListFile
from quizserver.storage.audit import SYSTEM
from quizserver.web.columns import day
from quizserver.web.context import Server
from quizserver.web.list_words import problem_text
from quizserver.web.words import LANGUAGES, Words, words

__all__ = ["enroll"]

_EXPECTED = frozenset({"already_done", "already_waived"})
"""Why somebody is not registered without anything being wrong."""


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="[PERSON] COURSE")
@click.option("--department", help="Everybody of the department with this code, and of all below it.")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV or XLSX of numbers.")
@click.option("--cohort", "cohort_name", help="Name or id of a cohort of this course.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="The last day to be done by, as 2027-03-31.")
@click.option("--move", is_flag=True, help="Change due date and cohort of people who are under way, too.")
@click.option("--again", is_flag=True, help="Register people anew who have done the course outside this cohort.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print every person as one line of JSON.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ja", show_default=True)
def enroll(
    names: tuple[str, ...],
    department: str | None,
    file: Path | None,
    cohort_name: str | None,
    due: datetime | None,
    move: bool,
    again: bool,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Register PERSON (employee number or e-mail address), or many people, in COURSE.

    Ends with 1 when nothing could be done, with 2 when lines of the file were refused.
    """
    person = _person_of(names, many=department is not None or file is not None)
    with running(read_settings()) as server:
        course_id = course_of(server, names[-1])
        due_at = None if due is None else end_of_day(due, zone=server.settings.timezone)
        cohort_id = None if cohort_name is None else _cohort_id(server, cohort_name, course_id=course_id)
        if person is not None:
            _enroll_one(server, person, course_id=course_id, due_at=due_at, cohort_id=cohort_id)
            return
        wanted = Assignment(course_id=course_id, cohort_id=cohort_id, due_at=due_at, move=move, again=again)
        asked = _asked(server, wanted, department=department, file=file, say=words(lang))
        steps = server.assigning.run(asked, actor=SYSTEM, dry_run=dry_run)
        _print(steps, server=server, say=words(lang), as_json=as_json)
    if any(problem.code not in _EXPECTED for step in steps.steps for problem in step.problems):
        raise SystemExit(2)


def _person_of(names: tuple[str, ...], *, many: bool) -> str | None:
    if len(names) != (1 if many else 2):
        fail("Name a person and a course, or a course with either --department or --file.")
    return None if many else names[0]


def _cohort_id(server: Server, name: str, *, course_id: str) -> str:
    try:
        return server.cohorts.select_named(name, course_id=course_id).id
    except NotFound:
        fail(f"{course_id} has no cohort {name} (quizserver cohort list).")


def _enroll_one(server: Server, who: str, *, course_id: str, due_at: int | None, cohort_id: str | None) -> None:
    try:
        account = server.registrations.select_person(who)
    except NotFound:
        fail(f"There is nobody with the employee number or address {who}.")
    try:
        made = server.registrations.enroll(
            user_id=account.id, course_id=course_id, actor=SYSTEM, due_at=due_at, cohort_id=cohort_id
        )
    except Refusal as refusal:
        say = words("en")
        fail(" ".join(say(f"errors.{refusal.code}.{part}", **refusal.facts) for part in ("message", "remedy")))
    click.echo(f"{who} is registered in {course_id} (registration {made.number}).")


def _asked(server: Server, wanted: Assignment, *, department: str | None, file: Path | None, say: Words) -> Asked:
    if file is not None and department is not None:
        fail("Name either --department or --file.")
    if file is not None:
        return Asked(wanted=wanted, file=_read(server, file, say=say))
    known = [found.code for found in server.rosters.list_departments()]
    if department not in known:
        fail(f"There is no department with the code {department} (known: {', '.join(known) or 'none'}).")
    return Asked(wanted=wanted, department=department)


def _read(server: Server, file: Path, *, say: Words) -> ListFile:
    try:
        found = server.assigning.read_file(file.read_bytes())
    except UnreadableRoster as refusal:
        fail(say(f"roster.unreadable.{refusal.facts['reason']}", **refusal.facts))
    if found.header.problems:
        fail(" ".join(problem_text(problem, say) for problem in found.header.problems))
    return found


def _print(steps: Steps, *, server: Server, say: Words, as_json: bool) -> None:
    if as_json:
        for step in steps.steps:
            click.echo(json.dumps(_as_data(step, server=server), ensure_ascii=False))
        return
    for step in steps.steps:
        said = " ".join(problem_text(problem, say) for problem in step.problems if problem.code not in _EXPECTED)
        if said:
            click.echo(f"{step.line or '-'}: {step.employee_number} {step.name}: {said}", err=True)
    for kind, count in steps.counts.items():
        click.echo(f"{say(f'assign.kinds.{kind}')} {count}")


def _as_data(step: Step, *, server: Server) -> dict[str, object]:
    due = None if step.due_at is None else day(step.due_at - 1, server.settings.timezone)
    return {
        "kind": step.kind,
        "line": step.line,
        "employee_number": step.employee_number,
        "due": due,
        "cohort": step.cohort_id,
        "problems": [problem.code for problem in step.problems],
    }
