"""Tokens and keyed hashes. What a browser holds is never stored: only its hash is."""

from __future__ import annotations

import hashlib
import hmac
import secrets

__all__ = ["Keyring", "new_token", "token_hash"]


def new_token() -> str:
    """256 random bits, fit for a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. It is random already, so that a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Keyring:
    """Everything that is derived from the server's secret key, one purpose each."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, purpose: str, *parts: str) -> str:
        """A keyed hash over the parts; different purposes never give the same value."""
        message = "\x1f".join((purpose, *parts)).encode("utf-8", "replace")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()

    def matches(self, signature: str, purpose: str, *parts: str) -> bool:
        """Whether this is the signature of the parts, compared in constant time."""
        return hmac.compare_digest(signature.encode("utf-8", "replace"), self.sign(purpose, *parts).encode())
