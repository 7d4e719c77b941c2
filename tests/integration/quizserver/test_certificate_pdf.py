"""The PDF certificate: what is on it, in which glyphs, with which structure."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from quizserver.documents import find_missing_part, render_certificate
from quizserver.documents.typefaces import Typeface, typeset
from quizserver.domain.certificates import Certificate

pytestmark = pytest.mark.integration

URL = "https://course.example.com/verify/NF-2026-7KQM-W2XP"
ALT = {
    "en": "QR code that opens the page on which this certificate can be checked: ",
    "ja": "この修了証の内容を確認できるページのQRコード：",
}
LONG = "Wolfeschlegelsteinhausenbergerdorff-Montgomery Featherstonehaugh " * 2


def certificate(name: str = "山田 太郎", **changes: Any) -> Certificate:
    facts: dict[str, Any] = {
        "number": "NF-2026-7KQM-W2XP",
        "enrollment_id": "e",
        "user_id": "u",
        "name": name,
        "course_id": "negotiation-fails",
        "course_title": {"en": "Negotiation Fails", "ja": "交渉の失敗学"},
        "course_version": "2026.1",
        "course_revision": "r",
        "issuer": {"en": "Kozue Manufacturing", "ja": "株式会社こずえ製作所"},
        "done_at": 1_795_359_600_000,
        "issued_at": 1_795_363_200_000,
        "expires_at": None,
        "units": 23,
        "max_units": 25,
        "status_list": 1,
        "status_index": 5,
    }
    return Certificate(**(facts | changes))


def pdf(given: Certificate, *, language: str = "ja", score: bool = True, fonts: Path | None = None) -> bytes:
    return render_certificate(
        given, language=language, url=URL, score=score, timezone=ZoneInfo("Asia/Tokyo"), fonts=fonts
    )


def text_of(page: bytes) -> str:
    reader = PdfReader(io.BytesIO(page))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def test_parts_are_installed() -> None:
    assert find_missing_part() is None


@pytest.mark.parametrize("name", ["髙橋 﨑", "𠮷野 家康", "Zoë O’Connor-Łukasiewicz", "渡邉 𠮷﨑髙", "Nguyễn Thị Ánh"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_name_is_printed_and_extracted_as_it_is_written(name: str, language: str) -> None:
    lines = text_of(pdf(certificate(name), language=language)).splitlines()
    assert (f"{name} 殿" if language == "ja" else name) in [line.strip() for line in lines]


def test_japanese_page_says_everything() -> None:
    lines = [line.strip() for line in text_of(pdf(certificate())).splitlines()]
    assert lines == [
        "修 了 証",
        "山田 太郎 殿",
        "下記の課程を修了したことを証します。",
        "交渉の失敗学",
        "版 2026.1　・　得点率 92%",
        "2026年11月23日",
        "株式会社こずえ製作所",
        "発行者",
        "証明書番号",
        "NF-2026-7KQM-W2XP",
        "内容の確認",
        "course.example.com/verify",
    ]


def test_english_page_says_everything() -> None:
    given = certificate("Taro Yamada", expires_at=1_826_895_600_000)
    lines = [line.strip() for line in text_of(pdf(given, language="en", score=False)).splitlines()]
    assert lines == [
        "Certificate of Completion",
        "This is to certify that",
        "Taro Yamada",
        "has completed the course",
        "Negotiation Fails",
        "Edition 2026.1  ·  Valid until November 22, 2027",
        "November 23, 2026",
        "Kozue Manufacturing",
        "Issued by",
        "Certificate number",
        "NF-2026-7KQM-W2XP",
        "Check this certificate at",
        "course.example.com/verify",
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_same_certificate_has_the_same_bytes(language: str) -> None:
    first = pdf(certificate("髙橋 𠮷﨑"), language=language)
    assert pdf(certificate("Somebody Else"), language=language) != first
    assert pdf(certificate("髙橋 𠮷﨑"), language=language) == first
    # Nothing in it tells when it was drawn: its date is that of the issue.
    made = PdfReader(io.BytesIO(first)).metadata
    assert made is not None
    assert made.creation_date == datetime.fromtimestamp(certificate().issued_at / 1000, tz=UTC)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_page_is_tagged_for_readers_that_speak(language: str) -> None:
    reader = PdfReader(io.BytesIO(pdf(certificate(), language=language)))
    root = reader.root_object
    assert root["/Lang"] == {"en": "en-US", "ja": "ja-JP"}[language]
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert b"<dc:title>" in root["/Metadata"].get_data()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    tags = list(structure(root["/StructTreeRoot"]))
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 1
    described = [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"]
    assert described == [ALT[language] + URL]


def test_score_is_printed_only_where_it_is_wanted() -> None:
    assert "92%" not in text_of(pdf(certificate(), score=False))
    assert "%" not in text_of(pdf(certificate(units=None, max_units=None), score=True))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_long_names_and_titles_stay_on_one_page(language: str) -> None:
    long = certificate(LONG.strip()[:100], course_title={"en": "A course " * 20, "ja": "長い題の研修" * 20})
    text = text_of(pdf(long, language=language))
    assert "".join(long.name.split()) in "".join(text.split())  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["髙橋 﨑𠮷", "สมชาย", "Ωμέγα 🎓", "\U00030edd田"])
def test_no_sign_is_printed_as_an_empty_box(name: str) -> None:
    """Every embedded font holds the forms of what is printed, and no text is drawn with its `.notdef`."""
    reader = PdfReader(io.BytesIO(pdf(certificate(name))))
    for drawn in drawn_glyphs(reader):
        assert 0 not in drawn


def test_sign_without_a_form_becomes_a_geta_with_a_note() -> None:
    text = "".join(text_of(pdf(certificate("สมชาย 太郎"), language="ja")).split())
    assert "〓〓〓〓〓太郎殿" in text
    assert "（U+0E2A,U+0E21,U+0E0A,U+0E32,U+0E22）" in text


def test_variant_that_the_typeface_lacks_is_told() -> None:
    faces = [Typeface(path) for path in (serif(), sans())]
    known = typeset("葛\U000e0100", typefaces=faces)
    assert (known.text, known.missing, known.varied) == ("葛\U000e0100", (), ())
    unknown = typeset("一\U000e01ef", typefaces=faces)
    assert (unknown.text, unknown.missing, unknown.varied) == ("一", (), ("一",))
    assert "一は標準の字形で" in text_of(pdf(certificate("一\U000e01ef郎")))


def test_operator_can_add_a_typeface(tmp_path: Path) -> None:
    """A folder with a further font: what it has is printed with it."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(sans())
    subsetter = Subsetter(Options(name_IDs=[]))
    subsetter.populate(unicodes=[ord("S")])
    subsetter.subset(font)
    for table in font["cmap"].tables:
        table.cmap = {0x0E2A: font.getGlyphOrder()[-1]}
    for name_id, text in {1: "Thai of the test", 2: "Regular", 4: "Thai of the test", 6: "Thai"}.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font.save(tmp_path / "thai.otf")
    assert "〓 太郎 殿" in text_of(pdf(certificate("ส 太郎")))
    assert "ส 太郎 殿" in text_of(pdf(certificate("ส 太郎"), fonts=tmp_path))


def serif() -> Path:
    import pylopdf_fonts_jp

    return pylopdf_fonts_jp.serif_path()


def sans() -> Path:
    import pylopdf_fonts_jp

    return pylopdf_fonts_jp.sans_path()


def structure(node: Any) -> Iterator[DictionaryObject]:
    """Every element of the tag tree."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield DictionaryObject(node)
        if "/K" in node:
            yield from structure(node["/K"])


def drawn_glyphs(reader: PdfReader) -> Iterator[set[int]]:
    """Per font, the glyph numbers that the page draws (two bytes each, Identity-H)."""
    from pypdf.generic import ContentStream

    page = reader.pages[0]
    drawn: dict[str, set[int]] = {}
    font = ""
    contents = page.get_contents()
    assert contents is not None
    for operands, operator in ContentStream(contents, reader).operations:
        if operator == b"Tf":
            font = operands[0]
        if operator in (b"Tj", b"TJ"):
            parts = operands[0] if operator == b"TJ" else operands
            for part in parts:
                if isinstance(part, (str, bytes)):
                    raw = part.original_bytes if isinstance(part, str) else part
                    drawn.setdefault(font, set()).update(
                        int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)
                    )
    assert drawn
    yield from drawn.values()
