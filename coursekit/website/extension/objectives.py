"""What a module, and the whole course, teaches."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import element

__all__ = ["build_objectives", "build_outcomes"]


def build_objectives(scope: Scope, slug: str | None) -> Element | None:
    """The objectives of a module: the page's own, unless another is named."""
    module = scope.find_module(slug)
    if module is None:
        return None
    items = [element("li", scope.text(objective.text)) for objective in module.objectives]
    return element("ul", None, *items, class_="ck-objectives")


def build_outcomes(scope: Scope, argument: str | None) -> Element | None:
    """The outcomes of the course."""
    del argument
    if scope.course is None:
        return None
    items = [element("li", scope.text(outcome.text)) for outcome in scope.course.outcomes]
    return element("ul", None, *items, class_="ck-outcomes")
