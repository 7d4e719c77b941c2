"""The course of the model, from everything that was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from coursekit.authoring.building import build_pool
from coursekit.authoring.page_file import PageFile
from coursekit.authoring.quiz_file import QuizFile
from coursekit.authoring.schema.files import CourseShape, ModuleShape, PolicyShape, QuizzesShape
from coursekit.authoring.schema.matter import LessonMatter
from coursekit.model import (
    CompletionRule,
    Course,
    Group,
    Misconception,
    Module,
    Objective,
    Outcome,
    Quiz,
    Text,
)

__all__ = ["Pages", "build_course"]

Pages = Mapping[tuple[str, str], PageFile | None]


def build_course(
    shape: CourseShape, *, pages: Pages, quizzes: Sequence[QuizFile], misconceptions: tuple[Misconception, ...]
) -> Course:
    """The course. Where a file has mistakes, what it lacks is filled in or left out."""
    languages = tuple(dict.fromkeys(shape.languages))
    built = [quiz for file in quizzes if (quiz := _quiz(file, shape)) is not None]
    names = {quiz.slug for quiz in built}
    return Course(
        id=shape.id,
        version=shape.version,
        languages=languages,
        license=shape.license,
        title=shape.title,
        subtitle=shape.subtitle,
        promise=shape.promise,
        outcomes=tuple(Outcome(outcome.id, outcome.bloom, outcome.text) for outcome in shape.outcomes),
        groups=tuple(Group(group.id, group.title, group.note) for group in shape.groups),
        modules=tuple(
            _module(module, order, languages=languages, pages=pages, quizzes=names)
            for order, module in enumerate(shape.modules)
        ),
        completion=CompletionRule(shape.completion.rule),
        valid_months=shape.completion.valid_months,
        quizzes=tuple(built),
        self_checks=tuple(file.self_check for file in quizzes if file.self_check is not None),
        misconceptions=misconceptions,
        sections=dict(_sections(built, languages=languages, pages=pages)),
    )


def _sections(quizzes: Iterable[Quiz], *, languages: tuple[str, ...], pages: Pages) -> Iterator[tuple[str, Text]]:
    """The headings that questions send learners back to, by name: "02-brewing#practice"."""
    for name in sorted({name for quiz in quizzes for question in quiz.questions for name in question.sections}):
        slug, _, anchor = name.partition("#")
        found = ((language, pages.get((language, f"{slug}.md"))) for language in languages)
        texts = {
            language: heading.text
            for language, page in found
            for heading in (page.scan.headings if page else ())
            if heading.id == anchor
        }
        if texts:
            yield name, _text(languages, texts)


def _quiz(file: QuizFile, shape: CourseShape) -> Quiz | None:
    if file.head is None or not file.questions:
        return None
    policy, usual = shape.quizzes.overrides.get(file.slug, PolicyShape()), shape.quizzes
    mode = policy.mode or usual.mode
    return Quiz(
        slug=file.slug,
        questions=tuple(file.questions),
        graded=file.head.graded,
        pass_percent=(policy.pass_percent or usual.pass_percent) if file.head.graded else None,
        attempts=_limit("attempts", policy, usual),
        mode=mode,
        time_limit_minutes=_limit("time_limit_minutes", policy, usual) if mode == "exam" else None,
        retake_after_hours=_limit("retake_after_hours", policy, usual) if mode == "exam" else None,
        counts=policy.counts or usual.counts,
        pool=build_pool(file.head.pool) if file.head.pool else None,
    )


def _limit(name: str, policy: PolicyShape, usual: QuizzesShape) -> int | None:
    """A quiz's own limit, which may be null where the course has one."""
    limit: int | None = getattr(policy if name in policy.model_fields_set else usual, name)
    return limit


def _module(shape: ModuleShape, order: int, *, languages: tuple[str, ...], pages: Pages, quizzes: set[str]) -> Module:
    found = ((language, pages.get((language, f"{shape.slug}.md"))) for language in languages)
    lessons = {language: page.lesson for language, page in found if page is not None and page.lesson is not None}
    if not lessons:
        title = shape.planned or dict.fromkeys(languages, shape.slug)
        return Module(
            slug=shape.slug,
            kind=shape.kind,
            order=order,
            title=title,
            summary=dict.fromkeys(languages, ""),
            planned=True,
            group=shape.group,
            sign=shape.sign,
        )
    lesson = next(iter(lessons.values()))
    return Module(
        slug=shape.slug,
        kind=shape.kind,
        order=lesson.order,
        title=_text(languages, {language: each.title for language, each in lessons.items()}),
        summary=_text(languages, {language: each.summary for language, each in lessons.items()}),
        group=shape.group,
        sign=shape.sign,
        minutes=lesson.minutes.model_dump(),
        objectives=tuple(_objectives(languages, lessons)),
        tools=tuple(lesson.tools),
        quiz=lesson.quiz if lesson.quiz in quizzes else None,
    )


def _objectives(languages: tuple[str, ...], lessons: Mapping[str, LessonMatter]) -> Iterable[Objective]:
    for objective in next(iter(lessons.values())).objectives:
        texts = {
            language: each.text
            for language, lesson in lessons.items()
            for each in lesson.objectives
            if each.id == objective.id
        }
        yield Objective(objective.id, objective.bloom, _text(languages, texts))


def _text(languages: tuple[str, ...], texts: Mapping[str, str]) -> Text:
    """A text in every language; one that a language lacks is taken from another, so that a preview can go on."""
    fallback = next(iter(texts.values()))
    return {language: texts.get(language, fallback) for language in languages}
