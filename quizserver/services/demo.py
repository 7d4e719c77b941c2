"""A demonstration: a learner, a trainer and an HR person. Made once; a second start keeps them as they are."""

from __future__ import annotations

import json
import os
import secrets
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from quizserver.domain.people import Account, Role
from quizserver.services.accounts import Accounts

__all__ = ["DemoAccount", "seed_demo"]

_FILE = "demo-accounts.json"

_PEOPLE = (
    Account(
        id="",
        email="learner@demo.example",
        name="髙橋 美咲",
        kana="タカハシ ミサキ",
        employee_number="00123",
        department_code="0310",
        department="営業企画部",
        locale="ja",
        roles=frozenset({Role.LEARNER}),
    ),
    Account(
        id="",
        email="trainer@demo.example",
        name="山﨑 健太",
        kana="ヤマザキ ケンタ",
        employee_number="00207",
        department_code="0520",
        department="人材開発部",
        locale="ja",
        roles=frozenset({Role.LEARNER, Role.TRAINER}),
    ),
    Account(
        id="",
        email="hr@demo.example",
        name="佐々木 陽子",
        kana="ササキ ヨウコ",
        employee_number="00098",
        department_code="0510",
        department="人事部",
        locale="ja",
        roles=frozenset({Role.LEARNER, Role.HR}),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What `seed-demo` prints. The password is None when its file was lost; the account itself is untouched."""

    role: str
    name: str
    email: str
    password: str | None


def seed_demo(accounts: Accounts, *, folder: Path) -> list[DemoAccount]:
    """Make the demonstration's accounts where they are missing, and tell all passwords again."""
    passwords = _read(folder / _FILE)
    shown = []
    for person in _PEOPLE:
        if accounts.find_by_email(person.email) is None:
            passwords[person.email] = _new_password()
            # First the file: a password that is stored nowhere could never be told.
            _write(folder / _FILE, passwords)
            accounts.create(_with_id(person), password=passwords[person.email])
        role = next(iter(person.roles - {Role.LEARNER}), Role.LEARNER)
        shown.append(DemoAccount(role.value, person.name, person.email, passwords.get(person.email)))
    return shown


def _with_id(person: Account) -> Account:
    return Account(**(asdict(person) | {"id": str(uuid.uuid4()), "roles": person.roles}))


def _new_password() -> str:
    """Four groups that can be typed from a terminal: 80 random bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(email): str(password) for email, password in found.items()}


def _write(path: Path, passwords: dict[str, str]) -> None:
    """Readable by its owner alone, whole or not at all."""
    temporary = path.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(passwords, file, indent=1)
    temporary.replace(path)
