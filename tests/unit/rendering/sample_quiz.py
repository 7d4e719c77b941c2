"""A quiz with one question of each type, in both languages, and a self-check. Short, so that a page is easily read.

Every string of the key (feedback, results, endings, debrief) begins with KEY, so that a test can look for leaks.
"""

from decimal import Decimal
from typing import Any

from coursekit.bundle import CompiledQuiz, compile_quiz
from coursekit.model import (
    BranchEnding,
    BranchNode,
    BranchOption,
    BranchQuestion,
    ChoiceQuestion,
    MatchingQuestion,
    Mode,
    NearMissNumber,
    NearMissText,
    NumberInput,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Premise,
    Question,
    Quiz,
    SelfCheck,
    SelfCheckStatement,
    ShortQuestion,
    Step,
    Text,
    TrueFalseQuestion,
)

KEY = "KEY"


def text(en: str, ja: str) -> Text:
    return {"en": en, "ja": ja}


def why(name: str) -> Text:
    return text(f"{KEY} why {name}", f"{KEY} 理由 {name}")


def _base(question_id: str, *, points: int = 1, stem: Text | None = None) -> dict:
    stem = stem or text(f"Stem of {question_id}?", f"{question_id}の問い")
    return {"id": question_id, "bloom": "apply", "objective": "LO-1", "facts": (), "points": points, "stem": stem}


def single(*, pinned: bool = False) -> ChoiceQuestion:
    return ChoiceQuestion(
        **_base("tea-q1", stem=text("Which water suits sencha?", "煎茶に合う湯はどれですか。")),
        multiple=False,
        pinned=pinned,
        options=(
            Option(id="a", text=text("Boiling water", "沸騰した湯"), feedback=why("single a")),
            Option(id="b", text=text("Cooled water", "冷ました湯"), feedback=why("single b"), correct=True),
            Option(id="c", text=text("Ice water", "氷水"), feedback=why("single c")),
        ),
    )


def multiple() -> ChoiceQuestion:
    return ChoiceQuestion(
        **_base("tea-q2"),
        multiple=True,
        options=(
            Option(id="a", text=text("Oolong", "烏龍茶"), feedback=why("multiple a"), correct=True),
            Option(id="b", text=text("Sencha", "煎茶"), feedback=why("multiple b")),
            Option(id="c", text=text("Black tea", "紅茶"), feedback=why("multiple c"), correct=True),
            Option(id="d", text=text("Bancha", "番茶"), feedback=why("multiple d")),
        ),
    )


def truefalse() -> TrueFalseQuestion:
    return TrueFalseQuestion(
        **_base("tea-q3"), answer=True, feedback_true=why("statement true"), feedback_false=why("statement false")
    )


def ordering() -> OrderingQuestion:
    steps = (("s1", "Boil", "沸かす"), ("s2", "Cool", "冷ます"), ("s3", "Pour", "注ぐ"), ("s4", "Wait", "待つ"))
    return OrderingQuestion(
        **_base("tea-q4"),
        items=tuple(Step(id=name, text=text(en, ja), feedback=why(f"step {name}")) for name, en, ja in steps),
    )


def matching(*, reuse: bool = False) -> MatchingQuestion:
    return MatchingQuestion(
        **_base("tea-q5"),
        reuse=reuse,
        premises=(
            Premise(id="p1", text=text("Too bitter", "苦すぎる"), answer="r2", feedback=why("premise p1")),
            Premise(id="p2", text=text("Too thin", "薄すぎる"), answer="r3", feedback=why("premise p2")),
        ),
        responses=(
            ("r1", text("More guests", "客を増やす")),
            ("r2", text("Cooler water", "湯を冷ます")),
            ("r3", text("More leaf", "茶葉を増やす")),
        ),
    )


def numeric() -> NumericQuestion:
    return NumericQuestion(
        **_base("tea-q6"),
        value=Decimal(1500),
        unit="ml",
        tolerance=Decimal(0),
        inputs={
            "en": NumberInput(unit="liters", factor=Decimal(1000), example="e.g. 0.8"),
            "ja": NumberInput(unit="ミリリットル", factor=Decimal(1), example="例：800"),
        },
        feedback_correct=why("number right"),
        feedback_other=why("number other"),
        near_misses=(NearMissNumber(value=Decimal(3000), feedback=why("number near")),),
    )


def short() -> ShortQuestion:
    return ShortQuestion(
        **_base("tea-q7"),
        accept=("steaming", "蒸す"),
        feedback_correct=why("term right"),
        feedback_other=why("term other"),
        near_misses=(NearMissText(match=("drying", "乾燥"), feedback=why("term near")),),
    )


def branch() -> BranchQuestion:
    first = (
        BranchOption(
            id="a", points=1, next="n2", text=text("Cool it", "冷ます"), feedback=why("n1 a"), result=why("result n1 a")
        ),
        BranchOption(id="b", points=0, next="n2", text=text("Pour it", "注ぐ"), feedback=why("n1 b")),
    )
    second = (
        BranchOption(id="a", points=1, next="end_good", text=text("Set a timer", "計る"), feedback=why("n2 a")),
        BranchOption(id="b", points=0, next="end_strong", text=text("Open the door", "出迎える"), feedback=why("n2 b")),
    )
    return BranchQuestion(
        **_base("tea-q8", points=2, stem=text("Guests come in five minutes.", "あと5分で来客です。")),
        start="n1",
        nodes=(
            BranchNode(id="n1", prompt=text("What about the water?", "湯をどうしますか。"), options=first),
            BranchNode(id="n2", prompt=text("The bell rings. What now?", "呼び鈴です。どうしますか。"), options=second),
        ),
        endings=(
            BranchEnding(id="end_good", ending=why("ending good")),
            BranchEnding(id="end_strong", ending=why("ending strong")),
        ),
        debrief=why("debrief"),
    )


def every_type() -> tuple[Question, ...]:
    return (single(), multiple(), truefalse(), ordering(), matching(), numeric(), short(), branch())


def compiled(
    *questions: Question,
    slug: str = "tea-brewing",
    graded: bool = True,
    attempts: int | None = None,
    pass_percent: int = 75,
    mode: Mode = "practice",
    **limits: Any,
) -> CompiledQuiz:
    quiz = Quiz(
        slug=slug,
        questions=questions or every_type(),
        graded=graded,
        pass_percent=pass_percent if graded else None,
        attempts=attempts,
        mode=mode,
        **limits,
    )
    return compile_quiz(quiz)


def self_check() -> SelfCheck:
    scale = (("never", 0, text("Never", "ない")), ("often", 1, text("Often", "よくある")))
    rows = (
        ("s1", "01-leaves", "I guess the leaf.", "茶葉を勘で選ぶ。"),
        ("s2", "02-brewing", "I guess.", "勘でいれる。"),
    )
    extra = (("s3", "03-serving", "I serve late.", "出すのが遅い。"),)
    return SelfCheck(
        slug="tea-self-check",
        scale=scale,
        statements=tuple(
            SelfCheckStatement(id=name, module=module, text=text(en, ja)) for name, module, en, ja in rows + extra
        ),
        recommend=2,
    )
