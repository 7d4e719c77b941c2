"""Amounts of money and percentages in a text, so that the same item can be compared across languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal

__all__ = ["amounts"]

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_ENGLISH = re.compile(
    rf"¥\s?({_DIGITS})(?:\s*(million|billion))?(?:\s*(?:–|-|to)\s*¥?({_DIGITS})\s*(million|billion)?)?"
)
_JAPANESE = re.compile(r"(?:(\d[\d,]*(?:\.\d+)?)億)?(?:(\d[\d,]*(?:\.\d+)?)万)?(?:(\d[\d,]*(?:\.\d+)?))?円")
_PERCENT = re.compile(rf"({_DIGITS})\s?(?:%|percent(?! points?)\b)")
_SCALE = {None: 1, "": 1, "million": 10**6, "billion": 10**9}


def amounts(text: str, *, language: str) -> Counter[str]:
    """How often each amount stands in the text: "8800000 yen", "15 %". Other numbers are not compared."""
    plain = unicodedata.normalize("NFKC", text)
    money = _japanese(plain) if language == "ja" else _english(plain)
    found = Counter(f"{value.normalize():f} yen" for value in money)
    found.update(f"{_number(match[1]).normalize():f} %" for match in _PERCENT.finditer(plain))
    return found


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
