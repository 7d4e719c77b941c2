"""The one Jinja environment: everything that comes from a course is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

__all__ = ["render_template"]


def render_template(name: str, **values: Any) -> str:
    """Render a template of this package."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("coursekit.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # `tojson` also escapes < > & and ' and so is safe in a single-quoted attribute.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    environment.filters["lines"] = _lines
    environment.filters["fill"] = _fill
    return environment


def _lines(text: str) -> Markup:
    """Plain text as HTML; a line break stays one, a blank line becomes a wider gap."""
    paragraphs = [Markup("<br>").join(escape(line) for line in part.split("\n")) for part in text.strip().split("\n\n")]
    return Markup('<span class="ck-gap"></span>').join(paragraphs)


def _fill(template: str, **values: Any) -> str:
    """Fill the {placeholders} of a string of words; the result is still plain text."""
    return template.format(**values)
