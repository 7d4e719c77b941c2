"""Each lesson-writing rule finds what it is for, where it stands, and leaves a sound lesson alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from coursekit.authoring import load_course
from coursekit.authoring.catalog import CATALOG
from coursekit.authoring.lesson_writing.prose import BlockKind, length_of, read_blocks, sentences_of
from tests.unit.authoring.editing import MARK, TEA, copy_tea

pytestmark = pytest.mark.unit

RULES = """
lesson_writing:
  kinds:
    module:
      total_words: [20, 90]
      total_characters: [50, 200]
      sections:
        - id: objectives
        - id: water
          words: 20
          characters: 60
        - id: tool
        - id: quiz
  translation_percent: [150, 400]
  sentence_words: 30
  sentence_characters: 90
  average_sentence_words: 18
  average_sentence_characters: 60
  table_columns: 3
  fact_prefix: "F{number}-"
  compare_amounts: true
"""
ENGLISH, JAPANESE = "content/en/02-brewing.md", "content/ja/02-brewing.md"
KETTLE = "Let the kettle rest before "
LONG = "If " + "and then ".join(f"the {n} kettle rests " for n in ("red", "old", "big", "new", "hot", "top", "far"))
TABLE = "| a | b | c | ‸d |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |\n| 5 | 6 | 7 | 8 |\n\n"

CASES = {
    "W001": (ENGLISH, "## Water {#water}", "## Heat {#heat}"),
    "W002": (ENGLISH, "## Water {#water}", "‸## Water {#tool}", ("## Card {#tool}", "## Card {#water}")),
    "W003": (ENGLISH, "‸## Water {#water}\n\n", "‸## Water {#water}\n\n" + "Let it rest. " * 8 + "\n\n"),
    "W004": (ENGLISH, "Write down", "Write it. " * 40 + "\n\nWrite down"),
    "W005": (JAPANESE, "## 湯 {#water}\n", "‸## 湯 {#water}\n\n" + "湯" * 70 + "。\n"),
    "W006": (ENGLISH, KETTLE, f"{LONG}.\n\n{KETTLE}"),
    "W007": (ENGLISH, KETTLE, f"{LONG}.\n\n" * 4 + KETTLE),
    "W008": (ENGLISH, KETTLE, f"{TABLE}{KETTLE}"),
    "W009": (ENGLISH, KETTLE, f"Look: ‸![](../en/tools/02-brewing-card.md)\n\n{KETTLE}"),
    "W010": (ENGLISH, "Boiling water on", "‸Steeping too long, and boiling water on"),
    "W011": (ENGLISH, "‸covers: [F02-01, F02-02]", "‸covers: [F02-01]"),
    "W013": (JAPANESE, "いれ方を", "‸200円でいれ方を"),
    "W012": (ENGLISH, "covers: [F02-01, F02-02]", "covers: [F02-01, F02-02, ‸F01-01]"),
}


def _course(folder: Path, *edits: tuple[str, str, str]) -> tuple[Path, tuple[str, int] | None]:
    """A copy of the tea course with the rules; where the mark stood in the new text is the answer."""
    root, marked = copy_tea(folder), None
    course = root / "course.yml"
    course.write_text(course.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    for file, old, new in edits:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old.replace(MARK, "") in text, f"{old!r} is not in {file}"
        text = text.replace(old.replace(MARK, ""), new, 1)
        if MARK in text:
            marked = (file, text[: text.index(MARK)].count("\n") + 1)
        path.write_text(text.replace(MARK, ""), encoding="utf-8")
    return root, marked


def _found(root: Path) -> set[tuple[str, str, int]]:
    return {(each.code, each.file, each.line) for each in load_course(root).diagnostics}


def test_sound_lessons_have_no_finding(tmp_path):
    root, _ = _course(tmp_path)

    assert {place for place in _found(root) if "02-brewing" in place[1]} == set()


def test_a_course_that_does_not_ask_is_left_alone():
    assert not any(each.code.startswith("W") for each in load_course(TEA).diagnostics)


@pytest.mark.parametrize("code", CASES)
def test_rule_finds_its_flaw_where_it_stands(code, tmp_path):
    file, old, new, *more = CASES[code]
    root, marked = _course(tmp_path, (file, old, new), *((file, *edit) for edit in more))

    found = {place for place in _found(root) if place[0] == code and "02-brewing" in place[1]}

    assert found
    assert marked is None or (code, *marked) in found, found


def test_every_code_of_lesson_writing_has_a_case():
    assert set(CASES) == {code for code in CATALOG if code.startswith("W")}


def test_a_fact_on_another_page_need_not_be_covered(tmp_path):
    file, old, new, *_ = CASES["W011"]
    facts = "content/facts.yml"
    named = ("- id: F02-02\n", "- id: F02-02\n  page: {}\n")
    root, _ = _course(tmp_path / "there", (file, old, new), (facts, named[0], named[1].format("index.md")))
    lost, _ = _course(tmp_path / "nowhere", (file, old, new), (facts, named[0], named[1].format("lost.md")))

    assert "W011" not in {code for code, *_ in _found(root)}
    assert "W011" in {code for code, path, _ in _found(lost) if path == ENGLISH}


def test_blocks_are_words_without_marks():
    text = (
        "# Title\n\nOne [two](a.md#b)\nthree. {#id}\n\n- four\n- five\n\n> **Rie:** Six.\n>\n"
        "> **Ken:** Seven. **(①)**\n\n"
        "| a | b |\n| --- | --- |\n| [c](d.md) | e |\n\n::: quiz x\n\n"
        "```\ncode\n```\n\n??? note\n\n    Folded words.\n"
    )

    blocks = [(block.line, " ".join(block.text.split()), block.kind.value) for block in read_blocks(text, first_line=1)]

    assert blocks == [
        (3, "One two three.", "prose"),
        (6, "four", "prose"),
        (7, "five", "prose"),
        (9, "Rie: Six.", "quote"),
        (11, "Ken: Seven.", "quote"),
        (13, "a b", "row"),
        (15, "c e", "row"),
        (25, "Folded words.", "prose"),
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Ito met J. Smith at 9:40 p.m. on May 2. The U.S. pair left.", 2),
        ('"Why now?" asked Rie. "Since it rains."', 2),
        ("It cost ¥1.5 million. ¥0.3 million was left…", 2),
        ("no full stop", 1),
    ],
)
def test_english_sentences_end_where_a_reader_pauses(text, sentences):
    assert len([*sentences_of(read_blocks(text, first_line=1)[0], language="en")]) == sentences


def test_japanese_sentences_end_at_their_stops():
    block = read_blocks("「いくらですか」。湯を冷まします。\n茶葉は6gです", first_line=4)[0]

    assert [line for line, _ in sentences_of(block, language="ja")] == [4, 4, 5]
    assert block.kind is BlockKind.PROSE


def test_length_is_told_in_words_or_characters():
    assert length_of(["Two – words"], language="en-GB") == 2
    assert length_of(["二つの 言葉"], language="ja") == 5
