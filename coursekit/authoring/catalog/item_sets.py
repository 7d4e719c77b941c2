"""I020-I040: item writing over a quiz, over a pool, and over all quizzes of a course."""

from coursekit.authoring.catalog.entry import Words, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    warning(
        "I020",
        en=Words(
            "This feedback stands already at {first}.",
            "Each option deserves its own reason.",
            "Say what is particular to this option.",
        ),
        ja=Words(
            "同じ解説が{first}にもあります。",
            "選択肢ごとに、それぞれの理由が必要です。",
            "この選択肢に固有のことを書いてください。",
        ),
        example="feedback:\n  en: Padding keeps price the only topic.",
    ),
    warning(
        "I021",
        en=Words(
            "The key stands in the same place more than three times running.",
            "A run invites guessing.",
            "Change the order of some options.",
        ),
        ja=Words(
            "正解の位置が4回以上続けて同じです。",
            "続くと、当て推量を誘います。",
            "選択肢の順をいくつか変えてください。",
        ),
        example="options:\n  - id: a\n  - id: b\n    correct: true",
    ),
    warning(
        "I022",
        en=Words(
            "{share} % of the questions are at apply or above; {wanted} % is wanted.",
            "Recalling words is not what the course is for.",
            "Ask what a learner would do.",
        ),
        ja=Words(
            "応用以上の問題は{share}%です（目安は{wanted}%）。",
            "言葉を思い出すことが、講座の目的ではありません。",
            "受講者がどう動くかを尋ねてください。",
        ),
        example="bloom: apply",
    ),
    warning(
        "I023",
        en=Words(
            "Question {place} is of type {type}; the plan of this course has {wanted} there.",
            "A plan for all quizzes keeps them comparable, and learners know what to expect.",
            "Change the question or its place, or the plan (item_writing: slots in course.yml).",
        ),
        ja=Words(
            "{place}問目は{type}ですが、講座の計画では{wanted}です。",
            "構成をそろえると、クイズどうしを比べられ、学習者も見通しを持てます。",
            "問題か順番を変えるか、course.ymlの「item_writing: slots」を直してください。",
        ),
        example="item_writing:\n  slots:\n    - [short, numeric]\n    - [truefalse]",
    ),
    warning(
        "I024",
        en=Words(
            "This quiz has {count} questions; the plan of this course has {wanted}.",
            "A plan for all quizzes keeps them comparable.",
            "Add or remove questions, or change the plan (item_writing: slots in course.yml).",
        ),
        ja=Words(
            "このクイズは{count}問ですが、講座の計画では{wanted}問です。",
            "構成をそろえると、クイズどうしを比べられます。",
            "問題を増減するか、course.ymlの「item_writing: slots」を直してください。",
        ),
        example="item_writing:\n  slots:\n    - [single]\n    - [single]",
    ),
    warning(
        "I025",
        en=Words(
            "{count} questions are marked for the reviews ({typed} typed, {single} single choice); "
            "{wanted} are wanted, with at least one of either kind.",
            "Reviews after some days work best with a little of each: recall, decision, and one more.",
            "Write review: true into the questions that carry the most.",
        ),
        ja=Words(
            "復習の印が付いた問題は{count}問です（記述{typed}問、単一選択{single}問）。記述と単一選択を含む{wanted}問が目安です。",
            "数日後の復習では、思い出す問題と判断する問題を混ぜると効果があります。",
            "要となる問題に「review: true」を書いてください。",
        ),
        example="review: true",
    ),
    warning(
        "I030",
        en=Words(
            "A guesser who always takes {strategy} option ({language}) is right in {share} % of {count} questions; "
            "chance gives {chance} %.",
            "Learners find the habit of an author, one that avoids the key as well.",
            "Change options until the habit tells nothing.",
        ),
        ja=Words(
            "どの問題でも「{strategy_ja}」を選ぶと（{language}）、{count}問の正答率は{share}%です。偶然なら{chance}%です。",
            "作問者の癖は、正解を避ける癖も含めて、受講者に見抜かれます。",
            "癖が手がかりにならなくなるまで、選択肢を直してください。",
        ),
        example="item_writing:\n  chance_margin: 15",
    ),
    warning(
        "I031",
        en=Words(
            'In the stratum {stratum} this question is {own}, and "{first}" is {other}.',
            "Papers would differ in difficulty, depending on which of them is drawn.",
            "Make the questions of a stratum equal in type and level, or sort them anew.",
        ),
        ja=Words(
            "層{stratum}で、この問題は{own}ですが、「{first}」は{other}です。",
            "どちらが出るかによって、試験の難しさが変わります。",
            "層の中では形式と段階をそろえるか、層を分け直してください。",
        ),
        example="- stratum: decide\n  type: single\n  bloom: apply\n- stratum: decide\n  type: single\n  bloom: apply",
    ),
    warning(
        "I032",
        en=Words(
            "These strata have no question to spare: {strata}.",
            "Whoever tries again meets the same questions.",
            "Write more questions than are drawn.",
        ),
        ja=Words(
            "すべての問題が毎回出る層があります（{strata}）。",
            "受け直しても、同じ問題が出ます。",
            "出題数より多くの問題を用意してください。",
        ),
        example="pool:\n  strata:\n    - id: decide\n      draw: 1   # of two or more",
    ),
    warning(
        "I033",
        en=Words(
            "A question of type {type} stands in a pool; wanted are {wanted}.",
            "With two answers to choose from, a guesser is right every other time.",
            "Ask it as a single choice, or allow the type (item_writing: exam_types in course.yml).",
        ),
        ja=Words(
            "出題プールに{type}の問題があります（使える形式は{wanted}）。",
            "二択は、当てずっぽうでも半分当たります。",
            "単一選択に書き換えるか、course.ymlの「item_writing: exam_types」に加えてください。",
        ),
        example="item_writing:\n  exam_types: [single, multiple, numeric]",
    ),
    warning(
        "I040",
        en=Words(
            '{id} is accepted for "{at}", but is not found there.',
            "The reason has gone, or the name is wrong.",
            "Delete the entry, or correct its code or place.",
        ),
        ja=Words(
            "「{at}」の{id}を認めていますが、その指摘はありません。",
            "理由がなくなったか、名前が違っています。",
            "項目を削除するか、コードか場所を直してください。",
        ),
        example="accepted:\n  - code: I031\n    at: nf-fa-07b2\n    reason: The order of events is the point here.",
    ),
)
