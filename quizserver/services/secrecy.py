"""Tokens and keyed hashes. What a browser holds is never stored: only its hash is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Keyring", "Unsealable", "new_token", "token_hash"]

_NONCE_BYTES = 12


class Unsealable(Exception):
    """Sealed with another key, for another purpose or owner, or damaged."""


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

    def seal(self, text: str, *, purpose: str, owner: str) -> str:
        """Encrypt what has to be read again; only for this purpose and owner (AES-256-GCM)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher(purpose).encrypt(nonce, text.encode(), owner.encode())
        return base64.b64encode(sealed).decode("ascii")

    def open(self, sealed: str, *, purpose: str, owner: str) -> str:
        """What `seal` took. Raises Unsealable."""
        try:
            data = base64.b64decode(sealed, validate=True)
            return self._cipher(purpose).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], owner.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unsealable from error

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(hmac.digest(self._secret, f"seal\x1f{purpose}".encode(), "sha256"))
