"""Scripts and styles of the site: ours, those of the quizzes, and the names of Material's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from coursekit.rendering import asset_paths, head_html, read_asset
from coursekit.website.installing import icon_files
from coursekit.website.shrinking import shrink

__all__ = ["ROOT_MARK", "asset_files", "asset_names", "head_links", "material_scripts", "unused_theme_files"]

ROOT_MARK = "@root@/"
"""Stands in `head_links` for the way to the site's root, which differs from page to page."""

_FOLDER = "assets/coursekit/"
_MATERIAL = ("assets/javascripts/", "assets/stylesheets/", "assets/images/favicon")
_LUNR = "assets/javascripts/lunr/"
_SEARCH_PARTS = ("tinyseg.js", "min/lunr.stemmer.support.min.js", "min/lunr.multi.min.js")
_SEARCH_ALIASES = {"ja": "jp"}


def asset_files() -> Mapping[str, bytes]:
    """Path in the site -> content.

    Pages of the site use names that carry a hash, and so may be kept in caches for ever. The hash is that of all assets
    together, because scripts name each other. The quiz's own assets stand at their plain names as well, for pages that
    are not built with the site (the server's).
    """
    names = asset_names()
    assets = _assets()
    hashed = {names[name]: _naming(content, names) for name, content in assets.items()}
    return hashed | {f"{_FOLDER}{path}": assets[str(path)] for path in asset_paths()}


def asset_names() -> Mapping[str, str]:
    """Name -> path in the site: "quiz.js" -> "assets/coursekit/quiz.0123456789.js"."""
    digest = hashlib.sha256()
    assets = _assets()
    for name, content in sorted(assets.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return {name: f"{_FOLDER}{_hashed(name, digest.hexdigest()[:10])}" for name in assets}


def head_links() -> str:
    """What the quizzes want in the <head> of a page, with the names of `asset_names`."""
    html = str(head_html(f"{ROOT_MARK}{_FOLDER}"))
    for path in asset_paths():
        html = html.replace(f"{ROOT_MARK}{_FOLDER}{path}", f"{ROOT_MARK}{asset_names()[str(path)]}")
    return html


@cache
def material_scripts() -> Mapping[str, str]:
    """Material's own scripts, whose names change with its version: `bundle`, and `search` for its worker."""
    spec = find_spec("material")
    if spec is None or spec.origin is None:  # the `site` extra brings it; MkDocs itself would have stopped before
        return {}
    scripts = Path(spec.origin).parent / "templates" / "assets" / "javascripts"
    found = {"bundle": next(scripts.glob("bundle.*.min.js")), "search": next(scripts.glob("workers/search.*.min.js"))}
    return {name: f"assets/javascripts/{path.relative_to(scripts).as_posix()}" for name, path in found.items()}


def unused_theme_files(paths: Iterable[str], *, language: str) -> list[str]:
    """Files of Material's that no page of ours asks for: its styles, source maps, and the search in other languages."""
    needed = {*material_scripts().values(), *(f"{_LUNR}{name}" for name in _SEARCH_PARTS)}
    needed |= {f"{_LUNR}min/lunr.{code}.min.js" for code in (language, _SEARCH_ALIASES.get(language)) if code}
    return [path for path in paths if path.startswith(_MATERIAL) and path not in needed]


@cache
def _assets() -> Mapping[str, bytes]:
    static = files("coursekit.website") / "static"
    own = {file.name: file.read_bytes() for file in static.iterdir() if file.name.endswith((".css", ".js", ".svg"))}
    quiz = {str(path): read_asset(str(path)) for path in asset_paths()}
    return {name: shrink(name, content) for name, content in (quiz | own).items()} | dict(icon_files())


def _hashed(name: str, version: str) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{version}.{suffix}"


def _naming(content: bytes, names: Mapping[str, str]) -> bytes:
    """Let a script's imports of other assets use their hashed names."""
    for name, path in names.items():
        content = content.replace(f'"./{name}"'.encode(), f'"./{path.removeprefix(_FOLDER)}"'.encode())
    return content
