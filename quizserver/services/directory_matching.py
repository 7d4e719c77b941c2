"""Who is meant when a directory (SCIM) brings somebody, and what others have that this person is to have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from quizserver.domain.people import Account, email_key
from quizserver.domain.scim import ENTERPRISE, DirectoryPerson, Wanted
from quizserver.errors import ScimRefused
from quizserver.storage import Transaction
from quizserver.storage.directory import (
    find_person_by,
    release_address,
    release_external_id,
    release_user_name,
)

__all__ = ["clear_the_way", "find_known", "is_gone"]


def find_known(tx: Transaction, resource: Mapping[str, Any]) -> DirectoryPerson | None:
    """Who is meant by a resource that is to be created. Raises ScimRefused for whom a directory has already."""
    user_name, external_id = resource.get("userName", ""), resource.get("externalId", "")
    number = resource.get(ENTERPRISE, {}).get("employeeNumber", "") or ("" if "@" in user_name else user_name)
    by_number = find_person_by(tx, employee_number=number) if number else None
    by_external = find_person_by(tx, external_id=external_id) if external_id else None
    if by_number is not None and by_external is not None and by_number.account.id != by_external.account.id:
        raise ScimRefused("taken", attribute="externalId")
    known = by_number or by_external
    if known is None and not number and not external_id:
        returning = find_person_by(tx, user_name=user_name) if user_name else None
        known = returning if returning is not None and is_gone(returning) else None
    if known is not None and not is_gone(known) and known.user_name is not None:
        raise ScimRefused("taken", attribute="employeeNumber" if by_number is not None else "externalId")
    return known


def is_gone(person: DirectoryPerson) -> bool:
    """Whether a directory has deleted this person, and nobody brought them back."""
    return person.deleted_at is not None and not person.account.active


def clear_the_way(tx: Transaction, wanted: Wanted, account: Account | None) -> None:
    """Names and numbers that somebody else has are refused; those of people who were deleted are let go (3.6)."""
    own = None if account is None else account.id
    address = email_key(wanted.values.get("email", ""))
    number = wanted.employee_number
    checks: list[tuple[str, dict[str, str], Callable[..., None]]] = []
    if number:
        checks.append(("employeeNumber", {"employee_number": number}, _refuse_number))
    if wanted.external_id is not None:
        checks.append(("externalId", {"external_id": wanted.external_id}, release_external_id))
    if address:
        checks.append(("emails", {"email_key": address}, release_address))
    checks.append(("userName", {"user_name": wanted.user_name}, release_user_name))
    for attribute, key, release in checks:
        owner = find_person_by(tx, **key)
        if owner is None or owner.account.id == own:
            continue
        if not is_gone(owner):
            raise ScimRefused("taken", attribute=attribute)
        release(tx, user_id=owner.account.id)


def _refuse_number(_tx: Transaction, *, user_id: str) -> NoReturn:
    """A number belongs to one person for ever: records are told apart by it. `user_id` is whose it is."""
    raise ScimRefused("taken", attribute="employeeNumber", user=user_id)
