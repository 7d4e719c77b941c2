"""The second factor: codes of an app (TOTP, RFC 6238), and recovery codes for the day when the app is gone."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pyotp

from quizserver.domain.people import Account, sign_in_name
from quizserver.errors import BadCode, NotFound
from quizserver.services.accounts import SignedIn
from quizserver.services.clock import Clock
from quizserver.services.secrecy import Keyring, Unsealable, token_hash
from quizserver.services.sessions import Sessions
from quizserver.services.throttling import Throttle, TryCount
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import delete_sessions_of, find_account
from quizserver.storage.audit import append_audit
from quizserver.storage.factors import (
    Factor,
    confirm_factor,
    delete_factor,
    find_factor,
    mark_sessions,
    save_draft,
    take_recovery,
    take_step,
    update_recovery,
)
from quizserver.storage.tries import delete_tries

__all__ = ["RECOVERY_CODES", "Enrollment", "Factors", "Standing"]

T = TypeVar("T")

RECOVERY_CODES = 10
_RECOVERY_LENGTH = 10
_STEP_MS = 30_000
# Letters and digits that nobody takes for each other; ten of them are 50 bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody has a factor, and how many recovery codes are left."""

    confirmed: bool
    recovery_left: int


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A secret that waits for its first code: as text to type, and as the address that the QR code holds."""

    key: str
    address: str


class Factors:
    """Sets second factors up, asks for them, takes them away."""

    def __init__(
        self, database: Database, *, keyring: Keyring, sessions: Sessions, throttle: Throttle, clock: Clock
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._sessions = sessions
        self._throttle = throttle
        self._clock = clock

    def standing(self, user_id: str) -> Standing:
        """Where this person stands."""
        factor = self._find(user_id)
        confirmed = factor is not None and factor.confirmed_at is not None
        return Standing(confirmed, len(factor.recovery) if factor is not None and confirmed else 0)

    def begin(self, user_id: str) -> None:
        """Make a secret that counts once its first code was typed. A factor that counts already stays."""
        secret = self._keyring.seal(pyotp.random_base32(), purpose="factor", owner=user_id)

        def job(tx: Transaction) -> None:
            factor = find_factor(tx, user_id=user_id)
            if factor is None or factor.confirmed_at is None:
                save_draft(tx, user_id=user_id, secret=secret)

        self._database.write(job)

    def find_enrollment(self, account: Account, *, issuer: str) -> Enrollment | None:
        """What waits for its first code. `issuer` is the name under which the app keeps it."""
        factor = self._find(account.id)
        if factor is None or factor.confirmed_at is not None:
            return None
        secret = self._open(factor, user_id=account.id)
        if secret is None:
            return None
        name = account.sign_in_name or account.name
        grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return Enrollment(grouped, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer))

    def confirm(self, user_id: str, *, code: str, token: str) -> list[str]:
        """Type the first code: the factor counts. Returns the recovery codes. Raises BadCode, TooManyTries."""
        codes, now = _new_codes(), self._clock()

        def deed(tx: Transaction) -> None:
            factor = find_factor(tx, user_id=user_id)
            step = None if factor is None or factor.confirmed_at is not None else self._step_of(factor, user_id, code)
            if step is None:
                raise BadCode
            confirm_factor(tx, user_id=user_id, recovery=self._hashes(user_id, codes), step=step, now=now)
            mark_sessions(tx, user_id=user_id, token_hash=token_hash(token), now=now)
            self._note(tx, "factor_confirmed", actor=user_id, user_id=user_id)

        self._counted(self._throttle.count_own_code(user_id=user_id), deed)
        return codes

    def give(self, user_id: str, *, code: str, token: str, address: str, device: str | None, browser: str) -> SignedIn:
        """Type a code after the password: a new session begins. Raises BadCode, TooManyTries."""
        with self._database.reading() as connection:
            account = find_account(connection, user_id=user_id)
        if account is None:
            raise BadCode
        name, long = sign_in_name(account.sign_in_name), len(_plain(code)) == _RECOVERY_LENGTH
        counted = self._throttle.count_code(user_id=user_id, name=name, address=address, device=device, long=long)

        def deed(tx: Transaction) -> str:
            self._use(tx, user_id, code)
            return self._sessions.begin(tx, user_id=user_id, instead_of=token, browser=browser, vouched=True)

        fresh = self._counted(counted, deed)
        return SignedIn(account, fresh, self._throttle.new_device(account=name, factor=True))

    def renew_codes(self, user_id: str, *, code: str) -> list[str]:
        """Other recovery codes, for a code. Raises BadCode, TooManyTries."""
        codes = _new_codes()

        def deed(tx: Transaction) -> None:
            self._use(tx, user_id, code)
            update_recovery(tx, user_id=user_id, recovery=self._hashes(user_id, codes))
            self._note(tx, "recovery_codes_made", actor=user_id, user_id=user_id)

        self._counted(self._throttle.count_own_code(user_id=user_id), deed)
        return codes

    def remove(self, user_id: str, *, code: str) -> None:
        """Take the own factor away, for a code. Raises BadCode, TooManyTries."""

        def deed(tx: Transaction) -> None:
            self._use(tx, user_id, code)
            delete_factor(tx, user_id=user_id)
            self._note(tx, "factor_removed", actor=user_id, user_id=user_id)

        self._counted(self._throttle.count_own_code(user_id=user_id), deed)

    def reset(self, user_id: str, *, actor: str) -> None:
        """Take somebody's factor away and end their sessions. Raises NotFound when there is no factor."""

        def job(tx: Transaction) -> None:
            if not delete_factor(tx, user_id=user_id):
                raise NotFound
            delete_sessions_of(tx, user_id=user_id)
            self._note(tx, "factor_reset", actor=actor, user_id=user_id)

        self._database.write(job)

    def _counted(self, counted: TryCount, deed: Callable[[Transaction], T]) -> T:
        """Do it and take the try back; a wrong code stays counted."""

        def job(tx: Transaction) -> T:
            done = deed(tx)
            delete_tries(tx, ids=counted.ids)
            return done

        try:
            return self._database.write(job)
        except BadCode:
            self._throttle.settle(counted)
            raise

    def _use(self, tx: Transaction, user_id: str, code: str) -> None:
        """Use a code of the app or a recovery code up. Raises BadCode."""
        factor = find_factor(tx, user_id=user_id)
        if factor is None or factor.confirmed_at is None:
            raise BadCode
        step = self._step_of(factor, user_id, code)
        if step is not None and take_step(tx, user_id=user_id, step=step):
            return
        hashed = self._hashes(user_id, [_plain(code)])[0]
        if not take_recovery(tx, user_id=user_id, factor=factor, code_hash=hashed):
            raise BadCode

    def _step_of(self, factor: Factor, user_id: str, code: str) -> int | None:
        """The step whose code this is: now, one before or one after, and later than the last one that was used."""
        secret, typed = self._open(factor, user_id=user_id), _plain(code)
        if secret is None or not (len(typed) == 6 and typed.isascii() and typed.isdigit()):
            return None
        here = self._clock() // _STEP_MS
        made = pyotp.HOTP(secret)
        steps = [step for step in (here - 1, here, here + 1) if step > factor.last_step]
        return next((step for step in steps if hmac.compare_digest(made.at(step), typed)), None)

    def _open(self, factor: Factor, *, user_id: str) -> str | None:
        """The secret; None when it was sealed with another COURSE_SECRET_KEY: only a reset helps then."""
        try:
            return self._keyring.open(factor.secret, purpose="factor", owner=user_id)
        except Unsealable:
            return None

    def _find(self, user_id: str) -> Factor | None:
        with self._database.reading() as connection:
            return find_factor(connection, user_id=user_id)

    def _hashes(self, user_id: str, codes: list[str]) -> list[str]:
        return [self._keyring.sign("recovery", user_id, _plain(code)) for code in codes]

    def _note(self, tx: Transaction, action: str, *, actor: str, user_id: str) -> None:
        append_audit(tx, actor=actor, action=action, subject=f"user:{user_id}", now=self._clock())


def _new_codes() -> list[str]:
    drawn = ("".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def _plain(code: str) -> str:
    """As typed by a person: full-width digits, spaces, hyphens and small letters make no difference."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(character for character in folded if character.isalnum())
