"""What counts as the same text, and what counts as a number. Never fuzzy: a rule a trainer can say aloud."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MAX_TEXT_LENGTH", "normalize_text", "read_number"]

MAX_TEXT_LENGTH = 500
"""Characters of a typed response that are looked at; a longer one is malformed."""

# Hyphens and dashes that people type for one another. Not the katakana long vowel mark (ー), which carries meaning.
_HYPHENS = "\u002d\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_DROP = re.compile(rf"[\s\u200b\u200c\u200d\ufeff{re.escape(_HYPHENS)}]+")
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.(?P<part>[0-9]*))?")
_CURRENCY = ("¥", "\\", "$", "€", "£")


def normalize_text(text: str) -> str:
    """NFKC, lower case, and no spaces and hyphens: "ＢＡＴＮＡ", "b a t n a" and "Batna" are one text."""
    return _DROP.sub("", unicodedata.normalize("NFKC", text).lower())


def read_number(text: str, *, unit: str = "") -> tuple[int, int] | None:
    """A typed number as (mantissa, exponent), meaning mantissa / 10**exponent; None when it is not a number.

    Accepts full-width digits, thousands separated by commas, a currency sign in front, the unit behind, and the minus
    signs in use (hyphen, U+2212, and ▲ or △ as Japanese accounts write them). "8,8" is refused, not guessed at.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"\s+", "", plain).lower()
    plain = re.sub(r"^[▲△\u2212\u2010-\u2015]", "-", plain)
    for mark in _CURRENCY:
        if plain.startswith(mark):
            plain = plain[len(mark) :]
        elif plain.startswith("-" + mark):
            plain = "-" + plain[1 + len(mark) :]
    plain = _without_unit(plain, unit=re.sub(r"\s+", "", unicodedata.normalize("NFKC", unit)).lower())
    match = _NUMBER.fullmatch(plain)
    if match is None or not (match["whole"] or match["part"]) or len(plain) > 60:
        return None
    part = match["part"] or ""
    digits = (match["whole"] or "").replace(",", "") + part
    mantissa = int(digits) * (-1 if match["sign"] == "-" else 1)
    return mantissa, len(part)


def _without_unit(plain: str, *, unit: str) -> str:
    """Drop the unit, or the unit without its currency: "880万円" and "880万" where the question asks for 万円."""
    for name in (unit, unit.removesuffix("円"), unit.removesuffix("yen")):
        if name and plain.endswith(name):
            return plain[: -len(name)]
    return plain
