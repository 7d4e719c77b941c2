"""Each item-writing rule finds what it is for, and leaves a sound question alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coursekit.authoring import load_course
from coursekit.authoring.item_writing import Thresholds, blind_scores, check_pool, check_question, check_quiz
from coursekit.authoring.item_writing.amounts import amounts
from coursekit.model import ChoiceQuestion, Option, Quiz

pytestmark = pytest.mark.unit

TEA = Path(__file__).parents[2] / "courses" / "tea-basics"
REASON = {
    "en": "This number {} becomes a ceiling, and every later addition is paid for by trust.",
    "ja": "この金額{}は上限として扱われ、後から増えた作業は、信頼を削って埋めることになります。",
}


def _option(name, english, japanese, *, correct=False, why=None):
    feedback = {language: why or text.format(name) for language, text in REASON.items()}
    return Option(id=name, text={"en": english, "ja": japanese}, feedback=feedback, correct=correct)


SOUND = ChoiceQuestion(
    id="q1",
    bloom="apply",
    objective="LO-1",
    facts=(),
    points=1,
    stem={
        "en": "A buyer asks for ¥9.2 million today. Which reply protects both sides best?",
        "ja": "買い手が今日920万円を求めています。双方をもっともよく守れる返答はどれですか。",
    },
    multiple=False,
    options=(
        _option("a", "Name the lower end at once.", "低いほうの金額をすぐに伝える。"),
        _option("b", "Ask what the figure is for.", "その数字の使い道を先に尋ねる。", correct=True),
        _option("c", "Wait until they call again.", "次の電話が来るのを待ってみる。"),
    ),
)


def _with_key(english, japanese):
    options = (SOUND.options[0], replace(SOUND.options[1], text={"en": english, "ja": japanese}), SOUND.options[2])
    return replace(SOUND, options=options)


def _with_distractor(english, japanese):
    return replace(SOUND, options=(*SOUND.options[:2], _option("c", english, japanese)))


CASES = {
    "I001": replace(SOUND, stem=SOUND.stem | {"en": "word " * 61}),
    "I002": replace(SOUND, stem=SOUND.stem | {"ja": "920万円の返答として適切でないものはどれですか。"}),
    "I003": replace(SOUND, options=(_option("a", "Name it.", "伝える。", why="No."), *SOUND.options[1:])),
    "I004": replace(SOUND, stem=SOUND.stem | {"ja": "買い手が今日9,200万円を求めています。どう返しますか。"}),
    "I005": replace(SOUND, stem=SOUND.stem | {"ja": "920万円？"}, options=tuple(
        replace(option, text=option.text | {"ja": "待つ。"}) for option in SOUND.options
    )),
    "I010": _with_key("Ask what the figure is for, when it is needed and by whom.", "その数字の使い道を先に尋ねる。"),
    "I011": _with_distractor("All of the above in turn.", "次の電話が来るのを待ってみる。"),
    "I012": _with_distractor("Never name a figure again.", "次の電話が来るのを待ってみる。"),
    "I013": _with_key("Ask what protects their plan.", "その数字の使い道を先に尋ねる。"),
    "I014": _with_distractor("Wait until they call again.", "次の電話が来るのを待ってみる"),
}  # fmt: skip


def test_sound_question_has_no_finding():
    assert check_question(SOUND, thresholds=Thresholds()) == []


@pytest.mark.parametrize("code", CASES)
def test_rule_finds_its_flaw(code):
    assert code in {finding.code for finding in check_question(CASES[code], thresholds=Thresholds())}


def _quiz(*questions):
    return Quiz("q", questions, graded=True, pass_percent=75, attempts=None, mode="practice")


def test_same_feedback_twice_is_found():
    twice = replace(
        SOUND,
        options=(
            _option("a", "Name it.", "伝える。", why="Same reason.", correct=True),
            _option("b", "Say it.", "言う。", why="Same reason."),
        ),
    )

    found = check_quiz(_quiz(twice), thresholds=Thresholds())

    assert [finding.code for finding in found if finding.code == "I020"] == ["I020", "I020"]


def test_key_in_the_same_place_four_times_running_is_found():
    questions = [replace(SOUND, id=f"q{index}") for index in range(4)]

    assert "I021" in {finding.code for finding in check_quiz(_quiz(*questions), thresholds=Thresholds())}
    assert "I021" not in {finding.code for finding in check_quiz(_quiz(*questions[:3]), thresholds=Thresholds())}


def test_quiz_of_mere_recall_is_found():
    recall = replace(SOUND, bloom="remember")

    assert "I022" in {finding.code for finding in check_quiz(_quiz(recall, SOUND), thresholds=Thresholds())}


def test_habit_that_pays_over_a_pool_is_found():
    second = [replace(SOUND, id=f"q{index}", options=(*SOUND.options[1:], SOUND.options[0])) for index in range(12)]

    found = check_pool(second, languages=("en", "ja"), thresholds=Thresholds())

    assert {finding.facts["strategy"] for finding in found if finding.code == "I030"} >= {"first"}


def test_blind_scores_share_ties():
    even = replace(
        SOUND, options=tuple(replace(option, text={"en": "Same.", "ja": "同じ。"}) for option in SOUND.options)
    )

    count, chance, scores = blind_scores([even], language="en")

    assert (count, round(chance, 3)) == (1, 0.333)
    assert round(scores["longest"], 3) == 0.333


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("¥9.2 million", "920万円"),
        ("¥120 million and 8%", "1億2,000万円と8%"),
        ("¥400,000", "40万円"),
        ("¥9 to 11 million", "900万円から1,100万円"),
        ("15 percent", "15%"),
    ],
)
def test_amounts_agree_across_languages(english, japanese):
    assert set(amounts(english, language="en")) == set(amounts(japanese, language="ja")) != set()


def test_course_that_asks_for_it_is_told_with_file_and_line(tmp_path):
    course = tmp_path / "tea"
    shutil.copytree(TEA, course)
    text = (course / "course.yml").read_text(encoding="utf-8")
    (course / "course.yml").write_text(text + "\nitem_writing:\n  stem_words: 1\n", encoding="utf-8")

    found = [diagnostic for diagnostic in load_course(course).diagnostics if diagnostic.code == "I001"]

    assert found
    assert all(diagnostic.file.startswith("quizzes/") and diagnostic.line > 1 for diagnostic in found)
