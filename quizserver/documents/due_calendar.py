"""Due dates as a calendar file (iCalendar, RFC 5545), to be put into anybody's calendar (PUBLISH, RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

__all__ = ["DueDate", "due_calendar"]

_PRODUCT = "-//coursekit//quizserver//EN"
_ALARM_BEFORE = timedelta(hours=15)
"""At nine in the morning of the day before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """One due day. The same `uid` with a higher `sequence` replaces what was there: the day has moved."""

    uid: str
    sequence: int
    day: date
    summary: str
    description: str
    url: str


def due_calendar(due: Iterable[DueDate], *, organizer: str, organizer_name: str, stamp: datetime, language: str) -> str:
    """The file: an event of a whole day for each, with an alarm the day before. `organizer` is a URI, as mailto:…"""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    sender = vCalAddress(organizer)
    sender.params["cn"] = vText(organizer_name)
    for one in due:
        calendar.add_component(_event(one, sender=sender, stamp=stamp, language=language))
    return str(calendar.to_ical(), "utf-8")


def _event(due: DueDate, *, sender: vCalAddress, stamp: datetime, language: str) -> Event:
    event = Event()
    event.add("uid", due.uid)
    event.add("sequence", due.sequence)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("organizer", sender)
    event.add("summary", due.summary, parameters={"language": language})
    event.add("description", due.description, parameters={"language": language})
    event.add("url", due.url)
    # A day, not a moment: it is the same day in every zone. The end is the day after (3.6.1).
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    # Nobody is busy because of it.
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(due))
    return event


def _alarm(due: DueDate) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -_ALARM_BEFORE)
    alarm.add("description", due.summary)
    return alarm
