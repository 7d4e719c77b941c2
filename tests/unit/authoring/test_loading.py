"""What a course becomes, whole and with mistakes in it."""

from __future__ import annotations

import gc
from decimal import Decimal
from pathlib import Path

import pytest

from coursekit.authoring import find_course_root, load_course
from coursekit.bundle import compile_course, course_from_data, course_to_data
from coursekit.errors import CourseNotFoundError
from coursekit.model import (
    BranchQuestion,
    ChoiceQuestion,
    Course,
    GlossaryEntry,
    Lesson,
    MatchingQuestion,
    Module,
    NumberInput,
    NumericQuestion,
    Objective,
    OrderingQuestion,
    Reference,
    SelfCheck,
    ShortQuestion,
    TrueFalseQuestion,
)
from tests.unit.authoring.editing import TEA, Edit, apply_edit, copy_tea

pytestmark = pytest.mark.integration

QUIZ = "quizzes/02-brewing.yml"


def _course(root: Path = TEA) -> Course:
    course = load_course(root).course
    assert course is not None
    return course


def test_module_takes_its_texts_from_the_lessons_of_all_languages() -> None:
    assert _course().find_module("02-brewing") == Module(
        slug="02-brewing",
        kind="module",
        order=2,
        title={"en": "Brewing: amount, heat, time", "ja": "いれ方：量、温度、時間"},
        summary={
            "en": "Three numbers decide a cup. Measure them once and you can repeat it.",
            "ja": "一杯を決めるのは3つの数字です。一度測れば、同じ味を繰り返せます。",
        },
        group="cup",
        sign={"en": "We pour boiling water on everything.", "ja": "何にでも沸騰した湯を注ぐ"},
        minutes={"read": 3, "do": 5, "quiz": 4},
        objectives=(
            Objective(
                "LO-02-1",
                "apply",
                {
                    "en": "Calculate the water and leaf for a group.",
                    "ja": "人数に合わせた湯と茶葉の量を計算できる。",
                },
            ),
            Objective(
                "LO-02-2",
                "evaluate",
                {
                    "en": "Judge what to change when a cup fails.",
                    "ja": "うまくいかない一杯の、どこを変えるか判断できる。",
                },
            ),
        ),
        tools=("tools/02-brewing-card.md",),
        quiz="02-brewing",
    )


def test_planned_module_has_its_title_and_nothing_else() -> None:
    module = _course().find_module("03-serving")

    assert module is not None
    assert (module.planned, module.quiz, module.total_minutes) == (True, None, 0)
    assert module.title == {"en": "Serving guests", "ja": "お客様に出す"}


def test_quizzes_have_all_eight_types() -> None:
    questions = {question.id: type(question) for quiz in _course().quizzes for question in quiz.questions}

    assert questions == {
        "tea-00-q1": ChoiceQuestion,
        "tea-00-q2": TrueFalseQuestion,
        "tea-01-q1": ShortQuestion,
        "tea-01-q2": TrueFalseQuestion,
        "tea-01-q3": ChoiceQuestion,
        "tea-01-q4": MatchingQuestion,
        "tea-02-q1": NumericQuestion,
        "tea-02-q2": OrderingQuestion,
        "tea-02-q3": ChoiceQuestion,
        "tea-02-q4": BranchQuestion,
    }


def test_numeric_question_keeps_decimals_and_inputs_of_each_language() -> None:
    quiz = _course().find_quiz("02-brewing")
    assert quiz is not None
    question = quiz.questions[0]

    assert isinstance(question, NumericQuestion)
    assert (question.value, question.tolerance) == (Decimal(1500), Decimal(0))
    assert question.inputs == {
        "en": NumberInput(unit="liters", factor=Decimal(1000), example="e.g. 0.8"),
        "ja": NumberInput(unit="ミリリットル", factor=Decimal(1), example="例：800"),
    }
    assert [near.value for near in question.near_misses] == [1375, 3000]


def test_defaults_and_overrides_of_course_yml_decide_how_a_quiz_is_taken() -> None:
    policies = {quiz.slug: (quiz.graded, quiz.pass_percent, quiz.attempts) for quiz in _course().quizzes}

    assert policies == {
        "00-welcome": (False, None, None),
        "01-leaves": (True, 75, None),
        "02-brewing": (True, 50, 3),
    }


def test_override_of_null_attempts_means_no_limit(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("course.yml", "  mode: practice\n", "  mode: practice\n  attempts: 2\n"))
    apply_edit(root, Edit("course.yml", "attempts: 3", "attempts: null"))

    attempts = {quiz.slug: quiz.attempts for quiz in _course(root).quizzes}

    assert attempts == {"00-welcome": 2, "01-leaves": 2, "02-brewing": None}


def test_completion_may_be_valid_for_so_many_months(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("course.yml", "  rule: CompletedAndPassed\n", "  rule: Passed\n  valid_months: 24\n"))
    compiled = compile_course(_course(root))
    assert (compiled.completion, compiled.valid_months) == ("Passed", 24)
    assert course_from_data(course_to_data(compiled)) == compiled
    assert compile_course(_course()).valid_months is None
    apply_edit(root, Edit("course.yml", "valid_months: 24", "valid_months: 0"))
    (complaint,) = load_course(root).diagnostics
    assert (complaint.file, complaint.severity) == ("course.yml", "error")


def test_self_check_glossary_and_references_are_read() -> None:
    loaded = load_course(TEA)

    assert loaded.course is not None
    check = loaded.course.find_self_check("00-self-check")
    assert isinstance(check, SelfCheck)
    assert (check.values, check.recommend) == ({"never": 0, "sometimes": 1, "often": 2}, 1)
    assert loaded.content.find_term("steeping") == GlossaryEntry(
        id="steeping",
        term={"en": "steeping", "ja": "浸出"},
        definition={
            "en": "Leaving the leaf in hot water so that its taste passes into the cup.",
            "ja": "茶葉を湯に浸し、味を引き出すこと。",
        },
        reading="しんしゅつ",
    )
    assert loaded.content.find_reference("見本2010") == Reference(
        key="見本2010",
        topic="tea",
        grade="B",
        cite={"en": "Mihon, 2010", "ja": "見本, 2010"},
        entry="見本花子（2010）『試しのお茶』見本社",
    )


def test_page_knows_its_lesson_its_headings_and_where_its_body_begins() -> None:
    page = load_course(TEA).content.find_page("02-brewing.md", language="ja")

    assert page is not None
    assert (page.kind, page.module, page.revision, page.body_line) == ("lesson", "02-brewing", 2, 24)
    assert page.body.startswith("\n緑茶に沸騰した湯を注ぐと")
    assert [heading.id for heading in page.headings] == ["objectives", "water", "tool", "quiz"]
    assert page.lesson == Lesson(
        id="tea-02",
        slug="02-brewing",
        order=2,
        objectives=("LO-02-1", "LO-02-2"),
        covers=("F02-01", "F02-02"),
        prerequisites=("01-leaves",),
        terms=("steeping", "oxidation"),
        references=("Example2001",),
        tools=("tools/02-brewing-card.md",),
        quiz="02-brewing",
    )


def test_compiled_course_reads_back_equal() -> None:
    compiled = compile_course(_course())

    assert course_from_data(course_to_data(compiled)) == compiled


def test_question_with_an_error_is_left_out_and_the_rest_compiles(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit(QUIZ, "next: end_good", "next: n1"))

    loaded = load_course(root)

    assert not loaded.is_valid
    assert loaded.course is not None
    quiz = compile_course(loaded.course).quizzes["02-brewing"]
    assert [question.id for question in quiz.questions] == ["tea-02-q1", "tea-02-q2", "tea-02-q3"]


def test_quiz_that_cannot_be_read_hides_no_other_mistake(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit(QUIZ, None, "a: b: c\n"))
    apply_edit(root, Edit("quizzes/01-leaves.yml", "answer: r2", "answer: r9"))

    found = [(each.code, each.file) for each in load_course(root).diagnostics]

    assert found == [("Q025", "quizzes/01-leaves.yml"), ("Y008", QUIZ)]


def test_lesson_that_cannot_be_read_makes_no_objective_unknown(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("content/en/02-brewing.md", 'title: "Brewing: amount, heat, time"', "title: Brewing: amount"))

    loaded = load_course(root)

    assert [(each.code, each.line) for each in loaded.diagnostics] == [("Y008", 6)]
    module = loaded.course and loaded.course.find_module("02-brewing")
    assert module is not None
    assert module.title == dict.fromkeys(("en", "ja"), "いれ方：量、温度、時間")


def test_course_that_cannot_be_used_is_none_and_its_pages_are_still_looked_at(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("course.yml", "id: tea-basics\n", ""))
    apply_edit(root, Edit("content/en/index.md", "lang: en", "lang: ja"))

    loaded = load_course(root)

    assert loaded.course is None
    assert [(each.code, each.file) for each in loaded.diagnostics] == [
        ("L003", "content/en/index.md"),
        ("S001", "course.yml"),
    ]


def test_folder_without_a_course_is_a_diagnostic(tmp_path: Path) -> None:
    loaded = load_course(tmp_path / "nowhere")

    assert [(each.code, each.file) for each in loaded.diagnostics] == [("C001", "course.yml")]


def test_root_is_found_from_below() -> None:
    assert find_course_root(TEA / "content" / "en") == TEA


def test_no_root_raises(tmp_path: Path) -> None:
    with pytest.raises(CourseNotFoundError):
        find_course_root(tmp_path)


def test_names_in_messages_cannot_move_the_cursor(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    (root / "content" / "en" / "\x1b[2J.md").write_text("no front matter", encoding="utf-8")

    (diagnostic, *_) = (each for each in load_course(root).diagnostics if each.code == "L001")

    assert diagnostic.file == "content/en/\\u001b[2J.md"


def test_collector_is_left_as_it_was(tmp_path: Path) -> None:
    assert gc.isenabled()
    load_course(tmp_path)
    assert gc.isenabled()
