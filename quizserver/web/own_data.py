"""My own data as one file: JSON for programs, a CSV per section for Excel, and a page that says what is what."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response

from quizserver.domain.csv_text import csv_lines
from quizserver.web.columns import day
from quizserver.web.context import server, signed_in
from quizserver.web.moments import timestamp
from quizserver.web.words import LANGUAGES, words

__all__ = ["blueprint"]

blueprint = Blueprint("own_data", __name__, url_prefix="/app/<any(en,ja):language>")


@blueprint.get("/account/data.zip")
def download(language: str) -> Response:
    """Everything that is kept about whoever is signed in."""
    sections = _readable(server().own_data.collect(user_id=signed_in().user_id))
    today = day(server().clock(), server().settings.timezone)
    response = Response(_archive(sections, language), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="own-data-{today}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _archive(sections: Mapping[str, Sequence[Mapping[str, Any]]], language: str) -> bytes:
    # In the reader's language first.
    readers = [language, *(other for other in LANGUAGES if other != language)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "\n\n".join(words(reader)("own_data.readme") for reader in readers))
        archive.writestr("data.json", json.dumps(sections, ensure_ascii=False, indent=1))
        for name, rows in sections.items():
            archive.writestr(f"{name}.csv", _csv(rows))
    return file.getvalue()


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    header = list(dict.fromkeys(name for row in rows for name in row))
    return b"".join(csv_lines(header, [[_cell(row.get(name)) for name in header] for row in rows]))


def _cell(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _readable(sections: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """With moments as RFC 3339 in UTC."""
    return {
        name: [{key: _moment(key, value) for key, value in row.items()} for row in rows]
        for name, rows in sections.items()
    }


def _moment(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _moment(key, inner) for key, inner in value.items()}
    is_moment = (name == "at" or name.endswith("_at")) and isinstance(value, int)
    return timestamp(value) if is_moment else value
