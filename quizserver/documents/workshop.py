"""Where pages are set: typefaces, and a compiler that is warm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any

from quizserver.documents.typefaces import Typeface

__all__ = ["Workshop", "open_workshop"]

_lock = Lock()


class Workshop:
    """Typefaces and a compiler that is warm: the first page takes a fifth of a second, the next ones milliseconds.

    Three come with us: Noto Serif JP and Noto Sans JP write Japanese, Source Serif 4, of which the former's Latin is
    drawn, the names of Europe and Vietnam.
    """

    def __init__(self, fonts: Path | None) -> None:
        import fontpkg_source_serif_4
        import pylopdf_fonts_jp
        import typst

        latin = _upright(fontpkg_source_serif_4.ROOT / "files")
        own = (Typeface(pylopdf_fonts_jp.serif_path()), *latin, Typeface(pylopdf_fonts_jp.sans_path()))
        self.faces = (*own, *(_upright(fonts) if fonts else ()))
        # Only these: a page looks the same on every machine.
        folders: list[Any] = sorted({str(face.path.parent) for face in self.faces})
        shelf = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        names = {Path(font.path).name: font.family for font in shelf.fonts() if font.path}
        self._families = list(dict.fromkeys(names[face.path.name] for face in self.faces if face.path.name in names))
        self._compiler = typst.Compiler(font_paths=shelf)

    def families(self, language: str) -> dict[str, list[str]]:
        """In which order the page looks for a form: a Japanese page in the Japanese typefaces first."""
        serif, latin, sans = self._families[:3]
        first = [serif, latin] if language == "ja" else [latin, serif]
        return {"serif": [*first, sans, *self._families[3:]], "sans": [sans, latin, *self._families[3:]]}

    def compile(self, template: str, said: Mapping[str, Any], *, timestamp: int) -> bytes:
        """The pages of `<template>.typ`, as PDF/UA-1. One at a time: a compiler has one set of inputs."""
        with _lock, as_file(files("quizserver.documents") / f"{template}.typ") as file:
            pages = self._compiler.compile(
                file,
                format="pdf",
                sys_inputs={template: json.dumps(said, ensure_ascii=False, sort_keys=True)},
                pdf_standards=["ua-1"],
                timestamp=timestamp,
            )
        assert isinstance(pages, bytes)
        return pages


@cache
def open_workshop(fonts: Path | None) -> Workshop:
    """The one of this process. `fonts` is a folder of further typefaces."""
    return Workshop(fonts)


def _upright(folder: Path) -> tuple[Typeface, ...]:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".otf", ".ttf"))
    return tuple(Typeface(path) for path in files if "Italic" not in path.name)
