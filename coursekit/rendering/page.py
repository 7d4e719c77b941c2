"""What a page says about itself, for the scripts."""

from __future__ import annotations

from coursekit.rendering.templating import render_template
from coursekit.rendering.wording import words

__all__ = ["page_attributes"]


def page_attributes(*, course_id: str, language: str, api_url: str = "/api/v1", app_url: str = "/app") -> str:
    """Attributes for one element that contains the page, such as its body: HTML, escaped, with a leading space."""
    return render_template(
        "page_attributes.html.j2",
        course_id=course_id,
        language=language,
        api_url=api_url,
        app_url=app_url,
        progress_words=dict(words(language)["progress"]),
    )
