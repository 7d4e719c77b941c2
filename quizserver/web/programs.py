"""What programs fetch with a token of the scope `report`: the files of the report's page, for a nightly job."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import Blueprint, Response, request

from quizserver.domain.asking import RESULTS, SORTS, STATUSES
from quizserver.errors import InvalidBody, NotFound, UnfitForEncoding
from quizserver.web.columns import choose
from quizserver.web.context import request_language
from quizserver.web.errors import STATUS, error_body
from quizserver.web.exports import column_names, report_file, report_layout
from quizserver.web.replying import json_reply
from quizserver.web.words import LANGUAGES

__all__ = ["blueprint"]

blueprint = Blueprint("programs", __name__, url_prefix="/api/v1/exports")

_FORMS = {"csv": "csv", "sjis.csv": "sjis", "xlsx": "xlsx", "jsonl": "jsonl", "pdf": "pdf"}
_WORDS: Mapping[str, Collection[str]] = {
    "status": STATUSES,
    "result": RESULTS,
    "sort": SORTS,
    "dir": ("asc", "desc"),
    "header": LANGUAGES,
    "language": LANGUAGES,
}
_FREE = frozenset(
    {"course", "cohort", "department", "q", "due_from", "due_to", "done_from", "done_to", "learner_language", "columns"}
)


@blueprint.get("/report.<form>")
def export_report(form: str) -> Response:
    """The report as a file; `pdf` is its summary. A manager's token has the own department.

    What cannot be understood is refused. A page may pass a misspelled filter over, since people see what they get; a
    job at night would drop the wrong file.
    """
    if form not in _FORMS:
        raise NotFound
    _check_arguments()
    language = request_language()
    try:
        return report_file(report_layout(_FORMS[form], language=language), language=language)
    except UnfitForEncoding as refusal:
        body = error_body("unfit_for_encoding", language=language, facts={"count": len(refusal.unfit)})
        names = ("row", "column", "text", "characters")
        body["unfit"] = [dict(zip(names, cell, strict=True)) for cell in refusal.unfit]
        return json_reply(body, status=STATUS["unfit_for_encoding"])


def _check_arguments() -> None:
    """Raises InvalidBody for an argument that does not exist, stands twice, or says what is not understood."""
    for name in request.args.keys() - {"page"}:
        values = request.args.getlist(name)
        known = name in _FREE or (name in _WORDS and values[0] in _WORDS[name])
        if not known or len(values) > 1:
            raise InvalidBody(field=name[:40])
    if choose(column_names())[1]:
        raise InvalidBody(field="columns")
