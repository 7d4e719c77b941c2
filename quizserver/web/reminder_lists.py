"""Reminders as rows: of a file for those whom no mail reaches, of a table at the command line, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from quizserver.domain.csv_text import csv_lines
from quizserver.domain.reminding import Reminder
from quizserver.web.columns import title
from quizserver.web.context import Server
from quizserver.web.letters import language_of
from quizserver.web.words import Words

__all__ = ["course_of", "reminder_data", "reminder_file", "reminder_header", "reminder_row"]

_COLUMNS = ("employee_number", "name", "department", "email")


def reminder_file(server: Server, reminders: Iterable[Reminder], say: Words) -> Iterator[bytes]:
    """CSV in UTF-8 with BOM, no cell a formula."""
    return csv_lines(reminder_header(say), (reminder_row(server, one, say) for one in reminders))


def reminder_header(say: Words) -> list[str]:
    """The first row."""
    own = [say("reminders.kind"), *(say(f"columns.{name}") for name in _COLUMNS), say("reminders.language")]
    return [*own, say("columns.course_name"), say("columns.due_on"), say("reminders.people")]


def reminder_row(server: Server, reminder: Reminder, say: Words) -> list[str]:
    """One reminder; of a digest, how many people it names."""
    account, about = reminder.account, reminder.about
    who = [account.employee_number or "", account.name, account.department, account.email]
    what = [course_of(server, reminder, say), about.due.isoformat(), ""] if about else ["", "", str(reminder.people)]
    return [say(f"reminders.kinds.{reminder.kind}"), *who, say(f"languages.{language_of(account)}"), *what]


def reminder_data(reminder: Reminder) -> dict[str, Any]:
    """The same for programs, with names that do not change."""
    account, about = reminder.account, reminder.about
    return {
        "kind": reminder.kind,
        "employee_number": account.employee_number,
        "name": account.name,
        "department": account.department,
        "email": account.email,
        "language": language_of(account),
        "course": about.course_id if about else None,
        "due_on": about.due.isoformat() if about else None,
        "people": None if about else reminder.people,
    }


def course_of(server: Server, reminder: Reminder, say: Words) -> str:
    """The course's title; nothing for a digest."""
    if reminder.about is None:
        return ""
    return title(dict(server.catalog.select_course(reminder.about.course_id).title), say.language)
