"""The words of reminders: to a learner about a due date, to a manager about the department."""

from __future__ import annotations

from collections.abc import Sequence

from quizserver.domain.mails import Mail
from quizserver.domain.people import Account, Role
from quizserver.domain.reminding import OpenCourse
from quizserver.services.smtp import Outgoing
from quizserver.web.calendars import calendar_of
from quizserver.web.columns import title
from quizserver.web.context import Server
from quizserver.web.framing import site_home
from quizserver.web.moments import day_text
from quizserver.web.words import Words, words

__all__ = ["digest_letter", "reminder_letter"]

_NAMED = 100
"""So many people a digest names of each kind; the report has them all."""


def reminder_letter(server: Server, mail: Mail, account: Account, *, language: str) -> Outgoing | None:
    """What a learner is told; None when the course is done, the person exempt, or the due date another one by now."""
    about = server.reminding.find_open(mail)
    if about is None:
        return None
    say, origin = words(language), server.settings.origins[0]
    facts = {
        "name": account.name,
        "course": _course(server, about, language=language),
        "due": day_text(about.due, language=language),
        "left": _left((about.due - server.reminding.today()).days, say),
        "done": about.modules_done,
        "total": about.modules_total,
        "link": f"{origin}{site_home(language)}",
        "learning": f"{origin}/app/{language}/learning",
        "ask": _whom_to_ask(server, say),
    }
    return Outgoing(
        id=mail.id,
        name=account.name,
        email=account.email,
        subject=say(f"letters.{mail.kind}.subject", **facts),
        text=say(f"letters.{mail.kind}.text", **facts),
        calendar=calendar_of(server, [about], language=language) if mail.kind == "due_soon" else None,
    )


def digest_letter(server: Server, mail: Mail, account: Account, *, language: str) -> Outgoing | None:
    """What a manager is told; None when there is nobody to tell of any more."""
    people, today = server.reminding.list_digest(account), server.reminding.today()
    if not people:
        return None
    say = words(language)
    late = [one for one in people if one.due < today]
    soon = [one for one in people if one.due >= today]
    facts = {
        "name": account.name,
        "department": account.department or account.department_code,
        "day": day_text(today, language=language),
        "late": len(late),
        "soon": len(soon),
        "lists": "\n".join(
            _list(server, some, say(f"letters.digest.{heading}", count=len(some)), say)
            for heading, some in (("late", late), ("soon", soon))
            if some
        ),
        "report": _report_line(server, account, say),
        "ask": _whom_to_ask(server, say),
    }
    return Outgoing(
        id=mail.id,
        name=account.name,
        email=account.email,
        subject=say("letters.digest.subject", **facts),
        text=say("letters.digest.text", **facts),
    )


def _list(server: Server, people: Sequence[OpenCourse], heading: str, say: Words) -> str:
    lines = [heading]
    for one in people[:_NAMED]:
        facts = {
            "name": one.account.name,
            "number": say("letters.digest.number", number=one.account.employee_number)
            if one.account.employee_number
            else "",
            "course": _course(server, one, language=say.language),
            "due": day_text(one.due, language=say.language),
            "status": say("status.in_progress" if one.started else "status.not_started"),
        }
        lines.append(say("letters.digest.person", **facts))
    if len(people) > _NAMED:
        lines.append(say("letters.digest.more", count=len(people) - _NAMED))
    return "\n".join(lines) + "\n"


def _report_line(server: Server, account: Account, say: Words) -> str:
    """The way to the report, for those who may open it."""
    if not account.roles & {Role.MANAGER, Role.HR, Role.ADMIN}:
        return ""
    return say("letters.digest.report", link=f"{server.settings.origins[0]}/app/{say.language}/reports")


def _left(days: int, say: Words) -> str:
    if days <= 0:
        return say("letters.left.today")
    return say("letters.left.one") if days == 1 else say("letters.left.days", days=days)


def _whom_to_ask(server: Server, say: Words) -> str:
    mail = server.settings.mail
    if mail is None:
        return ""
    who = say("letters.sender", name=mail.sender_name, address=mail.sender_address)
    return say("letters.ask", who=who if mail.sender_name else mail.sender_address)


def _course(server: Server, one: OpenCourse, *, language: str) -> str:
    titles = dict(server.catalog.select_course(one.course_id).title)
    return words(language)("letters.course_quoted", titles=title(titles, language))
