"""What every question has. `scoring` repeats what a type means and may be left out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coursekit.authoring.schema.fields import Bloom, Id, Section, Shape, TextValue

__all__ = ["QuestionShape"]


class QuestionShape(Shape):
    id: Id
    """Unique in the whole course, and never changed once published: answers are recorded under it.

    講座全体で1つだけのid。解答の記録に使うため、公開後は変えません。
    """
    bloom: Bloom
    """The level of thinking that the question asks for.

    問題が求める思考の段階（ブルームの分類）。
    """
    objective: Id
    """The learning objective that it tests, from the front matter of a lesson.

    この問題で確かめる学習目標。レッスンの先頭部分にあるidです。
    """
    facts: list[Id] = Field(default_factory=list, max_length=40)
    """The facts that it draws on, from content/facts.yml.

    問題のもとになる事実。content/facts.ymlのidです。
    """
    points: Annotated[int, Field(ge=1, le=100)] = 1
    """What a full answer is worth.

    満点の解答に与える点数。
    """
    stem: TextValue
    """The question itself. It can be answered without seeing the options.

    問題文。選択肢を見なくても答えられるように書きます。
    """
    review: bool = False
    """Whether it is offered again in the reviews after some days.

    数日後の復習で、もう一度出すかどうか。
    """
    enemies: list[Id] = Field(default_factory=list, max_length=40)
    """Questions that must not stand in one paper with it, because one gives the other away.

    互いに答えの手がかりになるため、同時に出さない問題。
    """
    stratum: Id | None = None
    """The part of the pool from which it is drawn, an id under `pool: strata`.

    出題プールの中で属する層（`pool: strata` のid）。
    """
    outcome: Id | None = None
    """The course outcome that it shows, from course.yml. Results are given by outcome.

    この問題で確かめる講座の到達目標。course.ymlのidで、結果はこの目標ごとに示します。
    """
    setting: Id | None = None
    """Where its case is set, in a word of your own; `pool: balance` counts by it.

    事例の場面。自由に決めた語を書きます。`pool: balance` がこの語で数えます。
    """
    sections: list[Section] = Field(default_factory=list, max_length=10)
    """What to read again after missing it: lesson and heading, "02-brewing#practice".

    間違えたときに読み直す箇所。レッスンと見出しを「02-brewing#practice」の形で書きます。
    """
