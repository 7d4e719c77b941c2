"""The vectors define grading for every interpreter of the rules: see tests/vectors/grading/README.md."""

import json
from pathlib import Path

import pytest

from coursekit.grading import grade_response, rule_from_data, rule_to_data

pytestmark = pytest.mark.unit

VECTORS = Path(__file__).parents[2] / "vectors" / "grading"


def _cases():
    for file in sorted(VECTORS.glob("*.json")):
        for group in json.loads(file.read_text(encoding="utf-8"))["groups"]:
            for case in group["cases"]:
                yield pytest.param(group["rule"], case, id=case["id"])


CASES = list(_cases())


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_response_is_graded_as_the_vector_says(rule, case):
    grade = grade_response(rule_from_data(rule), case["response"], language=case["language"])

    assert {"units": grade.units, "status": grade.status, "reason": grade.reason} == case["expect"]
    assert grade.max_units == rule["max_units"]


def test_there_are_enough_vectors_with_unique_ids():
    ids = [case.id for case in CASES]

    assert len(ids) >= 150
    assert len(set(ids)) == len(ids)


def test_every_type_has_its_file():
    names = {file.stem for file in VECTORS.glob("*.json")}

    assert names == {"single", "multiple", "truefalse", "ordering", "matching", "numeric", "short", "branch"}


@pytest.mark.parametrize("rule", [pytest.param(case.values[0], id=case.id) for case in CASES[::20]])
def test_rule_survives_being_written_and_read(rule):
    assert rule_to_data(rule_from_data(rule)) == rule
