"""HR's pages about people: bring a roster in, see what it would change, and invite who has no password yet."""

from __future__ import annotations

from flask import Blueprint, Response, request

from quizserver.domain.csv_text import csv_lines
from quizserver.domain.roster import FIELDS, Change
from quizserver.errors import RosterChanged, UnreadableRoster
from quizserver.services.rosters import Draft
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.list_words import problem_text
from quizserver.web.replying import see_other
from quizserver.web.words import Words, words

__all__ = ["blueprint"]

blueprint = Blueprint("people", __name__, url_prefix="/app/<any(en,ja):language>/people")

_SHOWN = 200
_KINDS = ("refuse", "create", "change", "reactivate", "deactivate", "same")


@blueprint.get("/")
def home(language: str) -> Response:
    """Where a roster is uploaded and invitations are sent."""
    waiting, without_address = server().invitations.count_waiting()
    return render_page(
        "people.html",
        language=language,
        waiting=waiting,
        without_address=without_address,
        by_mail=server().mailing.enabled,
        problem=None,
        done=request.args.get("done"),
        count=request.args.get("count", type=int),
    )


@blueprint.post("/roster")
def upload(language: str) -> Response:
    """Read a roster, and show what it would change."""
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    try:
        draft = server().rosters.upload(data, actor=signed_in().user_id, whole="whole" in request.form)
    except UnreadableRoster as refusal:
        return _home_again(language, words(language)(f"roster.unreadable.{refusal.facts['reason']}", **refusal.facts))
    if draft.header.problems:
        return _home_again(language, _header_problems(draft, words(language)))
    return see_other(f"/app/{language}/people/roster/{draft.id}")


@blueprint.get("/roster/<uuid:draft_id>")
def preview(language: str, draft_id: str) -> Response:
    """Row by row, what would happen."""
    draft = server().rosters.select_draft(str(draft_id), actor=signed_in().user_id)
    return _preview(draft, language=language, problem=None)


@blueprint.post("/roster/<uuid:draft_id>")
def apply(language: str, draft_id: str) -> Response:
    """Do it."""
    actor = signed_in().user_id
    try:
        plan = server().rosters.apply(str(draft_id), actor=actor, mark=request.form.get("mark", ""))
    except RosterChanged as refusal:
        say = words(language)
        problem = " ".join(say(f"errors.{refusal.code}.{part}") for part in ("message", "remedy"))
        return _preview(server().rosters.select_draft(str(draft_id), actor=actor), language=language, problem=problem)
    changed = sum(count for kind, count in plan.counts.items() if kind not in ("same", "refuse"))
    return see_other(f"/app/{language}/people/?done=roster&count={changed}")


@blueprint.post("/invitations")
def invite(language: str) -> Response:
    """Mail an invitation to everybody who has no password yet, or hand out the links as a file."""
    actor = signed_in().user_id
    if request.form.get("how") == "mail" and server().mailing.enabled:
        count = server().invitations.mail_all(actor=actor)
        return see_other(f"/app/{language}/people/?done=invited&count={count}")
    say = words(language)
    header = [say(f"columns.{name}") for name in ("employee_number", "name", "department", "email")]
    rows = [
        [account.employee_number or "", account.name, account.department, account.email, link]
        for account, link in server().invitations.make_links(
            actor=actor, without_address=request.form.get("how") == "file-without-address"
        )
    ]
    response = Response(csv_lines([*header, say("people.link")], rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="invitations.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _preview(draft: Draft, *, language: str, problem: str | None) -> Response:
    say = words(language)
    by_kind = {kind: [change for change in draft.plan.changes if change.kind == kind] for kind in _KINDS}
    return render_page(
        "roster.html",
        language=language,
        status=200 if problem is None else 409,
        draft=draft,
        by_kind=by_kind,
        shown=_SHOWN,
        problem=problem,
        notes=lambda change: _notes(change, say),
        fields=[(field, say(f"roster.fields.{field}")) for field in FIELDS if field in draft.header.fields],
    )


def _notes(change: Change, say: Words) -> list[str]:
    """What a row changes, and what is wrong with it, in words."""
    said = [
        say("roster.after", field=say(f"roster.fields.{field}"), before=before or "–", after=after or "–")
        for field, (before, after) in change.fields.items()
        if change.kind in ("change", "reactivate")
    ]
    return said + [problem_text(problem, say) for problem in change.problems]


def _header_problems(draft: Draft, say: Words) -> str:
    return " ".join(problem_text(problem, say) for problem in draft.header.problems)


def _home_again(language: str, problem: str) -> Response:
    waiting, without_address = server().invitations.count_waiting()
    return render_page(
        "people.html",
        language=language,
        status=422,
        waiting=waiting,
        without_address=without_address,
        by_mail=server().mailing.enabled,
        problem=problem,
        done=None,
        count=None,
    )
