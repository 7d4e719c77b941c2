"""Where to begin: the way in, and what it will take."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from coursekit.model import Course, Module
from coursekit.website.extension.scope import Scope
from coursekit.website.extension.tree import append, element
from coursekit.website.wording import duration, words

__all__ = ["build_start"]


def build_start(scope: Scope, argument: str | None) -> Element | None:
    """A card with the first module, the time and the languages; scripts add how far a signed-in learner is."""
    del argument
    course = scope.course
    ready = [module for module in course.modules if not module.planned] if course else []
    if course is None or not ready:
        return None
    said = scope.words["start"]
    first = ready[0]
    button = element("a", said["begin"], href=scope.link(f"{first.slug}.md"), class_="ck-button ck-start__go")
    button.set("data-ck-resume", said["resume"])
    card = element("div", class_="ck-start", role="group", aria_label=said["label"])
    card.append(element("p", None, button, class_="ck-start__way"))
    card.append(element("p", scope.text(first.title), class_="ck-start__first"))
    card.append(element("p", None, class_="ck-start__progress", data_ck_progress="", hidden=""))
    card.append(_facts(scope, course, ready))
    return card


def _facts(scope: Scope, course: Course, ready: Sequence[Module]) -> Element:
    said = scope.words["start"]
    state = "all" if len(ready) == len(course.modules) else "ready"
    values = {
        "ready": len(ready),
        "modules": len(course.modules),
        "rest": len(course.modules) - len(ready),
        "duration": duration(sum(module.total_minutes for module in ready), language=scope.language),
    }
    facts = element("dl", class_="ck-start__facts")
    for name in ("time", "scope"):
        append(facts, element("dt", said[name]), element("dd", said[f"{name}_{state}"].format(**values)))
    if len(course.languages) > 1:
        marks = scope.words["list"]
        names = marks["separator"].join(words(language)["language"] for language in course.languages)
        note = f"{names}{marks['stop']}{said['languages_note']}"
        append(facts, element("dt", said["languages"]), element("dd", note))
    return facts
