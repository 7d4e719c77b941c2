"""The scripts and styles that go beside the pages.

`scripts/` holds small modules; quiz.js is published as one, joined from them while it is read: one
request instead of nine, and no page with half of an old version in its cache. Joining means leaving out imports, and
nothing else; the website's build makes scripts and styles small.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from coursekit.errors import CoursekitError
from coursekit.rendering.templating import render_template
from coursekit.rendering.wording import words

__all__ = ["UnknownAssetError", "asset_paths", "head_html", "read_asset"]

_STYLES = ("tokens.css", "quiz.css")
_EXAM_STYLE = "exam.css"
_SCRIPT = "quiz.js"
_SCRIPTS = {
    _SCRIPT: ("store", "api", "answers", "feedback", "view", "lesson", "sending", "taking", "page"),
    "self-check.js": ("self_check",),
    "outbox.js": ("outbox",),
    "exam.js": ("exam_clock", "exam_paper", "exam_result", "exam_saving", "exam"),
}
"""Which modules make which script, in an order in which each needs only what stands before it."""

_IMPORT = re.compile(r'^import {([^}]*)} from "\./(\w+)\.js";\n', re.MULTILINE)


class UnknownAssetError(CoursekitError):
    """There is no asset of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no asset {name!r}; the names are those of asset_paths().")
        self.name = name


def asset_paths() -> tuple[PurePosixPath, ...]:
    """The name of every asset; all go into one folder of the site, /assets/coursekit/."""
    return tuple(PurePosixPath(name) for name in (*_STYLES, _EXAM_STYLE, *_SCRIPTS))


@cache
def read_asset(name: str) -> bytes:
    """The published content of an asset. Raises UnknownAssetError."""
    if PurePosixPath(name) not in asset_paths():
        raise UnknownAssetError(name)
    folder = files("coursekit.rendering")
    if name in _SCRIPTS:
        text = _joined(folder / "scripts", modules=_SCRIPTS[name]).replace("__WORDS__", _outbox_words())
    else:
        text = (folder / "assets" / name).read_text(encoding="utf-8")
    return text.encode()


def head_html(base_url: str) -> str:
    """What belongs into the <head> of a page; `base_url` is the folder of the assets, ending with a slash."""
    return render_template("head.html.j2", base_url=base_url, styles=_STYLES, script=_SCRIPT)


def _outbox_words() -> str:
    """Language -> words, for the one script that speaks on pages which hold no words for it."""
    return json.dumps({code: dict(words(code)["outbox"]) for code in ("en", "ja")}, ensure_ascii=False)


def _joined(folder: Traversable, *, modules: Sequence[str]) -> str:
    """The modules as one. What one of them imports from another stands in the same file; exports may stay."""
    text = "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in modules)
    borrowed: dict[str, set[str]] = {}
    for names, source in _IMPORT.findall(text):
        if source not in modules:
            borrowed.setdefault(source, set()).update(re.findall(r"\w+", names))
    head = [f'import {{ {", ".join(sorted(names))} }} from "./{source}.js";\n' for source, names in borrowed.items()]
    return "".join(head) + _IMPORT.sub("", text)
