"""At most ten tries a minute, counted before any password is hashed, without locking a victim out.

Three counts for a browser we do not know: its address (10), the account (10), and the two together (5), so that one
attacker's address cannot use up the account's tries. A browser that has signed in to this account before holds a signed
device token and is counted alone: whatever attackers do, its owner comes in (OWASP, "device cookies").
A try that succeeds is taken back, so that a whole office behind one address can sign in at nine o'clock.
"""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from quizserver.errors import TooManyTries
from quizserver.services.clock import Clock
from quizserver.services.secrecy import Keyring, new_token
from quizserver.storage import Database, Transaction
from quizserver.storage.tries import delete_old_tries, find_full_bucket, has_tries, insert_tries

__all__ = ["Throttle", "TryCount"]

_WINDOW_MS = 60_000
_HOUR_MS = 60 * _WINDOW_MS
_CODES_PER_HOUR = 30
_FACTOR = "factor-"
_PER_ACCOUNT = 10
_PER_ACCOUNT_AND_ADDRESS = 5
_PER_DEVICE = 10
_CHECKS_PER_ADDRESS = 30
_LEAVING = 60


@dataclass(frozen=True, slots=True)
class TryCount:
    """A try that was counted; its ids (id -> bucket) take it back."""

    ids: Mapping[str, str]


class Throttle:
    """Counts tries in the database, so that all processes count together."""

    def __init__(self, database: Database, *, keyring: Keyring, clock: Clock, per_address: int) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._per_address = per_address

    def count_sign_in(self, *, account: str, address: str, device: str | None) -> TryCount:
        """Count a try to sign in. Raises TooManyTries."""
        where = network_of(address)
        if device is not None and self.knows_device(device, account=account):
            return self._count({self._bucket("device", device): _PER_DEVICE})
        return self._count(
            {
                self._bucket("address", where): self._per_address,
                self._bucket("account", account): _PER_ACCOUNT,
                self._bucket("account+address", account, where): _PER_ACCOUNT_AND_ADDRESS,
            }
        )

    def settle(self, counted: TryCount) -> None:
        """Wait until a try that failed is counted for good: a broken disk gives nobody guesses for nothing."""

        def job(tx: Transaction) -> None:
            if not has_tries(tx, ids=counted.ids):
                insert_tries(tx, ids=counted.ids, now=self._clock())

        self._database.write(job)

    def count_sign_up(self, *, address: str) -> TryCount:
        """Count a try to make an account; a training room full of people may do it at once. Raises TooManyTries."""
        return self._count({self._bucket("sign-up", network_of(address)): 6 * self._per_address})

    def count_reset(self, *, account: str, address: str) -> TryCount:
        """Count a request for a new password. Raises TooManyTries."""
        where = network_of(address)
        return self._count(
            {
                self._bucket("reset", where): self._per_address,
                self._bucket("reset account", account, where): _PER_ACCOUNT_AND_ADDRESS,
            }
        )

    def count_leaving(self, *, address: str) -> TryCount:
        """Count a visit to the company's provider: a whole office may go at nine o'clock. Raises TooManyTries."""
        return self._count({self._bucket("leaving", network_of(address)): _LEAVING * self._per_address})

    def count_check(self, *, address: str) -> TryCount:
        """Count a look at a certificate: enough for a stack of paper, not for guessing. Raises TooManyTries."""
        return self._count({self._bucket("check", network_of(address)): _CHECKS_PER_ADDRESS})

    def count_token(self, *, address: str) -> TryCount:
        """Count a token that opened nothing; those that do are not counted here. Raises TooManyTries."""
        return self._count({self._bucket("token", network_of(address)): _CHECKS_PER_ADDRESS})

    def count_code(self, *, user_id: str, name: str, address: str, device: str | None, long: bool) -> TryCount:
        """Count a code that is asked for after the password of the person who signs in by `name`. Raises TooManyTries.

        A browser counts as known here only if it gave a code before. Who has nothing but the password gets, from all
        addresses together, 30 guesses an hour at a million codes; a `long` recovery code cannot be guessed, so that
        its owner always comes in.
        """
        if device is not None and device.startswith(_FACTOR) and self.knows_device(device, account=name):
            return self._count({self._bucket("code device", device): _PER_DEVICE})
        quick = self._count({self._bucket("code", user_id, network_of(address)): _PER_ACCOUNT_AND_ADDRESS})
        slow = {} if long else {self._bucket("code hour", user_id): _CODES_PER_HOUR}
        return TryCount({**quick.ids, **self._count(slow, window_ms=_HOUR_MS).ids})

    def count_own_code(self, *, user_id: str) -> TryCount:
        """Count a code that somebody types who is signed in. Raises TooManyTries."""
        return self._count({self._bucket("own code", user_id): _PER_ACCOUNT})

    def new_device(self, *, account: str, factor: bool = False) -> str:
        """A token for a browser that has just signed in to this account, or given its second factor."""
        nonce = (_FACTOR if factor else "") + new_token()
        return f"{nonce}.{self._keyring.sign('device', account, nonce)}"

    def knows_device(self, device: str, *, account: str) -> bool:
        """Whether this browser has signed in to this account before."""
        nonce, _, signature = device.partition(".")
        return self._keyring.matches(signature, "device", account, nonce)

    def _bucket(self, kind: str, *parts: str) -> str:
        return self._keyring.sign("bucket", kind, *parts)

    def _count(self, limits: Mapping[str, int], *, window_ms: int = _WINDOW_MS) -> TryCount:
        ids = {str(uuid.uuid4()): bucket for bucket in limits}
        if not ids:
            return TryCount(ids)

        def job(tx: Transaction) -> int | None:
            now = self._clock()
            delete_old_tries(tx, before=now - _HOUR_MS)
            oldest = find_full_bucket(tx, limits=limits, since=now - window_ms)
            if oldest is None:
                insert_tries(tx, ids=ids, now=now)
                return None
            return max(1, -(-(oldest + window_ms - now) // 1000))

        # Whoever passes writes again and waits for that; whoever does not is answered by `settle`.
        seconds = self._database.write(job, durable=False)
        if seconds is not None:
            raise TooManyTries(seconds=seconds)
        return TryCount(ids)


def network_of(address: str) -> str:
    """Whom an address stands for: one IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
