"""Front matter: what stands above the text of a page."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from coursekit.authoring.schema.fields import Bloom, Flag, Id, Key, Language, Line, Shape, Slug

__all__ = ["MATTER_SHAPES", "LessonMatter", "Matter", "ObjectiveShape", "PageMatter", "ToolMatter"]

Minutes = Annotated[int, Field(ge=0, le=600)]


class ParityShape(Shape):
    revision: Annotated[int, Field(ge=1, le=100_000)]
    """Raised in both languages whenever the meaning changes."""


class ObjectiveShape(Shape):
    id: Id
    bloom: Bloom
    text: Line


class MinutesShape(Shape):
    read: Minutes
    do: Minutes
    quiz: Minutes


class ReviewedShape(Shape):
    """Date and initials of a real reader; null until there is one."""

    content: Line | None = None
    language: Line | None = None
    law: Line | None = None


class Matter(Shape):
    kind: Literal["lesson", "tool", "page", "home"]
    title: Line
    summary: Line
    lang: Language
    license: Line
    parity: ParityShape


class LessonMatter(Matter):
    kind: Literal["lesson"] = "lesson"
    id: Id
    slug: Slug
    order: Annotated[int, Field(ge=0, le=10_000)]
    objectives: Annotated[list[ObjectiveShape], Field(min_length=1, max_length=20)]
    covers: list[Id] = Field(default_factory=list)
    prerequisites: list[Slug] = Field(default_factory=list)
    minutes: MinutesShape
    terms: list[Id] = Field(default_factory=list)
    references: list[Key] = Field(default_factory=list)
    verify: list[Flag] = Field(default_factory=list)
    tools: list[Line] = Field(default_factory=list)
    quiz: Slug | None = None
    authors: list[Line] = Field(default_factory=list)
    reviewed: ReviewedShape = Field(default_factory=ReviewedShape)


class ToolMatter(Matter):
    kind: Literal["tool"]
    module: Slug


class PageMatter(Matter):
    kind: Literal["page", "home"]


MATTER_SHAPES: dict[str, type[Matter]] = {
    "lesson": LessonMatter,
    "tool": ToolMatter,
    "page": PageMatter,
    "home": PageMatter,
}
