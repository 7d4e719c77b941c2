"""The audit log's page and its file: who did what, when, and about whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from quizserver.domain.actions import ACTIONS
from quizserver.domain.csv_text import csv_lines
from quizserver.services.looking_back import AuditQuestion, Deed
from quizserver.storage.audit import SYSTEM
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.words import Words, words

__all__ = ["blueprint", "told_facts"]

blueprint = Blueprint("audit", __name__, url_prefix="/app/<any(en,ja):language>")

_TYPED_MOST = 254
_FILE = ("at", "actor_id", "actor", "actor_number", "action", "deed", "object", "person", "person_number", "facts")
_WORDED = ("erase.reasons", "verify.reasons", "status")


@blueprint.get("/audit")
def log(language: str) -> Response:
    """A page of the log, the newest entries first."""
    question, problems = _asked()
    page = server().looking_back.select_page(question, visitor=signed_in().user_id, before=_place())
    say, zone = words(language), server().settings.timezone
    return render_page(
        "audit.html",
        language=language,
        page=page,
        question=question,
        problems=[*problems, *page.unknown],
        actions=sorted((say(f"audit.actions.{code}"), code) for code in ACTIONS),
        moment=partial(_moment, zone=zone),
        actor=partial(_actor, say=say),
        person=partial(_person, say=say),
        told=lambda deed: told_facts(deed.entry.facts, say=say, zone=zone),
        query=lambda **more: urlencode(_query(question) | more),
    )


@blueprint.get("/audit.csv")
def log_csv(language: str) -> Response:
    """Everything that the filters match, as CSV in UTF-8 with BOM."""
    question, _ = _asked()
    deeds, say = server().looking_back.stream(question, visitor=signed_in().user_id), words(language)
    zone = server().settings.timezone
    rows = (_row(deed, say, zone) for part in deeds for deed in part)
    response = Response(csv_lines([say(f"audit.file.{name}") for name in _FILE], rows), mimetype="text/csv")
    today = day(server().clock(), zone)
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{today}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def told_facts(facts: Mapping[str, Any], *, say: Words, zone: tzinfo) -> str:
    """What is known of a deed, in words."""
    return say("audit.between").join(
        f"{say.find(f'audit.facts.{name}') or name}{say('audit.is')}{_value(name, value, say, zone)}"
        for name, value in facts.items()
    )


def _value(name: str, value: Any, say: Words, zone: tzinfo) -> str:
    if value is True or value is False:
        return say(f"audit.{'yes' if value else 'no'}")
    if isinstance(value, Mapping):
        return " ".join(f"{key} {number}" for key, number in value.items())
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    if name.endswith("_at") and isinstance(value, int):
        return _moment(value, zone=zone)
    if name == "action":
        return say.find(f"audit.actions.{value}") or str(value)
    found = (say.find(f"{group}.{value}") for group in _WORDED) if name in ("reason", "status") else ()
    return next((text for text in found if text), str(value))


def _asked() -> tuple[AuditQuestion, list[str]]:
    """The question in the address, and the names of the days that are none."""
    problems: list[str] = []

    def chosen(name: str) -> date | None:
        text = request.args.get(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            problems.append(name)
            return None

    def typed(name: str) -> str:
        return request.args.get(name, "").replace("\x00", "").strip()[:_TYPED_MOST]

    question = AuditQuestion(
        since=chosen("from"),
        until=chosen("to"),
        action=typed("action"),
        actor=typed("actor"),
        person=typed("person"),
    )
    return question, problems


def _query(question: AuditQuestion) -> dict[str, str]:
    """The question as an address says it."""
    pairs = {
        "from": question.since.isoformat() if question.since else "",
        "to": question.until.isoformat() if question.until else "",
        "action": question.action,
        "actor": question.actor,
        "person": question.person,
    }
    return {name: value for name, value in pairs.items() if value}


def _place() -> tuple[int, int] | None:
    at, _, number = request.args.get("before", "").partition(".")
    whole = at.isascii() and at.isdigit() and number.isascii() and number.isdigit()
    return (int(at), int(number)) if whole and len(at) < 16 and len(number) < 16 else None


def _row(deed: Deed, say: Words, zone: tzinfo) -> list[str]:
    """The cells of `_FILE`."""
    entry = deed.entry
    return [
        _moment(entry.at, zone=zone, seconds=True),
        entry.actor,
        _actor(deed, say=say),
        deed.actor[1] if deed.actor else "",
        entry.action,
        say.find(f"audit.actions.{entry.action}") or entry.action,
        entry.object,
        _person(deed, say=say),
        deed.person[1] if deed.person else "",
        told_facts(entry.facts, say=say, zone=zone),
    ]


def _actor(deed: Deed, *, say: Words) -> str:
    if deed.entry.actor == SYSTEM:
        return say("audit.system")
    return (deed.actor[0] or say("audit.erased")) if deed.actor else deed.entry.actor


def _person(deed: Deed, *, say: Words) -> str:
    return (deed.person[0] or say("audit.erased")) if deed.person else ""


def _moment(ms: int, *, zone: tzinfo, seconds: bool = False) -> str:
    local = datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
