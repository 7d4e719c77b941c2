"""`course fmt` puts files in order and says nothing else than they did."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.authoring import DEFAULT_LIMITS, load_course
from coursekit.authoring.formatting import format_course, format_text
from coursekit.authoring.numbering import next_entry_id, next_question_id
from coursekit.authoring.report import Report
from coursekit.authoring.yaml_reader import read_yaml
from tests.unit.authoring.editing import TEA, copy_tea

pytestmark = pytest.mark.integration

QUIZ = (TEA / "quizzes" / "02-brewing.yml").read_text(encoding="utf-8")

TIDY = [
    ("a: 1  \nb: 2\t\n", "a: 1\nb: 2\n"),
    ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
    ("\ufeffa: 1\n", "a: 1\n"),
    ("a: 1", "a: 1\n"),
    ("a: 1\n\n\n", "a: 1\n"),
    ("# comment  \n\na:   1   # why  \n", "# comment\n\na:   1   # why\n"),
    ("a: |\n  kept  \n  here\nb: 1  \n", "a: |\n  kept  \n  here\nb: 1\n"),
    ("a: >-\n  kept  \n  here\n", "a: >-\n  kept  \n  here\n"),
    ('a: "kept  \n  here"\n', 'a: "kept  \n  here"\n'),
    ("a: |+\n  kept\n\n", "a: |+\n  kept\n\n"),
    ("a: |\n  end", "a: |\n  end"),
    ("a: b: c  \n", "a: b: c  \n"),
    ("", ""),
]

FILLED = [
    (
        "questions:\n  - type: single\n    stem: x\n",
        "questions:\n  - id: 01-x-q1\n    type: single\n    stem: x\n",
    ),
    (
        "questions:\n  - id: t-q4\n  - type: short # why\n  - {type: branch}\n",
        "questions:\n  - id: t-q4\n  - id: t-q10\n    type: short # why\n  - {id: t-q11, type: branch}\n",
    ),
    (
        "options:\n  - id: a\n  -   text: x\n  - id:\n    text: y\n  - id: ~\n    text: z\n",
        "options:\n  - id: a\n  -   id: b\n      text: x\n  - id: c\n    text: y\n  - id: ~\n    text: z\n",
    ),
    (
        "items:\n  - text: x\n  - id: s7\n  - # first\n    text: y\n",
        "items:\n  - id: s8\n    text: x\n  - id: s7\n  - # first\n    id: s9\n    text: y\n",
    ),
    (
        "premises: [{text: x}]\nresponses:\n- text: y\n",
        "premises: [{id: p1, text: x}]\nresponses:\n- id: r1\n  text: y\n",
    ),
    ("options:\n  - just text\n  - {}\n", "options:\n  - just text\n  - {}\n"),
]


@pytest.mark.parametrize(("before", "after"), TIDY)
def test_text_is_put_in_order(before: str, after: str) -> None:
    assert format_text(before) == after


@pytest.mark.parametrize(("before", "after"), FILLED)
def test_missing_ids_are_filled_in_and_nothing_else_moves(before: str, after: str) -> None:
    assert format_text(before, name="01-x", taken={"t-q9"}) == after


def test_ids_are_filled_in_quiz_files_only() -> None:
    assert format_text("options:\n  - text: x\n") == "options:\n  - text: x\n"


@pytest.mark.parametrize(
    ("own", "taken", "expected"),
    [
        (["tea-01-q1", "tea-01-q3"], [], "tea-01-q4"),
        (["tea-01-q1"], ["tea-01-q8"], "tea-01-q9"),
        (["a-1", "b-1", "b-2"], [], "b-3"),
        (["intro"], [], "01-leaves-q1"),
        ([], ["01-leaves-q2"], "01-leaves-q3"),
    ],
)
def test_question_gets_the_number_after_the_highest(own: list[str], taken: list[str], expected: str) -> None:
    assert next_question_id(own, taken=taken, name="01-leaves") == expected


@pytest.mark.parametrize(
    ("own", "prefix", "expected"),
    [([], "", "a"), (["a", "c"], "", "d"), (["z"], "", None), (["s2", "x"], "s", "s3"), ([], "p", "p1")],
)
def test_entry_goes_on_where_the_list_ends(own: list[str], prefix: str, expected: str | None) -> None:
    assert next_entry_id(own, prefix=prefix) == expected


def _data(text: str) -> Any:
    document = read_yaml(text, report=Report(""), limits=DEFAULT_LIMITS)
    return None if document is None else document.data


def _without_ids(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_ids(value) for key, value in data.items() if key != "id"}
    return [_without_ids(item) for item in data] if isinstance(data, list) else data


@st.composite
def damaged_quizzes(draw: st.DrawFn) -> str:
    """The quiz with some ids gone, spaces behind some lines, and other line ends."""
    lines = QUIZ.split("\n")
    for index in draw(st.sets(st.integers(0, len(lines) - 1), max_size=12)):
        line = lines[index]
        change = draw(st.sampled_from(["space", "tab", "id", "empty", "blank", "cut"]))
        if change == "id" and "- id:" in line and index + 1 < len(lines):
            lines[index], lines[index + 1] = "# gone", line.split("- id:")[0] + "- " + lines[index + 1].lstrip()
        elif change == "empty" and "id:" in line:
            lines[index] = line.split("id:")[0] + "id:"
        elif change == "cut":
            lines[index] = line[: draw(st.integers(0, len(line)))]
        else:
            lines[index] = line + {"space": "  ", "tab": "\t", "blank": "\n\n"}.get(change, "")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join("\n".join(lines).split("\n")) + draw(st.sampled_from(["", end, end * 3]))


@settings(max_examples=60, deadline=None)
@given(damaged_quizzes())
def test_formatting_twice_changes_nothing_and_data_stays(text: str) -> None:
    once = format_text(text, name="02-brewing", taken={"tea-02-q9"})

    assert format_text(once, name="02-brewing", taken={"tea-02-q9"}) == once
    assert _without_ids(_data(once)) == _without_ids(_data(text.replace("\r\n", "\n")))


def test_course_in_order_stays_as_it_is() -> None:
    assert format_course(TEA, write=False) == ()


def test_course_is_put_in_order_once(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    quiz = root / "quizzes" / "01-leaves.yml"
    quiz.write_bytes(quiz.read_bytes().replace(b"  - id: tea-01-q4\n    type", b"  - type").replace(b"\n", b"\r\n"))
    quiz.chmod(0o640)
    broken = root / "content" / "facts.yml"
    broken.write_bytes(b"a: b: c  ")

    assert format_course(root, write=False) == ("quizzes/01-leaves.yml",)
    assert format_course(root, write=True) == ("quizzes/01-leaves.yml",)
    assert format_course(root, write=True) == ()

    assert quiz.read_bytes() == (TEA / "quizzes" / "01-leaves.yml").read_bytes()
    assert quiz.stat().st_mode & 0o777 == 0o640
    assert broken.read_bytes() == b"a: b: c  "


def test_new_ids_are_unique_in_the_course(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    first, second = root / "quizzes" / "01-leaves.yml", root / "quizzes" / "02-brewing.yml"
    leaves = first.read_text(encoding="utf-8").replace("tea-01-q", "tea-q").replace("- id: tea-q4\n    type", "- type")
    first.write_text(leaves, encoding="utf-8")
    brewing = re.sub(r"tea-02-q(\d)", lambda match: f"tea-q{int(match[1]) + 3}", second.read_text(encoding="utf-8"))
    second.write_text(brewing, encoding="utf-8")

    format_course(root, write=True)

    loaded = load_course(root)
    assert loaded.diagnostics == ()
    assert loaded.course is not None
    quiz = loaded.course.find_quiz("01-leaves")
    assert quiz is not None
    assert [question.id for question in quiz.questions] == ["tea-q1", "tea-q2", "tea-q3", "tea-q8"]
