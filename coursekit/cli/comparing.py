"""`course diff`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from coursekit.authoring import load_course
from coursekit.cli.terminal import fail, folder_argument, lang_option, root_of, say
from coursekit.comparing import (
    Change,
    Edition,
    EditionError,
    Usage,
    UsageError,
    ask_database,
    ask_server,
    compare_courses,
    read_edition,
    render_json,
    render_text,
)

__all__ = ["diff"]

_PROBLEMS = {
    "no_git": (
        "{fact} is in no git repository (or git is not installed), so there is nothing to compare with.",
        "{fact}はgitのリポジトリの中にないか、gitが入っていないため、比べる相手がありません。",
    ),
    "no_commit": (
        'git knows no branch, tag or commit "{fact}". `git branch --all` lists the branches.',
        "「{fact}」というブランチ、タグ、コミットはありません。「git branch --all」でブランチを確かめてください。",
    ),
    "no_course": (
        'At "{fact}" there is no course in this folder that can be read.',
        "「{fact}」の時点では、このフォルダーに読める講座がありません。",
    ),
}


@click.command(
    help=say(
        "Say what the files change in meaning against BASE: a branch, a tag or a commit.",
        "ファイルの変更が、BASE（ブランチ、タグ、コミット）に対して何の意味を変えるかを示します。",
    )
)
@click.argument("base", metavar="BASE")
@folder_argument
@lang_option
@click.option("--json", "as_json", is_flag=True, help=say("For programs.", "プログラム向けの形で出します。"))
@click.option(
    "--database",
    metavar="URL",
    help=say(
        "Count the stored answers concerned in this PostgreSQL database (postgresql://…).",
        "このPostgreSQLデータベース（postgresql://…）で、関わる解答を数えます。",
    ),
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=say(
        "Count them in the database of this folder (COURSE_DATA).",
        "このフォルダー（COURSE_DATA）のデータベースで数えます。",
    ),
)
@click.option(
    "--server",
    metavar="URL",
    help=say(
        "Ask a running server (https://…) as a trainer.", "稼働中のサーバー（https://…）に、作成者として尋ねます。"
    ),
)
@click.option(
    "--email",
    envvar="COURSE_EMAIL",
    help=say("The trainer's account on the server.", "サーバーでの作成者のアカウント。"),
)
def diff(base: str, folder: Path, lang: str, as_json: bool, **where: Any) -> None:
    """Exit 1 when the course has errors, so that it cannot be compared as a whole."""
    root = root_of(folder, lang=lang)
    now = load_course(root)
    if now.course is None or not now.is_valid:
        fail(
            say(
                "The course has errors: see `course check`.",
                "講座に誤りがあります。「course check」で確かめてください。",
                lang=lang,
            ),
            code=1,
        )
    old = _read(root, base, lang=lang)
    changes = compare_courses(old.course, now.course, pages=(old.content, now.content))
    usage = _ask(changes, course=now.course.id, lang=lang, **where)
    if as_json:
        click.echo(render_json(changes, base=(base, old.commit), language=lang, usage=usage))
    else:
        text = render_text(changes, base=(base, old.commit), language=lang, usage=usage, mistakes=old.mistakes)
        click.echo(text)


def _read(root: Path, base: str, *, lang: str) -> Edition:
    try:
        return read_edition(root, ref=base)
    except EditionError as error:
        en, ja = _PROBLEMS[error.problem]
        fail(say(en.format(fact=error.fact), ja.format(fact=error.fact), lang=lang))


def _ask(
    changes: tuple[Change, ...],
    *,
    course: str,
    lang: str,
    database: str | None,
    data: Path | None,
    server: str | None,
    email: str | None,
) -> Usage | None:
    """The password is asked for, or comes from COURSE_PASSWORD; it is never an argument."""
    try:
        if server is not None:
            who = email or click.prompt(say("E-mail address", "メールアドレス", lang=lang), err=True)
            asked = say("Password", "パスワード", lang=lang)
            password = os.environ.get("COURSE_PASSWORD") or click.prompt(asked, hide_input=True, err=True)
            return ask_server(changes, course=course, url=server, email=who, password=password)
        if database is None and data is None:
            return None
        return ask_database(changes, course=course, database=database, data=str(data.absolute()) if data else None)
    except UsageError as error:
        fail(say(str(error), error.ja, lang=lang))
