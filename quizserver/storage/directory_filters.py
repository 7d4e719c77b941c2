"""SCIM filters as conditions of SQL. What cannot be asked here is refused, rather than answered wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select, true, union

from quizserver.domain.people import email_key
from quizserver.domain.scim.filters import And, Compare, Filter, Not, Or, Within
from quizserver.domain.scim.people import user_name_key
from quizserver.errors import ScimRefused
from quizserver.storage.tables import directory_entries, users

__all__ = ["condition_of"]

_shown_key: ColumnElement[Any] = func.coalesce(
    directory_entries.c.user_name_key,
    case(
        (users.c.email != "", users.c.email_key), else_=func.lower(func.coalesce(users.c.employee_number, users.c.id))
    ),
)
"""The key of the userName of a person, whether a directory gave one or not."""

_number = func.coalesce(users.c.employee_number, "")
_external = func.coalesce(users.c.external_id, "")
_email = case((users.c.email != "", users.c.email_key), else_="")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column to compare with; `exact` where case counts."""

    column: ColumnElement[Any]
    exact: bool = False


_TEXTS: Mapping[str, _Asked] = {
    "id": _Asked(users.c.id, exact=True),
    "externalid": _Asked(_external, exact=True),
    "username": _Asked(_shown_key),
    "displayname": _Asked(func.lower(users.c.name)),
    "name.formatted": _Asked(func.lower(users.c.name)),
    "title": _Asked(func.lower(users.c.job_title)),
    "emails": _Asked(_email),
    "emails.value": _Asked(_email),
    "employeenumber": _Asked(_number, exact=True),
    "department": _Asked(func.lower(users.c.department)),
    "manager": _Asked(users.c.manager_number, exact=True),
    "manager.value": _Asked(users.c.manager_number, exact=True),
}
_MOMENTS: Mapping[str, ColumnElement[Any]] = {
    "meta.lastmodified": func.coalesce(directory_entries.c.changed_at, users.c.created_at),
    "meta.created": users.c.created_at,
}


def condition_of(condition: Filter) -> ColumnElement[bool]:
    """The condition over users and what directories say of them. Raises ScimRefused (invalidFilter)."""
    if isinstance(condition, And):
        return and_(condition_of(condition.left), condition_of(condition.right))
    if isinstance(condition, Or):
        return or_(condition_of(condition.left), condition_of(condition.right))
    if isinstance(condition, Not):
        return not_(condition_of(condition.inner))
    if isinstance(condition, Within):
        return _within(condition)
    return _comparison(condition)


def _within(condition: Within) -> ColumnElement[bool]:
    """`emails[…]`: a person has one address, at work, which is the primary one."""
    if condition.attribute != "emails":
        raise ScimRefused("filter", text=condition.attribute[:80])
    return _of_email(condition.inner)


def _of_email(inner: Filter) -> ColumnElement[bool]:
    if isinstance(inner, And):
        return and_(_of_email(inner.left), _of_email(inner.right))
    if isinstance(inner, Or):
        return or_(_of_email(inner.left), _of_email(inner.right))
    if isinstance(inner, Compare) and inner.attribute == "value":
        return _text(_TEXTS["emails"], inner)
    if isinstance(inner, Compare) and inner.operator == "eq" and inner.attribute in ("type", "primary"):
        asked = str(inner.value).lower() in ("work", "true")
        return and_(true() if asked else false(), _email != "")
    raise ScimRefused("filter", text=str(getattr(inner, "attribute", "emails"))[:80])


def _comparison(condition: Compare) -> ColumnElement[bool]:
    name = condition.attribute
    if name == "active":
        return _flag(condition)
    if name in _MOMENTS:
        return _moment(_MOMENTS[name], condition)
    if name not in _TEXTS:
        raise ScimRefused("filter", text=name[:80])
    if name == "username" and condition.operator == "eq":
        return _user_name(str(condition.value))
    return _text(_TEXTS[name], condition)


def _user_name(value: str) -> ColumnElement[bool]:
    """By the indexes first: a directory asks this for every person it brings."""
    key = user_name_key(value)
    near = union(
        select(directory_entries.c.user_id).where(directory_entries.c.user_name_key == key),
        select(users.c.id).where(users.c.email_key == key),
        select(users.c.id).where(users.c.employee_number.in_({value, value.upper(), value.lower()})),
        select(users.c.id).where(users.c.id == key),
    )
    return and_(users.c.id.in_(near), _shown_key == key)


def _text(asked: _Asked, condition: Compare) -> ColumnElement[bool]:
    column, operator = asked.column, condition.operator
    if operator == "pr":
        return column != ""
    if condition.value is None:
        # RFC 7643, 2.5: null and nothing are the same.
        return column == "" if operator == "eq" else column != ""
    value = str(condition.value)
    if not asked.exact:
        value = email_key(value)
    found: ColumnElement[bool] = {
        "eq": lambda: column == value,
        "ne": lambda: column != value,
        "co": lambda: column.contains(value, autoescape=True),
        "sw": lambda: column.startswith(value, autoescape=True),
        "ew": lambda: column.endswith(value, autoescape=True),
        "gt": lambda: column > value,
        "ge": lambda: column >= value,
        "lt": lambda: column < value,
        "le": lambda: column <= value,
    }[operator]()
    return found


def _flag(condition: Compare) -> ColumnElement[bool]:
    if condition.operator == "pr":
        return true()
    said = str(condition.value).lower()
    if condition.operator not in ("eq", "ne") or said not in ("true", "false"):
        raise ScimRefused("filter", text="active")
    wanted = (said == "true") is (condition.operator == "eq")
    return users.c.active if wanted else not_(users.c.active)


def _moment(column: ColumnElement[Any], condition: Compare) -> ColumnElement[bool]:
    if condition.operator == "pr":
        return true()
    try:
        moment = datetime.fromisoformat(str(condition.value))
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        ms = round(moment.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise ScimRefused("filter", text=condition.attribute[:80]) from error
    tests: Mapping[str, ColumnElement[bool]] = {
        "eq": column == ms,
        "ne": column != ms,
        "gt": column > ms,
        "ge": column >= ms,
        "lt": column < ms,
        "le": column <= ms,
    }
    if condition.operator not in tests:
        raise ScimRefused("filter", text=condition.attribute[:80])
    return tests[condition.operator]
