"""What a roster would change, row by row, before anything is written. The employee number says who is who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from datetime import date
from typing import Literal

from quizserver.domain.people import OFFICE, Role, email_key, find_decisive
from quizserver.domain.roster.cleaning import Cleaned, Entry
from quizserver.domain.roster.problems import Problem

__all__ = ["Change", "Known", "Plan", "plan_roster"]

Kind = Literal["create", "change", "deactivate", "reactivate", "same", "refuse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An account as far as a roster can change it; `values` by field, empty text for nothing recorded."""

    user_id: str
    employee_number: str | None
    active: bool
    values: Mapping[str, str]
    roles: frozenset[Role] = frozenset({Role.LEARNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the preview. `line` is None for people the file leaves out.

    `fields` is field -> (before, after) of what changes; `values` is what the file says of an accepted person.
    """

    kind: Kind
    line: int | None
    employee_number: str
    name: str
    user_id: str | None = None
    fields: Mapping[str, tuple[str, str]]
    values: Mapping[str, str] = with_default(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change, in the order of the file, then the people whom the file leaves out."""

    changes: tuple[Change, ...]

    @property
    def counts(self) -> Counter[str]:
        """Kind -> how many."""
        return Counter(change.kind for change in self.changes)


def plan_roster(
    rows: Iterable[Cleaned], *, known: Sequence[Known], today: date, whole: bool, office: bool = False
) -> Plan:
    """Compare a roster with the accounts. With `whole`, people with a number who are not in it are deactivated.

    A row is refused when its number or address stands in the file twice, or when its address stays somebody else's;
    without `office`, when it would change the address or number of HR or an admin; and when no admin would be left.
    """
    read = list(rows)
    by_number = {account.employee_number: account for account in known if account.employee_number}
    by_email = {email_key(account.values["email"]): account for account in known if account.values.get("email")}
    entries = [row.entry for row in read if row.entry is not None]
    guarded = {account.employee_number for account in known if account.roles & OFFICE and not office}
    file = _File(
        guarded=not office,
        numbers=Counter(row.employee_number for row in read),
        addresses=Counter(_address(entry) for entry in entries if _address(entry)),
        address_of={
            entry.employee_number: _address(entry)
            for entry in entries
            if "email" in entry.values and entry.employee_number not in guarded
        },
    )
    changes = [_change(row, by_number=by_number, by_email=by_email, file=file, today=today) for row in read]
    if whole:
        changes += _leavers(by_number, listed=set(file.numbers))
    return Plan(tuple(_keep_an_admin(changes, known=known)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What the whole file says: how often each number and address stands in it, and who gets which address.

    With `guarded`, it cannot say who signs in as HR or admin.
    """

    guarded: bool
    numbers: Counter[str]
    addresses: Counter[str]
    address_of: Mapping[str, str]


def _address(entry: Entry) -> str:
    return email_key(entry.values.get("email", ""))


def _change(
    row: Cleaned, *, by_number: Mapping[str, Known], by_email: Mapping[str, Known], file: _File, today: date
) -> Change:
    entry = row.entry
    if entry is None:
        return _refused(row, row.problems)
    account = by_number.get(entry.employee_number)
    owner = by_email.get(_address(entry)) if _address(entry) else None
    problems = _clashes(entry, account=account, owner=owner, file=file)
    if problems:
        return _refused(row, (*row.problems, *problems))
    person = account or _own_sign_up(owner)
    planned = _planned(row, entry, person, today=today)
    decisive = find_decisive(planned.fields, roles=person.roles) if person is not None and file.guarded else []
    if decisive:
        return _refused(row, (*row.problems, *(Problem("protected", field) for field in decisive)))
    return planned


def _own_sign_up(owner: Known | None) -> Known | None:
    """Who signed up alone has no number yet: the roster takes that account over by its address."""
    return owner if owner is not None and owner.employee_number is None else None


def _clashes(entry: Entry, *, account: Known | None, owner: Known | None, file: _File) -> list[Problem]:
    problems = []
    if file.numbers[entry.employee_number] > 1:
        problems.append(Problem("number_twice", "employee_number"))
    if file.addresses[_address(entry)] > 1:
        problems.append(Problem("email_twice", "email"))
    if owner is not None and owner is not account and _keeps_address(owner, account=account, file=file):
        problems.append(Problem("email_taken", "email", {"number": owner.employee_number or "–"}))
    return problems


def _keeps_address(owner: Known, *, account: Known | None, file: _File) -> bool:
    """Whether an address stays with its owner; two people may exchange theirs in one file."""
    if owner.employee_number is None:
        return account is not None
    now = email_key(owner.values["email"])
    return file.address_of.get(owner.employee_number, now) == now


def _planned(row: Cleaned, entry: Entry, account: Known | None, *, today: date) -> Change:
    left = entry.left_on is not None and entry.left_on < today
    before = {} if account is None else {"employee_number": account.employee_number or "", **account.values}
    wanted = {"employee_number": entry.employee_number, **entry.values}
    # Where a department belongs is not a fact about a person.
    wanted.pop("parent_department_code", None)
    fields = {
        field: (before.get(field, ""), value) for field, value in wanted.items() if before.get(field, "") != value
    }
    return Change(
        kind=_kind(account, left=left, changed=bool(fields)),
        line=row.line,
        employee_number=entry.employee_number,
        name=row.shown,
        user_id=None if account is None else account.user_id,
        fields=fields,
        values=entry.values,
        problems=row.problems,
    )


def _kind(account: Known | None, *, left: bool, changed: bool) -> Kind:
    if account is None:
        return "same" if left else "create"
    if left:
        return "deactivate" if account.active else "same"
    if not account.active:
        return "reactivate"
    return "change" if changed else "same"


def _refused(row: Cleaned, problems: Sequence[Problem]) -> Change:
    return Change(
        kind="refuse",
        line=row.line,
        employee_number=row.employee_number,
        name=row.shown,
        fields={},
        problems=tuple(problems),
    )


def _leavers(by_number: Mapping[str, Known], *, listed: set[str]) -> list[Change]:
    return [
        Change(
            kind="deactivate",
            line=None,
            employee_number=number,
            name=account.values.get("name", ""),
            user_id=account.user_id,
            fields={},
        )
        for number, account in sorted(by_number.items())
        if account.active and number not in listed
    ]


def _keep_an_admin(changes: Sequence[Change], *, known: Iterable[Known]) -> list[Change]:
    """The same changes, but admins stay where nobody else could administer."""
    admins = {account.user_id for account in known if account.active and Role.ADMIN in account.roles}
    leaving = {change.user_id for change in changes if change.kind == "deactivate"} & admins
    if leaving != admins:
        return list(changes)
    return [_kept(change) if change.user_id in leaving else change for change in changes]


def _kept(change: Change) -> Change:
    problems = (*change.problems, Problem("last_admin"))
    return replace(change, kind="refuse", user_id=None, fields={}, values={}, problems=problems)
