"""Certificates: their numbers, their dates, and whether one still holds. What they rest on is frozen at issue."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from coursekit.grading import percent_of

__all__ = [
    "ALPHABET",
    "REASONS_BY_HAND",
    "Certificate",
    "RevocationReason",
    "Standing",
    "day_of",
    "draw_number",
    "find_number",
    "written_date",
]

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I, which are mistaken for one another on paper. 8 of these 32 signs are 40 random bits."""

Standing = Literal["valid", "expired", "revoked"]

_PREFIX_LENGTH = 4
# Never by the machine's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class RevocationReason(StrEnum):
    """Why a certificate was taken back: a category that anyone may read, never a story about a person."""

    MISTAKE = "mistake"
    CONDUCT = "conduct"
    REPLACED = "replaced"
    REQUEST = "request"
    REGRADED = "regraded"

    @property
    def may_be_replaced(self) -> bool:
        """Whether the same registration may be certified anew: with the name put right, or once it is done again."""
        return self in (RevocationReason.REPLACED, RevocationReason.REGRADED)


REASONS_BY_HAND = tuple(reason for reason in RevocationReason if reason is not RevocationReason.REGRADED)
"""What HR may choose from; a regrade gives its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One done enrollment, certified. `course_title` and `issuer` are language -> text, as they were at issue.

    `name` is the learner's as at issue: the one personal datum here, None once it was erased. Times are UTC in
    milliseconds since 1970. `status_list` and `status_index` are its bit in the public list of revoked credentials.
    """

    number: str
    enrollment_id: str
    user_id: str
    name: str | None
    course_id: str
    course_title: Mapping[str, str]
    course_version: str
    course_revision: str
    issuer: Mapping[str, str]
    done_at: int
    issued_at: int
    expires_at: int | None
    units: int | None
    max_units: int | None
    status_list: int
    status_index: int
    revoked_at: int | None = None
    revoked_by: str | None = None
    revoked_reason: str | None = None

    def standing(self, *, now: int) -> Standing:
        """Whether it holds. What was revoked is revoked, even after its last day."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and now >= self.expires_at else "valid"

    @property
    def percent(self) -> int | None:
        """The score in percent, rounded down as everywhere; None for a course without one."""
        return None if self.units is None or not self.max_units else percent_of(self.units, self.max_units)


def draw_number(course_id: str, *, year: int, choose: Callable[[str], str]) -> str:
    """A new number such as NF-2026-7KQM-W2XP: the course's initials, the year, eight random signs.

    `choose` picks one sign at random; who knows one number knows nothing about another.
    """
    initials = "".join(part[0].upper() for part in course_id.split("-") if part)
    prefix = "".join(sign for sign in initials if sign in ALPHABET)[:_PREFIX_LENGTH] or "C"
    first, second = ("".join(choose(ALPHABET) for _ in range(4)) for _ in range(2))
    return f"{prefix}-{year:04d}-{first}-{second}"


def find_number(typed: str) -> str | None:
    """The number somebody typed from paper, in its one form: any case, width, spaces or dashes. None if it is none."""
    text = unicodedata.normalize("NFKC", typed[:64]).upper()
    signs = "".join(sign for sign in text if sign.isascii() and sign.isalnum())
    prefix, year, rest = signs[:-12], signs[-12:-8], signs[-8:]
    if not 1 <= len(prefix) <= _PREFIX_LENGTH or not year.isdigit() or any(sign not in ALPHABET for sign in rest):
        return None
    return f"{prefix}-{year}-{rest[:4]}-{rest[4:]}"


def day_of(ms: int, *, timezone: ZoneInfo) -> datetime:
    """The moment as people there write it."""
    return datetime.fromtimestamp(ms / 1000, tz=timezone)


def written_date(ms: int, *, timezone: ZoneInfo, language: str) -> str:
    """2026年11月23日, November 23, 2026."""
    day = day_of(ms, timezone=timezone)
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
