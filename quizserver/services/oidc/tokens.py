"""ID tokens: signature and claims, checked as OpenID Connect Core 1.0, section 3.1.3.7 asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

__all__ = ["ALGORITHMS", "BadIdToken", "read_id_token"]

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a key pair only: neither `none`, nor HMAC, for which a public key could be taken as the secret."""

_LEEWAY_SECONDS = 60
_SUBJECT_LENGTH = 255


class BadIdToken(Exception):
    """A token that proves nothing; `reason` is the error's public name, such as `expired_token`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_id_token(
    token: str,
    *,
    keys: Callable[[bool], KeySet],
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str | None,
    now: int,
) -> Mapping[str, Any]:
    """The claims. `keys(True)` fetches them anew, which is tried once for an unknown key. `now` is in seconds.

    Raises BadIdToken.
    """
    try:
        try:
            found = jwt.decode(token, keys(False), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            found = jwt.decode(token, keys(True), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            found.claims,
            found.header,
            {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
            {"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        claims.validate(now=now, leeway=_LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        name = getattr(error, "claim", None) or getattr(error, "error", "malformed")
        raise BadIdToken(str(name)) from error
    if not 0 < len(claims["sub"]) <= _SUBJECT_LENGTH:
        raise BadIdToken("sub")
    return dict(claims)
