"""The words of mails, in the language of whoever gets them."""

from __future__ import annotations

from quizserver.domain.mails import Mail
from quizserver.domain.people import Account
from quizserver.errors import NotFound
from quizserver.services.smtp import Outgoing
from quizserver.services.tickets import INVITATION_DAYS, RESET_HOURS
from quizserver.web.context import Server
from quizserver.web.words import LANGUAGES, words

__all__ = ["compose_letter", "send_letters"]


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
    return _link_letter(server, mail, account)


def _link_letter(server: Server, mail: Mail, account: Account) -> Outgoing:
    language = account.locale if account.locale in LANGUAGES else LANGUAGES[0]
    say = words(language)
    facts = {
        "name": account.name,
        "link": server.tickets.link_of(mail, language=language),
        "course": _courses(server, language),
        "days": INVITATION_DAYS,
        "hours": RESET_HOURS,
    }
    return Outgoing(
        name=account.name,
        email=account.email,
        subject=say(f"letters.{mail.kind}.subject", **facts),
        text=say(f"letters.{mail.kind}.text", **facts),
    )


def _courses(server: Server, language: str) -> str:
    titles = [course.title.get(language, course.id) for course in server.catalog.courses().values()]
    return words(language)("letters.course_quoted", titles=words(language)("letters.between").join(titles))
