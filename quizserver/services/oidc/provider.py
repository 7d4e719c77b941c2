"""One sign-in with a provider: the address to send somebody to, and what the code they bring back stands for."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session

from quizserver.domain.identity import find_claim
from quizserver.identity_provider import IdentityProvider
from quizserver.services.clock import Clock
from quizserver.services.oidc.metadata import Endpoints, Metadata
from quizserver.services.oidc.reaching import Reach
from quizserver.services.oidc.tokens import BadIdToken, read_id_token
from quizserver.services.oidc.trouble import UNREADABLE, Trouble

__all__ = ["Provider"]

_AT_ONCE = 8
_WAIT_SECONDS = 5


class Provider:
    """The company's provider. At most a few threads wait for it at once: the rest of the site goes on working."""

    def __init__(self, settings: IdentityProvider, *, return_url: str, clock: Clock) -> None:
        self.settings = settings
        self._return_url = return_url
        self._clock = clock
        self._reach = Reach(settings.issuer)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._metadata = Metadata(settings.issuer, fetch=self._fetch)

    def address_to_leave(self, *, state: str, nonce: str, verifier: str, language: str) -> str:
        """Where to send somebody (code flow with PKCE). Raises Trouble."""
        with self._turn():
            endpoints = self._metadata.endpoints()
        session = self._session(endpoints)
        url, _ = session.create_authorization_url(
            endpoints.authorization, state=state, code_verifier=verifier, nonce=nonce, ui_locales=language
        )
        return str(url)

    def claims_for(self, *, code: str, issuer: str | None, verifier: str, nonce: str) -> Mapping[str, Any]:
        """Exchange the code. `issuer` is what the answer itself says (RFC 9207). Raises Trouble, BadIdToken."""
        with self._turn():
            endpoints = self._metadata.endpoints()
            if issuer != self.settings.issuer and (issuer is not None or endpoints.says_issuer):
                raise BadIdToken("iss")
            session = self._session(endpoints)
            token = self._exchange(session, endpoints, code=code, verifier=verifier)
            claims = read_id_token(
                token["id_token"],
                keys=lambda fresh: self._metadata.keys(fresh=fresh),
                issuer=self.settings.issuer,
                client_id=self.settings.client_id,
                nonce=nonce,
                access_token=token.get("access_token"),
                now=self._clock() // 1000,
            )
            return self._completed(claims, session, endpoints)

    def _exchange(self, session: OAuth2Session, endpoints: Endpoints, *, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            token = session.fetch_token(
                endpoints.token, grant_type="authorization_code", code=code, code_verifier=verifier
            )
        except AuthlibBaseError as error:
            # The provider's own word for it: invalid_grant, invalid_client …
            raise Trouble("token", error) from error
        except UNREADABLE as error:
            raise Trouble("token", error) from error
        if not isinstance(token.get("id_token"), str):
            raise BadIdToken("missing")
        return dict(token)

    def _completed(self, claims: Mapping[str, Any], session: OAuth2Session, endpoints: Endpoints) -> Mapping[str, Any]:
        """With what only the userinfo endpoint tells, for providers that keep tokens short (Core 1.0, 5.3)."""
        if not endpoints.userinfo or not session.token or self._says_enough(claims):
            return claims
        try:
            response = session.get(endpoints.userinfo)
            response.raise_for_status()
            told = response.json()
        except (*UNREADABLE, AuthlibBaseError) as error:
            raise Trouble("userinfo", error) from error
        # 5.3.2: an answer about somebody else must not be used.
        if not isinstance(told, Mapping) or told.get("sub") != claims["sub"]:
            raise BadIdToken("userinfo_sub")
        return {**told, **claims}

    def _says_enough(self, claims: Mapping[str, Any]) -> bool:
        names = self.settings.claims
        wanted = {names.employee_number or "email_verified", names.department_code, names.email}
        wanted |= {names.name, names.kana} if self.settings.create else set()
        return all(find_claim(claims, path) is not None for path in wanted - {""})

    def _session(self, endpoints: Endpoints) -> OAuth2Session:
        session = OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret or None,
            token_endpoint_auth_method=endpoints.token_auth if self.settings.client_secret else "none",
            scope=self.settings.scopes,
            redirect_uri=self._return_url,
            code_challenge_method="S256",
        )
        return self._reaching(session)

    def _fetch(self, url: str) -> Any:
        session = self._reaching(OAuth2Session(self.settings.client_id))
        response = session.get(url, withhold_token=True)
        response.raise_for_status()
        return response.json()

    def _reaching(self, session: OAuth2Session) -> OAuth2Session:
        session.mount("https://", self._reach)
        session.mount("http://", self._reach)
        return session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_WAIT_SECONDS):
            raise Trouble("busy")
        try:
            yield
        finally:
            self._turns.release()
