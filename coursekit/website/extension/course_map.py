"""The map of the course: its modules in their groups, those without a page named as in preparation."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from coursekit.model import Group, Module
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import append, element
from coursekit.website.titles import split_title
from coursekit.website.wording import duration

__all__ = ["build_course_map"]


def build_course_map(scope: Scope, argument: str | None) -> Element | None:
    """Groups in the order of the course; modules without one stand before or behind. The page's own is left out."""
    del argument
    course = scope.course
    if course is None:
        return None
    here = scope.find_module()
    modules = [module for module in course.modules if here is None or module.slug != here.slug]
    places = [place for place, module in enumerate(modules) if module.group]
    first = places[0] if places else len(modules)
    whole = element("div", class_="ck-map", role="group", aria_label=scope.words["map"]["label"])
    _add_list(whole, scope, [module for module in modules[:first] if not module.group])
    if places:
        grouped = [_group(scope, group, [m for m in modules if m.group == group.id]) for group in course.groups]
        whole.append(append(element("div", class_=f"ck-map__groups ck-map__groups--{len(grouped)}"), *grouped))
    _add_list(whole, scope, [module for module in modules[first:] if not module.group])
    return whole


def _group(scope: Scope, group: Group, modules: Sequence[Module]) -> Element:
    heading = element("p", scope.text(group.title), class_="ck-map__title")
    note = element("p", scope.text(group.note), class_="ck-map__note")
    return append(element("div", class_="ck-map__group"), heading, note, _list(scope, modules))


def _add_list(whole: Element, scope: Scope, modules: Sequence[Module]) -> None:
    if modules:
        whole.append(_list(scope, modules))


def _list(scope: Scope, modules: Sequence[Module]) -> Element:
    return append(element("ul", class_="ck-map__list"), *(_module(scope, module) for module in modules))


def _module(scope: Scope, module: Module) -> Element:
    state = "planned" if module.planned else "ready"
    item = element("li", class_=f"ck-card ck-card--{state}", data_ck_place=str(module.order))
    if not module.planned:
        item.set("data-ck-module", module.slug)
    if module.group:
        item.append(element("span", str(module.order), class_="ck-card__number", aria_hidden="true"))
    item.append(append(element("span", class_="ck-card__text"), *_lines(scope, module)))
    return item


def _lines(scope: Scope, module: Module) -> list[Element]:
    title = split_title(scope.text(module.title))
    name = element("span", class_="ck-card__title") if module.planned else element("a", class_="ck-card__title")
    if not module.planned:
        name.set("href", scope.link(f"{module.slug}.md"))
    if title.kicker:
        name.append(element("span", title.kicker + title.mark, class_="ck-card__kicker"))
    name.append(element("span", title.headline, class_="ck-card__headline"))
    lines = [name]
    if module.sign:
        lines.append(element("span", scope.text(module.sign), class_="ck-card__sign"))
    if module.planned:
        lines.append(element("span", scope.words["course"]["planned"], class_="ck-card__state"))
    elif module.total_minutes:
        lines.append(
            append(
                element("span", class_="ck-card__state"),
                element("span", duration(module.total_minutes, language=scope.language)),
                element("span", class_="ck-card__mark", data_ck_mark=""),
            )
        )
    return lines
