"""A certificate as PDF: one page, tagged (PDF/UA-1), the same bytes for the same certificate."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from quizserver.documents.typefaces import Typesetting, typeset
from quizserver.documents.workshop import open_workshop
from quizserver.domain.certificates import Certificate, written_date

__all__ = ["render_certificate"]

_INK = "#1e2733"


def render_certificate(
    certificate: Certificate, *, language: str, url: str, score: bool, timezone: ZoneInfo, fonts: Path | None = None
) -> bytes:
    """The PDF. `url` is the page on which anyone can check it; `score` says whether the score is printed.

    `fonts` is a folder of further typefaces for names that the two which come with us cannot write. The certificate
    must have its name: of an erased one there is no PDF.
    """
    assert certificate.name is not None, "a certificate without its name is not rendered"
    workshop = open_workshop(fonts)
    name = typeset(certificate.name, typefaces=workshop.faces)
    said = _said(certificate, name, language=language, url=url, score=score, timezone=timezone)
    return workshop.compile("certificate", said | workshop.families(language), timestamp=certificate.issued_at // 1000)


def _said(
    certificate: Certificate, name: Typesetting, *, language: str, url: str, score: bool, timezone: ZoneInfo
) -> dict[str, Any]:
    """Everything on the page, as text in this language."""
    words = _words(language)
    details = [words["version"].format(version=certificate.course_version)]
    if score and certificate.percent is not None:
        details.append(words["score"].format(percent=certificate.percent))
    if certificate.expires_at is not None:
        last_day = written_date(certificate.expires_at - 1, timezone=timezone, language=language)
        details.append(words["expires"].format(date=last_day))
    plain = ("heading", "lead", "honorific", "statement", "issuer_label", "number_label", "verify_label")
    return {part: words[part] for part in plain} | {
        "language": language,
        "document_title": words["document_title"].format(name=certificate.name),
        "name": name.text,
        "note": _note(name, words=words),
        "course": _in(certificate.course_title, language),
        "details": words["joined"].join(details),
        "date": written_date(certificate.done_at, timezone=timezone, language=language),
        "issuer": _in(certificate.issuer, language),
        "number": certificate.number,
        "url": url,
        "url_shown": urlsplit(url).netloc + urlsplit(url).path.rsplit("/", 1)[0],
        "code": _code(url),
        "code_alt": words["code_alt"].format(url=url),
    }


def _note(name: Typesetting, *, words: Mapping[str, str]) -> str | None:
    """What a reader must know where the typefaces fall short of the name."""
    notes = []
    if name.missing:
        notes.append(words["missing"].format(signs=", ".join(f"U+{ord(sign):04X}" for sign in name.missing)))
    if name.varied:
        notes.append(words["varied"].format(signs="".join(name.varied)))
    return " ".join(notes) or None


def _code(url: str) -> str:
    """The QR code as SVG; its quiet zone is the white around it."""
    import segno  # part of the `certificates` extra, as typst below

    buffer = io.BytesIO()
    segno.make(url, error="m", micro=False).save(buffer, kind="svg", border=0, dark=_INK, xmldecl=False)
    return buffer.getvalue().decode()


@cache
def _words(language: str) -> Mapping[str, str]:
    text = (files("quizserver.documents") / "words" / f"{language}.yml").read_text(encoding="utf-8")
    found: Mapping[str, str] = yaml.safe_load(text)
    return found


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
