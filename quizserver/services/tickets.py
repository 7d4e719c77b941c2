"""Invitations and forgotten passwords: a link that opens once and lets its owner choose a password."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from quizserver.config import Settings
from quizserver.domain.mails import Mail
from quizserver.domain.people import Account, Role, Visitor, find_password_problem, sign_in_name
from quizserver.errors import Forbidden, NotFound, TicketUsed, UnsuitableAccount
from quizserver.services.accounts import SignedIn
from quizserver.services.clock import Clock
from quizserver.services.mailing import Mailing
from quizserver.services.passwords import Passwords
from quizserver.services.secrecy import new_token, token_hash
from quizserver.services.sessions import Sessions
from quizserver.services.throttling import Throttle
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import (
    delete_sessions_of,
    find_account,
    find_account_by_name,
    has_password,
    update_password,
)
from quizserver.storage.audit import append_audit
from quizserver.storage.tickets import delete_expired_tickets, delete_tickets_of, find_ticket, insert_ticket

__all__ = ["HANDED_DAYS", "INVITATION_DAYS", "RESET_HOURS", "Tickets"]

INVITATION_DAYS = 14
RESET_HOURS = 1
HANDED_DAYS = 3
"""How long a link opens that HR hands over: on paper, by a supervisor, in the next shift."""
_HOUR_MS = 3_600_000
_AGAIN_MS = 300_000
_AT_ONCE = 500
_LIFE_MS = {"invitation": INVITATION_DAYS * 24 * _HOUR_MS, "reset": RESET_HOURS * _HOUR_MS}


class Tickets:
    """Makes such links, and lets people in by them. Choosing a password ends every session and other link."""

    def __init__(
        self,
        database: Database,
        *,
        settings: Settings,
        sessions: Sessions,
        passwords: Passwords,
        throttle: Throttle,
        mailing: Mailing,
        clock: Clock,
    ) -> None:
        self._database = database
        self._origin = settings.origins[0]
        self._sessions = sessions
        self._passwords = passwords
        self._throttle = throttle
        self._mailing = mailing
        self._clock = clock

    def request_reset(self, *, who: str, address: str) -> None:
        """Mail a link to whoever has this address or number, and an address; the answer does not tell.

        Raises TooManyTries.
        """
        name, now = sign_in_name(who).replace("\x00", ""), self._clock()
        self._throttle.count_reset(account=name, address=address)

        def job(tx: Transaction) -> None:
            found = find_account_by_name(tx, name=name)
            if found is not None and found[0].active and found[0].email:
                # One mail in five minutes, however often somebody asks.
                key = f"reset:{found[0].id}:{now // _AGAIN_MS}"
                if self._mailing.queue(tx, "reset", user_id=found[0].id, dedupe=key):
                    self._note(tx, action="reset_requested", user_id=found[0].id)

        self._database.write(job)

    def make_link(self, user_id: str, *, purpose: str, language: str, actor: str | None = None) -> str:
        """A new link for this person; links made before go on working until one is used.

        Audited where somebody (`actor`) gets to see it; a link in a mail is its reader's.
        """
        now = self._clock()

        def job(tx: Transaction) -> str:
            delete_expired_tickets(tx, now=now)
            if actor is not None:
                append_audit(tx, actor=actor, action="link_made", subject=f"user:{user_id}", now=now)
            return self._insert(tx, user_id, purpose, language, now=now)

        return self._database.write(job)

    def hand_link(self, user_id: str, *, visitor: Visitor) -> str:
        """A link that HR gives to one person by hand; audited. Raises NotFound, Forbidden.

        Whoever has the link can be that person: only an admin makes one for an admin.
        """
        now = self._clock()

        def job(tx: Transaction) -> str:
            account = find_account(tx, user_id=user_id)
            if account is None or not account.active:
                raise NotFound
            if Role.ADMIN in account.roles and Role.ADMIN not in visitor.roles:
                raise Forbidden
            purpose = "reset" if has_password(tx, user_id=user_id) else "invitation"
            append_audit(tx, actor=visitor.user_id, action="link_made", subject=f"user:{user_id}", now=now)
            return self._insert(tx, user_id, purpose, account.locale, now=now, life_ms=HANDED_DAYS * 24 * _HOUR_MS)

        return self._database.write(job)

    def make_links(self, people: Sequence[Account]) -> Iterator[tuple[Account, str]]:
        """An invitation for each of these people, some hundred in a transaction."""
        for start in range(0, len(people), _AT_ONCE):
            some = people[start : start + _AT_ONCE]
            yield from zip(some, self._database.write(partial(self._insert_all, people=some)), strict=True)

    def _insert_all(self, tx: Transaction, *, people: Sequence[Account]) -> list[str]:
        now = self._clock()
        delete_expired_tickets(tx, now=now)
        return [self._insert(tx, account.id, "invitation", account.locale, now=now) for account in people]

    def _insert(
        self, tx: Transaction, user_id: str, purpose: str, language: str, *, now: int, life_ms: int | None = None
    ) -> str:
        token = new_token()
        insert_ticket(
            tx,
            token_hash=token_hash(token),
            user_id=user_id,
            purpose=purpose,
            now=now,
            expires_at=now + (life_ms or _LIFE_MS[purpose]),
        )
        return f"{self._origin}/app/{language}/welcome?ticket={token}"

    def link_of(self, mail: Mail, *, language: str) -> str:
        """The link that a mail carries, made while it is sent: nothing that lets anybody in waits in the queue."""
        return self.make_link(mail.user_id, purpose=mail.kind, language=language)

    def select_holder(self, token: str) -> tuple[Account, str]:
        """Whose link this is, and its purpose. Raises TicketUsed for one that opens nothing (any more)."""
        with self._database.reading() as connection:
            found = find_ticket(connection, token_hash=token_hash(token), now=self._clock())
            account = None if found is None else find_account(connection, user_id=found[0])
        if found is None or account is None or not account.active:
            raise TicketUsed
        return account, found[1]

    def choose_password(
        self, token: str, *, password: str, address: str, old_token: str | None, browser: str = ""
    ) -> SignedIn:
        """Use the link up: keep the password and sign in. Raises TicketUsed, UnsuitableAccount, TooManyTries."""
        account, _ = self.select_holder(token)
        problem = find_password_problem(
            password, email=account.email, name=account.name, number=account.employee_number or ""
        )
        if problem is not None:
            raise UnsuitableAccount(problems={"password": problem})
        with self._passwords.turn():
            self._throttle.count_sign_up(address=address)
            hashed = self._passwords.hash(password)

        def job(tx: Transaction) -> str:
            # Of two who use it at once, one finds it gone.
            if find_ticket(tx, token_hash=token_hash(token), now=self._clock()) is None:
                raise TicketUsed
            if not delete_tickets_of(tx, user_id=account.id):
                raise TicketUsed
            update_password(tx, user_id=account.id, password_hash=hashed)
            delete_sessions_of(tx, user_id=account.id)
            self._note(tx, action="password_chosen", user_id=account.id)
            return self._sessions.begin(tx, user_id=account.id, instead_of=old_token, browser=browser)

        token_of_session = self._database.write(job)
        device = self._throttle.new_device(account=sign_in_name(account.sign_in_name))
        return SignedIn(account, token_of_session, device)

    def _note(self, tx: Transaction, *, action: str, user_id: str) -> None:
        append_audit(tx, actor=user_id, action=action, subject=f"user:{user_id}", now=self._clock())
