"""Each item-writing rule finds what it is for, and leaves a sound question alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coursekit.authoring import load_course
from coursekit.authoring.item_writing import (
    STRATEGIES,
    Thresholds,
    blind_scores,
    check_habits,
    check_plan,
    check_pool,
    check_question,
    check_quiz,
)
from coursekit.authoring.item_writing.amounts import amounts, may_hold
from coursekit.model import ChoiceQuestion, Option, Pool, Quiz, ShortQuestion, Stratum, TrueFalseQuestion

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
    "I006": replace(SOUND, stem=SOUND.stem | {"ja": "920万円です。" + "返事を急いでいて、" * 7 + "どれですか。"}),
    "I010": _with_key("Ask what the figure is for, when it is needed and by whom.", "その数字の使い道を先に尋ねる。"),
    "I011": _with_distractor("All of the above in turn.", "次の電話が来るのを待ってみる。"),
    "I012": _with_distractor("Never name a figure again.", "次の電話が来るのを待ってみる。"),
    "I013": _with_key("Ask what protects their plan.", "その数字の使い道を先に尋ねる。"),
    "I014": _with_distractor("Wait until they call again.", "次の電話が来るのを待ってみる"),
    "I015": replace(SOUND, options=tuple(
        _option(name, f"¥{number} million", f"{number}00万円") for name, number in zip("abc", (3, 2, 4), strict=True)
    )),
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


@pytest.mark.parametrize("numbers", [(2, 3, 4), (4, 3, 2)])
def test_numbers_in_their_order_that_keep_it_are_sound(numbers):
    options = tuple(
        _option(name, f"¥{number} million", f"{number}00万円") for name, number in zip("abc", numbers, strict=True)
    )

    shuffled = replace(SOUND, options=options)

    assert "I015" not in {each.code for each in check_question(replace(shuffled, pinned=True), thresholds=Thresholds())}
    assert "I015" in {each.code for each in check_question(shuffled, thresholds=Thresholds())}


def test_feedback_of_a_typed_answer_is_measured_too():
    typed = ShortQuestion(
        id="q1", bloom="remember", objective="LO-1", facts=(), points=1, stem=SOUND.stem, accept=("word",),
        feedback_correct={"en": "Yes.", "ja": "はい。"}, feedback_other={lang: REASON[lang] for lang in REASON},
    )  # fmt: skip

    found = check_question(typed, thresholds=Thresholds())

    assert [(finding.code, finding.path) for finding in found] == [
        ("I003", ("feedback", "correct", "en")),
        ("I003", ("feedback", "correct", "ja")),
    ]


LISTED = [replace(SOUND, id=f"q{index}", options=(*SOUND.options[1:], SOUND.options[0])) for index in range(12)]
"""Twelve questions whose key comes first."""


def _habits(questions):
    found = check_habits(questions, languages=("en", "ja"), thresholds=Thresholds())
    return {(finding.facts["strategy"], finding.facts["language"]): finding.facts for finding in found}


def test_habit_that_pays_is_found_with_its_figures():
    facts = _habits(LISTED)["the first", "en"]

    assert (facts["share"], facts["chance"], facts["count"], facts["strategy_ja"]) == ("100", "33", "12", "1番目")


def test_habit_that_never_pays_is_found_as_well():
    assert _habits(LISTED)["the last", "ja"]["share"] == "0"


def test_few_questions_say_nothing_about_a_habit():
    assert _habits(LISTED[:11]) == {}


def _ways(key, other):
    """Twelve questions whose key reads `key`, and the others `other`."""
    options = (
        _option("a", f"{other[0]} One.", f"{other[1]}1。"),
        _option("b", f"{key[0]} Two.", f"{key[1]}2。", correct=True),
        _option("c", f"{other[0]} Six.", f"{other[1]}3。"),
    )
    orders = ((0, 1, 2), (1, 0, 2), (0, 2, 1))
    return [replace(SOUND, options=tuple(options[place] for place in orders[index % 3])) for index in range(12)]


@pytest.mark.parametrize(
    ("name", "key", "other"),
    [
        ("longest", ("Longer by far.", "はるかに長い。"), ("Short.", "短い。")),
        ("shortest", ("Short.", "短い。"), ("Longer by far.", "はるかに長い。")),
        ("question", ("Why now?", "なぜ今か？"), ("Now then.", "いますぐに。")),
        ("polite", ("Thank you.", "ありがとう。"), ("Right now.", "いますぐに。")),
        ("hedged", ("Perhaps so.", "かもしれない。"), ("Surely so.", "そのとおり。")),
    ],
)
def test_strategy_finds_what_it_looks_for(name, key, other):
    found = _habits(_ways(key, other))

    assert {found[STRATEGIES[name].en, language]["share"] for language in ("en", "ja")} == {"100"}


def _pool(*questions, draw=1):
    return replace(_quiz(*questions), pool=Pool((Stratum("s", draw),)))


POOLED = [replace(SOUND, id=name, stratum="s") for name in ("p1", "p2")]
BELIEF = TrueFalseQuestion(
    id="p2", bloom="apply", objective="LO-1", facts=(), points=1, stem=SOUND.stem, answer=True,
    feedback_true=REASON, feedback_false=REASON, stratum="s",
)  # fmt: skip


def test_sound_pool_has_no_finding():
    assert check_pool(_pool(*POOLED), thresholds=Thresholds()) == []


@pytest.mark.parametrize(
    ("code", "questions", "draw"),
    [
        ("I031", [POOLED[0], replace(POOLED[1], bloom="analyze")], 1),
        ("I031", [POOLED[0], replace(POOLED[1], multiple=True)], 1),
        ("I032", POOLED, 2),
        ("I033", [replace(BELIEF, id="p1"), BELIEF], 1),
    ],
)
def test_flaw_of_a_pool_is_found(code, questions, draw):
    assert {finding.code for finding in check_pool(_pool(*questions, draw=draw), thresholds=Thresholds())} == {code}


def test_types_of_a_pool_are_those_that_the_course_allows():
    allowed = Thresholds(exam_types=("truefalse",))

    assert check_pool(_pool(replace(BELIEF, id="p1"), BELIEF), thresholds=allowed) == []


def test_strata_of_a_quiz_without_a_pool_are_no_matter():
    assert check_pool(_quiz(POOLED[0], replace(POOLED[1], bloom="analyze")), thresholds=Thresholds()) == []


PLAN = Thresholds(slots=(("single",), ("truefalse", "single")))


def test_quiz_that_keeps_to_the_plan_is_sound():
    assert list(check_plan(_quiz(SOUND, BELIEF), thresholds=PLAN)) == []


def test_quiz_that_departs_from_the_plan_is_found():
    found = list(check_plan(_quiz(BELIEF, SOUND, SOUND), thresholds=PLAN))

    assert [(finding.code, finding.question) for finding in found] == [("I024", None), ("I023", "p2")]


@pytest.mark.parametrize(
    ("marked", "sound"),
    [(("short", "single", "belief"), True), (("single", "belief", "other"), False), (("short", "single"), False)],
)
def test_review_set_has_one_typed_and_one_single(marked, sound):
    typed = ShortQuestion(
        id="short", bloom="remember", objective="LO-1", facts=(), points=1, stem=SOUND.stem, accept=("word",),
        feedback_correct=REASON, feedback_other=REASON,
    )  # fmt: skip
    questions = [typed, replace(SOUND, id="single"), replace(BELIEF, id="belief"), replace(SOUND, id="other")]
    quiz = _quiz(*(replace(question, review=question.id in marked) for question in questions))

    found = [finding.code for finding in check_plan(quiz, thresholds=Thresholds(review=3))]

    assert found == ([] if sound else ["I025"])


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
        ("€41 per lamp, or 5 kg", "1台41ユーロか、5キロ"),
        ("$2,000", "2,000ドル"),
    ],
)
def test_amounts_agree_across_languages(english, japanese):
    assert set(amounts(english, language="en")) == set(amounts(japanese, language="ja")) != set()


def test_english_list_in_millions_may_hold_an_amount():
    text = "In ¥ million: 1.2 for the first, 0.7 for the second."

    assert may_hold(text, "1200000 yen", language="en")
    assert not may_hold(text, "1300000 yen", language="en")
    assert not may_hold("It costs 1.2 each.", "1200000 yen", language="en")
    assert not may_hold(text, "1.2 %", language="en")


def test_course_that_asks_for_it_is_told_with_file_and_line(tmp_path):
    course = tmp_path / "tea"
    shutil.copytree(TEA, course)
    text = (course / "course.yml").read_text(encoding="utf-8")
    (course / "course.yml").write_text(text + "\nitem_writing:\n  stem_words: 1\n", encoding="utf-8")

    found = [diagnostic for diagnostic in load_course(course).diagnostics if diagnostic.code == "I001"]

    assert found
    assert all(diagnostic.file.startswith("quizzes/") and diagnostic.line > 1 for diagnostic in found)


def _tea(folder, *, thresholds):
    course = folder / "tea"
    shutil.copytree(TEA, course)
    text = (course / "course.yml").read_text(encoding="utf-8")
    (course / "course.yml").write_text(f"{text}\nitem_writing:\n{thresholds}", encoding="utf-8")
    return load_course(course).diagnostics


def test_plan_is_for_the_quizzes_of_modules(tmp_path):
    found = _tea(tmp_path, thresholds="  slots: [[truefalse]]\n")

    files = {(each.code, each.file) for each in found if each.code in {"I023", "I024"}}
    assert {file for _, file in files} == {"quizzes/01-leaves.yml", "quizzes/02-brewing.yml"}
    assert {code for code, _ in files} == {"I023", "I024"}


def test_accepted_finding_is_silent_at_its_place_alone(tmp_path):
    accepted = "  slots: [[truefalse]]\n  accepted:\n    - {code: I024, at: 01-leaves, reason: Short on purpose.}\n"

    found = _tea(tmp_path, thresholds=accepted)

    assert {each.file for each in found if each.code == "I024"} == {"quizzes/02-brewing.yml"}
    assert "I040" not in {each.code for each in found}


def test_accepted_finding_that_is_not_there_is_named(tmp_path):
    found = _tea(tmp_path, thresholds="  accepted:\n    - {code: I024, at: 01-leaves, reason: Short on purpose.}\n")

    complaint = next(each for each in found if each.code == "I040")
    lines = (tmp_path / "tea/course.yml").read_text(encoding="utf-8").split("\n")
    assert "code: I024" in lines[complaint.line - 1]
