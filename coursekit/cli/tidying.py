"""`course fmt` and `course schema`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coursekit.authoring import load_course
from coursekit.authoring.formatting import format_course
from coursekit.authoring.schema.json_schema import render_schemas
from coursekit.cli.terminal import fail, folder_argument, lang_option, prefix_of, root_of, say

__all__ = ["fmt", "schema"]

only_check = click.option(
    "--check",
    "only_check",
    is_flag=True,
    help=say(
        "Change nothing; exit 1 if something would change.", "変更しません。変更が必要なら終了コード1で終わります。"
    ),
)


@click.command(
    help=say(
        "Put YAML files in order: line ends, spaces, and ids for questions and options that have none.",
        "YAMLファイルを整えます。改行や空白をそろえ、idのない問題や選択肢にidを付けます。",
    )
)
@folder_argument
@lang_option
@only_check
def fmt(folder: Path, lang: str, only_check: bool) -> None:
    """Name the files that were, or would be, changed."""
    root = root_of(folder, lang=lang)
    changed = format_course(root, write=not only_check)
    for name in changed:
        click.echo(prefix_of(root) + name)
    sys.exit(1 if changed and only_check else 0)


@click.command(
    help=say(
        "Write the JSON Schemas of a course's files to schemas/, so that editors complete them.",
        "エディターが補完できるように、講座のファイルのJSON Schemaをschemas/に書き出します。",
    )
)
@folder_argument
@lang_option
@only_check
def schema(folder: Path, lang: str, only_check: bool) -> None:
    """The schemas ask for the languages of this course."""
    root = root_of(folder, lang=lang)
    course = load_course(root).course
    if course is None:
        en, ja = (
            "course.yml has errors: see `course check`.",
            "course.ymlに誤りがあります。「course check」で確かめてください。",
        )
        fail(say(en, ja, lang=lang), code=1)
    texts = {root / "schemas" / name: text for name, text in render_schemas(course.languages).items()}
    stale = [path for path, text in texts.items() if not path.is_file() or path.read_bytes() != text.encode()]
    for path in stale:
        click.echo(f"{prefix_of(root)}schemas/{path.name}")
        if not only_check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(texts[path].encode())
    sys.exit(1 if stale and only_check else 0)
