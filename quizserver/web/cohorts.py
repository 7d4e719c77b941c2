"""HR's pages about cohorts (受講グループ): all of them with their figures, and one with its days and people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from quizserver.domain.cohorts import Cohort
from quizserver.errors import UnsuitableCohort
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.dates import UnreadableDay, end_of, start_of
from quizserver.web.framing import render_page
from quizserver.web.replying import see_other

__all__ = ["blueprint"]

blueprint = Blueprint("cohorts", __name__, url_prefix="/app/<any(en,ja):language>/people/cohorts")


@blueprint.get("/")
def home(language: str) -> Response:
    """Every cohort with its figures, and a form for a new one."""
    return _home(language)


@blueprint.post("/")
def create(language: str) -> Response:
    """Make a cohort."""
    try:
        made = server().cohorts.create(
            course_id=request.form.get("course", ""), actor=signed_in().user_id, **_typed_values()
        )
    except UnsuitableCohort as refusal:
        return _home(language, status=422, problems=refusal.problems, typed=dict(request.form.items()))
    return see_other(f"/app/{language}/people/cohorts/{made.id}?done=made")


@blueprint.get("/<uuid:cohort_id>")
def cohort(language: str, cohort_id: object) -> Response:
    """One cohort: days, figures, people."""
    return _cohort(language, str(cohort_id))


@blueprint.post("/<uuid:cohort_id>")
def change(language: str, cohort_id: object) -> Response:
    """New name or days."""
    wanted = str(cohort_id)
    try:
        moved = server().cohorts.change(wanted, actor=signed_in().user_id, **_typed_values())
    except UnsuitableCohort as refusal:
        return _cohort(language, wanted, status=422, problems=refusal.problems, typed=dict(request.form.items()))
    return see_other(f"/app/{language}/people/cohorts/{wanted}?done=changed&count={moved}")


@blueprint.post("/<uuid:cohort_id>/remove")
def remove(language: str, cohort_id: object) -> Response:
    """Take the chosen people out; their records stay."""
    people = request.form.getlist("person")
    count = server().cohorts.remove(str(cohort_id), user_ids=people, actor=signed_in().user_id)
    return see_other(f"/app/{language}/people/cohorts/{cohort_id}?done=removed&count={count}")


def _typed_values() -> dict[str, Any]:
    """Name and days of the form. Raises UnsuitableCohort for a day that is none."""
    problems: dict[str, str] = {}

    def moment(field: str, read: Callable[[str], int | None]) -> int | None:
        try:
            return read(request.form.get(field, ""))
        except UnreadableDay:
            problems[field] = "date"
            return None

    found = {
        "name": request.form.get("name", ""),
        "starts_at": moment("start", start_of),
        "due_at": moment("due", end_of),
    }
    if problems:
        raise UnsuitableCohort(problems=problems)
    return found


def _home(
    language: str,
    *,
    status: int = 200,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    return render_page(
        "cohorts.html",
        language=language,
        status=status,
        cohorts=server().cohorts.list_counted(),
        courses=server().catalog.courses(),
        problems=problems or {},
        typed=typed or {},
        day=partial(day, zone=server().settings.timezone),
    )


def _cohort(
    language: str,
    cohort_id: str,
    *,
    status: int = 200,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    page = request.args.get("page", 1, type=int)
    found = server().cohorts.select_page(cohort_id, page=page, actor=signed_in().user_id)
    return render_page(
        "cohort.html",
        language=language,
        status=status,
        found=found,
        cohort=found.cohort,
        course=server().catalog.courses().get(found.cohort.course_id),
        problems=problems or {},
        typed=typed or _as_typed(found.cohort),
        done=request.args.get("done") if not problems else None,
        count=request.args.get("count", 0, type=int),
        day=partial(day, zone=server().settings.timezone),
    )


def _as_typed(cohort: Cohort) -> dict[str, str]:
    """What the form holds to begin with."""
    zone = server().settings.timezone
    return {
        "name": cohort.name,
        "start": day(cohort.starts_at, zone),
        "due": "" if cohort.due_at is None else day(cohort.due_at - 1, zone),
    }
