"""How complaints are printed, for people and for programs."""

from __future__ import annotations

import json

import pytest

from coursekit.authoring.catalog import CATALOG
from coursekit.authoring.report import Report
from coursekit.authoring.reporting import render_explanation, render_json, render_text

pytestmark = pytest.mark.unit


def _report() -> Report:
    report = Report("quizzes/02-brewing.yml")
    report.add("Q004", (12, 16), id="LO-2-1", hint="LO-02-1")
    report.add("Q009", (30, 9), id="b")
    return report


def test_text_in_english() -> None:
    assert render_text(_report().diagnostics, language="en", prefix="tea/") == (
        'tea/quizzes/02-brewing.yml:12:16: error Q004 There is no objective "LO-2-1".\n'
        '    Correct the id, or add the objective to the lesson. Did you mean "LO-02-1"?\n'
        'tea/quizzes/02-brewing.yml:30:9: warning Q009 The wrong option "b" has no misconception.\n'
        "    Name the misconception that leads to this option.\n"
        "1 error, 1 warning in 1 file"
    )


def test_text_in_japanese() -> None:
    assert render_text(_report().diagnostics, language="ja") == (
        "quizzes/02-brewing.yml:12:16: エラー Q004 学習目標「LO-2-1」はありません。\n"
        "    idを直すか、レッスンに学習目標を書き加えてください。もしかして「LO-02-1」ですか。\n"
        "quizzes/02-brewing.yml:30:9: 警告 Q009 誤った選択肢「b」に、思い込み（misconception）がありません。\n"
        "    この選択肢につながる思い込みのidを書いてください。\n"
        "エラー1件、警告1件（1ファイル）"
    )


def test_nothing_wrong_is_said_in_one_line() -> None:
    assert render_text([], language="en") == "No mistakes found."
    assert render_text([], language="ja") == "誤りは見つかりませんでした。"


def test_json_has_the_documented_keys_and_no_others() -> None:
    data = json.loads(render_json(_report().diagnostics, language="en", course="tea-basics"))

    assert data == {
        "format": "coursekit-diagnostics/1",
        "language": "en",
        "course": "tea-basics",
        "summary": {"errors": 1, "warnings": 1, "files": 1},
        "diagnostics": [
            {
                "code": "Q004",
                "severity": "error",
                "file": "quizzes/02-brewing.yml",
                "line": 12,
                "column": 16,
                "message": 'There is no objective "LO-2-1".',
                "remedy": 'Correct the id, or add the objective to the lesson. Did you mean "LO-02-1"?',
            },
            {
                "code": "Q009",
                "severity": "warning",
                "file": "quizzes/02-brewing.yml",
                "line": 30,
                "column": 9,
                "message": 'The wrong option "b" has no misconception.',
                "remedy": "Name the misconception that leads to this option.",
            },
        ],
    }


def test_explanation() -> None:
    assert render_explanation(CATALOG["Q004"], language="ja") == (
        "Q004 (エラー)\n"
        "学習目標「…」はありません。\n"
        "\n"
        "理由: 学習目標は、レッスンの先頭部分で決めます。\n"
        "直し方: idを直すか、レッスンに学習目標を書き加えてください。\n"
        "例:\n"
        "    objective: LO-2-1\n"
        "\n"
        "    objective: LO-02-1"
    )


def test_long_and_invisible_facts_are_made_readable() -> None:
    report = Report("x.yml")
    report.add("Q004", id="\x1b[31m" + "x" * 200)

    message = report.diagnostics[0].message["en"]
    assert message.startswith('There is no objective "\\u001b[31mxxx')
    assert message.endswith('x…".')
    assert len(message) < 130
