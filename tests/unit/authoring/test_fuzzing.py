"""Whatever a file holds, the answer is diagnostics; and what is accepted compiles.

More examples: HYPOTHESIS_EXAMPLES=5000 python -m pytest tests/unit/authoring/test_fuzzing.py
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coursekit.authoring import Loaded, load_course
from coursekit.authoring.formatting import format_text
from coursekit.bundle import compile_course, course_from_data, course_to_data
from tests.unit.authoring.editing import TEA, copy_tea

pytestmark = pytest.mark.integration

FILES = [
    "course.yml",
    "content/facts.yml",
    "content/glossary.yml",
    "content/misconceptions.yml",
    "content/references.yml",
    "content/en/02-brewing.md",
    "content/ja/tools/02-brewing-card.md",
    "quizzes/00-self-check.yml",
    "quizzes/00-welcome.yml",
    "quizzes/01-leaves.yml",
    "quizzes/02-brewing.yml",
]
YAML_FILES = [file for file in FILES if file.endswith(".yml")]
ORIGINALS = {file: (TEA / file).read_bytes() for file in FILES}
DATA = {file: yaml.safe_load(ORIGINALS[file]) for file in YAML_FILES}

fuzz = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PIECES = st.sampled_from(
    [
        *("- ", ": ", ":", "#", "'", '"', "|", ">-", "&a ", "*a", "!!str ", "<<: ", "{", "}", "[", "]", "? ", "---\n"),
        *(
            "\t",
            "\n",
            "\r",
            "\x00",
            "\x1b",
            "\u2028",
            "\ufeff",
            "\u202e",
            "：",
            "　",
            "~",
            "null",
            "yes",
            "1e999",
            "-0",
        ),
        *(
            "](",
            "[@",
            "::: quiz",
            "<script",
            "{: onclick=",
            "`",
            "```\n",
            "# ",
            "{#a}",
            "javascript:",
            "🍵",
            "é",
            "9" * 50,
        ),
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["", " ", "a", "n1", "r1", "en", "ja", "single", "branch", "02-brewing", "tea-01-q1", "M01-1"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_tea(tmp_path_factory.mktemp("fuzz"))


def check(root: Path, file: str, data: bytes) -> Loaded:
    """Load the course with this in the place of one file, and hold what must always hold."""
    try:
        (root / file).write_bytes(data)
        loaded = load_course(root)
    finally:
        (root / file).write_bytes(ORIGINALS[file])
    assert list(loaded.diagnostics) == sorted(loaded.diagnostics, key=lambda each: (each.file, each.line, each.column))
    for each in loaded.diagnostics:
        assert each.line >= 1
        assert each.column >= 1
        assert each.message.keys() == each.remedy.keys() == {"en", "ja"}
        assert all(text.replace("\u3000", "").isprintable() for text in (*each.message.values(), *each.remedy.values()))
    if loaded.course is not None:
        compiled = compile_course(loaded.course)
        assert course_from_data(course_to_data(compiled)) == compiled
    return loaded


@fuzz
@given(file=st.sampled_from(FILES), data=st.binary(max_size=400))
def test_random_bytes_give_diagnostics(tea: Path, file: str, data: bytes) -> None:
    check(tea, file, data)


@fuzz
@given(file=st.sampled_from(FILES), text=st.lists(PIECES, max_size=40).map("".join))
def test_random_syntax_gives_diagnostics(tea: Path, file: str, text: str) -> None:
    check(tea, file, text.encode())


@fuzz
@given(file=st.sampled_from(FILES), data=st.data())
def test_damaged_file_gives_diagnostics(tea: Path, file: str, data: st.DataObject) -> None:
    content = ORIGINALS[file]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 30))
        new = data.draw(st.one_of(PIECES.map(str.encode), st.binary(max_size=6)))
        content = content[:start] + new + content[end:]

    check(tea, file, content)


@fuzz
@given(file=st.sampled_from(YAML_FILES), data=st.data())
def test_changed_values_give_diagnostics(tea: Path, file: str, data: st.DataObject) -> None:
    changed = copy.deepcopy(DATA[file])
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(_places(changed))))
        action = data.draw(st.sampled_from(["replace", "delete", "repeat", "add"]))
        if action == "delete":
            del holder[key]
        elif action == "repeat" and isinstance(holder, list):
            holder.insert(0, copy.deepcopy(holder[key]))
        elif action == "add" and isinstance(holder, dict):
            holder[data.draw(st.text(max_size=8))] = data.draw(VALUES)
        else:
            holder[key] = data.draw(VALUES)
        if not changed:
            break

    check(tea, file, yaml.safe_dump(changed, allow_unicode=True, sort_keys=False).encode("utf-8", "replace"))


@fuzz
@given(file=st.sampled_from(YAML_FILES), pieces=st.lists(PIECES, min_size=1, max_size=4), data=st.data())
def test_formatting_never_fails_and_settles(file: str, pieces: list[str], data: st.DataObject) -> None:
    text = ORIGINALS[file].decode()
    for piece in pieces:
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + piece + text[at:]

    once = format_text(text, name="02-brewing", taken=set())

    assert format_text(once, name="02-brewing", taken=set()) == once


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place at which something stands: (holder, key or index)."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield data, key
        yield from _places(value)
