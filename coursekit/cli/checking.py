"""`course check` and `course explain`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coursekit.authoring import load_course
from coursekit.authoring.catalog import CATALOG, find_entry
from coursekit.authoring.reporting import render_explanation, render_json
from coursekit.authoring.suggesting import find_close
from coursekit.cli.terminal import fail, folder_argument, lang_option, print_all, root_of, say

__all__ = ["check", "explain"]


@click.command(help=say("Print every mistake in the files of a course.", "講座のファイルの誤りを、すべて表示します。"))
@folder_argument
@lang_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=say("text for people, json for programs.", "text：人が読む形、json：プログラム向け。"),
)
def check(folder: Path, lang: str, form: str) -> None:
    """Exit 1 when there are errors; warnings alone are no reason."""
    root = root_of(folder, lang=lang)
    loaded = load_course(root)
    if form == "json":
        course = loaded.course.id if loaded.course else None
        click.echo(render_json(loaded.diagnostics, language=lang, course=course))
    else:
        print_all(loaded.diagnostics, root=root, lang=lang)
    sys.exit(0 if loaded.is_valid else 1)


@click.command(
    help=say(
        "Explain a code of `course check`: cause, remedy and an example.",
        "「course check」のコードについて、理由、直し方、例を説明します。",
    )
)
@click.argument("code", metavar=say("CODE", "コード"))
@lang_option
def explain(code: str, lang: str) -> None:
    """Codes may be typed in lower case."""
    entry = find_entry(code)
    if entry is not None:
        click.echo(render_explanation(entry, language=lang))
        return
    close = find_close(code, CATALOG)
    hint = say(f" Did you mean {close}?", f"もしかして{close}ですか。", lang=lang) if close else ""
    fail(say(f"There is no code {code}.", f"コード{code}はありません。", lang=lang) + hint)
