"""What `serve` does once a day by itself, where a setting says from which time."""

from __future__ import annotations

from datetime import UTC, date, datetime

from quizserver.storage.audit import SYSTEM
from quizserver.web.context import Server

__all__ = ["DailyReminders"]


class DailyReminders:
    """A chore that queues the day's reminders at its first call from the time of the setting on. Called again, by this
    server or by another, it finds them queued."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._queued_for: date | None = None

    def __call__(self) -> None:
        """Queue them, if it is time."""
        at, zone = self._server.settings.reminders.at, self._server.settings.timezone
        now = datetime.fromtimestamp(self._server.clock() / 1000, tz=UTC).astimezone(zone)
        if at is None or now.time() < at or now.date() == self._queued_for:
            return
        self._server.reminding.queue(actor=SYSTEM, noted=False)
        self._queued_for = now.date()
