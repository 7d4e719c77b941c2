"""Signing in with the company's account: leaving for the provider, coming back, and whose account it is.

The provider is asked outside every transaction. What it says of a person's roles counts for nothing here.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass

from quizserver.domain.identity import Identity, identity_of
from quizserver.domain.people import Account, email_key, find_name_problem, sign_in_name
from quizserver.errors import (
    AccountClosed,
    DuplicateError,
    NotFound,
    NotOnRoster,
    ProviderMistrusted,
    ProviderUnavailable,
    SignInCancelled,
    SignInLost,
)
from quizserver.services.accounts import SignedIn
from quizserver.services.clock import Clock
from quizserver.services.oidc import Provider
from quizserver.services.oidc.tokens import BadIdToken
from quizserver.services.oidc.trouble import Trouble
from quizserver.services.secrecy import new_token, token_hash
from quizserver.services.sessions import Sessions
from quizserver.services.throttling import Throttle
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account, find_account_by_email, find_account_by_number, insert_account
from quizserver.storage.audit import append_audit
from quizserver.storage.identities import (
    find_identity,
    has_identity,
    insert_flow,
    insert_identity,
    take_flow,
    update_department,
)

__all__ = ["Companies", "Return"]

FLOW_SECONDS = 600

# What ends a sign-in by the person's doing (OAuth 2.0, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6).
_PERSONS_OWN = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})

_log = logging.getLogger("quizserver.sign_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a browser brings back from the provider, and what it was given when it left."""

    state: str
    code: str
    error: str
    issuer: str | None
    browser_token: str
    old_token: str | None
    browser: str
    language: str


class Companies:
    """Sign-in by OpenID Connect; without a provider every step is NotFound."""

    def __init__(
        self, database: Database, *, provider: Provider | None, sessions: Sessions, throttle: Throttle, clock: Clock
    ) -> None:
        self._database = database
        self._provider = provider
        self._sessions = sessions
        self._throttle = throttle
        self._clock = clock

    def label(self, language: str) -> str | None:
        """The words on the button, or None where there is no provider."""
        return None if self._provider is None else self._provider.settings.labels[language]

    def leave(self, *, browser_token: str, next_path: str, language: str, address: str) -> str:
        """Note that this browser leaves; the address to send it to. Raises ProviderUnavailable, TooManyTries."""
        provider = self._select_provider()
        state, nonce, verifier = new_token(), new_token(), new_token()
        try:
            url = provider.address_to_leave(state=state, nonce=nonce, verifier=verifier, language=language)
        except Trouble as trouble:
            raise _unavailable(trouble) from trouble
        self._throttle.count_leaving(address=address)
        now = self._clock()
        self._database.write(
            lambda tx: insert_flow(
                tx,
                state_hash=token_hash(state),
                browser_hash=token_hash(browser_token),
                nonce=nonce,
                verifier=verifier,
                next_path=next_path,
                now=now,
                expires_at=now + 1000 * FLOW_SECONDS,
            )
        )
        return url

    def come_back(self, came: Return) -> tuple[SignedIn, str]:
        """Who came back, signed in, and where they wanted to go.

        Raises SignInLost, SignInCancelled, ProviderUnavailable, ProviderMistrusted, NotOnRoster, AccountClosed.
        """
        provider, now = self._select_provider(), self._clock()
        state, browser = token_hash(came.state), token_hash(came.browser_token)
        flow = self._database.write(lambda tx: take_flow(tx, state_hash=state, browser_hash=browser, now=now))
        if flow is None:
            raise SignInLost
        nonce, verifier, next_path = flow
        if came.error or not came.code:
            _log.info("sign-in refused by the provider", extra=_event("provider_refused", _word(came.error)))
            raise SignInCancelled if came.error in _PERSONS_OWN else ProviderUnavailable
        try:
            claims = provider.claims_for(code=came.code, issuer=came.issuer, verifier=verifier, nonce=nonce)
        except Trouble as trouble:
            raise _unavailable(trouble) from trouble
        except BadIdToken as error:
            _log.warning("token of the provider refused", extra=_event("id_token_refused", error.reason))
            raise ProviderMistrusted from error
        return self._let_in(identity_of(claims, provider.settings.claims), came), next_path

    def _let_in(self, who: Identity, came: Return) -> SignedIn:
        def job(tx: Transaction) -> SignedIn:
            account = self._find_linked(tx, who) or self._link(tx, who, language=came.language)
            if not account.active:
                raise AccountClosed
            if who.department_code and who.department_code != account.department_code:
                update_department(tx, user_id=account.id, code=who.department_code)
                self._note(tx, account, "department_changed")
            self._note(tx, account, "signed_in")
            token = self._sessions.begin(
                tx, user_id=account.id, instead_of=came.old_token, browser=came.browser, vouched=True
            )
            return SignedIn(account, token, self._throttle.new_device(account=sign_in_name(account.sign_in_name)))

        try:
            return self._database.write(job)
        except DuplicateError:
            # The same person came in by another browser at the same moment, for the first time.
            return self._database.write(job)

    def _find_linked(self, tx: Transaction, who: Identity) -> Account | None:
        user_id = find_identity(tx, issuer=who.issuer, subject=who.subject)
        return None if user_id is None else find_account(tx, user_id=user_id)

    def _link(self, tx: Transaction, who: Identity, *, language: str) -> Account:
        """The account of somebody who comes for the first time. Raises NotOnRoster, AccountClosed."""
        account = self._find_by_facts(tx, who)
        if account is None:
            account = self._create(tx, who, language=language)
        elif not account.active:
            raise AccountClosed
        insert_identity(tx, issuer=who.issuer, subject=who.subject, user_id=account.id, now=self._clock())
        self._note(tx, account, "identity_linked")
        return account

    def _find_by_facts(self, tx: Transaction, who: Identity) -> Account | None:
        """By employee number where a claim carries it, else by an address that the provider has verified."""
        if self._select_provider().settings.claims.employee_number:
            return find_account_by_number(tx, number=who.employee_number) if who.employee_number else None
        if not who.email or who.email_verified is not True:
            return None
        found = find_account_by_email(tx, key=email_key(who.email))
        # An address that was given to somebody new must not open the account of whoever had it before.
        taken = found is not None and has_identity(tx, issuer=who.issuer, user_id=found[0].id)
        return None if found is None or taken else found[0]

    def _create(self, tx: Transaction, who: Identity, *, language: str) -> Account:
        settings = self._select_provider().settings
        sure = who.email_verified is True or (bool(who.employee_number) and who.email_verified is None)
        if not settings.create or not who.email or not sure or find_account_by_email(tx, key=email_key(who.email)):
            raise NotOnRoster(looked_for=_looked_for(who, by_number=bool(settings.claims.employee_number)))
        account = Account(
            id=str(uuid.uuid4()),
            email=who.email,
            name=who.email if find_name_problem(who.name) else who.name,
            kana=who.kana,
            employee_number=who.employee_number or None,
            locale=language,
            created_at=self._clock(),
        )
        insert_account(tx, account, key=email_key(account.email), password_hash=None)
        self._note(tx, account, "account_made")
        return account

    def _select_provider(self) -> Provider:
        if self._provider is None:
            raise NotFound
        return self._provider

    def _note(self, tx: Transaction, account: Account, action: str) -> None:
        append_audit(tx, actor=account.id, action=action, subject=f"user:{account.id}", now=self._clock())


def _looked_for(who: Identity, *, by_number: bool) -> str:
    return who.employee_number if by_number else who.email


def _unavailable(trouble: Trouble) -> ProviderUnavailable:
    _log.warning("the provider failed", extra=_event("provider_failed", f"{trouble.where}:{trouble.kind}"))
    return ProviderUnavailable()


def _event(name: str, reason: str) -> dict[str, object]:
    return {"data": {"event": name, "reason": reason}}


def _word(text: str) -> str:
    """An error's name as the standards have them; anything else is somebody's text and not kept."""
    return text if text.isidentifier() and text.isascii() and len(text) < 40 else "other"
