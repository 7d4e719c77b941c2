"""What the theme's templates are told about the course, as plain data: lists, dictionaries and strings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coursekit.authoring import Diagnostic, Severity
from coursekit.model import Course, Module, Text
from coursekit.rendering import page_attributes
from coursekit.website.library import Library
from coursekit.website.phrasing import phrase_html
from coursekit.website.titles import split_title
from coursekit.website.typography import curl_quotes, is_curled
from coursekit.website.wording import words

__all__ = ["Problem", "page_data", "problems_of"]


@dataclass(frozen=True)
class Problem:
    """A diagnostic as a preview shows it, in one language."""

    where: str
    message: str
    remedy: str
    severity: str
    code: str


def page_data(
    library: Library,
    *,
    language: str,
    languages: Mapping[str, Any] | None = None,
    problems: Iterable[Problem] = (),
    live: str | None = None,
) -> dict[str, Any]:
    """Everything that does not differ from page to page. Texts are plain; what ends in `_html` is HTML."""
    said = dict(words(language))
    data: dict[str, Any] = {
        "words": said,
        "not_found": [
            dict(words(code)["not_found"]) | {"language": code, "current": code == language}
            for code in sorted(languages or {language: None}, key=lambda code: code != language)
        ],
        "offline": [
            dict(words(code)["offline"]) | {"language": code, "current": code == language}
            for code in sorted(languages or {language: None}, key=lambda code: code != language)
        ],
        "problems": [asdict(problem) for problem in problems],
        "live": live,
        "course": {},
        "lessons": {},
        "headings": {},
    }
    if library.course is not None:
        data |= _course_data(library, library.course, language=language)
    return data


def problems_of(diagnostics: Iterable[Diagnostic], *, language: str) -> tuple[Problem, ...]:
    """Diagnostics in one language, errors first."""
    ordered = sorted(diagnostics, key=lambda diagnostic: diagnostic.severity is not Severity.ERROR)
    return tuple(
        Problem(
            where=f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}",
            message=_say(diagnostic.message, language),
            remedy=_say(diagnostic.remedy, language),
            severity=str(diagnostic.severity),
            code=diagnostic.code,
        )
        for diagnostic in ordered
    )


def _course_data(library: Library, course: Course, *, language: str) -> dict[str, Any]:
    groups = {group.id: _say(group.title, language) for group in course.groups}
    return {
        "course": {
            "id": course.id,
            "title": _say(course.title, language),
            "title_html": phrase_html(_say(course.title, language), language=language),
            "subtitle": _say(course.subtitle, language),
            "subtitle_html": phrase_html(_say(course.subtitle, language), language=language),
            "license": course.license,
        },
        "lessons": {
            module.slug: _lesson_data(module, group=groups.get(module.group or ""), language=language)
            for module in course.modules
            if not module.planned
        },
        "headings": {
            page.path: phrase_html(_say({language: page.title}, language), language=language)
            for page in library.content.pages
            if page.language == language
        },
        "attributes": str(page_attributes(course_id=course.id, language=language)),
    }


def _lesson_data(module: Module, *, group: str | None, language: str) -> dict[str, Any]:
    said = words(language)
    title = split_title(_say(module.title, language))
    minutes = module.minutes or {}
    return {
        "number": module.order if module.group else None,
        "group": group,
        "kicker": title.kicker,
        "mark": title.mark,
        "headline": title.headline,
        "short": title.headline if module.group else title.kicker or title.headline,
        "headline_html": phrase_html(title.headline, language=language),
        "minutes": [
            {"name": said["lesson"].get(name, name), "time": said["lesson"]["minutes"].format(minutes=count)}
            for name, count in minutes.items()
        ],
        "total": said["lesson"]["total"].format(minutes=module.total_minutes) if minutes else None,
    }


def _say(text: Text, language: str) -> str:
    said = text.get(language) or next(iter(text.values()), "")
    return curl_quotes(said) if is_curled(language) else said
