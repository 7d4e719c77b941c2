"""Amounts of money, weights and percentages in a text, so that the same item can be compared across languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal

__all__ = ["amounts", "may_hold"]

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_ENGLISH = re.compile(
    rf"¥\s?({_DIGITS})(?:\s*(million|billion))?(?:\s*(?:–|-|to)\s*¥?({_DIGITS})\s*(million|billion)?)?"
)
_JAPANESE = re.compile(r"(?:(\d[\d,]*(?:\.\d+)?)億)?(?:(\d[\d,]*(?:\.\d+)?)万)?(?:(\d[\d,]*(?:\.\d+)?))?円")
_PERCENT = re.compile(rf"({_DIGITS})\s?(?:%|percent(?! points?)\b)")
_UNITS = {
    "euro": re.compile(rf"€\s?({_DIGITS})|({_DIGITS})\s?ユーロ"),
    "dollar": re.compile(rf"\$\s?({_DIGITS})|({_DIGITS})\s?ドル"),
    "kg": re.compile(rf"({_DIGITS})\s?(?:kg\b|キロ(?:グラム)?(?!メートル))"),
}
_SCALE = {None: 1, "": 1, "million": 10**6, "billion": 10**9}


def amounts(text: str, *, language: str) -> Counter[str]:
    """How often each amount stands in the text: "8800000 yen", "15 %", "41 euro". Other numbers are not compared."""
    plain = unicodedata.normalize("NFKC", text)
    money = _japanese(plain) if language == "ja" else _english(plain)
    found = Counter(f"{value.normalize():f} yen" for value in money)
    found.update(f"{_number(match[1]).normalize():f} %" for match in _PERCENT.finditer(plain))
    for unit, pattern in _UNITS.items():
        groups = (next(group for group in match.groups() if group) for match in pattern.finditer(plain))
        found.update(f"{_number(digits).normalize():f} {unit}" for digits in groups)
    return found


def may_hold(text: str, amount: str, *, language: str) -> bool:
    """Whether an English list may mean this amount: "in ¥ million: 1.2, 1.5 and 1.1" holds 1500000 yen."""
    value, unit = amount.split(" ")
    if language == "ja" or unit != "yen" or "million" not in text:
        return False
    return any(_number(digits) * 10**6 == Decimal(value) for digits in re.findall(_DIGITS, text))


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _english(plain: str) -> list[Decimal]:
    values = []
    for match in _ENGLISH.finditer(plain):
        first, scale, second, second_scale = match.groups()
        values.append(_number(first) * _SCALE[scale or second_scale])
        if second:
            values.append(_number(second) * _SCALE[second_scale or scale])
    return values


def _japanese(plain: str) -> list[Decimal]:
    values = []
    for match in _JAPANESE.finditer(plain):
        parts = [_number(digits) if digits else Decimal(0) for digits in match.groups()]
        if any(match.groups()):
            values.append(parts[0] * 10**8 + parts[1] * 10**4 + parts[2])
    return values
