"""What makes a site installable and readable without network: icons, a web app manifest, the service worker.

The worker is written after all pages, since its version is a hash of everything that was built.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from resvg_py import svg_to_bytes

__all__ = ["MANIFEST", "OFFLINE", "WORKER", "icon_files", "manifest_json", "write_worker"]

WORKER = "sw.js"
"""At the root of the site, so that it serves every language."""
MANIFEST = "manifest.webmanifest"
"""At the root of each language: one course, two names, two first pages."""
OFFLINE = "offline.html"
"""At the root of each language: shown in place of a page that was never read."""

_ICONS = {"icon-180.png": 180, "icon-192.png": 192, "icon-512.png": 512}
"""Name -> pixels. 180 is for the first screen of iOS; the other two are what browsers ask of an installable page."""
_GROUND, _PAPER = "#182c4b", "#fbfaf6"
"""--ck-indigo-deep and --ck-paper of tokens.css; the icon's own ground is the first."""

_SHELL = re.compile(
    r"assets/.+\.[0-9a-f]{8,}\.(?:min\.)?(?:js|css|svg)|assets/javascripts/.+\.js|search/search_index\.json"
)
_LEAST = re.compile(r"assets/coursekit/[^/]+\.[0-9a-f]{8,}\.(?:js|css|svg)")
_DEVELOPMENT = re.compile(r"assets/coursekit/reload\.")
_UNVERSIONED = re.compile(r"(?:.*/)?sitemap\.xml(?:\.gz)?|build\.json|" + re.escape(WORKER))
"""Written anew by every build, though nothing that is read has changed."""


@cache
def icon_files() -> Mapping[str, bytes]:
    """Name -> PNG, drawn from icon.svg. The ground fills the square: systems cut the corners off as they like."""
    drawing = (files("coursekit.website") / "static" / "icon.svg").read_text(encoding="utf-8")
    return {
        name: svg_to_bytes(svg_string=drawing, width=size, height=size, background=_GROUND, skip_system_fonts=True)
        for name, size in _ICONS.items()
    }


def manifest_json(
    *, title: str, subtitle: str, language: str, home: str, root: str, account: str, icons: Mapping[str, str]
) -> str:
    """The web app manifest of one language.

    `home` is the path of this language's first page ("/ja/"), `root` the way from the manifest to the site's root
    ("../"), `account` the name of the learner's own page, `icons` gives name -> path from the manifest.
    """
    data: dict[str, Any] = {
        "id": home,
        "name": title,
        "short_name": title,
        "description": subtitle,
        "lang": language,
        "dir": "ltr",
        "start_url": "./",
        "scope": f"./{root}",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _GROUND,
        "categories": ["education"],
        "icons": [{"src": icons["icon.svg"], "sizes": "any", "type": "image/svg+xml"}, *_pictures(icons)],
        "shortcuts": [{"name": account, "url": f"/app/{language}/learning"}],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def write_worker(site_dir: Path, *, languages: Sequence[str], enabled: bool = True) -> None:
    """Write the service worker of a finished site; or, where it is not wanted, one that removes an earlier one."""
    folder = files("coursekit.website") / "worker"
    if not enabled:
        text = (folder / "retired.js").read_text(encoding="utf-8")
    else:
        text = (folder / "worker.js").read_text(encoding="utf-8")
        text = text.replace("__SITE__", json.dumps(_describe(site_dir, languages=languages), ensure_ascii=False))
    (site_dir / WORKER).write_text(text, encoding="utf-8")


def _pictures(icons: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"src": icons[name], "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size in _ICONS.items()
        if size != 180
        for purpose in ("any", "maskable")
    ]


def _describe(site_dir: Path, *, languages: Sequence[str]) -> dict[str, Any]:
    """What the worker has to know: version, and for each language what to keep. Paths are relative to the worker."""
    paths = sorted(path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*") if path.is_file())
    folders = {code: "" if code == languages[0] else f"{code}/" for code in languages}
    return {
        "version": _version(site_dir, [path for path in paths if not _UNVERSIONED.fullmatch(path)]),
        "languages": [
            {"code": code, "home": folder or "./", **_kept(paths, folder=folder)} for code, folder in folders.items()
        ],
    }


def _kept(paths: Sequence[str], *, folder: str) -> dict[str, Any]:
    """`shell` is for a language that is read, `least` for the others: what the page for "no network" needs."""
    own = [path.removeprefix(folder) for path in paths if path.startswith(folder)]
    shell = [path for path in own if _SHELL.fullmatch(path) and not _DEVELOPMENT.match(path)]
    least = [path for path in shell if _LEAST.fullmatch(path)]
    return {
        "offline": folder + OFFLINE,
        "least": [quote(folder + path) for path in (OFFLINE, *least)],
        "shell": [quote(folder + path) if path else folder or "./" for path in (OFFLINE, "", *shell)],
    }


def _version(site_dir: Path, paths: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.encode() + b"\0" + hashlib.sha256((site_dir / path).read_bytes()).digest())
    return digest.hexdigest()[:12]
