"""`quizserver regrade`: what a changed key would change, and changing it."""

from __future__ import annotations

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.domain.points import points_text
from quizserver.domain.regrading import Method, Result
from quizserver.errors import NotFound
from quizserver.services.registrations import REASON_LENGTH
from quizserver.services.regrading import Change, Order, Plan
from quizserver.storage.audit import SYSTEM

__all__ = ["regrade"]


@click.command()
@click.argument("course_id", metavar="COURSE")
@click.argument("quiz", metavar="QUIZ")
@click.option(
    "--key", default=None, help="With the key of this revision (or its beginning); 'today' for the newest build."
)
@click.option("--full-credit", is_flag=True, help="Everybody gets all points of the question.")
@click.option("--drop", is_flag=True, help="The question counts for nobody, neither in the points nor in the maximum.")
@click.option("--question", default=None, help="Only this question; --full-credit and --drop need one.")
@click.option("--revision", default=None, help="Only attempts on this revision (or its beginning).")
@click.option("--reason", default="", help="Why; it stays with the records. Needed with --apply.")
@click.option("--apply", "store", is_flag=True, help="Store the results. Without it nothing is changed.")
@click.option("--allow-lost-passes", is_flag=True, help="Take passes that no result bears any more.")
def regrade(
    course_id: str,
    quiz: str,
    key: str | None,
    full_credit: bool,
    drop: bool,
    question: str | None,
    revision: str | None,
    reason: str,
    store: bool,
    allow_lost_passes: bool,
) -> None:
    """Grade the submitted attempts at QUIZ of COURSE anew, and say for whom that changes what.

    Without --apply nothing is changed. Responses and earlier results stay as they are; a new result is added. Attempts
    that are open finish on the revision they began with; run it again when they have.
    """
    order = Order(
        course_id=course_id,
        quiz=quiz,
        method=_method(key, full_credit=full_credit, drop=drop, question=question),
        question=question,
        revision=revision,
        key=None if key == "today" else key,
        allow_lost_passes=allow_lost_passes,
    )
    said = " ".join(reason.split())
    if store and not 0 < len(said) <= REASON_LENGTH:
        fail(f"--apply needs a --reason of at most {REASON_LENGTH} characters.")
    with running(read_settings()) as server:
        try:
            services = server.regrading
            plan = services.apply(order, actor=SYSTEM, reason=said) if store else services.plan(order)
        except NotFound:
            fail(f"There is no course {course_id} (known: {', '.join(server.catalog.courses()) or 'none'}).")
    _report(plan, stored=store, lost=allow_lost_passes)


def _method(key: str | None, *, full_credit: bool, drop: bool, question: str | None) -> Method:
    if (key is not None) + full_credit + drop != 1:
        fail("Say one of --key, --full-credit and --drop.")
    if key is None and question is None:
        fail("--full-credit and --drop need a --question.")
    return "key" if key is not None else "full_credit" if full_credit else "drop"


def _report(plan: Plan, *, stored: bool, lost: bool) -> None:
    people = {change.enrollment.user_id for change in plan.changes}
    attempts = sum(len(change.results) for change in plan.changes)
    click.echo(f"Looked at {plan.looked_at} submitted attempts.")
    verb = "changed" if stored else "would change"
    click.echo(f"{attempts} attempts of {len(people)} people {verb}.")
    click.echo(f"  passes gained: {sum(change.gains_pass for change in plan.changes)}")
    click.echo(f"  courses done by it: {sum(change.gains_course for change in plan.changes)}")
    if lost:
        click.echo(f"  passes lost: {sum(change.loses_pass for change in plan.changes)}")
    else:
        click.echo(f"  passes that would be lost: {len(plan.left)} (left as they are; --allow-lost-passes takes them)")
    if plan.unreadable:
        click.echo(f"  questions that the other key cannot judge: {plan.unreadable} (they keep their points)")
    for change in plan.changes:
        click.echo(_line(change))
    for change in plan.left:
        click.echo(f"{_line(change)}  LEFT AS IT IS")
    if not stored and (plan.changes or plan.left):
        click.echo("Nothing was changed. With --apply and a --reason the results are stored.")


def _line(change: Change) -> str:
    parts = [f"attempt {old.attempt.number}: {_score(old)} → {_score(new)}" for old, new, _ in change.results]
    pass_ = "  pass gained" if change.gains_pass else "  pass lost" if change.loses_pass else ""
    return f"  {change.who} (registration {change.enrollment.number}): {'; '.join(parts)}{pass_}"


def _score(result: Result) -> str:
    points, most = (points_text(units, scale=result.scale) for units in (result.units, result.max_units))
    return f"{points}/{most}"
