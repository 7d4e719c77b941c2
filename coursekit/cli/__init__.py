"""The `course` command: a thin door to authoring and website.

Help is in the language of the terminal (LC_ALL, LC_MESSAGES, LANG); `--lang` chooses another for what a command prints.
Exit codes: 0 all is well, 1 the course has errors (or `--check` found something to change), 2 misuse.
"""

from __future__ import annotations

import click

from coursekit import __version__
from coursekit.cli.checking import check, explain
from coursekit.cli.comparing import diff
from coursekit.cli.publishing import build, serve
from coursekit.cli.terminal import say
from coursekit.cli.tidying import fmt, schema

__all__ = ["main"]


@click.group(help=say("Check, format, build and serve a course.", "講座を検査し、整え、作り、表示します。"))
@click.version_option(__version__, prog_name="course")
def main() -> None:
    """The command."""


for command in (check, fmt, explain, schema, build, serve, diff):
    main.add_command(command)
