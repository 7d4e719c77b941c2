"""The words of mails, in the language of whoever gets them."""

from __future__ import annotations

from quizserver.domain.mails import Mail
from quizserver.domain.people import Account
from quizserver.domain.reminding import REMINDERS
from quizserver.errors import NotFound
from quizserver.services.smtp import Outgoing
from quizserver.services.tickets import INVITATION_DAYS, RESET_HOURS
from quizserver.web.calendars import calendar_of
from quizserver.web.columns import title
from quizserver.web.context import Server
from quizserver.web.moments import day_text
from quizserver.web.reminder_letters import digest_letter, reminder_letter
from quizserver.web.words import LANGUAGES, words

__all__ = ["compose_letter", "language_of", "send_letters"]


def send_letters(server: Server) -> dict[str, int]:
    """Send every mail that waits; how many were sent, put off, refused or no longer wanted."""
    return dict(server.mailing.send_waiting(lambda mail: compose_letter(server, mail)))


def compose_letter(server: Server, mail: Mail) -> Outgoing | None:
    """A mail's words, or None when nobody wants it any more."""
    try:
        account = server.accounts.select_account(mail.user_id)
    except NotFound:
        return None
    if not account.active or not account.email:
        return None
    language = language_of(account)
    if mail.kind == "digest":
        return digest_letter(server, mail, account, language=language)
    if mail.kind in REMINDERS:
        return reminder_letter(server, mail, account, language=language)
    return _link_letter(server, mail, account, language=language)


def language_of(account: Account) -> str:
    """The language in which somebody is written to."""
    return account.locale if account.locale in LANGUAGES else LANGUAGES[0]


def _link_letter(server: Server, mail: Mail, account: Account, *, language: str) -> Outgoing:
    say = words(language)
    due = server.reminding.list_due_of(account.id) if mail.kind == "invitation" else []
    titles = server.catalog.courses()
    facts = {
        "name": account.name,
        "link": server.tickets.link_of(mail, language=language),
        "course": _courses(server, language),
        "days": INVITATION_DAYS,
        "hours": RESET_HOURS,
        "due": "".join(
            say(
                "letters.invitation.due",
                course=say("letters.course_quoted", titles=title(dict(titles[one.course_id].title), language)),
                day=day_text(one.due, language=language),
            )
            + "\n"
            for one in due
        ),
    }
    return Outgoing(
        id=mail.id,
        name=account.name,
        email=account.email,
        subject=say(f"letters.{mail.kind}.subject", **facts),
        text=say(f"letters.{mail.kind}.text", **facts),
        calendar=calendar_of(server, due, language=language) if due else None,
    )


def _courses(server: Server, language: str) -> str:
    titles = [course.title.get(language, course.id) for course in server.catalog.courses().values()]
    return words(language)("letters.course_quoted", titles=words(language)("letters.between").join(titles))
