"""The keys that sign credentials: a file of JSON Web Keys, made by `quizserver keys new`, read by the server.

The newest key signs; older ones stay without their private half, so that what they signed can be checked for ever.
RS256, since every verifier of Open Badges 3.0 must know it (section 8.2.6).
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizserver.errors import SettingsError

__all__ = ["IssuerKeys", "load_keys", "new_key"]

_ALGORITHM = "RS256"
_BITS = 3072
_PUBLIC = ("kty", "kid", "alg", "use", "n", "e")
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi")


@dataclass(frozen=True)
class IssuerKeys:
    """The keys of one file, the newest first."""

    _keys: tuple[Mapping[str, Any], ...]

    def sign(self, claims: Mapping[str, Any], *, issuer_id: str) -> str:
        """A compact token over these claims. It names the key in the issuer's DID document and carries its public half,
        for verifiers that resolve no DID (section 8.2.3)."""
        from joserfc import jwt  # part of the `certificates` extra: a server runs without it
        from joserfc.jwk import RSAKey

        key = self._keys[0]
        kid = f"{issuer_id}#{key['kid']}"
        header = {"alg": _ALGORITHM, "typ": "JWT", "kid": kid, "jwk": {part: key[part] for part in ("kty", "n", "e")}}
        return jwt.encode(header, dict(claims), RSAKey.import_key(dict(key)), algorithms=[_ALGORITHM])

    def public_keys(self) -> list[dict[str, Any]]:
        """Every key's public half, as a JWK set has them."""
        return [{part: key[part] for part in _PUBLIC} for key in self._keys]

    def did_document(self, issuer_id: str) -> dict[str, Any]:
        """The document behind `did:web:<host>`: whose the keys are and what they may sign."""
        methods = [
            {"id": f"{issuer_id}#{key['kid']}", "type": "JsonWebKey", "controller": issuer_id, "publicKeyJwk": key}
            for key in self.public_keys()
        ]
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
            "id": issuer_id,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }


def load_keys(path: Path) -> IssuerKeys:
    """The keys of a file that nobody but its owner may read. Raises SettingsError, saying what to do."""
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(f"{path.name} can be read by others. Make it the server's alone: chmod 600 {path.name}")
        keys = tuple(json.loads(path.read_text(encoding="utf-8"))["keys"])
    except FileNotFoundError:
        raise SettingsError(f"There is no file {path.name}. Make one: quizserver keys new") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path.name} cannot be read as keys. Restore it from its backup.") from error
    if not keys or not all(part in key for key in keys for part in _PUBLIC) or "d" not in keys[0]:
        raise SettingsError(f"{path.name} holds no key that can sign. Restore it from its backup.")
    return IssuerKeys(keys)


def new_key(path: Path) -> str:
    """Put a new key in front of those in the file, and take the private half of the others. Returns its id."""
    from joserfc.jwk import RSAKey

    older = list(load_keys(path)._keys) if path.exists() else []
    made = RSAKey.generate_key(_BITS, private=True)
    made.ensure_kid()
    fresh = made.as_dict(private=True) | {"alg": _ALGORITHM, "use": "sig"}
    kept = [{part: value for part, value in key.items() if part not in _PRIVATE} for key in older]
    _write(path, {"keys": [fresh, *kept]})
    return str(fresh["kid"])


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Whole or not at all, and for the owner's eyes from the first moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
