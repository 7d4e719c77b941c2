"""The committed JSON Schemas are those of the program, and agree with its checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from coursekit.authoring.schema.json_schema import render_schemas
from tests.unit.authoring.editing import TEA

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
SCHEMAS = render_schemas(["en", "ja"])
FILES = {
    "course.schema.json": ["course.yml"],
    "facts.schema.json": ["content/facts.yml"],
    "glossary.schema.json": ["content/glossary.yml"],
    "misconceptions.schema.json": ["content/misconceptions.yml"],
    "quiz.schema.json": ["quizzes/00-welcome.yml", "quizzes/01-leaves.yml", "quizzes/02-brewing.yml"],
    "references.schema.json": ["content/references.yml"],
    "self-check.schema.json": ["quizzes/00-self-check.yml"],
}


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMAS[name]))


def _brewing() -> Any:
    return yaml.safe_load((TEA / "quizzes/02-brewing.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_committed_schema_is_up_to_date(name: str) -> None:
    committed = (ROOT / "schemas" / name).read_text(encoding="utf-8")
    assert committed == SCHEMAS[name], "run: course schema"


def test_no_other_schema_is_committed() -> None:
    assert {path.name for path in (ROOT / "schemas").iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, files in FILES.items() for file in files])
def test_schema_accepts_the_tea_course(name: str, file: str) -> None:
    data = yaml.safe_load((TEA / file).read_text(encoding="utf-8"))
    assert [error.message for error in _validator(name).iter_errors(data)] == []


def test_schema_refuses_what_the_check_refuses() -> None:
    validator = _validator("quiz.schema.json")
    for change in (
        lambda quiz: quiz["questions"][0].pop("stem"),
        lambda quiz: quiz["questions"][0]["stem"].pop("ja"),
        lambda quiz: quiz["questions"][0].update(accept=["x"]),
        lambda quiz: quiz["questions"][0]["answer"].update(value="much"),
        lambda quiz: quiz["questions"][0]["feedback"]["near_misses"][0].pop("ja"),
        lambda quiz: quiz["questions"][3]["nodes"]["n1"].pop("options"),
        lambda quiz: quiz.update(schema="quiz/v2"),
    ):
        quiz = _brewing()
        change(quiz)
        assert not validator.is_valid(quiz)


def test_schema_of_a_course_asks_for_its_own_languages() -> None:
    text = json.loads(render_schemas(["fr"])["quiz.schema.json"])["$defs"]["Text"]
    assert (text["required"], list(text["properties"])) == (["fr"], ["fr"])


def test_help_of_every_described_field_is_in_both_languages() -> None:
    for name, text in SCHEMAS.items():
        for description in _descriptions(json.loads(text)):
            english, blank, japanese = description.partition("\n\n")
            assert english.isascii(), (name, description)
            assert blank, (name, description)
            assert not japanese.isascii(), (name, description)


def _descriptions(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in _descriptions(item)]
    if not isinstance(node, dict):
        return []
    own = [node["description"]] if isinstance(node.get("description"), str) else []
    return own + [found for value in node.values() for found in _descriptions(value)]
