"""HR's pages for giving a course to many: a department or a file, a preview, and the confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, Response, request

from quizserver.domain.assigning import KINDS, Assignment, Step
from quizserver.errors import NotFound, RosterChanged, UnreadableRoster
from quizserver.services.assigning import Asked, AssignmentDraft, ListFile
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.dates import UnreadableDay, end_of
from quizserver.web.framing import render_page
from quizserver.web.list_words import problem_text
from quizserver.web.replying import see_other
from quizserver.web.words import Words, words

__all__ = ["blueprint"]

blueprint = Blueprint("assigning", __name__, url_prefix="/app/<any(en,ja):language>/people/enroll")

_SHOWN = 200


@blueprint.get("/")
def form(language: str) -> Response:
    """Whom, into which course, by when."""
    return _form(language, typed=dict(request.args.items()))


@blueprint.post("/")
def choose(language: str) -> Response:
    """Read what was chosen, and show what it would change."""
    say = words(language)
    try:
        asked = _asked(say)
    except _Unusable as problem:
        return _form(language, typed=dict(request.form.items()), problem=str(problem))
    draft_id = server().assigning.keep(asked, actor=signed_in().user_id)
    return see_other(f"/app/{language}/people/enroll/{draft_id}")


@blueprint.get("/<uuid:draft_id>")
def preview(language: str, draft_id: object) -> Response:
    """Person by person, what would happen."""
    draft = server().assigning.select_draft(str(draft_id), actor=signed_in().user_id)
    return _preview(draft, language=language)


@blueprint.post("/<uuid:draft_id>")
def apply(language: str, draft_id: object) -> Response:
    """Do it."""
    wanted, actor = str(draft_id), signed_in().user_id
    draft = server().assigning.select_draft(wanted, actor=actor)
    try:
        steps = server().assigning.apply(wanted, actor=actor, mark=request.form.get("mark", ""))
    except RosterChanged as refusal:
        say = words(language)
        problem = " ".join(say(f"errors.{refusal.code}.{part}") for part in ("message", "remedy"))
        return _preview(server().assigning.select_draft(wanted, actor=actor), language=language, problem=problem)
    counts = steps.counts
    done = f"done=enrolled&count={counts['enroll'] + counts['again']}&moved={counts['move']}"
    cohort_id = draft.asked.wanted.cohort_id
    where = "enroll/" if cohort_id is None else f"cohorts/{cohort_id}"
    return see_other(f"/app/{language}/people/{where}?{done}")


class _Unusable(Exception):
    """Why what was chosen cannot be used, in words."""


def _asked(say: Words) -> Asked:
    """What the form says. Raises _Unusable, NotFound."""
    typed = request.form
    try:
        due_at = end_of(typed.get("due", ""))
    except UnreadableDay as error:
        raise _Unusable(say("problems.due.date")) from error
    wanted = Assignment(
        course_id=typed.get("course", ""),
        cohort_id=typed.get("cohort") or None,
        due_at=due_at,
        move="move" in typed,
        again="again" in typed,
    )
    if wanted.cohort_id is not None:
        # A cohort says which course it is.
        known = {cohort.id: cohort for cohort in server().cohorts.list_cohorts()}
        if wanted.cohort_id not in known:
            raise NotFound
        wanted = Assignment(
            course_id=known[wanted.cohort_id].course_id,
            cohort_id=wanted.cohort_id,
            due_at=due_at,
            move=wanted.move,
            again=wanted.again,
        )
    upload = request.files.get("file")
    chosen = upload is not None and bool(upload.filename) and not typed.get("department")
    if typed.get("whom") == "department" and not chosen:
        return Asked(wanted=wanted, department=_department(say))
    return Asked(wanted=wanted, file=_file(say))


def _department(say: Words) -> str:
    code = request.form.get("department", "")
    if code not in {department.code for department in server().rosters.list_departments()}:
        raise _Unusable(say("assign.choose_department"))
    return code


def _file(say: Words) -> ListFile:
    upload = request.files.get("file")
    try:
        file = server().assigning.read_file(upload.read() if upload is not None else b"")
    except UnreadableRoster as refusal:
        text = say(f"roster.unreadable.{refusal.facts['reason']}", **refusal.facts)
        raise _Unusable(text) from refusal
    if file.header.problems:
        raise _Unusable(" ".join(problem_text(problem, say) for problem in file.header.problems))
    return file


def _form(language: str, *, typed: Mapping[str, str], problem: str | None = None) -> Response:
    return render_page(
        "enroll.html",
        language=language,
        status=200 if problem is None else 422,
        courses=server().catalog.courses(),
        cohorts=server().cohorts.list_cohorts(),
        departments=server().rosters.list_departments(),
        typed=typed,
        problem=problem,
        done="done" in typed and problem is None,
        count=request.args.get("count", 0, type=int),
        moved=request.args.get("moved", 0, type=int),
    )


def _preview(draft: AssignmentDraft, *, language: str, problem: str | None = None) -> Response:
    say, wanted = words(language), draft.asked.wanted
    names = {cohort.id: cohort.name for cohort in server().cohorts.list_cohorts()}
    departments = {one.code: one.name for one in server().rosters.list_departments()}
    return render_page(
        "enroll_preview.html",
        language=language,
        status=200 if problem is None else 409,
        draft=draft,
        course=server().catalog.select_course(wanted.course_id),
        cohort=names.get(wanted.cohort_id or ""),
        department=departments.get(draft.asked.department or ""),
        by_kind={kind: draft.steps.of(kind) for kind in KINDS},
        late=any(step.due_at is not None and step.due_at <= server().clock() for step in draft.steps.steps),
        shown=_SHOWN,
        field_names=[say(f"roster.fields.{name}") for name in _columns(draft)],
        problem=problem,
        notes=partial(_notes, say=say, names=names),
    )


def _columns(draft: AssignmentDraft) -> list[str]:
    return [] if draft.asked.file is None else list(draft.asked.file.header.columns)


def _notes(step: Step, *, say: Words, names: Mapping[str, str]) -> list[str]:
    """By when, in which cohort, and what is wrong, in words."""
    if step.kind == "refuse":
        return [problem_text(problem, say) for problem in step.problems]
    zone, current = server().settings.timezone, None if step.person is None else step.person.current

    def due(ms: int | None) -> str:
        return say("assign.no_due") if ms is None else day(ms - 1, zone)

    if step.kind != "move" or current is None:
        return [say("assign.due_is", day=due(step.due_at))]
    said = []
    if current.due_at != step.due_at:
        said.append(say("assign.due_moves", before=due(current.due_at), after=due(step.due_at)))
    if current.cohort_id != step.cohort_id:
        before, after = (
            names.get(known or "", say("assign.no_cohort")) for known in (current.cohort_id, step.cohort_id)
        )
        said.append(say("assign.cohort_moves", before=before, after=after))
    return said
