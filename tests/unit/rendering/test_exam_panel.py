"""A sealed quiz: its panel tells the terms and holds no question; its paper holds the questions and no key."""

import pytest
from html_tree import read_html
from sample_quiz import KEY, compiled

from coursekit.rendering import render_paper, render_quiz

pytestmark = pytest.mark.unit

TERMS = {"mode": "exam", "time_limit_minutes": 40, "retake_after_hours": 24, "pass_percent": 80}


def panel(language, **terms):
    return read_html(render_quiz(compiled(**(TERMS | terms)), course_id="tea", language=language))


def paper(language):
    return read_html(render_paper(compiled(**TERMS), course_id="tea", language=language))


def facts(tree):
    return {row.one("dt").text: row.one("dd").text for row in tree.one(class_="ck-facts").all("div")}


def test_panel_tells_every_term():
    assert facts(panel("en")) == {
        "Questions": "8",
        "Time limit": "40 minutes",
        "Pass mark": "80%",
        "Tries": "As many as you like. The next one opens 24 hours after you hand in. Your best result counts.",
        "Aids": "Open book: lessons, tools and your own notes are allowed.",
    }


def test_panel_without_limit_says_nothing_of_a_clock():
    tree = panel("ja", time_limit_minutes=None, retake_after_hours=None, attempts=3, counts="last")

    assert facts(tree) == {
        "問題": "8問",
        "合格ライン": "80%",
        "受験回数": "3回までです。 最後の得点を結果とします。",
        "資料": "レッスン、シート、自分のメモを見てかまいません。",
    }
    assert len(tree.one(class_="ck-rules").all("li")) == 2
    assert "data-timed" not in tree.one("section").attributes


@pytest.mark.parametrize("language", ["en", "ja"])
def test_panel_holds_no_question_and_paper_no_key(language):
    quiz = compiled(**TERMS)
    html = render_quiz(quiz, course_id="tea", language=language)
    stems = [question.delivery["stem"][language] for question in quiz.questions]

    assert [stem for stem in stems if stem in html] == []
    assert [question.id for question in quiz.questions if question.id in html] == []
    assert KEY not in render_paper(quiz, course_id="tea", language=language)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_paper_has_every_question_named_and_listed_and_nothing_to_check(language):
    tree = paper(language)
    questions = tree.all(class_="ck-question")

    assert len(questions) == len(tree.one("details").all("button", data_act="go")) == 8
    assert len({question.attributes["aria-label"] for question in questions}) == 8
    assert tree.all(data_act="check") == []


def test_paper_of_a_quiz_that_is_not_sealed_is_the_quiz():
    assert read_html(render_paper(compiled(), course_id="tea", language="en")).one("section").attributes["class"] == (
        "ck-quiz"
    )
