"""A certificate as an Open Badges 3.0 credential (a W3C Verifiable Credential 2.0), and the list that revokes it.

Sources: 1EdTech Open Badges 3.0, sections 5 and 8.2; W3C Bitstring Status List 1.0. Pure: signing is elsewhere.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from quizserver.domain.certificates import Certificate

__all__ = ["LIST_LENGTH", "Badge", "badge_claims", "encoded_list", "enveloped", "status_list_claims"]

LIST_LENGTH = 131_072
"""Bits of one list: the standard's least, so that one bit tells nobody whose credential was looked up."""

_VC = "https://www.w3.org/ns/credentials/v2"
_OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What a credential says beside the certificate: whose it is, who signs it, in which language.

    `issuer_id` is the DID that signs; `origin` the server's address; `email` with `salt` becomes the hash by which
    the holder proves that the badge is theirs.
    """

    certificate: Certificate
    language: str
    issuer_id: str
    origin: str
    email: str
    salt: str
    description: str
    criteria: str


def badge_claims(badge: Badge) -> dict[str, Any]:
    """The payload of the signed token: the credential with the registered claims beside it (section 8.2.4.1)."""
    held = badge.certificate
    claims: dict[str, Any] = {
        "@context": [_VC, _OB],
        "id": f"{badge.origin}/verify/{held.number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _in(held.course_title, badge.language),
        "issuer": {
            "id": badge.issuer_id,
            "type": ["Profile"],
            "name": _in(held.issuer, badge.language),
            "url": badge.origin,
        },
        "validFrom": _timestamp(held.done_at),
        "awardedDate": _timestamp(held.done_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identities(badge),
            "achievement": _achievement(badge),
        },
        "credentialStatus": _status(held, origin=badge.origin),
        "iss": badge.issuer_id,
        "jti": f"{badge.origin}/verify/{held.number}",
        "nbf": held.done_at // 1000,
    }
    if held.expires_at is not None:
        claims |= {"validUntil": _timestamp(held.expires_at), "exp": held.expires_at // 1000}
    return claims


def _achievement(badge: Badge) -> dict[str, Any]:
    held = badge.certificate
    return {
        # Names one edition of one course for ever; the page behind it is the course's first.
        "id": f"{badge.origin}/#{held.course_id}@{held.course_revision.rpartition(':')[2][:16]}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": _in(held.course_title, badge.language),
        "description": badge.description,
        "criteria": {"narrative": badge.criteria},
        "version": held.course_version,
        "inLanguage": badge.language,
    }


def _identities(badge: Badge) -> list[dict[str, Any]]:
    """The name in the clear, as the certificate shows it; the address only as a salted hash."""
    digest = hashlib.sha256((badge.email + badge.salt).encode()).hexdigest()
    hashed = {"hashed": True, "identityHash": f"sha256${digest}", "identityType": "emailAddress", "salt": badge.salt}
    plain = {"hashed": False, "identityHash": badge.certificate.name, "identityType": "name"}
    return [{"type": "IdentityObject"} | hashed, {"type": "IdentityObject"} | plain]


def _status(held: Certificate, *, origin: str) -> dict[str, Any]:
    address = f"{origin}/credentials/status/{held.status_list}"
    return {
        "id": f"{address}#{held.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(held.status_index),
        "statusListCredential": address,
    }


def status_list_claims(
    number: int, revoked: Iterable[int], *, issuer_id: str, origin: str, now: int, lifetime_ms: int
) -> dict[str, Any]:
    """The signed list of what was revoked. `revoked` are indexes of bits; it is good for `lifetime_ms`."""
    address = f"{origin}/credentials/status/{number}"
    return {
        "@context": [_VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "validFrom": _timestamp(now),
        "validUntil": _timestamp(now + lifetime_ms),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(revoked),
        },
        "iss": issuer_id,
        "jti": address,
        "sub": f"{address}#list",
        "nbf": now // 1000,
        "exp": (now + lifetime_ms) // 1000,
    }


def encoded_list(revoked: Iterable[int]) -> str:
    """The bits, gzipped, base64url with the multibase prefix `u`; bit 0 is the leftmost (section 3.2)."""
    bits = bytearray(LIST_LENGTH // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def enveloped(token: str) -> dict[str, Any]:
    """A signed token as JSON (W3C VC 2.0, section 4.13): what a wallet that reads only JSON takes."""
    return {"@context": _VC, "id": f"data:application/vc+jwt,{token}", "type": "EnvelopedVerifiableCredential"}


def _timestamp(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).isoformat().replace("+00:00", "Z")


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
