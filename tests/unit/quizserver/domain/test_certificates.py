"""Numbers of certificates, their dates and their standing."""

from __future__ import annotations

import random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quizserver.domain.certificates import ALPHABET, Certificate, draw_number, find_number, written_date

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


def certificate(**changes: Any) -> Certificate:
    facts: dict[str, Any] = {
        "number": "NF-2026-7KQM-W2XP",
        "enrollment_id": "e",
        "user_id": "u",
        "name": "山田 太郎",
        "course_id": "negotiation-fails",
        "course_title": {"en": "Course"},
        "course_version": "1",
        "course_revision": "r",
        "issuer": {"en": "Issuer"},
        "done_at": 1000,
        "issued_at": 2000,
        "expires_at": None,
        "units": 7,
        "max_units": 9,
        "status_list": 1,
        "status_index": 5,
    }
    return Certificate(**(facts | changes))


def test_number_has_initials_year_and_eight_signs() -> None:
    number = draw_number("negotiation-fails", year=2026, choose=random.Random(7).choice)
    prefix, year, first, second = number.split("-")
    assert (prefix, year, len(first), len(second)) == ("NF", "2026", 4, 4)
    assert set(first + second) <= set(ALPHABET)


def test_alphabet_has_no_signs_that_look_alike() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("0O1I")


def test_number_of_a_course_without_usable_initials() -> None:
    assert draw_number("intro-0", year=2026, choose=lambda _: "A") == "C-2026-AAAA-AAAA"
    assert draw_number("a-b-c-d-e-f", year=2026, choose=lambda _: "A") == "ABCD-2026-AAAA-AAAA"


@pytest.mark.parametrize(
    "typed",
    [
        "NF-2026-7KQM-W2XP",
        " nf-2026-7kqm-w2xp ",
        "ＮＦ－２０２６－７ＫＱＭ－Ｗ２ＸＰ",
        "NF20267KQMW2XP",
        "NF–2026–7KQM–W2XP",
    ],
)
def test_number_is_found_however_it_is_typed(typed: str) -> None:
    assert find_number(typed) == "NF-2026-7KQM-W2XP"


@pytest.mark.parametrize(
    "typed",
    ["", "NF", "NF-2026-7KQM-W2X", "NF-2026-0KQM-W2XP", "NFXYZ-2026-7KQM-W2XP", "NF-２０2x-7KQM-W2XP", "é" * 500],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert find_number(typed) is None


@pytest.mark.parametrize(
    ("moment", "japanese", "english"),
    [
        # 23:59:59.999 and midnight in Tokyo lie nine hours ahead of UTC.
        (1_795_359_599_999, "2026年11月22日", "November 22, 2026"),
        (1_795_359_600_000, "2026年11月23日", "November 23, 2026"),
        (1_772_290_800_000, "2026年3月1日", "March 1, 2026"),
    ],
)
def test_date_is_written_as_each_language_writes_it(moment: int, japanese: str, english: str) -> None:
    assert written_date(moment, timezone=TOKYO, language="ja") == japanese
    assert written_date(moment, timezone=TOKYO, language="en") == english


def test_standing_is_valid_then_expired_and_revoked_whatever_the_day() -> None:
    held = certificate(expires_at=5000)
    assert [held.standing(now=now) for now in (4999, 5000)] == ["valid", "expired"]
    revoked = certificate(expires_at=5000, revoked_at=3000, revoked_by="system", revoked_reason="mistake")
    assert [revoked.standing(now=now) for now in (4999, 5000)] == ["revoked", "revoked"]
    assert certificate().standing(now=10**15) == "valid"


def test_percent_is_rounded_down() -> None:
    assert certificate().percent == 77
    assert certificate(units=None).percent is None
