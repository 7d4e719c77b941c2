"""The files of a course: course.yml, quizzes, self-checks and data."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import Field

from coursekit.authoring.item_writing.finding import EXAM_TYPES
from coursekit.authoring.schema.fields import Bloom, Flag, Id, Key, Language, Line, Shape, Slug, TextValue
from coursekit.authoring.schema.lesson_writing import LessonWritingShape
from coursekit.authoring.schema.questions import AnyQuestion, QuestionType

__all__ = [
    "AcceptedShape",
    "CourseShape",
    "FactShape",
    "ItemWritingShape",
    "MisconceptionShape",
    "QuizFileShape",
    "QuizHeadShape",
    "ReferenceShape",
    "SelfCheckShape",
    "TermShape",
]

Percent = Annotated[int, Field(ge=1, le=100)]
Attempts = Annotated[int, Field(ge=1, le=1000)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Hours = Annotated[int, Field(ge=1, le=8760)]
Mode = Literal["practice", "exam"]
Counts = Literal["best", "last", "first"]


class OutcomeShape(Shape):
    id: Id
    bloom: Bloom
    text: TextValue
    """What a learner can do after the whole course.

    講座を終えた学習者ができること。
    """


class GroupShape(Shape):
    id: Id
    title: TextValue
    note: TextValue


class ModuleShape(Shape):
    slug: Slug
    """The name of the lesson's files, without .md.

    レッスンのファイル名（.mdを除く）。
    """
    kind: Literal["introduction", "module", "conclusion", "assessment"]
    group: Id | None = None
    """Its group on the map of the course.

    講座の地図の中で属するグループ。
    """
    sign: TextValue | None = None
    """How a learner notices that this module is for them.

    このモジュールが必要だと気づくきっかけ。
    """
    planned: TextValue | None = None
    """The title of a module that has no page yet.

    ページがまだないモジュールの題名。
    """


class CompletionShape(Shape):
    rule: Literal["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]
    """When a module counts as done: seen (Completed), passed, both, either, or never.

    モジュールを修了とみなす条件：受講（Completed）、合格（Passed）、両方、どちらか、なし。
    """
    valid_months: Annotated[int, Field(ge=1, le=120)] | None = None
    """For how many months a completion is valid; then the course is taken again. Left out: for ever.

    修了の有効期間（月）。過ぎたら、もう一度受講します。省くと無期限です。
    """


class PolicyShape(Shape):
    pass_percent: Percent | None = None
    """The pass mark in percent of the points.

    合格点（得点率、%）。
    """
    attempts: Attempts | None = None
    """How often the quiz may be taken; null for as often as one likes.

    受けられる回数。nullなら無制限。
    """
    mode: Mode | None = None
    """practice: feedback after each answer; exam: none before the submission, and never which option was right.

    practice：1問ごとにフィードバックを出します。exam：提出するまで何も示さず、正解の選択肢は提出後も示しません。
    """
    time_limit_minutes: Minutes | None = None
    """For an exam: minutes from the start to the submission; null for no limit.

    試験の制限時間（分）。nullなら制限なし。
    """
    retake_after_hours: Hours | None = None
    """For an exam: hours that lie between a submission and the next start; null for none.

    試験を提出してから次に始められるまでの時間（時間）。nullならすぐに始められます。
    """
    counts: Counts | None = None
    """Which of several attempts counts: the best, the last or the first.

    何度か受けたとき、どの回を結果とするか。best：最高点、last：最後、first：最初。
    """


class QuizzesShape(Shape):
    pass_percent: Percent
    """The pass mark of every graded quiz, in percent of the points.

    採点するクイズの合格点（得点率、%）。
    """
    attempts: Attempts | None = None
    """How often a quiz may be taken; null for as often as one likes.

    受けられる回数。nullなら無制限。
    """
    mode: Mode = "practice"
    """practice: feedback after each answer; exam: none before the submission, and never which option was right.

    practice：1問ごとにフィードバックを出します。exam：提出するまで何も示さず、正解の選択肢は提出後も示しません。
    """
    time_limit_minutes: Minutes | None = None
    """For exams: minutes from the start to the submission; null for no limit.

    試験の制限時間（分）。nullなら制限なし。
    """
    retake_after_hours: Hours | None = None
    """For exams: hours that lie between a submission and the next start; null for none.

    試験を提出してから次に始められるまでの時間（時間）。nullならすぐに始められます。
    """
    counts: Counts = "best"
    """Which of several attempts counts: the best, the last or the first.

    何度か受けたとき、どの回を結果とするか。best：最高点、last：最後、first：最初。
    """
    overrides: dict[Slug, PolicyShape] = Field(default_factory=dict)
    """What is different for single quizzes, by the names of their files.

    クイズごとの違い。クイズのファイル名をキーにします。
    """


class AcceptedShape(Shape):
    code: Annotated[str, Field(pattern=r"^I[0-9]{3}$")]
    at: Id | None = None
    """The question or the quiz; left out for the course as a whole.

    問題またはクイズの名前。省くと講座全体を指します。
    """
    reason: Line
    """Why it is right as it is.

    そのままでよい理由。
    """


Band = Annotated[list[int], Field(min_length=2, max_length=2)]


class ItemWritingShape(Shape):
    """Bounds of the item-writing rules; what is left out has its usual value.

    作問の点検の基準。省いた項目は既定値になります。
    """

    stem_words: int = 60
    stem_characters: int = 160
    feedback_words: Band = Field(default_factory=lambda: [10, 45])
    feedback_characters: Band = Field(default_factory=lambda: [30, 120])
    length_percent: Band = Field(default_factory=lambda: [80, 125])
    """Length of the right options in percent of the wrong ones.

    正しい選択肢の長さ（誤った選択肢に対する%）。
    """
    translation_percent: Band = Field(default_factory=lambda: [160, 360])
    """Japanese characters in percent of English words.

    日本語の文字数（英語の語数に対する%）。
    """
    apply_percent: int = 60
    """Questions at apply or above, in percent.

    応用以上の問題の割合（%）。
    """
    chance_margin: int = 15
    """Points above chance that a habit of guessing may reach.

    決まった選び方の正答率が偶然を上回ってよいポイント数。
    """
    pool_minimum: int = 12
    """With fewer questions, habits of guessing are not looked at.

    問題がこの数より少ないときは、選び方の癖を調べません。
    """
    sentence_characters: int = 60
    """The longest sentence of a language without spaces, in characters.

    1文の長さの上限（文字数）。
    """
    slots: list[list[QuestionType]] = Field(default_factory=list, max_length=100)
    """For the quiz of a module: the types that may stand at each place.

    モジュールのクイズの構成。何問目にどの形式を置いてよいか。
    """
    exam_types: list[QuestionType] = Field(default_factory=lambda: cast("list[QuestionType]", list(EXAM_TYPES)))
    """The types that may stand in a pool.

    出題プールに入れてよい形式。
    """
    review: Annotated[int, Field(ge=0, le=20)] = 0
    """How many questions of a module's quiz are marked review: true; 0 for no rule.

    モジュールのクイズで「review: true」を付ける問題の数。0なら調べません。
    """
    accepted: list[AcceptedShape] = Field(default_factory=list, max_length=200)
    """Findings that stay as they are, each with its reason.

    理由があって残す指摘。
    """


class CourseShape(Shape):
    """course.yml: what the course is called, what it promises and which modules it has.

    course.yml：講座の名前、約束、モジュール。
    """

    schema_: Literal["course/v1"] = Field(alias="schema")
    id: Slug
    """Never changed once published: records of learners rely on it.

    受講記録に使うため、公開後は変えません。
    """
    version: Line
    """Your own name for this edition, in quotes.

    版の名前。引用符で囲みます。
    """
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    """The languages of the course; the first is published at the root of the site.

    講座の言語。最初の言語が、サイトの最上位に置かれます。
    """
    license: Line
    title: TextValue
    subtitle: TextValue
    promise: TextValue
    """What the course does for a learner, in one sentence.

    学習者にとっての効用を1文で。
    """
    outcomes: Annotated[list[OutcomeShape], Field(min_length=1, max_length=40)]
    groups: list[GroupShape] = Field(default_factory=list, max_length=20)
    """The parts of the map of the course.

    講座の地図の区分。
    """
    modules: Annotated[list[ModuleShape], Field(min_length=1, max_length=1000)]
    """In the order in which they are listed.

    この順に並びます。
    """
    completion: CompletionShape
    quizzes: QuizzesShape
    item_writing: ItemWritingShape | None = None
    """Have the item-writing rules look at every quiz.

    すべてのクイズで作問の点検を行います。
    """
    lesson_writing: LessonWritingShape | None = None
    """Have the lesson-writing rules look at every lesson.

    すべてのレッスンで書き方の点検を行います。
    """


class StratumShape(Shape):
    id: Id
    draw: Annotated[int, Field(ge=1, le=200)]
    """How many of its questions stand in a paper.

    1回の試験に出す問題の数。
    """


class BalanceShape(Shape):
    setting: Id
    at_least: Annotated[int, Field(ge=1, le=1000)]
    """How many questions with this setting a paper holds at least.

    1回の試験に、この場面の問題を最低いくつ出すか。
    """


class PoolShape(Shape):
    """Each attempt gets a paper of its own, drawn from the questions.

    受けるたびに、問題の中から抽選して出題します。
    """

    strata: Annotated[list[StratumShape], Field(min_length=1, max_length=200)]
    """Groups of questions equal in level, type and points, and how many of each are drawn.

    難しさ、形式、点数のそろった問題の層と、層ごとに出す問題の数。
    """
    balance: list[BalanceShape] = Field(default_factory=list, max_length=20)
    """What every paper holds at least, by the setting of its questions.

    どの回の出題でも満たす、場面ごとの問題の数。
    """


class QuizHeadShape(Shape):
    """A quiz: its questions in all languages, with their key.

    クイズ：すべての言語の問題と正答。
    """

    schema_: Literal["quiz/v1"] = Field(alias="schema")
    set: Slug
    """The name of this file, without .yml.

    このファイルの名前（.ymlを除く）。
    """
    graded: bool = True
    """Whether it has a pass mark. Questions to think about before reading have none.

    合格点があるかどうか。読む前の問いなどではfalseにします。
    """
    pool: PoolShape | None = None
    """Draw a paper from the questions instead of giving all of them.

    すべての問題を出す代わりに、問題の中から抽選して出題します。
    """
    questions: Annotated[list[Any], Field(min_length=1)]


class QuizFileShape(QuizHeadShape):
    """A quiz: its questions in all languages, with their key.

    クイズ：すべての言語の問題と正答。
    """

    questions: Annotated[list[AnyQuestion], Field(min_length=1)]


class ScaleShape(Shape):
    id: Id
    value: Annotated[int, Field(ge=0, le=100)]
    text: TextValue


class StatementShape(Shape):
    id: Id
    module: Slug
    """The module that a high rating recommends.

    点が高いときに勧めるモジュール。
    """
    text: TextValue


class SelfCheckShape(Shape):
    """A self-check: statements that a learner rates for themselves. Nothing of it leaves the browser.

    自己点検：学習者が自分で点を付ける項目。結果はブラウザーの外に出ません。
    """

    schema_: Literal["self-check/v1"] = Field(alias="schema")
    set: Slug
    """The name of this file, without .yml.

    このファイルの名前（.ymlを除く）。
    """
    scale: Annotated[list[ScaleShape], Field(min_length=2, max_length=12)]
    statements: Annotated[list[StatementShape], Field(min_length=1, max_length=100)]
    recommend: Annotated[int, Field(ge=1, le=100)]
    """How many modules to recommend.

    勧めるモジュールの数。
    """


class FactShape(Shape):
    id: Id
    kind: Literal["symptom", "consequence", "remedy", "context"]
    text: Line
    """For editors only; it is never published.

    編集者だけが使い、公開されません。
    """
    page: Line | None = None
    """The page that carries the fact, where it is no lesson: credits.md. No lesson has to cover it then.

    レッスン以外のページ（credits.mdなど）に書く事実の場合、そのページ。レッスンで扱う必要がなくなります。
    """


class MisconceptionShape(Shape):
    id: Id
    text: TextValue
    """What a reasonable person may believe.

    思慮のある人でも信じかねないこと。
    """


class TermShape(Shape):
    id: Id
    term: TextValue
    definition: TextValue
    reading: Line | None = None
    """The kana of the Japanese term.

    日本語の用語の読み（かな）。
    """
    flag: Flag | None = None
    """The legal statement that a person must verify before a release.

    公開前に人が確かめるべき、法律に関する記述。
    """


class ReferenceShape(Shape):
    key: Key
    topic: Id
    grade: Literal["A", "B"]
    """A: checked against a public page; B: from memory, to be checked. Never shown.

    A：公開ページで確認済み、B：要確認。表示されません。
    """
    cite: TextValue
    """What stands inside the brackets.

    括弧の中に表示する形。
    """
    entry: Line
    """The full reference, in Markdown.

    文献の全体（Markdown）。
    """
    note: TextValue | None = None
