"""The page on which a file of the report is put together: its form, its columns and their order, its language.

All of it stands in the address: the page needs no script, can be kept as a view, and goes back with the browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from quizserver.services.exporting import MODULES
from quizserver.services.saved_views import VIEW_NAME_LENGTH
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.asking import query_of
from quizserver.web.columns import DEFAULT, FIELDS, choose
from quizserver.web.context import server, signed_in
from quizserver.web.exports import column_names
from quizserver.web.framing import render_page
from quizserver.web.report_files import FORMS, Layout, list_unfit
from quizserver.web.reports import report_question
from quizserver.web.words import LANGUAGES

__all__ = ["blueprint", "moved"]

blueprint = Blueprint("downloading", __name__, url_prefix="/app/<any(en,ja):language>")

_CHECKED_ROWS = 5000
"""Of a longer roster it is told when the file is made which characters Shift_JIS does not have."""
_PATHS = {form: f"reports.{form}" for form in FORMS} | {"sjis": "reports.sjis.csv"}


@blueprint.get("/reports/download")
def download(language: str) -> Response:
    """Put a file together. What was chosen comes back as an address, of this page or of the file."""
    question = query_of(report_question())
    if request.args.keys() & {"column", "chosen"}:
        return _chosen(question, language=language)
    form, header = _form(), _header(language)
    columns = choose(column_names())[0]
    exporting = server().exporting
    wanted = exporting.select_rows(report_question(), visitor=signed_in())
    rows = exporting.source.count(wanted)
    return render_page(
        "download.html",
        language=language,
        question=question,
        forms=FORMS,
        form=form,
        header=header,
        columns=columns,
        others=[name for name in (*(field.name for field in FIELDS), MODULES) if name not in columns],
        is_default=columns == DEFAULT,
        none_chosen=request.args.get("columns") == "",
        moved=request.args.get("moved", ""),
        rows=rows,
        unfit=_unfit(wanted, Layout(form="sjis", columns=columns, language=header)) if rows <= _CHECKED_ROWS else None,
        kept=urlencode(question | {"columns": ",".join(columns), "header": header}),
        name_length=VIEW_NAME_LENGTH,
        default=urlencode(question | {"header": header, "form": form}),
    )


def moved(columns: Sequence[str], *, name: str, up: bool) -> tuple[str, ...]:
    """The columns with this one a place further to the front, or to the back."""
    order = list(columns)
    if name in order:
        place = order.index(name)
        order.insert(max(0, place - 1) if up else place + 1, order.pop(place))
    return tuple(order)


def _chosen(question: Mapping[str, str], *, language: str) -> Response:
    columns = choose(request.args.getlist("column"))[0] if request.args.getlist("column") else ()
    direction, _, name = request.args.get("move", "").partition(":")
    columns = moved(columns, name=name, up=direction == "up")
    form = _form()
    kept = {**question, "columns": ",".join(columns), "header": _header(language)}
    if "take" in request.args and columns:
        path = _PATHS[form]
    else:
        path, kept = "reports/download", {**kept, "form": form} | ({"moved": f"{direction}:{name}"} if name else {})
    answer = redirect(f"/app/{language}/{path}?{urlencode(kept)}", code=303)
    assert isinstance(answer, Response)
    return answer


def _form() -> str:
    wanted = request.args.get("form", "")
    return wanted if wanted in FORMS else "xlsx"


def _header(language: str) -> str:
    wanted = request.args.get("header", "")
    return wanted if wanted in LANGUAGES else language


def _unfit(wanted: RosterFilter, layout: Layout) -> dict[str, Any]:
    """How many cells Shift_JIS cannot hold, and the characters that it has not."""
    source, zone = server().exporting.source, server().settings.timezone
    cells = list_unfit(wanted, layout, source=source, zone=zone)
    letters = dict.fromkeys(letter for cell in cells for letter in cell[3])
    return {"cells": len(cells), "letters": "　".join(letters)}
