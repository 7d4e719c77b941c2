"""Every code is raised by a case, at its exact place, and by nothing that the case did not change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import coursekit.authoring
from coursekit.authoring import load_course
from coursekit.authoring.catalog import CATALOG
from tests.unit.authoring.cases_course import COURSE, QUIZZES, RULES
from tests.unit.authoring.cases_pages import MARKDOWN, PAGES
from tests.unit.authoring.cases_pools import POOLS
from tests.unit.authoring.cases_reading import READING, SHAPE
from tests.unit.authoring.editing import TEA, Case, check_case, copy_tea

pytestmark = pytest.mark.integration

CASES = [*READING, *SHAPE, *COURSE, *QUIZZES, *RULES, *POOLS, *PAGES, *MARKDOWN]
ELSEWHERE = {"Y001", "Y020"} | {code for code in CATALOG if code[0] in "IW"}
"""Codes that need more than an edit. Their tests stand below, those of writing in test_item_writing.py and
test_lesson_writing.py.
"""


def test_tea_course_has_no_diagnostics() -> None:
    assert load_course(TEA).diagnostics == ()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{index}" for index, case in enumerate(CASES)])
def test_mistake_is_reported_where_it_stands(case: Case, tmp_path: Path) -> None:
    expected, diagnostics = check_case(copy_tea(tmp_path), case)

    found = [(each.code, each.file, each.line, each.column) for each in diagnostics]
    assert [place for place in expected if place not in found] == [], found
    assert {code for code, *_ in found} - {case.code} == case.also, found


def test_folder_in_place_of_a_file_is_unreadable(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    (root / "content/facts.yml").unlink()
    (root / "content/facts.yml").mkdir()

    diagnostics = load_course(root).diagnostics

    assert [(each.code, each.file) for each in diagnostics] == [("Y001", "content/facts.yml")]


def test_link_out_of_the_course_is_refused(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    (tmp_path / "outside.yml").write_text("- id: secret\n", encoding="utf-8")
    (root / "content/facts.yml").unlink()
    (root / "content/facts.yml").symlink_to(tmp_path / "outside.yml")

    diagnostics = load_course(root).diagnostics

    assert [(each.code, each.file) for each in diagnostics] == [("Y020", "content/facts.yml")]


def test_every_code_has_a_case() -> None:
    assert {case.code for case in CASES} | ELSEWHERE == set(CATALOG)


def test_every_code_that_the_program_names_is_in_the_catalogue() -> None:
    source = Path(coursekit.authoring.__file__).parent
    named = {
        code
        for path in source.rglob("*.py")
        if path.parent.name != "catalog"
        for code in re.findall(r'"([YSCQILMW]\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert named == set(CATALOG)


def test_all_mistakes_come_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    for case in (COURSE[4], QUIZZES[5], PAGES[2], MARKDOWN[0]):
        check_case(root, case)

    found = [(each.code, each.file) for each in load_course(root).diagnostics]

    assert found == [
        ("M001", "content/en/01-leaves.md"),
        ("L003", "content/ja/index.md"),
        ("C003", "course.yml"),
        ("Q004", "quizzes/02-brewing.yml"),
    ]
