"""Invitations: everybody who is active and has never chosen a password gets a link, by mail or in a file."""

from __future__ import annotations

from collections.abc import Iterator

from quizserver.domain.people import Account
from quizserver.services.clock import Clock
from quizserver.services.mailing import Mailing
from quizserver.services.tickets import Tickets
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import list_uninvited
from quizserver.storage.audit import append_audit

__all__ = ["Invitations"]

_DAY_MS = 86_400_000


class Invitations:
    """The use cases of inviting."""

    def __init__(self, database: Database, *, mailing: Mailing, tickets: Tickets, clock: Clock) -> None:
        self._database = database
        self._mailing = mailing
        self._tickets = tickets
        self._clock = clock

    def count_waiting(self) -> tuple[int, int]:
        """How many people have no password yet, and how many of them have no address either."""
        with self._database.reading() as connection:
            people = list_uninvited(connection)
        return len(people), sum(not account.email for account in people)

    def mail_all(self, *, actor: str) -> int:
        """Queue an invitation for everybody who has an address; at most one a day each. How many were queued."""
        day = self._clock() // _DAY_MS

        def job(tx: Transaction) -> int:
            queued = [
                account
                for account in list_uninvited(tx)
                if account.email
                and self._mailing.queue(tx, "invitation", user_id=account.id, dedupe=f"invitation:{account.id}:{day}")
            ]
            append_audit(
                tx,
                actor=actor,
                action="invited",
                subject=f"people:{len(queued)}",
                now=self._clock(),
                facts={"people": len(queued), "how": "mail"},
            )
            return len(queued)

        return self._database.write(job)

    def make_links(self, *, actor: str, without_address: bool = False) -> Iterator[tuple[Account, str]]:
        """A new link for each of them, or for those alone whom no mail reaches.

        Whoever has the file can take their place, so that it is audited.
        """
        with self._database.reading() as connection:
            people = [one for one in list_uninvited(connection) if not (without_address and one.email)]
        now = self._clock()
        self._database.write(
            lambda tx: append_audit(
                tx,
                actor=actor,
                action="links_made",
                subject=f"people:{len(people)}",
                now=now,
                facts={"people": len(people), "how": "file"},
            )
        )
        return self._tickets.make_links(people)
