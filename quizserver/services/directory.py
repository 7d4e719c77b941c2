"""What a directory (SCIM) does to people: finds them, brings them, changes them, lets them go. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from quizserver.domain.people import Account, Role, find_decisive
from quizserver.domain.roster import Change
from quizserver.domain.scim import (
    ENTERPRISE,
    DirectoryPerson,
    Filter,
    Operation,
    Wanted,
    apply_operations,
    held_of,
    keep_what_stands,
    resource_of,
    user_name_key,
    wanted_of,
)
from quizserver.domain.tokens import Bearer
from quizserver.errors import DuplicateError, NotFound, ScimRefused
from quizserver.services.changing_people import write_changes
from quizserver.services.clock import Clock
from quizserver.services.directory_matching import clear_the_way, find_known, is_gone
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account, lock_account
from quizserver.storage.audit import append_audit
from quizserver.storage.directory import (
    count_people,
    find_department,
    find_person,
    is_last_admin,
    list_people,
    save_entry,
    update_external_id,
)

__all__ = ["Directory"]


class Directory:
    """The use cases of SCIM. `bearer` is the program that asks; the audit log names its token."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list_people(self, condition: Filter | None, *, start: int, count: int) -> tuple[int, list[DirectoryPerson]]:
        """(how many meet the filter, those from `start`, counted from 1). Raises ScimRefused."""
        with self._database.snapshot() as connection:
            total = count_people(connection, condition=condition)
            if count == 0 or start > total:
                return total, []
            return total, list_people(connection, condition=condition, offset=start - 1, limit=count)

    def select_person(self, user_id: str) -> DirectoryPerson:
        """One person. Raises NotFound."""
        with self._database.reading() as connection:
            return _select(connection, user_id)

    def create(self, resource: Mapping[str, Any], *, bearer: Bearer) -> DirectoryPerson:
        """Bring a person in: a new one, or one who is known by number and whom no directory has yet, or who returns.

        The employee number says who is who, as in a roster. Raises ScimRefused.
        """

        def job(tx: Transaction) -> str:
            now = self._clock()
            known = find_known(tx, resource)
            wanted = _wanted(tx, resource, known, omitted_stays=True)
            return self._write(tx, resource, wanted, known=known, bearer=bearer, now=now)

        return self.select_person(self._unique(job))

    def replace(self, user_id: str, resource: Mapping[str, Any], *, bearer: Bearer) -> DirectoryPerson:
        """Make a person what this resource says. Raises NotFound, ScimRefused."""
        return self._change(user_id, lambda _person: dict(resource), bearer=bearer, omitted_stays=True)

    def patch(self, user_id: str, operations: list[Operation], *, bearer: Bearer) -> DirectoryPerson:
        """Change a person by these operations, all or none. Raises NotFound, ScimRefused."""

        def make(person: DirectoryPerson) -> dict[str, Any]:
            return apply_operations(resource_of(person), operations)

        return self._change(user_id, make, bearer=bearer, omitted_stays=False)

    def delete(self, user_id: str, *, bearer: Bearer) -> None:
        """Let a person go: deactivated, signed out, and not shown to directories any more. Records stay.

        Raises NotFound, ScimRefused.
        """

        def job(tx: Transaction) -> None:
            now = self._clock()
            lock_account(tx, user_id=user_id)
            person = _select(tx, user_id)
            _check_leaving(tx, person.account, active=False)
            kind = "deactivate" if person.account.active else "same"
            write_changes(
                tx, [_change(person.account, kind=kind)], actor=bearer.visitor.user_id, now=now, facts=_facts(bearer)
            )
            save_entry(
                tx,
                user_id=user_id,
                user_name_key=user_name_key(person.shown_name),
                said=person.said or {"userName": person.shown_name},
                held=person.held,
                now=now,
                deleted_at=now,
            )
            append_audit(
                tx,
                actor=bearer.visitor.user_id,
                action="directory_deleted",
                subject=f"user:{user_id}",
                now=now,
                facts=_facts(bearer),
            )

        self._database.write(job)

    def _change(
        self,
        user_id: str,
        make: Callable[[DirectoryPerson], dict[str, Any]],
        *,
        bearer: Bearer,
        omitted_stays: bool,
    ) -> DirectoryPerson:
        def job(tx: Transaction) -> str:
            now = self._clock()
            lock_account(tx, user_id=user_id)
            person = _select(tx, user_id)
            resource = make(person)
            if "userName" not in resource:
                raise ScimRefused("value", attribute="userName")
            wanted = _wanted(tx, resource, person, omitted_stays=omitted_stays)
            return self._write(tx, resource, wanted, known=person, bearer=bearer, now=now)

        return self.select_person(self._unique(job))

    def _write(
        self,
        tx: Transaction,
        resource: Mapping[str, Any],
        wanted: Wanted,
        *,
        known: DirectoryPerson | None,
        bearer: Bearer,
        now: int,
    ) -> str:
        account = None if known is None else known.account
        clear_the_way(tx, wanted, account)
        change = _planned(wanted, known)
        if account is not None:
            _check_protected(account, change)
            _check_leaving(tx, account, active=wanted.active)
        actor, facts = bearer.visitor.user_id, _facts(bearer)
        made = write_changes(tx, [change], actor=actor, now=now, facts=facts)
        user_id = made[0] if account is None else account.id
        if account is None and not wanted.active:
            leaving = replace(change, kind="deactivate", user_id=user_id, fields={}, values={})
            write_changes(tx, [leaving], actor=actor, now=now, facts=facts)
        update_external_id(tx, user_id=user_id, external_id=wanted.external_id)
        written = find_account(tx, user_id=user_id)
        assert written is not None
        said = {name: value for name, value in resource.items() if name not in ("schemas", "id", "active")}
        key = user_name_key(wanted.user_name)
        save_entry(tx, user_id=user_id, user_name_key=key, said=said, held=held_of(written), now=now)
        return user_id

    def _unique(self, job: Callable[[Transaction], str]) -> str:
        """Run it; what two programs did at the same moment is a conflict too."""
        try:
            return self._database.write(job)
        except DuplicateError as error:
            raise ScimRefused("taken", attribute="userName") from error


def _select(connection: Transaction, user_id: str) -> DirectoryPerson:
    found = find_person(connection, user_id=user_id)
    if found is None:
        raise NotFound
    return found


def _wanted(
    tx: Transaction, resource: Mapping[str, Any], known: DirectoryPerson | None, *, omitted_stays: bool
) -> Wanted:
    account = None if known is None else known.account
    extension = resource.get(ENTERPRISE, {})
    wanted = wanted_of(
        resource,
        now=account,
        department=_department(tx, extension.get("department", "").strip(), account),
        manager_number=_manager_number(tx, extension.get("manager", {}).get("value", "").strip()),
    )
    return wanted if known is None else keep_what_stands(wanted, known, resource, omitted_stays=omitted_stays)


def _department(tx: Transaction, named: str, account: Account | None) -> tuple[str, str]:
    """(code, name): a known department by its code or name, else a new one whose code is its name."""
    if not named:
        return "", ""
    if account is not None and named in (account.department, account.department_code):
        return account.department_code or named, account.department
    return find_department(tx, named=named) or (named[:100], named)


def _manager_number(tx: Transaction, value: str) -> str:
    """`manager.value` is the id of the manager's resource (RFC 7643, 4.3); some send the employee number itself."""
    found = find_account(tx, user_id=value) if value else None
    return value if found is None else found.employee_number or ""


def _planned(wanted: Wanted, known: DirectoryPerson | None) -> Change:
    """What changes, as a roster's plan says it."""
    after = {"employee_number": wanted.employee_number, **wanted.values}
    if known is None:
        new = {name: ("", value) for name, value in after.items() if value}
        return _change(None, kind="create", wanted=wanted, fields=new)
    account = known.account
    before = {name: getattr(account, name) or "" for name in after}
    fields = {name: (before[name], value) for name, value in after.items() if before[name] != value}
    if is_gone(known) and after.get("email"):
        # Somebody else may have had the address in between: the key is made anew.
        fields["email"] = (before["email"], after["email"])
    if account.active == wanted.active:
        kind = "change" if fields else "same"
    else:
        kind = "reactivate" if wanted.active else "deactivate"
    return _change(account, kind=kind, wanted=wanted, fields=fields)


def _change(
    account: Account | None,
    *,
    kind: Any,
    wanted: Wanted | None = None,
    fields: Mapping[str, tuple[str, str]] | None = None,
) -> Change:
    return Change(
        kind=kind,
        line=None,
        employee_number="",
        name="",
        user_id=None if account is None else account.id,
        fields=fields or {},
        values={} if wanted is None else wanted.values,
    )


def _check_protected(account: Account, change: Change) -> None:
    if find_decisive(change.fields, roles=account.roles):
        raise ScimRefused("protected")


def _check_leaving(tx: Transaction, account: Account, *, active: bool) -> None:
    if account.active and not active and Role.ADMIN in account.roles and is_last_admin(tx, user_id=account.id):
        raise ScimRefused("last_admin")


def _facts(bearer: Bearer) -> dict[str, str]:
    return {"by": "scim", "token": bearer.token.id}
