"""The scripts and styles that go beside the pages. They are published as they are written: no build step."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

from markupsafe import Markup

from coursekit.errors import CoursekitError
from coursekit.rendering.templating import render_template

__all__ = ["UnknownAssetError", "asset_paths", "head_html", "read_asset"]

_STYLES = ("tokens.css", "quiz.css")
_SCRIPT = "quiz.js"
_MODULES = ("api.js", "lesson.js", "store.js", "answers.js", "feedback.js", "widget.js")
"""What quiz.js imports at once. self-check.js is left out: it is fetched only by a page that has a self-check."""


class UnknownAssetError(CoursekitError):
    """There is no asset of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no asset {name!r}; the names are those of asset_paths().")
        self.name = name


@cache
def asset_paths() -> tuple[PurePosixPath, ...]:
    """The name of every asset; all go into one folder of the site, /assets/coursekit/."""
    names = sorted(file.name for file in (files("coursekit.rendering") / "assets").iterdir())
    return tuple(PurePosixPath(name) for name in names if name.endswith((".css", ".js")))


def read_asset(name: str) -> bytes:
    """The content of an asset. Raises UnknownAssetError."""
    if PurePosixPath(name) not in asset_paths():
        raise UnknownAssetError(name)
    return (files("coursekit.rendering") / "assets" / name).read_bytes()


def head_html(base_url: str) -> Markup:
    """What belongs into the <head> of a page; `base_url` is the folder of the assets, ending with a slash."""
    html = render_template("head.html.j2", base_url=base_url, styles=_STYLES, modules=_MODULES, script=_SCRIPT)
    return Markup(html)  # noqa: S704 - rendered by our own template with autoescape on
