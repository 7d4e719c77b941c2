"""What all commands share: the terminal's language, the folder of the course, and how complaints are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from coursekit.authoring import Diagnostic, find_course_root
from coursekit.authoring.reporting import render_text
from coursekit.errors import CourseNotFoundError

__all__ = [
    "LANGUAGES",
    "fail",
    "folder_argument",
    "lang_option",
    "language_of",
    "prefix_of",
    "print_all",
    "root_of",
    "say",
]

LANGUAGES = ("en", "ja")

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def language_of(environ: Mapping[str, str]) -> str:
    """The language of a terminal, as POSIX has it: the first of these variables that is set decides."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name))), "")
    return "ja" if locale.lower().startswith("ja") else "en"


TERMINAL = language_of(os.environ)


def say(en: str, ja: str, *, lang: str = TERMINAL) -> str:
    """The words of this language."""
    return ja if lang == "ja" else en


def fail(message: str, *, code: int = 2) -> NoReturn:
    """End with a message; code 2 is misuse."""
    click.echo(message, err=True)
    sys.exit(code)


def lang_option(function: AnyFunction) -> AnyFunction:
    """The option --lang."""
    text = say("Language of what is printed.", "表示する言語。")
    return click.option("--lang", type=click.Choice(LANGUAGES), default=TERMINAL, help=text)(function)


def folder_argument(function: AnyFunction) -> AnyFunction:
    """The folder of the course, or one below it; the current one by default."""
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.argument("folder", metavar=say("[DIR]", "[フォルダー]"), type=kind, default=".")(function)


def root_of(folder: Path, *, lang: str) -> Path:
    """The course's own folder; ends the command when there is none."""
    try:
        return find_course_root(folder)
    except CourseNotFoundError as error:
        ja = f"{error.where}とその上のフォルダーにcourse.ymlがありません。講座のフォルダーを指定してください。"
        fail(say(str(error), ja, lang=lang))


def prefix_of(root: Path) -> str:
    """What makes a file name of the course one that can be opened from here."""
    here = Path.cwd()
    if root == here:
        return ""
    return (root.relative_to(here) if root.is_relative_to(here) else root).as_posix() + "/"


def print_all(diagnostics: Sequence[Diagnostic], *, root: Path, lang: str) -> None:
    """Print complaints for a person."""
    click.echo(render_text(diagnostics, language=lang, prefix=prefix_of(root)))
