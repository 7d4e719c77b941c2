"""The report's files to take away. What is in them: `report_files`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, request

from quizserver.errors import UnfitForEncoding
from quizserver.web.columns import choose, day
from quizserver.web.context import server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.report_files import FORMS, Layout, file_names, write_report
from quizserver.web.reports import report_question
from quizserver.web.words import LANGUAGES

__all__ = ["blueprint", "report_layout"]

blueprint = Blueprint("exports", __name__, url_prefix="/app/<any(en,ja):language>")

_IN_MEMORY = 4 * 1024 * 1024
_PIECE = 256 * 1024


@blueprint.get("/reports.csv")
def roster_csv(language: str) -> Response:
    """UTF-8 with BOM."""
    return _file(report_layout("csv", language=language), language=language)


@blueprint.get("/reports.sjis.csv")
def roster_cp932(language: str) -> Response:
    """CP932 for systems that read nothing else. Characters that it cannot hold are listed, never replaced."""
    try:
        return _file(report_layout("sjis", language=language), language=language)
    except UnfitForEncoding as refusal:
        return render_page("unfit.html", language=language, status=422, unfit=refusal.unfit)


@blueprint.get("/reports.xlsx")
def roster_xlsx(language: str) -> Response:
    """A workbook: everybody, a summary by department, and what the columns mean."""
    return _file(report_layout("xlsx", language=language), language=language)


@blueprint.get("/reports.jsonl")
def roster_jsonl(language: str) -> Response:
    """One JSON object a line, with machine names."""
    return _file(report_layout("jsonl", language=language), language=language)


def report_layout(form: str, *, language: str) -> Layout:
    """The form with the columns and the header's language that the address asks for.

    A column that does not exist is passed over: a saved view may be older than this version.
    """
    names = [name.strip() for name in request.args.get("columns", "").split(",") if name.strip()]
    wanted = request.args.get("header", "")
    return Layout(form=form, columns=choose(names)[0], language=wanted if wanted in LANGUAGES else language)


def _file(layout: Layout, *, language: str) -> Response:
    exporting, zone = server().exporting, server().settings.timezone
    wanted = exporting.begin(report_question(), visitor=signed_in(), form=layout.form)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    try:
        write_report(file, wanted, layout, source=exporting.source, zone=zone)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = Response(_pieces(file), content_type=FORMS[layout.form].mimetype)
    plain, name = file_names(wanted.course_id, layout, today=day(server().clock(), zone), language=language)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(_PIECE), b"")
