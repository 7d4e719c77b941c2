"""The glossary: every term in all languages of the course, in the order a reader of this language looks for it."""

from __future__ import annotations

import unicodedata
from xml.etree.ElementTree import Element

from coursekit.model import GlossaryEntry
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import append, element

__all__ = ["build_glossary"]

_ROWS = {
    "あ": "あいうえおぁぃぅぇぉ",
    "か": "かきくけこがぎぐげご",
    "さ": "さしすせそざじずぜぞ",
    "た": "たちつてとだぢづでどっ",
    "な": "なにぬねの",
    "は": "はひふへほばびぶべぼぱぴぷぺぽ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わをん",
}


def build_glossary(scope: Scope, argument: str | None) -> Element | None:
    """An index of first letters, then one list per letter."""
    del argument
    groups: dict[str, list[GlossaryEntry]] = {}
    for entry in sorted(scope.library.content.glossary, key=lambda entry: _sort_key(scope, entry)):
        groups.setdefault(_letter(scope, entry), []).append(entry)
    whole = element("div", class_="ck-glossary")
    if len(groups) > 1:
        whole.append(_index(scope, list(groups)))
    for place, (letter, entries) in enumerate(groups.items(), start=1):
        whole.append(element("h2", _name(scope, letter), id=f"letter-{place}", class_="ck-letter"))
        whole.append(append(element("dl"), *(part for entry in entries for part in _entry(scope, entry))))
    return whole


def _index(scope: Scope, letters: list[str]) -> Element:
    items = [
        append(element("li"), element("a", _name(scope, letter), href=f"#letter-{place}"))
        for place, letter in enumerate(letters, start=1)
    ]
    label = scope.words["glossary"]["index"]
    return append(element("nav", class_="ck-letters", aria_label=label), append(element("ul"), *items))


def _name(scope: Scope, letter: str) -> str:
    return letter or str(scope.words["glossary"]["other"])


def _entry(scope: Scope, entry: GlossaryEntry) -> list[Element]:
    term = element("dt", None, element("dfn", scope.text(entry.term)), id=entry.id)
    for language, text in entry.term.items():
        if language != scope.language:
            term.append(element("span", text, class_="ck-term__twin", lang=language))
    if entry.reading:
        reading = scope.words["glossary"]["reading"].format(reading=entry.reading)
        term.append(element("span", reading, class_="ck-term__reading", lang="ja"))
    return [term, element("dd", scope.text(entry.definition))]


def _sort_key(scope: Scope, entry: GlossaryEntry) -> tuple[bool, str]:
    """Latin letters in front, kana by their sound, and kanji whose reading nobody gave at the end."""
    word = _sounded(scope, entry)
    return (not _letter(scope, entry), word)


def _letter(scope: Scope, entry: GlossaryEntry) -> str:
    first = _sounded(scope, entry)[:1]
    if first.isascii() and first.isalpha():
        return first.upper()
    return next((row for row, kana in _ROWS.items() if first in kana), "") if first else ""


def _sounded(scope: Scope, entry: GlossaryEntry) -> str:
    """How a word is looked up: without accents in Latin, as hiragana in Japanese."""
    word = scope.text(entry.term)
    if scope.language == "ja":
        return "".join(map(_hiragana, unicodedata.normalize("NFKC", entry.reading or word))).lower()
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)).lower()


def _hiragana(character: str) -> str:
    return chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character
