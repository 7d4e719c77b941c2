"""What a provider publishes: its endpoints (Discovery 1.0) and the keys it signs with. Fetched seldom, kept an hour."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from quizserver.identity_provider import LOOPBACK
from quizserver.services.oidc.trouble import UNREADABLE, Trouble

__all__ = ["Endpoints", "Metadata", "endpoints_of"]

_KEPT_SECONDS = 3600
_AGAIN_SECONDS = 10
_WAIT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The addresses of a provider, and how it wants things."""

    authorization: str
    token: str
    jwks: str
    userinfo: str
    token_auth: str
    says_issuer: bool


class Metadata:
    """Endpoints and keys, for all threads. `fetch` gets JSON from an address, or raises one of `UNREADABLE`."""

    def __init__(self, issuer: str, *, fetch: Callable[[str], Any], now: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._now = now
        self._turn = threading.Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._failed_at: float | None = None
        self._forced_at: float | None = None

    def endpoints(self) -> Endpoints:
        """Where to send people and tokens. Raises Trouble."""
        known = self._endpoints
        if known is not None and self._now() - known[0] < _KEPT_SECONDS:
            return known[1]
        with _Held(self._turn):
            if self._endpoints is known:
                self._endpoints = self._now(), self._discover(known[1] if known else None)
            assert self._endpoints is not None
            return self._endpoints[1]

    def keys(self, *, fresh: bool = False) -> KeySet:
        """The keys; `fresh` fetches them anew, every ten seconds at most. Raises Trouble."""
        jwks, known = self.endpoints().jwks, self._keys
        if known is not None and not fresh and self._now() - known[0] < _KEPT_SECONDS:
            return known[1]
        with _Held(self._turn):
            soon = self._forced_at is not None and self._now() - self._forced_at < _AGAIN_SECONDS
            if self._keys is None or (self._keys is known and not (fresh and soon)):
                self._forced_at = self._now() if fresh else self._forced_at
                self._keys = self._now(), self._read_keys(jwks)
            return self._keys[1]

    def _discover(self, known: Endpoints | None) -> Endpoints:
        """The document, or what was known before while the provider is away."""
        if self._failed_at is not None and self._now() - self._failed_at < _AGAIN_SECONDS:
            if known is None:
                raise Trouble("away")
            return known
        try:
            document = self._fetch(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            found = endpoints_of(document, issuer=self._issuer)
        except UNREADABLE as error:
            self._failed_at = self._now()
            if known is None:
                raise Trouble("discovery", error) from error
            return known
        self._failed_at = None
        return found

    def _read_keys(self, url: str) -> KeySet:
        try:
            return KeySet.import_key_set(self._fetch(url))
        except (*UNREADABLE, JoseError, TypeError, KeyError, AttributeError) as error:
            raise Trouble("keys", error) from error


def endpoints_of(document: Any, *, issuer: str) -> Endpoints:
    """Read a discovery document. Raises Trouble for one of another issuer, or with addresses that are not https."""
    if not isinstance(document, Mapping) or document.get("issuer") != issuer:
        raise Trouble("issuer_differs")
    local = urlsplit(issuer).scheme == "http"

    def address(name: str, *, needed: bool = True) -> str:
        found = document.get(name)
        if not found and not needed:
            return ""
        parts = urlsplit(found) if isinstance(found, str) else None
        if parts is None or not (parts.scheme == "https" or (local and parts.hostname in LOOPBACK)):
            raise Trouble("address")
        return str(found)

    methods = document.get("token_endpoint_auth_methods_supported")
    only_post = isinstance(methods, list) and "client_secret_basic" not in methods and "client_secret_post" in methods
    return Endpoints(
        authorization=address("authorization_endpoint"),
        token=address("token_endpoint"),
        jwks=address("jwks_uri"),
        userinfo=address("userinfo_endpoint", needed=False),
        token_auth="client_secret_post" if only_post else "client_secret_basic",
        says_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


class _Held:
    """A lock that is waited for a while only: others must not hang because one waits for the provider."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=_WAIT_SECONDS):
            raise Trouble("busy")

    def __exit__(self, *_exception: object) -> None:
        self._lock.release()
