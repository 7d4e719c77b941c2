"""The report's files to take away. What is in them: `report_files`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from urllib.parse import quote

from flask import Blueprint, Response, request

from quizserver.errors import UnfitForEncoding
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.columns import choose, day
from quizserver.web.context import server, signed_in, visit
from quizserver.web.export_worker import Job
from quizserver.web.framing import render_page
from quizserver.web.report_files import FORMS, Layout, begin_report, check_form, file_names, write_report
from quizserver.web.reports import report_question
from quizserver.web.words import LANGUAGES

__all__ = ["blueprint", "column_names", "report_file", "report_layout", "report_pieces"]

blueprint = Blueprint("exports", __name__, url_prefix="/app/<any(en,ja):language>")

SHORT = 2000
"""Rows."""


@blueprint.get("/reports.csv")
def roster_csv(language: str) -> Response:
    """UTF-8 with BOM."""
    return report_file(report_layout("csv", language=language), language=language)


@blueprint.get("/reports.sjis.csv")
def roster_cp932(language: str) -> Response:
    """CP932 for systems that read nothing else. Characters that it cannot hold are listed, never replaced."""
    try:
        return report_file(report_layout("sjis", language=language), language=language)
    except UnfitForEncoding as refusal:
        return render_page("unfit.html", language=language, status=422, unfit=refusal.unfit)


@blueprint.get("/reports.xlsx")
def roster_xlsx(language: str) -> Response:
    """A workbook: everybody, a summary by department, and what the columns mean."""
    return report_file(report_layout("xlsx", language=language), language=language)


@blueprint.get("/reports.jsonl")
def roster_jsonl(language: str) -> Response:
    """One JSON object a line, with machine names."""
    return report_file(report_layout("jsonl", language=language), language=language)


@blueprint.get("/reports.pdf")
def summary_pdf(language: str) -> Response:
    """A summary for the board: one or two pages, no names."""
    return report_file(report_layout("pdf", language=language), language=language)


def report_layout(form: str, *, language: str) -> Layout:
    """The form with the columns and the header's language that the address asks for.

    A column that does not exist is passed over: a saved view may be older than this version.
    """
    wanted = request.args.get("header", "")
    return Layout(form=form, columns=choose(column_names())[0], language=wanted if wanted in LANGUAGES else language)


def column_names() -> list[str]:
    """What the address says of columns, known names or not."""
    return [name.strip() for name in request.args.get("columns", "").split(",") if name.strip()]


def report_file(layout: Layout, *, language: str) -> Response:
    """The file to take away, for who is signed in or whose token was sent. Raises UnfitForEncoding and others."""
    check_form(layout.form)
    zone = server().settings.timezone
    bearer = visit().bearer
    token = None if bearer is None else bearer.token.id
    wanted = server().exporting.begin(report_question(), visitor=signed_in(), form=layout.form, token=token)
    response = Response(report_pieces(wanted, layout), content_type=FORMS[layout.form].mimetype)
    plain, name = file_names(wanted.course_id, layout, today=day(server().clock(), zone), language=language)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def report_pieces(wanted: RosterFilter, layout: Layout) -> Iterable[bytes]:
    """The file. A short one is made here: to start a process takes longer than that. A long one is made by its own.

    Raises UnfitForEncoding, ExportsBusy, StorageUnavailable.
    """
    source, settings = server().exporting.source, server().settings
    if source.is_long(wanted, rows=SHORT):
        beginning = begin_report(source.select_course(wanted.course_id), layout)
        job = Job.of(wanted, layout, settings=settings, begun=bool(beginning))
        return server().export_processes.start(job, beginning=beginning)
    file = io.BytesIO()
    write_report(file, wanted, layout, source=source, zone=settings.timezone)
    return [file.getvalue()]
