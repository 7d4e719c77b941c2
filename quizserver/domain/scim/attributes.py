"""The attributes of a User: those that are kept, those that are known and passed over, and what their values may be.

A resource is a dict of kept attributes under their names in RFC 7643; the enterprise extension stands in it under its
URN. Names are read without regard to case (RFC 7643, 2.1), flags also as text, as Entra ID sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quizserver.errors import ScimRefused

__all__ = [
    "CORE",
    "ENTERPRISE",
    "EXTENSION",
    "PASSED_OVER",
    "READ_ONLY",
    "REQUIRED",
    "USER",
    "clean_user",
    "clean_value",
]

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

_Cleaner = Callable[[str, Any], Any]
_MOST = 1000
"""Characters of a text. What the product keeps of it has narrower limits of its own."""
_MOST_EMAILS = 20

CORE: Mapping[str, str] = {
    name.lower(): name
    for name in (
        "externalId",
        "userName",
        "name",
        "displayName",
        "title",
        "preferredLanguage",
        "locale",
        "active",
        "emails",
    )
}
EXTENSION: Mapping[str, str] = {name.lower(): name for name in ("employeeNumber", "department", "manager")}

REQUIRED = frozenset({"userName", "active"})
"""They can be changed and not taken away: a person is active or is not."""
READ_ONLY = frozenset({"id", "meta", "groups", "schemas"})
PASSED_OVER = frozenset(
    {
        "nickname",
        "profileurl",
        "usertype",
        "timezone",
        "password",
        "phonenumbers",
        "ims",
        "photos",
        "addresses",
        "entitlements",
        "roles",
        "x509certificates",
        "costcenter",
        "organization",
        "division",
    }
)
"""Attributes of the standard that we do not keep. Roles are among them: no directory gives a role."""


def clean_user(body: Any) -> dict[str, Any]:
    """A whole resource as a client sent it, with what we keep. Raises ScimRefused."""
    if not isinstance(body, dict):
        raise ScimRefused("syntax")
    found: dict[str, Any] = {}
    for key, value in body.items():
        if key.lower() == ENTERPRISE.lower():
            extension = _extension(value)
            if extension:
                found[ENTERPRISE] = extension
        elif key.lower() in CORE and value is not None:
            name = CORE[key.lower()]
            found[name] = clean_value(name, value)
    return found


def clean_value(name: str, value: Any) -> Any:
    """The value of a kept attribute, core or extension. Raises ScimRefused."""
    clean: _Cleaner = _CLEANERS.get(name, _text)
    return clean(name, value)


def _extension(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ScimRefused("value", attribute=ENTERPRISE)
    cleaned = {
        EXTENSION[key.lower()]: clean_value(EXTENSION[key.lower()], inner)
        for key, inner in value.items()
        if key.lower() in EXTENSION and inner is not None
    }
    return {name: inner for name, inner in cleaned.items() if inner not in ("", {})}


def _text(name: str, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > _MOST or "\0" in value:
        raise ScimRefused("value", attribute=name)
    return value


def _flag(name: str, value: Any) -> bool:
    """Also "True" and "False" as text: Entra ID sends them so unless it is told not to."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ScimRefused("value", attribute=name)


def _name(name: str, value: Any) -> dict[str, str]:
    return _parts(name, value, texts=("familyName", "givenName", "formatted"))


def _emails(name: str, value: Any) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    if len(items) > _MOST_EMAILS:
        raise ScimRefused("value", attribute=name)
    return [_parts(name, item, texts=("value", "type"), flags=("primary",)) for item in items]


def _manager(name: str, value: Any) -> dict[str, str]:
    """{"value": id}; Entra ID also sends a list with one, Okta the bare text."""
    if isinstance(value, list):
        value = value[0] if value else {}
    if isinstance(value, str):
        value = {"value": value}
    return _parts(name, value, texts=("value",))


def _parts(name: str, value: Any, *, texts: tuple[str, ...], flags: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ScimRefused("value", attribute=name)
    wanted: dict[str, tuple[str, _Cleaner]] = {part.lower(): (part, _text) for part in texts}
    wanted |= {part.lower(): (part, _flag) for part in flags}
    found = {}
    for key, inner in value.items():
        if key.lower() in wanted and inner is not None and inner != "":
            part, clean = wanted[key.lower()]
            found[part] = clean(f"{name}.{part}", inner)
    return found


_CLEANERS: Mapping[str, _Cleaner] = {
    "active": _flag,
    "name": _name,
    "emails": _emails,
    "manager": _manager,
}
