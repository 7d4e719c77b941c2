"""People: roles, and what may become an account."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = [
    "EMAIL_LENGTH",
    "NAME_LENGTH",
    "OFFICE",
    "PASSWORD_LEAST",
    "PASSWORD_MOST",
    "Account",
    "OpenSession",
    "Role",
    "Visitor",
    "browser_of",
    "clean_text",
    "email_key",
    "find_decisive",
    "find_email_problem",
    "find_name_problem",
    "find_password_problem",
    "roles_from_text",
    "roles_to_text",
    "sign_in_name",
]

NAME_LENGTH = 100
EMAIL_LENGTH = 254
PASSWORD_LEAST = 12
PASSWORD_MOST = 256

# The first mark found counts: Edge also says Chrome, and Chrome also says Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class Role(StrEnum):
    """What a person may do. Roles add up; none includes another."""

    LEARNER = "learner"
    MANAGER = "manager"
    TRAINER = "trainer"
    HR = "hr"
    ADMIN = "admin"


OFFICE = frozenset({Role.HR, Role.ADMIN})
"""The roles that administer other people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person. `id` is random, so that it cannot be guessed; `employee_number` is text: leading zeros count.

    `external_id` is what a directory (SCIM) calls the person; `deactivated_at` is when `active` ended.
    """

    id: str
    email: str
    name: str
    kana: str = ""
    employee_number: str | None = None
    department_code: str = ""
    department: str = ""
    locale: str = "en"
    roles: frozenset[Role] = frozenset({Role.LEARNER})
    active: bool = True
    created_at: int = 0
    job_title: str = ""
    manager_number: str = ""
    joined_on: str = ""
    external_id: str | None = None
    deactivated_at: int | None = None

    @property
    def sign_in_name(self) -> str:
        """What this person types to sign in: the address, or the employee number of who has none."""
        return self.email or self.employee_number or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is signed in, as far as every request needs to know. Times are UTC, in milliseconds since 1970.

    `factor_at` is when the second factor was given; 0 where it is still asked for, None where it never was.
    """

    user_id: str
    name: str
    locale: str
    roles: frozenset[Role]
    department_code: str
    last_seen_at: int
    factor_at: int | None = None

    @property
    def awaits_factor(self) -> bool:
        """Whether the password was given and the code was not: this is nobody yet."""
        return self.factor_at == 0

    @property
    def office(self) -> frozenset[Role]:
        """The roles for which companies ask for a second factor."""
        return self.roles & OFFICE

    def without_office(self) -> Visitor:
        """The same person as a learner, and manager or trainer: what may be done without a second factor."""
        return replace(self, roles=(self.roles - self.office) | {Role.LEARNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session in which a person is signed in. Times are UTC, in milliseconds since 1970."""

    token_hash: str
    browser: str
    created_at: int
    last_seen_at: int

    @property
    def name(self) -> str:
        """What a page calls it: nobody gets back from it to the token or its hash."""
        return hashlib.sha256(self.token_hash.encode()).hexdigest()[:24]


def browser_of(user_agent: str) -> str:
    """Browser and system in a few words, from what the browser says of itself: enough to know one's own again."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)


def roles_to_text(roles: frozenset[Role]) -> str:
    """Roles as they are stored: "hr,learner"."""
    return ",".join(sorted(roles))


def roles_from_text(text: str) -> frozenset[Role]:
    """Roles as `roles_to_text` wrote them. Raises ValueError for a word that is not a role."""
    return frozenset(Role(name) for name in text.split(",") if name)


def email_key(email: str) -> str:
    """What makes two addresses the same account: "Ａ@Example.com " and "a@example.com"."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def sign_in_name(typed: str) -> str:
    """What somebody typed to say who they are: the key of an e-mail address, or an employee number (no @ in it)."""
    name = unicodedata.normalize("NFKC", typed).strip()
    return email_key(name)[:300] if "@" in name else name[:100]


def find_decisive(fields: Mapping[str, tuple[str, str]], *, roles: frozenset[Role]) -> list[str]:
    """Of the fields that change (field -> before, after), those by which another could sign in as HR or admin."""
    decisive = ("employee_number", "email") if roles & OFFICE else ()
    return [name for name in decisive if name in fields and fields[name][0] != fields[name][1]]


def clean_text(text: str) -> str:
    """A name as it is kept: outer spaces gone, characters untouched (髙 and 高 are different people's names)."""
    return unicodedata.normalize("NFC", text).strip()


def find_name_problem(name: str) -> str | None:
    """What is wrong with a name, as a word for the page: "empty", "long" or "characters"."""
    if not name:
        return "empty"
    if len(name) > NAME_LENGTH:
        return "long"
    return "characters" if any(_is_hidden(character) for character in name) else None


def find_email_problem(email: str) -> str | None:
    """What is wrong with an e-mail address: "email". Whether it exists, only a mail can tell."""
    local, at, domain = email.rpartition("@")
    plain = bool(local) and at == "@" and "." in domain.strip(".") and not domain.startswith((".", "-"))
    hidden = any(character.isspace() or _is_hidden(character) or character in '<>",;:()[]' for character in email)
    return None if plain and not hidden and "@" not in local and len(email) <= EMAIL_LENGTH else "email"


def find_password_problem(password: str, *, email: str, name: str, number: str = "") -> str | None:
    """What is wrong with a new password: "short", "long" or "easy". Length counts, not kinds of characters."""
    if len(password) < PASSWORD_LEAST:
        return "short"
    if len(password) > PASSWORD_MOST:
        return "long"
    folded = password.casefold()
    said = (email_key(email), email_key(email).partition("@")[0], name.casefold(), number.casefold())
    own = [part for part in said if len(part) > 3]
    rest = folded
    for part in sorted(own, key=len, reverse=True):
        rest = rest.replace(part, "")
    return "easy" if len(set(folded)) < 5 or len(rest) < 6 or _is_well_known(folded) else None


def _is_well_known(folded: str) -> bool:
    stems = ("password", "passw0rd", "qwerty", "123456", "abcdef", "letmein", "welcome", "iloveyou", "asdfgh", "1q2w3e")
    rest = folded
    for stem in stems:
        rest = rest.replace(stem, "")
    return len(rest) < 6


def _is_hidden(character: str) -> bool:
    """Control and format characters: they are not part of names and can turn text around. Emoji joiners are let be."""
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co", "Zl", "Zp") or (category == "Cf" and character not in "\u200c\u200d")
