"""`quizserver usage`: how many stored answers and results certain questions and quizzes have, as JSON."""

from __future__ import annotations

import json
from typing import Any, TextIO

import click

from quizserver.cli.running import fail, read_settings
from quizserver.errors import QuizserverError, StorageUnavailable
from quizserver.services.using import measure_usage, usage_data
from quizserver.storage import find_version, latest_version, open_database

__all__ = ["usage"]


@click.command()
@click.argument("course")
@click.option("--question", "questions", multiple=True, help="The id of a question; may be repeated.")
@click.option("--quiz", "quizzes", multiple=True, help="The name of a quiz; may be repeated.")
@click.option("--wanted", type=click.File(encoding="utf-8"), help="JSON with questions and quizzes; - is stdin.")
def usage(course: str, questions: tuple[str, ...], quizzes: tuple[str, ...], wanted: TextIO | None) -> None:
    """Count, for the COURSE with this id, the stored answers to questions or in quizzes. Changes nothing; no names."""
    asked = _read(wanted) if wanted else {}
    settings = read_settings()
    if settings.embedded and not (settings.data / "course.db").is_file():
        fail(f"There is no database in {settings.data}.")
    try:
        database = open_database(settings.database_url, readers=2)
        try:
            with database.reading() as connection:
                version = find_version(connection)
            if version != latest_version():
                fail("The database has another schema than this version needs. Run: quizserver migrate")
            found = measure_usage(
                database,
                course_id=course,
                questions=[*questions, *asked.get("questions", [])],
                quizzes=[*quizzes, *asked.get("quizzes", [])],
            )
        finally:
            database.close()
    except StorageUnavailable as error:
        fail(f"The database cannot be read: {error.facts.get('reason', 'it does not answer')}")
    except QuizserverError as error:
        fail(str(error))
    click.echo(json.dumps(usage_data(found, course_id=course), ensure_ascii=False, indent=1))


def _read(file: TextIO) -> dict[str, Any]:
    try:
        found = json.load(file)
    except ValueError as error:
        fail(f"--wanted is no JSON ({error}).")
    if not isinstance(found, dict):
        fail('--wanted holds no {"questions": […], "quizzes": […]}.')
    return found
