"""Q040-Q048: pools from which papers are drawn, and what questions say for the result."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "Q040",
        en=Words(
            'There is no stratum "{id}" in this pool.',
            "A question is drawn with the stratum that it belongs to.",
            "Correct the id, or add the stratum under pool: strata.",
        ),
        ja=Words(
            "この出題プールに、層「{id}」はありません。",
            "問題は、属する層ごとに抽選されます。",
            "idを直すか、「pool: strata」に層を書き加えてください。",
        ),
        example="stratum: steps\n\nstratum: decide",
    ),
    error(
        "Q041",
        en=Words(
            'The question "{id}" belongs to no stratum.',
            "The quiz has a pool, so a question without a stratum would never be drawn.",
            "Write the stratum into the question, or delete the question.",
        ),
        ja=Words(
            "問題「{id}」が、どの層にも属していません。",
            "出題プールのあるクイズでは、層のない問題は一度も出題されません。",
            "問題に「stratum:」を書くか、問題を削除してください。",
        ),
        example="- id: tea-fa-3\n  type: single\n\n- id: tea-fa-3\n  type: single\n  stratum: decide",
    ),
    error(
        "Q042",
        en=Words(
            'The stratum "{id}" draws {draw}, but holds {count}.',
            "A paper cannot hold more questions of a stratum than there are.",
            "Write more questions, or draw fewer.",
        ),
        ja=Words(
            "層「{id}」からは{draw}問を出題しますが、問題が{count}問しかありません。",
            "層にある数より多くは出題できません。",
            "問題を増やすか、出題数（draw）を減らしてください。",
        ),
        example="- id: decide\n  draw: 3\n\n- id: decide\n  draw: 1",
    ),
    error(
        "Q043",
        en=Words(
            'This question is worth {points}, but "{first}" of the same stratum ({stratum}) is worth {other}.',
            "Papers would differ in what they are worth, and a percentage would not mean the same.",
            "Give all questions of a stratum the same points.",
        ),
        ja=Words(
            "この問題は{points}点ですが、同じ層（{stratum}）の「{first}」は{other}点です。",
            "出題によって満点が変わり、得点率を比べられなくなります。",
            "層の中では、すべての問題を同じ点数にしてください。",
        ),
        example="points: 4\n\npoints: 1",
    ),
    error(
        "Q044",
        en=Words(
            'There is no outcome "{id}".',
            "Course outcomes stand in course.yml; results are given by outcome.",
            "Correct the id, or add the outcome.",
        ),
        ja=Words(
            "到達目標「{id}」はありません。",
            "講座の到達目標はcourse.ymlにあり、結果は目標ごとに示されます。",
            "idを直すか、到達目標を書き加えてください。",
        ),
        example="outcome: C01\n\noutcome: CO1",
    ),
    error(
        "Q045",
        en=Words(
            'There is no section "{id}".',
            "Learners who miss the question are sent there: a page of the course and the id of one of its headings.",
            "Correct the page or the heading.",
        ),
        ja=Words(
            "節「{id}」はありません。",
            "間違えた学習者に読み直してもらう箇所です。講座のページと、その見出しのidを書きます。",
            "ページ名か見出しのidを直してください。",
        ),
        example='sections: ["02-brewing#pratice"]\n\nsections: ["02-brewing#practice"]',
    ),
    error(
        "Q046",
        en=Words(
            "No paper can be drawn from this pool.",
            "Strata, enemies and balance together leave no choice of questions that keeps to all of them.",
            "Draw fewer, lower a number under balance:, or write questions that have no enemies.",
        ),
        ja=Words(
            "この出題プールからは、1回分の問題を選べません。",
            "層ごとの出題数、同時に出さない問題（enemies）、場面の数（balance）のすべてを満たす組み合わせがありません。",
            "出題数かbalanceの数を減らすか、enemiesのない問題を増やしてください。",
        ),
        example="balance:\n  - setting: home\n    at_least: 9\n\nbalance:\n  - setting: home\n    at_least: 2",
    ),
    warning(
        "Q047",
        en=Words(
            "{key}: has no effect here, since this quiz has no pool.",
            "All its questions are given to everyone.",
            "Delete the key, or add pool: to the quiz.",
        ),
        ja=Words(
            "このクイズには出題プールがないため、「{key}:」は使われません。",
            "すべての問題が、全員に出題されます。",
            "キーを削除するか、クイズに「pool:」を書き加えてください。",
        ),
        example="pool:\n  strata:\n    - id: decide\n      draw: 1",
    ),
    error(
        "Q048",
        en=Words(
            'No question has the setting "{id}".',
            "Every paper would lack it.",
            "Correct the word here or in the questions, or delete the entry.",
        ),
        ja=Words(
            "場面（setting）が「{id}」の問題はありません。",
            "どの出題でも満たせません。",
            "ここか問題の語を直すか、項目を削除してください。",
        ),
        example="- setting: hom\n\n- setting: home",
    ),
)
