"""Tokens with which programs come in: what they are for, and whose power they carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from quizserver.domain.people import Role, Visitor, clean_text, find_name_problem

__all__ = [
    "MAY_HOLD",
    "MOST_DAYS",
    "PREFIX",
    "Bearer",
    "Scope",
    "Token",
    "find_days_problem",
    "find_label_problem",
    "is_token",
    "scopes_for",
    "scopes_from_text",
    "scopes_to_text",
    "standing_of",
]

PREFIX = "cq_"
"""What every token begins with, so that people and scanners of repositories know one when they see it."""

MOST_DAYS = 730
_SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")

Standing = Literal["open", "expired", "revoked", "powerless"]


class Scope(StrEnum):
    """What a token is for. It opens the routes of its scopes and nothing else."""

    REPORT = "report"
    SCIM = "scim"


MAY_HOLD: Mapping[Scope, frozenset[Role]] = {
    Scope.REPORT: frozenset({Role.MANAGER, Role.HR, Role.ADMIN}),
    Scope.SCIM: frozenset({Role.HR, Role.ADMIN}),
}
"""The roles with which a person may have a token of a scope. Asked at every use: who loses the role ends the token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is known of a token; the token itself is known to its holder alone. Times are milliseconds since 1970."""

    id: str
    name: str
    scopes: frozenset[Scope]
    user_id: str
    created_at: int
    expires_at: int
    last_used_at: int | None = None
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A program that came in: its token, and the person whose power it has. It never has more than that person."""

    token: Token
    visitor: Visitor


def is_token(text: str) -> bool:
    """Whether this could be one of our tokens: nothing else is looked up."""
    return _SHAPE.fullmatch(text) is not None


def scopes_for(roles: frozenset[Role]) -> list[Scope]:
    """The scopes that a person with these roles may give away."""
    return [scope for scope in Scope if roles & MAY_HOLD[scope]]


def scopes_to_text(scopes: frozenset[Scope]) -> str:
    """Scopes as they are stored: "report,scim"."""
    return ",".join(sorted(scopes))


def scopes_from_text(text: str) -> frozenset[Scope]:
    """Scopes as `scopes_to_text` wrote them; one that this version does not know opens nothing."""
    known = {scope.value for scope in Scope}
    return frozenset(Scope(name) for name in text.split(",") if name in known)


def standing_of(token: Token, *, roles: frozenset[Role], active: bool, now: int) -> Standing:
    """Whether a token opens anything now. `roles` and `active` are its owner's."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= now:
        return "expired"
    return "open" if active and token.scopes & set(scopes_for(roles)) else "powerless"


def find_label_problem(name: str) -> str | None:
    """What is wrong with the name of a token: "empty", "long" or "characters"."""
    return find_name_problem(clean_text(name))


def find_days_problem(days: int | None) -> str | None:
    """What is wrong with the days that a token is to last: "days"."""
    return None if days is not None and 1 <= days <= MOST_DAYS else "days"
