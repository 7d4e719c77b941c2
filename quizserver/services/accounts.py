"""Accounts: signing up, signing in, and what people and operators change about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from quizserver.domain.people import (
    Account,
    Role,
    clean_text,
    email_key,
    find_email_problem,
    find_name_problem,
    find_password_problem,
    sign_in_name,
)
from quizserver.errors import BadCredentials, DuplicateError, NotFound, PasswordsClosed, SignUpClosed, UnsuitableAccount
from quizserver.services.clock import Clock
from quizserver.services.passwords import Passwords
from quizserver.services.sessions import Sessions
from quizserver.services.throttling import Throttle
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import (
    delete_sessions_of,
    find_account,
    find_account_by_email,
    find_account_by_name,
    insert_account,
    update_basics,
    update_password,
    update_roles,
)
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.tries import delete_tries

__all__ = ["Accounts", "SignedIn"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun: its token, and a token by which this browser is known from now on."""

    account: Account
    token: str
    device: str


class Accounts:
    """Everything that makes or changes an account."""

    def __init__(
        self,
        database: Database,
        *,
        sessions: Sessions,
        passwords: Passwords,
        throttle: Throttle,
        clock: Clock,
        sign_up: bool,
        passwords_for_all: bool = True,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._passwords = passwords
        self._throttle = throttle
        self._clock = clock
        self.passwords_for_all = passwords_for_all
        self.sign_up_open = sign_up and passwords_for_all

    def sign_in(
        self, *, who: str, password: str, address: str, device: str | None, old_token: str | None, browser: str = ""
    ) -> SignedIn:
        """Sign in. `who` is an e-mail address or an employee number.

        Raises TooManyTries before anything is hashed, BadCredentials for every other reason. Tries are counted by what
        was typed: to count both names of one person together would tell strangers which belong together.
        """
        key = sign_in_name(who)
        with self._passwords.turn():
            counted = self._throttle.count_sign_in(account=key, address=address, device=device)
            found = self._find_by_name(key)
            stored = found[1] if found is not None and found[0].active else None
            known = self._passwords.verify(stored, password)
            outdated = known and stored is not None and self._passwords.is_outdated(stored)
            fresh = self._passwords.hash(password) if outdated else None
        if not known or found is None:
            self._throttle.settle(counted)
            raise BadCredentials
        if not self.may_use_password(found[0]):
            self._throttle.settle(counted)
            raise PasswordsClosed
        account = found[0]

        def job(tx: Transaction) -> str:
            delete_tries(tx, ids=counted.ids)
            if fresh is not None:
                update_password(tx, user_id=account.id, password_hash=fresh)
            self._note(tx, actor=account.id, action="signed_in", user_id=account.id)
            return self._sessions.begin(tx, user_id=account.id, instead_of=old_token, browser=browser)

        return SignedIn(account, self._database.write(job), self._throttle.new_device(account=key))

    def sign_up(
        self,
        *,
        email: str,
        password: str,
        name: str,
        locale: str,
        address: str,
        old_token: str | None,
        browser: str = "",
    ) -> SignedIn:
        """Make a learner's account and sign in. Raises SignUpClosed, TooManyTries, UnsuitableAccount."""
        if not self.sign_up_open:
            raise SignUpClosed
        draft = Account(id=str(uuid.uuid4()), email=email.strip(), name=clean_text(name), locale=locale)
        account = self._checked(draft, password=password)
        with self._passwords.turn():
            self._throttle.count_sign_up(address=address)
            hashed = self._passwords.hash(password)

        def job(tx: Transaction) -> str:
            self._insert(tx, account, password_hash=hashed, actor=account.id)
            return self._sessions.begin(tx, user_id=account.id, instead_of=old_token, browser=browser)

        token = self._write_new(job)
        return SignedIn(account, token, self._throttle.new_device(account=email_key(email)))

    def create(self, account: Account, *, password: str) -> Account:
        """Make an account for somebody else (operator). Raises UnsuitableAccount."""
        checked = self._checked(account, password=password)
        hashed = self._passwords.hash(password)
        self._write_new(lambda tx: self._insert(tx, checked, password_hash=hashed, actor=SYSTEM))
        return checked

    def set_roles(self, *, email: str, roles: frozenset[Role]) -> Account:
        """Give a person these roles and end their sessions: no old cookie keeps old rights. Raises NotFound."""

        def job(tx: Transaction) -> Account:
            found = find_account_by_email(tx, key=email_key(email))
            if found is None:
                raise NotFound
            update_roles(tx, user_id=found[0].id, roles=roles)
            delete_sessions_of(tx, user_id=found[0].id)
            facts = {"before": sorted(found[0].roles), "after": sorted(roles)}
            self._note(tx, actor=SYSTEM, action="roles_changed", user_id=found[0].id, facts=facts)
            return replace(found[0], roles=roles)

        return self._database.write(job)

    def select_account(self, user_id: str) -> Account:
        """The account of this id. Raises NotFound."""
        with self._database.reading() as connection:
            account = find_account(connection, user_id=user_id)
        if account is None:
            raise NotFound
        return account

    def may_use_password(self, account: Account) -> bool:
        """Whether this person may come in by password. Admins always may: the provider may be what has to be mended."""
        return self.passwords_for_all or Role.ADMIN in account.roles

    def find_by_email(self, email: str) -> Account | None:
        """The account with this e-mail address, or None."""
        found = self._find(email_key(email))
        return None if found is None else found[0]

    def change_basics(self, *, user_id: str, name: str, kana: str, locale: str) -> None:
        """What people change about themselves. Raises UnsuitableAccount."""
        name, kana = clean_text(name), clean_text(kana)
        problems = {"name": find_name_problem(name), "kana": find_name_problem(kana) if kana else None}
        _refuse(problems)

        def job(tx: Transaction) -> None:
            update_basics(tx, user_id=user_id, name=name, kana=kana, locale=locale)
            self._note(tx, actor=user_id, action="account_changed", user_id=user_id)

        self._database.write(job)

    def _find(self, key: str) -> tuple[Account, str | None] | None:
        with self._database.reading() as connection:
            return find_account_by_email(connection, key=key)

    def _find_by_name(self, name: str) -> tuple[Account, str | None] | None:
        if not name or "\x00" in name or ("@" in name and find_email_problem(name)):
            return None
        with self._database.reading() as connection:
            return find_account_by_name(connection, name=name)

    def _checked(self, account: Account, *, password: str) -> Account:
        problems = {
            "name": find_name_problem(account.name),
            "email": find_email_problem(account.email),
            "password": find_password_problem(password, email=account.email, name=account.name),
        }
        _refuse(problems)
        return replace(account, created_at=self._clock())

    def _insert(self, tx: Transaction, account: Account, *, password_hash: str, actor: str) -> None:
        insert_account(tx, account, key=email_key(account.email), password_hash=password_hash)
        self._note(tx, actor=actor, action="account_made", user_id=account.id)

    def _write_new(self, job: Callable[[Transaction], T]) -> T:
        try:
            return self._database.write(job)
        except DuplicateError as error:
            raise UnsuitableAccount(problems={"email": "taken"}) from error

    def _note(
        self, tx: Transaction, *, actor: str, action: str, user_id: str, facts: Mapping[str, Any] | None = None
    ) -> None:
        append_audit(tx, actor=actor, action=action, subject=f"user:{user_id}", now=self._clock(), facts=facts)


def _refuse(problems: dict[str, str | None]) -> None:
    found = {field: problem for field, problem in problems.items() if problem is not None}
    if found:
        raise UnsuitableAccount(problems=found)
