"""A person as a directory sees it, and what a resource of a directory means for a person here.

What the directory said is echoed word for word as long as it is still so (a directory that reads something else than it
wrote would write it again every night). Where somebody else has changed a person since, the change is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from quizserver.domain.people import Account, email_key
from quizserver.domain.roster import Header, Problem, clean_row
from quizserver.domain.scim.attributes import ENTERPRISE, USER
from quizserver.errors import ScimRefused

__all__ = [
    "DirectoryPerson",
    "Wanted",
    "held_of",
    "keep_what_stands",
    "resource_of",
    "user_name_key",
    "wanted_of",
    "whole_name",
]

_MOST_USER_NAME = 254
_MOST_EXTERNAL_ID = 200

_FIELDS = ("email", "name", "department_code", "department", "job_title", "manager_number", "locale")
_HEADER = Header({name: place for place, name in enumerate(("employee_number", *_FIELDS))}, (), ())

_SAID_BY: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "displayName"),
    "email": ("emails",),
    "job_title": ("title",),
    "locale": ("preferredLanguage", "locale"),
}
_SAID_IN_EXTENSION: Mapping[str, str] = {
    "employee_number": "employeeNumber",
    "department": "department",
    "manager_number": "manager",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPerson:
    """An account with what a directory last said of it (`said`, a resource) and what was kept of that (`held`).

    `user_name` is None for people whom no directory has taken over. Times are milliseconds since 1970.
    """

    account: Account
    user_name: str | None = None
    said: Mapping[str, Any]
    held: Mapping[str, str]
    changed_at: int
    deleted_at: int | None = None

    @property
    def shown_name(self) -> str:
        """The userName: the directory's; for others, the e-mail address or the employee number."""
        return self.user_name or self.account.email or self.account.employee_number or self.account.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a resource wants of a person. `values` are the fields of a roster; `employee_number` may be empty."""

    user_name: str
    external_id: str | None
    active: bool
    employee_number: str
    values: Mapping[str, str]


def user_name_key(user_name: str) -> str:
    """What makes two user names the same: userName is not case-exact (RFC 7643, 4.1.1)."""
    return unicodedata.normalize("NFKC", user_name).strip().casefold()


def whole_name(resource: Mapping[str, Any]) -> str:
    """The one name that is kept: family name first where it is written as in Japan, else as in the West.

    The parts come first, since display names often carry more than a name ("山田 太郎（営業部）").
    """
    parts = resource.get("name", {})
    family, given = parts.get("familyName", "").strip(), parts.get("givenName", "").strip()
    if family and given:
        order = (family, given) if _is_east_asian(family + given) else (given, family)
        return " ".join(order)
    said = (parts.get("formatted", ""), resource.get("displayName", ""), family, given)
    return next((text.strip() for text in said if text.strip()), "")


def wanted_of(
    resource: Mapping[str, Any], *, now: Account | None, department: tuple[str, str], manager_number: str
) -> Wanted:
    """What a resource means. `department` is (code, name) of the one that is named, `manager_number` the manager's.

    Raises ScimRefused, in the words of a roster's problems.
    """
    user_name = resource.get("userName", "").strip()
    external_id = resource.get("externalId", "").strip() or None
    if not user_name or len(user_name) > _MOST_USER_NAME:
        raise ScimRefused("value", attribute="userName")
    if external_id is not None and len(external_id) > _MOST_EXTERNAL_ID:
        raise ScimRefused("value", attribute="externalId")
    number = resource.get(ENTERPRISE, {}).get("employeeNumber", "") or ("" if "@" in user_name else user_name)
    language = resource.get("preferredLanguage") or resource.get("locale") or ""
    cells = {
        # A roster needs a number in every row; a directory may know somebody without.
        "employee_number": number or "-",
        "email": _address(resource, user_name=user_name),
        "name": whole_name(resource) or (now.name if now is not None else user_name),
        "department_code": department[0],
        "department": department[1],
        "job_title": resource.get("title", ""),
        "manager_number": manager_number,
        "locale": language.partition("-")[0].partition("_")[0],
    }
    row = clean_row([cells[name] for name in _HEADER.columns], line=1, header=_HEADER)
    assert row is not None
    if row.entry is None:
        raise ScimRefused("person", problem=_first(row.problems))
    return Wanted(
        user_name=user_name,
        external_id=external_id,
        active=resource.get("active", True),
        employee_number=row.employee_number if number else "",
        values=row.entry.values,
    )


def keep_what_stands(
    wanted: Wanted, person: DirectoryPerson, resource: Mapping[str, Any], *, omitted_stays: bool
) -> Wanted:
    """Leave alone what the resource does not change: a roster or HR may have said it better since.

    With `omitted_stays`, so does what the resource leaves out and no directory ever said (RFC 7644, 3.5.1, lets the
    server choose). An employee number can be replaced, never taken away: records are told apart by it.
    """
    shown = resource_of(person)
    account, values, number = person.account, dict(wanted.values), wanted.employee_number
    for field in (*_SAID_BY, *_SAID_IN_EXTENSION):
        now, before, ever = (_said(source, field) for source in (resource, shown, person.said))
        if now != before and not (omitted_stays and not any(now) and not any(ever)):
            continue
        if field == "employee_number":
            number = account.employee_number or number
            continue
        for column in ("department", "department_code") if field == "department" else (field,):
            values[column] = getattr(account, column)
    return replace(wanted, values=values, employee_number=number or account.employee_number or "")


def _said(resource: Mapping[str, Any], field: str) -> list[Any]:
    """What a resource says about a field, in all the attributes that could."""
    if field in _SAID_BY:
        return [resource.get(name) for name in _SAID_BY[field]]
    return [resource.get(ENTERPRISE, {}).get(_SAID_IN_EXTENSION[field])]


def held_of(account: Account) -> dict[str, str]:
    """What is kept of what a directory says, to see later whether somebody else has changed it."""
    return {
        "employee_number": account.employee_number or "",
        **{name: getattr(account, name) for name in _FIELDS if name != "department_code"},
    }


def resource_of(person: DirectoryPerson) -> dict[str, Any]:
    """The resource, without `meta`."""
    held = held_of(person.account)
    now = _derived(person)
    resource: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "id": person.account.id,
        "externalId": person.account.external_id,
        "userName": person.shown_name,
        "active": person.account.active,
    }
    for field, names in _SAID_BY.items():
        source = person.said if _stands(person, field, held) else now
        resource |= {name: source.get(name) for name in names}
    extension = {}
    for field, name in _SAID_IN_EXTENSION.items():
        source = person.said if _stands(person, field, held) else now
        extension[name] = source.get(ENTERPRISE, {}).get(name)
    resource[ENTERPRISE] = {name: value for name, value in extension.items() if value}
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def _stands(person: DirectoryPerson, field: str, held: Mapping[str, str]) -> bool:
    return person.held.get(field) == held[field]


def _derived(person: DirectoryPerson) -> dict[str, Any]:
    account = person.account
    extension = {
        "employeeNumber": account.employee_number,
        "department": account.department or account.department_code,
        "manager": {"value": account.manager_number} if account.manager_number else None,
    }
    return {
        "name": _parted(account.name),
        "displayName": account.name,
        "emails": [{"value": account.email, "type": "work", "primary": True}] if account.email else None,
        "title": account.job_title,
        "preferredLanguage": account.locale,
        ENTERPRISE: extension,
    }


def _parted(name: str) -> dict[str, str]:
    """A name in its two parts, as well as that can be told."""
    words = name.split()
    if len(words) < 2:
        return {"familyName": name} if name else {}
    if _is_east_asian(name):
        return {"familyName": words[0], "givenName": " ".join(words[1:])}
    return {"givenName": " ".join(words[:-1]), "familyName": words[-1]}


def _is_east_asian(text: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")) for letter in text)


def _address(resource: Mapping[str, Any], *, user_name: str) -> str:
    """The primary address, else the one at work, else the first; without any, a user name that is one."""
    emails = [item for item in resource.get("emails", []) if item.get("value")]
    ranked = sorted(emails, key=lambda item: (not item.get("primary"), str(item.get("type", "")).lower() != "work"))
    if ranked:
        return str(ranked[0]["value"])
    return email_key(user_name) if "@" in user_name else ""


def _first(problems: tuple[Problem, ...]) -> Problem:
    return next(problem for problem in problems if not problem.warning)
