"""Who somebody is, as a provider of identities says it: claims in, a person's facts out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizserver.domain.people import clean_text, find_email_problem
from quizserver.identity_provider import ClaimNames

__all__ = ["Identity", "find_claim", "identity_of"]

_LONGEST = {"employee_number": 100, "department_code": 100, "email": 254, "name": 100, "kana": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a provider says of a person. `issuer` and `subject` name the person for ever; the rest may be empty."""

    issuer: str
    subject: str
    employee_number: str = ""
    department_code: str = ""
    email: str = ""
    email_verified: bool | None = None
    name: str = ""
    kana: str = ""


def identity_of(claims: Mapping[str, Any], names: ClaimNames) -> Identity:
    """Read the claims of a verified token. What is no text, too long or not printable counts as not said."""
    email = _text(claims, names.email, field="email")
    # It speaks of the claim `email` and of no other.
    verified = claims.get("email_verified") if names.email == "email" else None
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        employee_number=_text(claims, names.employee_number, field="employee_number"),
        department_code=_text(claims, names.department_code, field="department_code"),
        email="" if find_email_problem(email) else email,
        email_verified=verified if isinstance(verified, bool) else None,
        name=_text(claims, names.name, field="name"),
        kana=_text(claims, names.kana, field="kana"),
    )


def find_claim(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of this name, else the one at this path: `a.b` is b inside a, and names may hold dots themselves."""
    if not path or path in claims:
        return claims.get(path) if path else None
    for place, character in enumerate(path):
        inner = claims.get(path[:place]) if character == "." else None
        if isinstance(inner, Mapping):
            found = find_claim(inner, path[place + 1 :])
            if found is not None:
                return found
    return None


def _text(claims: Mapping[str, Any], path: str, *, field: str) -> str:
    value = find_claim(claims, path)
    if isinstance(value, list) and len(value) == 1:
        # Keycloak and others send every attribute as a list.
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = clean_text(str(value))
    return text if text.isprintable() and len(text) <= _LONGEST[field] else ""
