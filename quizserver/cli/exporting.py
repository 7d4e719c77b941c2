"""`quizserver export`: the report as a file, for a nightly job."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl

import click

from quizserver.cli.running import fail, read_settings, running
from quizserver.errors import CertificatesUnavailable, NotFound, UnfitForEncoding
from quizserver.services.exporting import OPERATOR
from quizserver.services.reporting import STATUSES, Question
from quizserver.web.asking import read_question
from quizserver.web.columns import FIELDS, choose
from quizserver.web.context import Server
from quizserver.web.report_files import FORMS, Layout, check_form, write_report
from quizserver.web.words import LANGUAGES

__all__ = ["export"]

_UNFIT_TOLD = 20


@click.command()
@click.option("--form", type=click.Choice(list(FORMS)), default="xlsx", show_default=True)
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The file; - is standard output.")
@click.option("--course", default=None, help="The id of the course; may be left out where there is one only.")
@click.option("--columns", default="", help="Machine names with commas between, in the order wanted.")
@click.option("--header", type=click.Choice(LANGUAGES), default="ja", show_default=True, help="Language of the file.")
@click.option("--department", default=None, help="Only this department's code, with all below it.")
@click.option("--status", type=click.Choice(STATUSES), default=None, help="Only who stands so.")
@click.option("--query", default="", help="Filters and order as the page's address has them after the question mark.")
def export(
    form: str,
    output: Path,
    course: str | None,
    columns: str,
    header: str,
    department: str | None,
    status: str | None,
    query: str,
) -> None:
    """Write the report into a file: everybody who should learn, those who have not begun included.

    The file is whole or not there: until it is, an earlier one of this name stays. Only its owner may read it.
    """
    chosen, unknown = choose([name.strip() for name in columns.split(",") if name.strip()])
    if unknown:
        known = ", ".join([*(field.name for field in FIELDS), "modules", "default"])
        fail(f"There is no column {', '.join(unknown)}. There are: {known}.")
    try:
        check_form(form)
    except CertificatesUnavailable as refusal:
        fail(
            f"There is no PDF without {refusal.facts['part']}. Install the extra: pip install '.[server,certificates]'"
        )
    layout = Layout(form=form, columns=chosen, language=header)
    with running(read_settings()) as server:
        asked = dict(parse_qsl(query)) | {"course": course, "department": department, "status": status}
        question = _question(server, {name: value for name, value in asked.items() if value})
        try:
            count = _write(server, question, layout, output=output)
        except NotFound:
            fail(f"There is no course {question.course_id}. There are: {', '.join(server.catalog.courses())}.")
        except UnfitForEncoding as refusal:
            _tell_unfit(refusal)
    if str(output) != "-":
        click.echo(f"{output}: {count} rows")


def _question(server: Server, asked: Mapping[str, str]) -> Question:
    """What was asked; a day that cannot be read is no filter, but a mistake."""
    question, problems = read_question(asked, course_id=asked.get("course") or _only_course(server))
    for name in problems:
        fail(f"{name} is {asked[name]!r}. Write a day such as 2027-03-31, and the first day before the last.")
    return question


def _write(server: Server, question: Question, layout: Layout, *, output: Path) -> int:
    source, zone = server.exporting.source, server.settings.timezone
    wanted = server.exporting.begin(question, visitor=OPERATOR, form=layout.form)
    if str(output) == "-":
        return write_report(sys.stdout.buffer, wanted, layout, source=source, zone=zone)
    try:
        with replacing(output) as file:
            return write_report(file, wanted, layout, source=source, zone=zone)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when the block ends well, and is gone otherwise. For its owner's eyes alone."""
    handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=".", suffix=".part")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _only_course(server: Server) -> str:
    courses = list(server.catalog.courses())
    if len(courses) != 1:
        fail(f"Say which course with --course. There are: {', '.join(courses) or 'none'}.")
    return courses[0]


def _tell_unfit(refusal: UnfitForEncoding) -> None:
    for row, column, text, letters in refusal.unfit[:_UNFIT_TOLD]:
        click.echo(f"row {row}, {column}: {text} ({letters})", err=True)
    fail(
        f"Shift_JIS cannot hold {len(refusal.unfit)} cells or more (above). Nothing was written. "
        "Take --form csv or --form xlsx, which hold every character."
    )
