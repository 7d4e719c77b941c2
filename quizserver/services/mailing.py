"""The queue of mails: put in with the transaction that asks for one, sent afterwards, each at most once."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from quizserver.config import MailServer
from quizserver.domain.mails import Mail, MailKind, next_try_at
from quizserver.services.clock import Clock
from quizserver.services.smtp import MailRefused, MailServerAway, MailUnsure, Outgoing, Postman, open_postman
from quizserver.storage import Database, Transaction
from quizserver.storage.mails import claim_mails, count_mails, queue_mail, return_mail, settle_mail

__all__ = ["Compose", "Mailing"]

Compose = Callable[[Mail], Outgoing | None]
"""A mail's words; None when it is no longer wanted (the person has left, the course is done)."""

_log = logging.getLogger("quizserver.mail")

_AT_ONCE = 50
_LOST_AFTER_MS = 600_000


class Mailing:
    """Queues and sends. Without a mail server, nothing is queued and `enabled` is False."""

    def __init__(self, database: Database, *, server: MailServer | None, clock: Clock) -> None:
        self._database = database
        self._server = server
        self._clock = clock

    @property
    def enabled(self) -> bool:
        """Whether there is a mail server."""
        return self._server is not None

    def queue(
        self, tx: Transaction, kind: MailKind, *, user_id: str, dedupe: str, facts: Mapping[str, Any] | None = None
    ) -> bool:
        """Queue a mail in this transaction. False when one with this key was queued before."""
        mail = Mail(id=str(uuid.uuid4()), user_id=user_id, kind=kind, dedupe=dedupe, facts=facts or {})
        return queue_mail(tx, mail, now=self._clock())

    def send_waiting(self, compose: Compose) -> Mapping[str, int]:
        """Send what waits; how many were sent, put off, refused or left out. Does nothing without a mail server."""
        counts = dict.fromkeys(("sent", "later", "failed", "unsure", "unwanted"), 0)
        while self._server is not None:
            now = self._clock()
            claimed = self._database.write(partial(_claim, now=now))
            if not claimed:
                break
            if not self._send(claimed, self._server, compose=compose, counts=counts):
                break
        return counts

    def count_waiting(self) -> Mapping[str, int]:
        """State -> how many."""
        with self._database.reading() as connection:
            return count_mails(connection)

    def _send(self, claimed: list[Mail], server: MailServer, *, compose: Compose, counts: dict[str, int]) -> bool:
        """Send these over one connection. False when there is none: the others need not be tried now."""
        rest = list(claimed)
        try:
            with open_postman(server) as postman:
                state = ""
                # After "unsure" the connection is gone: the others have surely not been sent.
                while rest and state != "unsure":
                    state = self._send_one(rest.pop(0), postman, compose=compose)
                    counts[state] += 1
            counts["later"] += self._put_off(rest, reason="the connection broke")
        except MailServerAway as error:
            counts["later"] += self._put_off(rest, reason=str(error))
            return False
        return True

    def _send_one(self, mail: Mail, postman: Postman, *, compose: Compose) -> str:
        outgoing = compose(mail)
        if outgoing is None:
            return self._settle(mail, "unwanted")
        try:
            postman.send(outgoing)
        except MailServerAway as error:
            self._put_off([mail], reason=str(error))
            return "later"
        except MailRefused as error:
            return self._settle(mail, "failed", problem=str(error))
        except MailUnsure as error:
            return self._settle(mail, "unsure", problem=str(error))
        return self._settle(mail, "sent")

    def _settle(
        self, mail: Mail, state: Literal["sent", "failed", "unsure", "unwanted"], *, problem: str | None = None
    ) -> str:
        now = self._clock()
        if problem is not None:
            _log.warning(
                "mail %s", state, extra={"data": {"event": f"mail_{state}", "mail": mail.id, "reason": problem}}
            )
        self._database.write(lambda tx: settle_mail(tx, mail_id=mail.id, state=state, now=now, problem=problem))
        return state

    def _put_off(self, mails: list[Mail], *, reason: str) -> int:
        now = self._clock()

        def job(tx: Transaction) -> None:
            for mail in mails:
                again = next_try_at(tries=mail.tries, now=now)
                if again is None:
                    settle_mail(tx, mail_id=mail.id, state="failed", now=now, problem=reason)
                else:
                    return_mail(tx, mail_id=mail.id, due_at=again, problem=reason)

        self._database.write(job)
        return len(mails)


def _claim(tx: Transaction, *, now: int) -> list[Mail]:
    return claim_mails(tx, now=now, lost_before=now - _LOST_AFTER_MS, most=_AT_ONCE)
