"""One row of a roster: what its cells mean, and what cannot be read. Names keep every character (髙 is not 高)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from quizserver.domain.calendar import end_of_day
from quizserver.domain.people import clean_text, email_key, find_email_problem, find_name_problem
from quizserver.domain.roster.columns import Header
from quizserver.domain.roster.problems import Problem

__all__ = ["Cleaned", "Entry", "Listed", "clean_listed", "clean_row"]

_LONGEST = {"employee_number": 100, "department_code": 100, "manager_number": 100, "parent_department_code": 100}
_LANGUAGES = {
    **dict.fromkeys(("ja", "jpn", "jp", "日本語", "japanese", "和", "ja-jp"), "ja"),
    **dict.fromkeys(("en", "eng", "英語", "english", "英", "en-us", "en-gb"), "en"),
}
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
_ERA_DATE = re.compile(r"(令和|平成|昭和|[rhs])\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.I)
_YEARS = range(2000, 2200)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of a roster. `line` is the line of the file (or row of the sheet), from 1. Dates are ISO 8601."""

    line: int
    employee_number: str
    values: Mapping[str, str]
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A row that was read: its entry, or None when it is refused, with every problem found."""

    line: int
    employee_number: str
    shown: str
    entry: Entry | None
    problems: tuple[Problem, ...]


def clean_row(cells: Sequence[str], *, line: int, header: Header) -> Cleaned | None:
    """Read a row. None for one without any text; cells beyond the header are passed over."""
    raw = {field: _cell(cells, place) for field, place in header.columns.items()}
    if not any(raw.values()):
        return None
    problems: list[Problem] = []
    number = _code(raw.get("employee_number", ""), field="employee_number", problems=problems)
    if not number and not problems:
        problems.append(Problem("number_missing", "employee_number"))
    values = _values(raw, header=header, problems=problems)
    left_on = _date(raw.get("left_on", ""), field="left_on", problems=problems)
    refused = any(not problem.warning for problem in problems)
    entry = None if refused else Entry(line=line, employee_number=number, values=values, left_on=left_on)
    return Cleaned(line, number, values.get("name") or number, entry, tuple(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a list of employee numbers; `due_at` is the first moment after the day it names, if it names one."""

    line: int
    employee_number: str
    due_at: int | None = None
    problems: tuple[Problem, ...] = ()


def clean_listed(cells: Sequence[str], *, line: int, header: Header, zone: tzinfo) -> Listed | None:
    """Read a line of such a list. None for one without any text."""
    raw = {field: _cell(cells, place) for field, place in header.columns.items()}
    if not any(cell.strip() for cell in cells):
        return None
    problems: list[Problem] = []
    number = _code(raw.get("employee_number", ""), field="employee_number", problems=problems)
    if not number and not problems:
        problems.append(Problem("number_missing", "employee_number"))
    due = _date(raw.get("due_on", ""), field="due_on", problems=problems)
    if due is not None and due.year not in _YEARS:
        problems.append(Problem("date", "due_on", {"text": due.isoformat()}))
    due_at = None if due is None or problems else end_of_day(due, zone=zone)
    return Listed(line=line, employee_number=number, due_at=due_at, problems=tuple(problems))


def _values(raw: Mapping[str, str], *, header: Header, problems: list[Problem]) -> dict[str, str]:
    """The columns that this file has, cleaned; empty cells stay empty texts."""
    found: dict[str, Any] = {}
    found["name"] = _person_name(_whole(raw, "name", "family_name", "given_name"), field="name", problems=problems)
    if "kana" in header.fields:
        kana = _katakana(_whole(raw, "kana", "family_kana", "given_kana"))
        found["kana"] = _person_name(kana, field="kana", problems=problems) if kana else ""
    if "email" in raw:
        found["email"] = _email(raw["email"], problems=problems)
    for field in ("department_code", "manager_number", "parent_department_code"):
        if field in raw:
            found[field] = _code(raw[field], field=field, problems=problems)
    for field in ("department", "job_title"):
        if field in raw:
            found[field] = _label(raw[field], field=field, problems=problems)
    if "joined_on" in raw:
        joined = _date(raw["joined_on"], field="joined_on", problems=problems)
        found["joined_on"] = joined.isoformat() if joined else ""
    if raw.get("locale"):
        found["locale"] = _language(raw["locale"], problems=problems)
    return {field: value for field, value in found.items() if value is not None}


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip().strip("\u3000\ufeff\u200b").strip() if place < len(cells) else ""


def _whole(raw: Mapping[str, str], whole: str, family: str, given: str) -> str:
    return raw.get(whole) or " ".join(part for part in (raw.get(family, ""), raw.get(given, "")) if part)


def _code(text: str, *, field: str, problems: list[Problem]) -> str:
    """Numbers and codes: full-width figures become plain ones, leading zeros stay."""
    code = unicodedata.normalize("NFKC", text).strip()
    if len(code) > _LONGEST[field]:
        problems.append(Problem("too_long", field, {"most": _LONGEST[field]}))
    elif any(unicodedata.category(character) in ("Cc", "Cs", "Cf") for character in code):
        problems.append(Problem("characters", field))
    elif re.fullmatch(r"\d(?:\.\d+)?E\+\d+", code):
        # Excel writes long numbers so when the column is not text: figures are lost for good.
        problems.append(Problem("number_rounded", field, {"text": code}))
    return code


def _person_name(text: str, *, field: str, problems: list[Problem]) -> str:
    name = clean_text(text)
    problem = find_name_problem(name)
    if problem is not None:
        problems.append(Problem(f"name_{problem}", field))
    return name


def _katakana(text: str) -> str:
    """Half-width kana and hiragana as full-width katakana: sorting by reading needs one form."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(letter) + 0x60) if "\u3041" <= letter <= "\u3096" else letter for letter in wide).strip()


def _email(text: str, *, problems: list[Problem]) -> str:
    address = unicodedata.normalize("NFKC", text).strip()
    if address and find_email_problem(email_key(address)) is not None:
        problems.append(Problem("email", "email", {"text": address[:80]}))
    return address


def _label(text: str, *, field: str, problems: list[Problem]) -> str:
    label = clean_text(text)
    if label and find_name_problem(label) is not None:
        problems.append(Problem("label", field))
    return label


def _language(text: str, *, problems: list[Problem]) -> str | None:
    language = _LANGUAGES.get(unicodedata.normalize("NFKC", text).strip().casefold())
    if language is None:
        problems.append(Problem("language", "locale", {"text": text[:40]}, warning=True))
    return language


def _date(text: str, *, field: str, problems: list[Problem]) -> date | None:
    """2026-04-01, 2026/4/1, 2026年4月1日, 20260401, 令和8年4月1日 or R8.4.1."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    try:
        if match := _DATE.fullmatch(plain) or _COMPACT.fullmatch(plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _ERA_DATE.fullmatch(plain):
            year = 1 if match[2] == "元" else int(match[2])
            return date(_ERAS[match[1].casefold()] + year, int(match[3]), int(match[4]))
    except ValueError:
        pass
    problems.append(Problem("date", field, {"text": plain[:40]}))
    return None
