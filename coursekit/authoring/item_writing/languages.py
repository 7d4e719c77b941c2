"""What the rules know of a language. A language that is not listed gets only the rules that need no words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LANGUAGES", "Language", "content_words", "find_language", "text_length"]


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Language:
    """Patterns over the text of stems and options; `spaced` languages count words, the others characters."""

    spaced: bool
    absolute: re.Pattern[str]
    forbidden: re.Pattern[str]
    negative: re.Pattern[str]
    hedge: re.Pattern[str]
    polite: re.Pattern[str]
    content: re.Pattern[str]
    stop: frozenset[str] = frozenset()


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        spaced=True,
        absolute=_words(r"\b(?:always|never|only|entirely|completely|nobody|everybody|must)\b"),
        forbidden=_words(r"\b(?:all|none|both|neither) of the (?:above|these|options)\b", r"\bboth [a-e] and [a-e]\b"),
        negative=_words(r"\b(?:which|what)\b[^.?]*\b(?:not|except|least)\b[^.?]*\?"),
        hedge=_words(r"\b(?:may|might|could|perhaps|possibly|probably|tends?|often|sometimes|usually)\b"),
        polite=_words(r"\b(?:thank|please|sorry|afraid|appreciate|kindly|could you|would you|may i|might i)\b"),
        content=re.compile(r"[a-z][a-z'-]{6,}", re.IGNORECASE),
        stop=frozenset(
            [
                "about",
                "after",
                "again",
                "another",
                "because",
                "before",
                "being",
                "between",
                "could",
                "customer",
                "doing",
                "during",
                "every",
                "first",
                "from",
                "have",
                "having",
                "their",
                "there",
                "these",
                "thing",
                "think",
                "those",
                "through",
                "under",
                "until",
                "water",
                "where",
                "which",
                "while",
                "would",
                "your",
                "yours",
                "other",
                "others",
                "should",
                "still",
                "today",
                "tomorrow",
            ]
        ),
    ),
    "ja": Language(
        spaced=False,
        absolute=_words("必ず", "絶対", "すべて", "全て", "一切", "決して", "誰も", "常に"),
        forbidden=_words("上記のすべて", "いずれも正しい", "該当なし", "どれも当てはまらない", "すべて正しい"),
        negative=_words("でないもの", "ではないもの", "誤っているもの", "適切でない", "正しくない", "当てはまらない"),
        hedge=_words("かもしれ", "でしょう", "ことがあ", "場合があ", "思われ", "だろう", "かと存じ"),
        polite=_words("ありがとう", "恐れ入り", "申し訳", "お願い", "いただけ", "ください", "伺え", "存じ"),
        content=re.compile(r"[一-龥々]{3,}|[ァ-ヶー]{4,}"),
    ),
}


def find_language(code: str) -> Language | None:
    """The rules' knowledge of a language, or None."""
    return LANGUAGES.get(code)


def text_length(text: str, *, language: str) -> int:
    """Words where a language has spaces; otherwise characters without white space."""
    known = find_language(language)
    return len(text.split()) if known and known.spaced else len(re.sub(r"\s", "", text))


def content_words(text: str, *, language: str) -> frozenset[str]:
    """The words that carry meaning, roughly: long words in English, runs of kanji or katakana in Japanese."""
    known = find_language(language)
    if known is None:
        return frozenset()
    return frozenset(word.lower() for word in known.content.findall(text)) - known.stop
