"""The self-check to HTML. Its result is computed in the browser and never leaves it."""

from __future__ import annotations

from collections.abc import Mapping

from coursekit.model import SelfCheck
from coursekit.rendering.templating import render_template
from coursekit.rendering.wording import words

__all__ = ["render_self_check"]


def render_self_check(
    check: SelfCheck,
    *,
    language: str,
    module_titles: Mapping[str, str],
    module_urls: Mapping[str, str | None],
    course_id: str = "",
) -> str:
    """The self-check as one <section class="ck-self-check">.

    `module_titles` are in this language and in the order of the course, which decides between equal ratings; a module
    without a URL (one that has no page yet) is named without a link. `course_id` keeps the ratings of two courses on
    one server apart.
    """
    places = {slug: place for place, slug in enumerate(module_titles)}
    return render_template(
        "self_check.html.j2",
        check=check,
        statements=[
            {
                "id": statement.id,
                "text": statement.text[language],
                "place": places.get(statement.module, len(places)),
                "title": module_titles.get(statement.module, statement.module),
                "url": module_urls.get(statement.module),
            }
            for statement in check.statements
        ],
        scale=[{"id": name, "value": value, "text": text[language]} for name, value, text in check.scale],
        highest=max(check.values.values()) * len(check.statements),
        course_id=course_id,
        language=language,
        page=words(language)["self_check"],
        script_words=dict(words(language)["self_check"]),
    )
