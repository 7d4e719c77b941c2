"""Quizzes and self-checks: made by coursekit.rendering, carried through Markdown untouched."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from coursekit.rendering import render_quiz, render_self_check
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import element

__all__ = ["build_quiz", "build_self_check"]


def build_quiz(scope: Scope, slug: str | None) -> Element | None:
    """The questions, without anything that gives their answers away."""
    quiz = scope.library.find_quiz(slug) if slug else None
    if quiz is None or scope.course is None:
        return None
    owner = next((module.slug for module in scope.course.modules if module.quiz == slug), None)
    return _carry(scope, render_quiz(quiz, course_id=scope.course.id, language=scope.language, module=owner))


def build_self_check(scope: Scope, slug: str | None) -> Element | None:
    """The statements, with links to the modules they recommend."""
    check = scope.library.find_self_check(slug) if slug else None
    if check is None or scope.course is None:
        return None
    rendered = render_self_check(
        check,
        language=scope.language,
        module_titles={module.slug: scope.text(module.title) for module in scope.course.modules},
        module_urls={m.slug: None if m.planned else scope.url(f"{m.slug}.md") for m in scope.course.modules},
        course_id=scope.course.id,
    )
    return _carry(scope, rendered)


def _carry(scope: Scope, rendered: str) -> Element:
    """A place for HTML of our own. Wrong options are no answers to a search, so the index leaves it out."""
    return element("p", scope.md.htmlStash.store(rendered.replace("<section ", "<section data-search-exclude ", 1)))
