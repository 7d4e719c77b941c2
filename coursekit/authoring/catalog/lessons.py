"""W001-W013: lesson writing, for courses that ask for it with `lesson_writing:` in course.yml."""

from coursekit.authoring.catalog.entry import Words, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    warning(
        "W001",
        en=Words(
            'The lesson has no section "{id}".',
            "course.yml lists the sections that lessons of this kind have, so that learners know their way.",
            "Add a heading of level two with this id.",
        ),
        ja=Words(
            "レッスンに「{id}」の節がありません。",
            "この種類のレッスンに置く節は、course.ymlで決めてあります。どのレッスンも同じ形なら、学習者が迷いません。",
            "このidを付けたレベル2の見出しを加えてください。",
        ),
        example="## Try it {#try}",
    ),
    warning(
        "W002",
        en=Words(
            'The section "{id}" stands where "{expected}" belongs.',
            "The order of sections is the same in all lessons of this kind; course.yml lists it.",
            "Put the sections in the order of course.yml.",
        ),
        ja=Words(
            "「{expected}」があるべき所に、「{id}」の節があります。",
            "節の順は、この種類のレッスンに共通で、course.ymlで決めてあります。",
            "節をcourse.ymlの順に並べてください。",
        ),
        example="## Scenario {#scenario}\n\n## Why it happens {#why}",
    ),
    warning(
        "W003",
        en=Words(
            'The section "{id}" has a length of {count}; {low} to {high} is wanted.',
            "A section that is much longer or shorter than in other lessons has probably lost its purpose.",
            "Cut what another section says, or add what a learner lacks; do not pad.",
        ),
        ja=Words(
            "「{id}」の節の長さは{count}です（目安は{low}〜{high}）。",
            "ほかのレッスンより長さが大きく外れた節は、ねらいからも外れていることが少なくありません。",
            "ほかの節と重なる部分を削るか、学習者に足りないことを加えてください。字数合わせの水増しはしません。",
        ),
        example="lesson_writing:\n  kinds:\n    module:\n      sections:\n        - id: try\n          words: 120",
    ),
    warning(
        "W004",
        en=Words(
            "The whole lesson has a length of {count}; {low} to {high} is wanted.",
            "Learners plan their time by the length of the other lessons.",
            "Shorten the longest sections, or ask whether two lessons stand here in one.",
        ),
        ja=Words(
            "レッスン全体の長さは{count}です（目安は{low}〜{high}）。",
            "学習者は、ほかのレッスンの長さから所要時間を見積もります。",
            "長い節から削るか、2つのレッスンに分けられないかを考えてください。",
        ),
        example="lesson_writing:\n  kinds:\n    module:\n      total_words: [1700, 2100]",
    ),
    warning(
        "W005",
        en=Words(
            'Characters ÷ words of the section "{id}" is {ratio}, outside {low} to {high}.',
            "One of the two languages has probably lost or gained content.",
            "Compare the section in both languages, paragraph by paragraph.",
        ),
        ja=Words(
            "「{id}」の節の文字数÷語数は{ratio}で、{low}〜{high}の外にあります。",
            "どちらかの言語で、内容が抜けたか増えたおそれがあります。",
            "両言語の節を、段落ごとに見比べてください。",
        ),
        example="lesson_writing:\n  translation_percent: [180, 320]",
    ),
    warning(
        "W006",
        en=Words(
            'The sentence has a length of {count}, where {limit} is the limit: "{begin}…".',
            "Long sentences are read twice, most of all by those who read in a second language.",
            "Make two sentences of it.",
        ),
        ja=Words(
            "1文の長さが{count}です（上限は{limit}）。「{begin}……」で始まる文です。",
            "長い文は読み返されます。母語でない言語で読む人には、なおさら負担です。",
            "2つの文に分けてください。",
        ),
        example="lesson_writing:\n  sentence_words: 30",
    ),
    warning(
        "W007",
        en=Words(
            "The sentences of this lesson are {count} long on average, where {limit} is the limit.",
            "A text of long sentences tires readers even when each of them is clear.",
            "Split the longest sentences.",
        ),
        ja=Words(
            "このレッスンの文の長さは平均{count}です（上限は{limit}）。",
            "1文ずつは分かりやすくても、長い文が続くと読み疲れます。",
            "長い文から分けてください。",
        ),
        example="lesson_writing:\n  average_sentence_words: 18",
    ),
    warning(
        "W008",
        en=Words(
            "The table has {count} columns, where {limit} is the limit.",
            "Wide tables do not fit on a phone or on paper.",
            "Turn rows and columns around, or make two tables.",
        ),
        ja=Words(
            "表が{count}列あります（上限は{limit}）。",
            "幅の広い表は、スマートフォンにも紙にも収まりません。",
            "行と列を入れ替えるか、2つの表に分けてください。",
        ),
        example="lesson_writing:\n  table_columns: 4",
    ),
    warning(
        "W009",
        en=Words(
            "The picture has no alternative text.",
            "Learners who do not see it learn nothing from it, and search engines neither.",
            "Say in the brackets what the picture shows.",
        ),
        ja=Words(
            "画像に代替テキストがありません。",
            "画像を見られない学習者には、何も伝わりません。",
            "角括弧の中に、画像が示していることを書いてください。",
        ),
        example="![The pot stands beside three cups of different color.](pictures/pot.svg)",
    ),
    warning(
        "W010",
        en=Words(
            'The text says "{term}" before line {line} links it to the glossary.',
            "A learner looks a word up where it comes first.",
            "Move the link to the first use.",
        ),
        ja=Words(
            "用語集へのリンクは{line}行目ですが、その前に「{term}」が出てきます。",
            "言葉の意味を調べたくなるのは、初めて出会ったときです。",
            "リンクを最初の箇所に移してください。",
        ),
        example="The [scope](glossary.md#scope) is open. Ask about the scope first.",
    ),
    warning(
        "W011",
        en=Words(
            "covers: lacks the fact {id} of this module.",
            "Every fact of a module has its place in the lesson, in every language.",
            "Write it into the lesson, and add it to covers.",
        ),
        ja=Words(
            "covers: に、このモジュールの事実{id}がありません。",
            "モジュールの事実は、どの言語でも、すべてレッスンに書きます。",
            "レッスンに書き入れ、coversに加えてください。",
        ),
        example='lesson_writing:\n  fact_prefix: "F{number}-"',
    ),
    warning(
        "W012",
        en=Words(
            "covers: lists {id}, a fact of another module.",
            "A fact belongs to one module, where editors look for it.",
            "Delete it here, or give the fact another id.",
        ),
        ja=Words(
            "covers: にある{id}は、別のモジュールの事実です。",
            "事実は1つのモジュールに属し、編集者はそこを探します。",
            "ここから消すか、事実に別のidを付けてください。",
        ),
        example="covers: [F02-01, F02-02]",
    ),
    warning(
        "W013",
        en=Words(
            'The amount {amount} does not stand in the same lesson in "{language}".',
            "Learners who compare the two editions would find different figures; a factor of 100 is the usual slip.",
            "Check the conversion, and give the amount in both languages.",
        ),
        ja=Words(
            "金額{amount}が、同じレッスンの「{language}」版にありません。",
            "2つの版を見比べた学習者に、違う数字が見えてしまいます。¥1 millionは100万円です。",
            "換算を確かめ、両方の言語に金額を書いてください。",
        ),
        example="The quotation is ¥8 million.\n\n見積もりは800万円です。",
    ),
)
