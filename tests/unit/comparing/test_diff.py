"""`course diff` against a real git repository: each kind of change by its name, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner

import coursekit.comparing
from coursekit.cli import main
from coursekit.comparing.reporting import words
from tests.unit.authoring.cases_pools import BASE, POOL
from tests.unit.authoring.editing import Edit, apply_edit, copy_tea

pytestmark = pytest.mark.integration

LEAVES, BREWING, WELCOME = "quizzes/01-leaves.yml", "quizzes/02-brewing.yml", "quizzes/00-welcome.yml"
EXAM = "quizzes/04-exam.yml"


def git(root: Path, *arguments: str) -> str:
    """Run git as somebody."""
    who = ["-c", "user.name=Trainer", "-c", "user.email=trainer@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(root), *who, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The tea course, committed on a branch called main, with a pool that no page asks for."""
    course = copy_tea(tmp_path)
    (course / EXAM).write_text(POOL.replace("BASE", BASE), encoding="utf-8")
    git(course, "init", "--quiet", "--initial-branch", "main")
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "--message", "Serve tea")
    return course


def diff(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command; exit code and what it said."""
    result = CliRunner().invoke(main, ["diff", *arguments, str(root)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def changes(root: Path, *, language: str = "en") -> list[dict[str, str]]:
    """The changes against main."""
    code, said, wrong = diff(root, "main", "--json", "--lang", language)
    assert (code, wrong) == (0, "")
    return list(json.loads(said)["changes"])


def told(root: Path, *edits: Edit) -> set[tuple[str, str, str]]:
    """(group, kind, subject) of every change after these edits."""
    for edit in edits:
        apply_edit(root, edit)
    return {(each["group"], each["kind"], each["subject"]) for each in changes(root)}


def test_nothing_changed_is_said_so(root: Path) -> None:
    code, said, _ = diff(root, "main", "--lang", "en")

    assert code == 0
    assert "Nothing has changed" in said
    assert re.search(r"^Compared with main \([0-9a-f]{12}\)$", said, re.M)


Q = "tea-02-q"
AS_EXAM = (
    "      attempts: 3\n      mode: exam\n      time_limit_minutes: 9\n      retake_after_hours: 1\n      counts: last"
)
SERVING = """\
---
id: tea-03
slug: 03-serving
order: 3
lang: LANG
title: Serving
summary: Serving
objectives: [{id: LO-03-1, bloom: apply, text: Serve.}]
minutes: {read: 1, do: 1, quiz: 0}
license: CC-BY-4.0
parity: {revision: 1}
---

## Cups {#cups}
"""
CASES: dict[str, tuple[list[Edit], set[tuple[str, str, str]]]] = {
    "key": (
        [
            Edit(WELCOME, "      - id: a\n        misconception: M01-2\n", "      - id: a\n        correct: true\n"),
            Edit(WELCOME, "      - id: b\n        correct: true\n", "      - id: b\n        misconception: M01-2\n"),
        ],
        {("meaning", "key", "tea-00-q1"), ("about", "misconception", "tea-00-q1")},
    ),
    "true or false": (
        [Edit(WELCOME, "    answer: false", "    answer: true")],
        {("meaning", "answer", "tea-00-q2")},
    ),
    "points": (
        [Edit(BREWING, "facts: [F02-02]\n    points: 1", "facts: [F02-02]\n    points: 3")],
        {("meaning", "points", Q + "1")},
    ),
    "value": ([Edit(BREWING, "      value: 1500", "      value: 1600")], {("meaning", "value", Q + "1")}),
    "tolerance": ([Edit(BREWING, "tolerance: 0", "tolerance: 50")], {("meaning", "tolerance", Q + "1")}),
    "factor": ([Edit(BREWING, "factor: 1000", "factor: 100")], {("meaning", "factor", Q + "1")}),
    "near miss": (
        [Edit(BREWING, "        - value: 3000", "        - value: 3100")],
        {("meaning", "added", Q + "1"), ("meaning", "removed", Q + "1")},
    ),
    "weight": (
        [Edit(BREWING, "          - id: b\n            points: 1\n", "          - id: b\n            points: 2\n")],
        {("meaning", "weight", Q + "4")},
    ),
    "way": (
        [
            Edit(BREWING, "next: end_good", "next: end_other"),
            Edit(BREWING, "next: end_strong", "next: end_good"),
            Edit(BREWING, "next: end_other", "next: end_strong"),
        ],
        {("meaning", "next", Q + "4")},
    ),
    "accepted form": (
        [Edit(LEAVES, "      - 釜炒り\n", "      - 釜炒り\n      - 釜いり\n")],
        {("meaning", "added", "tea-01-q1")},
    ),
    "same form": ([Edit(LEAVES, "      - steam\n", "      - STEAM\n")], set()),
    "pair": (
        [
            Edit(LEAVES, "answer: r2", "answer: rX"),
            Edit(LEAVES, "answer: r3", "answer: r2"),
            Edit(LEAVES, "answer: rX", "answer: r3"),
        ],
        {("meaning", "pair", "tea-01-q4")},
    ),
    "reworded": (
        [
            Edit(BREWING, "en: Use cooler water.", "en: Use some cooler water."),
            Edit(BREWING, "en: Waiting makes a bitter cup more bitter.", "en: Waiting makes it more bitter."),
        ],
        {("wording", "reworded", Q + "3"), ("wording", "feedback", Q + "3")},
    ),
    "numbers": (
        [Edit(BREWING, "Twelve guests get one cup of 125 ml each.", "Twelve guests get one cup of 150 ml each.")],
        {("meaning", "numbers", Q + "1")},
    ),
    "another text": (
        [Edit(BREWING, "en: Use cooler water.", "en: Xyz."), Edit(BREWING, "ja: 湯の温度を下げる。", "ja: 別。")],
        {("meaning", "rewritten", Q + "3")},
    ),
    "level": (
        [Edit(BREWING, "type: branch\n    bloom: evaluate", "type: branch\n    bloom: analyze")],
        {("about", "bloom", Q + "4")},
    ),
    "renamed": ([Edit(BREWING, "- id: tea-02-q1\n", "- id: tea-02-q9\n")], {("meaning", "renamed", "tea-02-q9")}),
    "pass mark": (
        [Edit("course.yml", "      pass_percent: 50", "      pass_percent: 60")],
        {("meaning", "pass_percent", "02-brewing")},
    ),
    "limit": ([Edit("course.yml", "      attempts: 3", "      attempts: 4")], {("meaning", "attempts", "02-brewing")}),
    "exam": (
        [Edit("course.yml", "      attempts: 3", AS_EXAM)],
        {("meaning", kind, "02-brewing") for kind in ("mode", "time_limit_minutes", "retake_after_hours", "counts")},
    ),
    "completion": ([Edit("course.yml", "rule: CompletedAndPassed", "rule: Passed")], {("meaning", "completion", "")}),
    "draw": (
        [Edit(EXAM, "{id: name, draw: 1}", "{id: name, draw: 2}"), Edit(EXAM, "enemies: [exam-3]", "enemies: []")],
        {("meaning", "draw", "04-exam"), ("meaning", "enemies", "exam-2")},
    ),
    "balance": (
        [Edit(EXAM, "at_least: 1", "at_least: 2"), Edit(EXAM, "setting: shop, enemies", "setting: home, enemies")],
        {("meaning", "balance", "04-exam"), ("meaning", "setting", "exam-2")},
    ),
    "quiz gone": ([Edit(EXAM, None, None)], {("meaning", "quiz_removed", "04-exam")}),
    "published": (
        [
            Edit("course.yml", "    planned:\n      en: Serving guests\n      ja: お客様に出す\n", ""),
            *(Edit(f"content/{each}/03-serving.md", None, SERVING.replace("LANG", each)) for each in ("en", "ja")),
        ],
        {
            ("meaning", "module_published", "03-serving"),
            ("wording", "module_title", "03-serving"),
            ("meaning", "page_added", ""),
        },
    ),
    "page": (
        [Edit("content/en/02-brewing.md", "## Water {#water}\n", "## Water {#water}\n\nNew.\n")],
        {("wording", "page_reworded", "")},
    ),
    "page with another meaning": (
        [Edit(f"content/{language}/02-brewing.md", "revision: 2", "revision: 3") for language in ("en", "ja")],
        {("meaning", "page_revised", "")},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_change_is_called_by_its_name(root: Path, name: str) -> None:
    edits, expected = CASES[name]

    assert told(root, *edits) == expected


def _move(root: Path, file: str, *, mark: str, order: str) -> None:
    """Put the blocks that begin with the mark into another order: "ba" is the second before the first."""
    path = root / file
    head, *blocks = path.read_text(encoding="utf-8").split(mark)
    moved = [blocks["abcd".index(letter)] for letter in order]
    path.write_text(head + "".join(mark + block.rstrip("\n") + "\n" for block in moved), encoding="utf-8")


def test_other_order_of_questions_is_no_change_of_meaning(root: Path) -> None:
    _move(root, BREWING, mark="\n  - id: tea-02-", order="bacd")

    assert told(root) == {("order", "questions_reordered", "02-brewing")}


def test_other_order_of_options_is_no_change_of_meaning(root: Path) -> None:
    path = root / WELCOME
    text = path.read_text(encoding="utf-8")
    first, second = text.index("      - id: a\n"), text.index("      - id: b\n")
    third = text.index("      - id: c\n")
    moved = text[:first] + text[second:third] + text[first:second] + text[third:]
    path.write_text(moved, encoding="utf-8")

    assert told(root) == {("order", "reordered", "tea-00-q1")}


def test_other_order_of_steps_is_another_key(root: Path) -> None:
    path = root / BREWING
    text = path.read_text(encoding="utf-8")
    first, second, third = (text.index(f"      - id: s{number}\n") for number in (1, 2, 3))
    path.write_text(text[:first] + text[second:third] + text[first:second] + text[third:], encoding="utf-8")

    found = changes(root)

    assert [(each["group"], each["kind"], each["message"]) for each in found] == [
        ("meaning", "order_key", "The right order is now s2 → s1 → s3 → s4; it was s1 → s2 → s3 → s4.")
    ]


def test_question_in_another_quiz_has_moved(root: Path) -> None:
    path, other = root / WELCOME, root / LEAVES
    text = path.read_text(encoding="utf-8")
    start = text.index("  - id: tea-00-q2\n")
    path.write_text(text[:start], encoding="utf-8")
    other.write_text(other.read_text(encoding="utf-8").rstrip("\n") + "\n\n" + text[start:], encoding="utf-8")

    assert told(root) == {("meaning", "moved", "tea-00-q2")}


def test_questions_come_and_go(root: Path) -> None:
    path = root / WELCOME
    text = path.read_text(encoding="utf-8")
    start = text.index("  - id: tea-00-q2\n")
    new = text[start:].replace("tea-00-q2", "tea-00-q3").replace("The hotter the water", "The older the leaf")
    path.write_text(text[:start] + new, encoding="utf-8")

    assert told(root) == {("meaning", "question_added", "tea-00-q3"), ("meaning", "question_removed", "tea-00-q2")}


def test_sentences_are_those_of_the_language(root: Path) -> None:
    edits, _ = CASES["key"]
    for edit in edits:
        apply_edit(root, edit)

    english, japanese = (changes(root, language=language) for language in ("en", "ja"))

    assert (
        english[0]["message"] == 'The right answer is now a "The week of picking"; it was b "The plant they grow on".'
    )
    assert japanese[0]["message"] == "正解がb「もとになる植物」からa「摘む週」に変わりました。"


def test_text_names_files_groups_and_what_it_did_not_ask(root: Path) -> None:
    apply_edit(root, Edit("course.yml", "      pass_percent: 50", "      pass_percent: 60"))
    apply_edit(root, Edit("content/en/02-brewing.md", "## Water {#water}\n", "## Water {#water}\n\nNew.\n"))

    _, said, _ = diff(root, "main", "--lang", "en")

    assert said.split("\n", 1)[1] == (
        "\nquizzes/02-brewing.yml\n  Meaning\n    02-brewing  The pass mark is now 60 %; it was 50 %.\n"
        "\ncontent/en/02-brewing.md\n  Wording only\n    The text has changed; its revision has not.\n"
        "\nMeaning: 1 · order: 0 · wording: 1 · for trainers: 0\n"
        "Add --server, --database or --data to count the stored answers and results that the changes of meaning "
        "concern.\n"
    )


def test_edition_with_mistakes_is_compared_as_far_as_it_goes(root: Path) -> None:
    apply_edit(root, Edit(BREWING, "start: n1", "start: n9"))
    git(root, "commit", "--quiet", "--all", "--message", "Break it")
    apply_edit(root, Edit(BREWING, "start: n9", "start: n1"))

    _, said, _ = diff(root, "main", "--lang", "en")

    assert "has 1 mistakes by today" in said
    assert "tea-02-q4  New question" in said


def test_course_below_the_root_of_the_repository_is_compared(tmp_path: Path) -> None:
    course = copy_tea(tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Serve tea")
    apply_edit(course, Edit("course.yml", "      attempts: 3", "      attempts: 4"))

    assert told(course) == {("meaning", "attempts", "02-brewing")}


def test_files_that_are_not_committed_yet_are_compared(root: Path) -> None:
    (root / "quizzes/05-exam.yml").write_text(
        POOL.replace("BASE", BASE).replace("exam-", "more-").replace("04-exam", "05-exam").replace("[more-3]", "[]"),
        encoding="utf-8",
    )

    assert told(root) == {("meaning", "quiz_added", "05-exam")}


@pytest.mark.parametrize(
    ("base", "said"),
    [("nowhere", 'git knows no branch, tag or commit "nowhere"'), ("--all", "No such option"), ("empty", "no course")],
)
def test_base_that_cannot_be_read_ends_with_2(root: Path, base: str, said: str) -> None:
    if base == "empty":
        git(root, "checkout", "--quiet", "--orphan", "empty")
        git(root, "rm", "-r", "--quiet", "--cached", ".")
        git(root, "commit", "--quiet", "--allow-empty", "--message", "Nothing")

    code, out, wrong = diff(root, base, "--lang", "en")

    assert (code, out) == (2, "")
    assert said in wrong


def test_folder_without_repository_ends_with_2(tmp_path: Path) -> None:
    code, _, wrong = diff(copy_tea(tmp_path), "main", "--lang", "ja")

    assert code == 2
    assert "gitのリポジトリの中にない" in wrong


def test_course_with_errors_is_not_compared(root: Path) -> None:
    apply_edit(root, Edit(BREWING, "start: n1", "start: n9"))

    assert diff(root, "main", "--lang", "en")[0] == 1


ROOT = Path(coursekit.comparing.__file__).parent


def _names(language: str) -> set[tuple[str, str]]:
    return {(group, name) for group, entries in words(language).items() for name in entries}


def test_words_are_the_same_in_both_languages() -> None:
    assert _names("en") == _names("ja")
    for group, name in _names("en"):
        english, japanese = (
            {each for _, each, _, _ in Formatter().parse(words(language)[group][name]) if each}
            for language in ("en", "ja")
        )
        assert english == japanese, f"{group}.{name}"


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("*.py"))

    assert {name for group, name in _names("en") if not re.search(f"[\"']{name}[\"']", source)} == set()
