"""`course build` and `course serve`.

coursekit.website is imported when one of them runs, by name: so `course check` starts without MkDocs, and works where
the extra "site" is not installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from coursekit.cli.terminal import fail, folder_argument, lang_option, print_all, root_of, say
from coursekit.errors import CoursekitError

__all__ = ["build", "serve"]

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(help=say("Build the site and the compiled quizzes.", "サイトとクイズを作ります。"))
@folder_argument
@lang_option
@click.option("--site", type=_FOLDER, help=say("Where the site goes (site).", "サイトの出力先（site）。"))
@click.option(
    "--compiled",
    type=_FOLDER,
    help=say("Where the compiled quizzes go (build/compiled).", "クイズの出力先（build/compiled）。"),
)
@click.option(
    "--origin",
    envvar="COURSE_ORIGIN",
    default="http://127.0.0.1:8000",
    show_default=True,
    help=say("Scheme and host at which readers open the site.", "読者がサイトを開くアドレス（スキームとホスト）。"),
)
@click.option(
    "--offline/--no-offline",
    default=True,
    show_default=True,
    help=say(
        "Let browsers keep pages that were read. --no-offline makes them forget what they have kept.",
        "一度読んだページを接続なしで読めるようにします。--no-offlineは、保存済みのページも消します。",
    ),
)
def build(folder: Path, lang: str, site: Path | None, compiled: Path | None, origin: str, offline: bool) -> None:
    """Nothing is changed when the course has errors."""
    root = root_of(folder, lang=lang)
    website = _import_website("build", lang=lang)
    try:
        report = website.build_site(
            root, site_dir=site, compiled_dir=compiled, origin=origin, offline=offline, say=click.echo
        )
    except website.InvalidCourseError as error:
        print_all(error.diagnostics, root=root, lang=lang)
        sys.exit(1)
    except CoursekitError as error:
        fail(str(error), code=1)
    if report.warnings:
        print_all(report.warnings, root=root, lang=lang)


@click.command(
    help=say(
        "Serve the course, with live preview and quizzes that can be answered.",
        "講座を表示します。編集はすぐ画面に反映され、クイズにも答えられます。",
    )
)
@folder_argument
@lang_option
@click.option(
    "--port",
    envvar="PORT",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help=say("The port.", "ポート番号。"),
)
@click.option(
    "--host",
    envvar="HOST",
    default="127.0.0.1",
    show_default=True,
    help=say("The address to listen at.", "待ち受けるアドレス。"),
)
@click.option(
    "--data",
    envvar="COURSE_DATA",
    type=_FOLDER,
    help=say("The folder of the database (data).", "データベースのフォルダー（data）。"),
)
@click.option(
    "--demo",
    is_flag=True,
    help=say(
        "Make demonstration accounts and print their passwords.", "お試し用のアカウントを作り、パスワードを表示します。"
    ),
)
def serve(folder: Path, lang: str, port: int, host: str, data: Path | None, demo: bool) -> None:
    """Runs until Ctrl-C."""
    root = root_of(folder, lang=lang)
    website = _import_website("serve", lang=lang)
    data = data or root / "data"
    if demo:
        _seed_demo(data)
    try:
        website.serve_course(
            root,
            port=port,
            host=host,
            data_dir=data,
            report=lambda diagnostics: print_all(diagnostics, root=root, lang=lang),
            say=click.echo,
        )
    except CoursekitError as error:
        fail(str(error), code=1)


def _import_website(name: str, *, lang: str) -> Any:
    try:
        return import_module(f"coursekit.website.{name}")
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.startswith("coursekit"):
            raise
        en = f"{missing} is not installed. Install it with: pip install 'coursekit[site,server]'"
        ja = f"{missing}が入っていません。次のように入れてください：pip install 'coursekit[site,server]'"
        fail(say(en, ja, lang=lang))


def _seed_demo(data: Path) -> None:
    """The server makes the accounts; in production mode it refuses."""
    environment = {"COURSE_MODE": "development", **os.environ, "COURSE_DATA": str(data.absolute())}
    done = subprocess.run([sys.executable, "-m", "quizserver", "seed-demo"], env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)
