"""`lesson_writing:` in course.yml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from coursekit.authoring.lesson_writing import Bounds, KindBounds, SectionBounds
from coursekit.authoring.schema.fields import Id, Line, Shape

__all__ = ["LessonWritingShape"]

Count = Annotated[int, Field(ge=1, le=100_000)]
Band = Annotated[list[int], Field(min_length=2, max_length=2)]
ModuleKind = Literal["introduction", "module", "conclusion", "assessment"]


class SectionShape(Shape):
    id: Id
    """The id of its heading, which has level two: `## Try it {#try}`.

    見出し（レベル2）のid。例：`## やってみよう {#try}`
    """
    words: Count | None = None
    """The length to aim at, in languages with spaces between words.

    目安の長さ。単語を空白で区切る言語で使います。
    """
    characters: Count | None = None
    """The length to aim at, in the other languages, without spaces.

    目安の長さ。日本語など、そのほかの言語で使います（空白を除く文字数）。
    """


class LessonKindShape(Shape):
    """What the lessons of one kind of module have.

    この種類のモジュールのレッスンに共通する形。
    """

    sections: list[SectionShape] = Field(default_factory=list, max_length=100)
    """The sections, in this order. Others may stand between them.

    この順に置く節。ほかの節が間にあってもかまいません。
    """
    total_words: Band | None = None
    """Least and most words of the whole lesson.

    レッスン全体の語数の下限と上限。
    """
    total_characters: Band | None = None
    """Least and most characters of the whole lesson.

    レッスン全体の文字数の下限と上限。
    """


class LessonWritingShape(Shape):
    """Bounds of the lesson-writing rules; what is left out is not checked.

    レッスンの書き方の点検の基準。省いた項目は点検しません。
    """

    kinds: dict[ModuleKind, LessonKindShape] = Field(default_factory=dict)
    """What lessons have, by the kind of their module.

    モジュールの種類ごとの、レッスンの形。
    """
    tolerance_percent: Annotated[int, Field(ge=0, le=100)] = 15
    """How far a section may stray from its length, in percent.

    節の長さが目安から外れてよい幅（%）。
    """
    translation_percent: Band | None = None
    """Characters of a section in percent of its words in a language with spaces.

    節の文字数（単語を空白で区切る言語の語数に対する%）。
    """
    sentence_words: Count | None = None
    """The longest sentence, in words.

    1文の長さの上限（語数）。
    """
    sentence_characters: Count | None = None
    """The longest sentence, in characters.

    1文の長さの上限（文字数）。
    """
    average_sentence_words: Count | None = None
    """The longest average of a lesson's sentences, in words.

    レッスンの文の長さの平均の上限（語数）。
    """
    average_sentence_characters: Count | None = None
    """The longest average of a lesson's sentences, in characters.

    レッスンの文の長さの平均の上限（文字数）。
    """
    table_columns: Count | None = None
    """The widest table.

    表の列の数の上限。
    """
    fact_prefix: Line | None = None
    """How the ids of a module's facts begin; {number} is the number at the start of its slug: "F{number}-".

    モジュールの事実のidの先頭。{number}はスラッグの先頭の数字です。例："F{number}-"
    """
    compare_amounts: bool = False
    """Whether amounts in yen and percentages must agree between English and Japanese.

    円の金額と%が、英語と日本語で一致しているかを点検します。
    """

    def bounds(self) -> Bounds:
        """As the rules want them."""
        kinds: dict[str, KindBounds] = {
            name: KindBounds(
                sections=[SectionBounds(each.id, each.words, each.characters) for each in kind.sections],
                total_words=kind.total_words,
                total_characters=kind.total_characters,
            )
            for name, kind in self.kinds.items()
        }
        return Bounds(kinds=kinds, **self.model_dump(exclude={"kinds"}))
