"""A certificate as PDF: one page, tagged (PDF/UA-1), the same bytes for the same certificate."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from quizserver.documents.typefaces import Typeface, Typesetting, typeset
from quizserver.domain.certificates import Certificate, written_date

__all__ = ["render_certificate"]

_INK = "#1e2733"
_lock = Lock()


def render_certificate(
    certificate: Certificate, *, language: str, url: str, score: bool, timezone: ZoneInfo, fonts: Path | None = None
) -> bytes:
    """The PDF. `url` is the page on which anyone can check it; `score` says whether the score is printed.

    `fonts` is a folder of further typefaces for names that the two which come with us cannot write. The certificate
    must have its name: of an erased one there is no PDF.
    """
    assert certificate.name is not None, "a certificate without its name is not rendered"
    workshop = _workshop(fonts)
    name = typeset(certificate.name, typefaces=workshop.faces)
    said = _said(certificate, name, language=language, url=url, score=score, timezone=timezone)
    return workshop.compile(said | workshop.families(language), timestamp=certificate.issued_at // 1000)


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


class _Workshop:
    """Typefaces and a compiler that is warm: the first page takes a fifth of a second, the next ones milliseconds.

    Three come with us: Noto Serif JP and Noto Sans JP write Japanese, Source Serif 4, of which the former's Latin is
    drawn, the names of Europe and Vietnam.
    """

    def __init__(self, fonts: Path | None) -> None:
        import fontpkg_source_serif_4
        import pylopdf_fonts_jp
        import typst

        latin = _upright(fontpkg_source_serif_4.ROOT / "files")
        own = (Typeface(pylopdf_fonts_jp.serif_path()), *latin, Typeface(pylopdf_fonts_jp.sans_path()))
        self.faces = (*own, *(_upright(fonts) if fonts else ()))
        # Only these: a page looks the same on every machine.
        folders: list[Any] = sorted({str(face.path.parent) for face in self.faces})
        shelf = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        names = {Path(font.path).name: font.family for font in shelf.fonts() if font.path}
        self._families = list(dict.fromkeys(names[face.path.name] for face in self.faces if face.path.name in names))
        self._compiler = typst.Compiler(font_paths=shelf)

    def families(self, language: str) -> dict[str, list[str]]:
        """In which order the page looks for a form: a Japanese page in the Japanese typefaces first."""
        serif, latin, sans = self._families[:3]
        first = [serif, latin] if language == "ja" else [latin, serif]
        return {"serif": [*first, sans, *self._families[3:]], "sans": [sans, latin, *self._families[3:]]}

    def compile(self, said: Mapping[str, Any], *, timestamp: int) -> bytes:
        """The page. One at a time: a compiler has one set of inputs."""
        with _lock, as_file(files("quizserver.documents") / "certificate.typ") as template:
            page = self._compiler.compile(
                template,
                format="pdf",
                sys_inputs={"certificate": json.dumps(said, ensure_ascii=False, sort_keys=True)},
                pdf_standards=["ua-1"],
                timestamp=timestamp,
            )
        assert isinstance(page, bytes)
        return page


def _upright(folder: Path) -> tuple[Typeface, ...]:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".otf", ".ttf"))
    return tuple(Typeface(path) for path in files if "Italic" not in path.name)


@cache
def _workshop(fonts: Path | None) -> _Workshop:
    return _Workshop(fonts)


@cache
def _words(language: str) -> Mapping[str, str]:
    text = (files("quizserver.documents") / "words" / f"{language}.yml").read_text(encoding="utf-8")
    found: Mapping[str, str] = yaml.safe_load(text)
    return found


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
