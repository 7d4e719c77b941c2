"""Q020-Q036: what holds for one type of question."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "Q020",
        en=Words(
            "A single-choice question has exactly one right option; this one has {count}.",
            "With several right options a learner could not answer fully.",
            "Mark one option with correct: true, or make the type multiple.",
        ),
        ja=Words(
            "単一選択の正しい選択肢は1つだけです。この問題には{count}個あります。",
            "正しい選択肢が複数あると、満点の答え方がありません。",
            "「correct: true」を1つにするか、種類をmultipleに変えてください。",
        ),
        example="- id: a\n  correct: true",
    ),
    error(
        "Q021",
        en=Words(
            "No option is marked as right.",
            "Nobody could score.",
            "Mark every right option with correct: true.",
        ),
        ja=Words(
            "正しい選択肢がありません。",
            "誰も得点できません。",
            "正しい選択肢のすべてに「correct: true」を付けてください。",
        ),
        example="- id: a\n  correct: true",
    ),
    error(
        "Q022",
        en=Words(
            "Every option is right.",
            "Whoever selects everything has full points without thinking.",
            "Add at least one wrong option.",
        ),
        ja=Words(
            "すべての選択肢が正しくなっています。",
            "全部を選べば、考えなくても満点になります。",
            "誤った選択肢を1つ以上加えてください。",
        ),
        example="- id: e\n  misconception: M02-1",
    ),
    warning(
        "Q023",
        en=Words(
            "{count} of {most} options are right; usual are two to all but one.",
            "With one right option the question is a single choice in disguise.",
            "Make the type single, or add a right option.",
        ),
        ja=Words(
            "{most}個の選択肢のうち、正しいものは{count}個です。ふつうは2個以上にします。",
            "正しい選択肢が1つだけなら、実際には単一選択です。",
            "種類をsingleに変えるか、正しい選択肢を加えてください。",
        ),
        example="type: single",
    ),
    error(
        "Q024",
        en=Words(
            "An ordering question needs at least three steps; this one has {count}.",
            "Two steps are a coin toss.",
            "Add steps, or use another type.",
        ),
        ja=Words(
            "並べ替えには3つ以上の手順が要ります。この問題には{count}個しかありません。",
            "2つでは、当てずっぽうでも半分当たります。",
            "手順を加えるか、別の種類の問題にしてください。",
        ),
        example="items:\n  - id: s1\n  - id: s2\n  - id: s3",
    ),
    error(
        "Q025",
        en=Words(
            'The answer "{id}" is none of the responses.',
            "Each premise names the id of its response.",
            "Correct the id, or add the response.",
        ),
        ja=Words(
            "答え「{id}」は、responsesの中にありません。",
            "premisesのanswerには、組み合わせるresponsesのidを書きます。",
            "idを直すか、responsesに加えてください。",
        ),
        example="answer: r9\n\nanswer: r3",
    ),
    error(
        "Q026",
        en=Words(
            'The response "{id}" answers two premises (first on line {line}).',
            "Each response can be used once, so a learner could never match both.",
            "Correct one of them, or write reuse: true into the question.",
        ),
        ja=Words(
            "「{id}」が2つのpremisesの答えになっています（1つ目は{line}行目）。",
            "各選択肢は1回しか使えないため、両方を正しく組み合わせられません。",
            "どちらかを直すか、問題に「reuse: true」を書いてください。",
        ),
        example="reuse: true",
    ),
    error(
        "Q027",
        en=Words(
            "The near miss {value} counts as right, within the tolerance.",
            "Its feedback would never be shown.",
            "Delete the near miss, or make the tolerance smaller.",
        ),
        ja=Words(
            "惜しい値の{value}は、許容差の範囲に入り、正答になります。",
            "このフィードバックは表示されません。",
            "惜しい値を削除するか、許容差を小さくしてください。",
        ),
        example="value: 1500\ntolerance: 100\nnear_misses:\n  - value: 1550",
    ),
    error(
        "Q028",
        en=Words(
            "The near miss {value} stands here twice (first on line {line}).",
            "Only the first feedback would ever be shown.",
            "Delete one of them.",
        ),
        ja=Words(
            "惜しい値の{value}が2回書かれています（1つ目は{line}行目）。",
            "表示されるのは1つ目のフィードバックだけです。",
            "どちらかを削除してください。",
        ),
        example="near_misses:\n  - value: 1375\n  - value: 1375",
    ),
    error(
        "Q029",
        en=Words(
            'Nothing is left of "{form}" when spaces and hyphens are removed.',
            "Answers are compared without them.",
            "Write a word, or delete the form.",
        ),
        ja=Words(
            "「{form}」から空白とハイフンを除くと、何も残りません。",
            "解答は、空白とハイフンを除いて比べます。",
            "語を書くか、この形を削除してください。",
        ),
        example='accept: ["-"]\n\naccept: [steam]',
    ),
    warning(
        "Q030",
        en=Words(
            '"{form}" is the same as a form above (line {line}).',
            "Answers are compared without case, spaces, hyphens and full width, so this form is already covered.",
            "Delete one of them.",
        ),
        ja=Words(
            "「{form}」は、上（{line}行目）の形と同じです。",
            "解答は、大文字と小文字、全角と半角、空白、ハイフンの違いを除いて比べます。この形はすでに含まれています。",
            "どちらかを削除してください。",
        ),
        example="accept:\n  - walk-away point\n  - Walkaway Point",
    ),
    error(
        "Q031",
        en=Words(
            'The near miss "{form}" is accepted as right.',
            "Its feedback would never be shown.",
            "Delete it here, or under accept:.",
        ),
        ja=Words(
            "惜しい答えの「{form}」は、正答として受け入れられます。",
            "このフィードバックは表示されません。",
            "ここか「accept:」の、どちらかから削除してください。",
        ),
        example="accept: [steam]\nnear_misses:\n  - match: [Steam]",
    ),
    error(
        "Q032",
        en=Words(
            'The scenario begins at "{id}", which is no decision.',
            "start: names the node at which the learner decides first.",
            "Correct the id.",
        ),
        ja=Words(
            "シナリオの始まり「{id}」は、判断の場面ではありません。",
            "「start:」には、学習者が最初に判断する場面のidを書きます。",
            "idを直してください。",
        ),
        example="start: n0\n\nstart: n1",
    ),
    error(
        "Q033",
        en=Words(
            'The option leads to "{id}", which does not exist.',
            "The learner would be stuck.",
            "Correct next:, or add the node or ending.",
        ),
        ja=Words(
            "選択肢の行き先「{id}」がありません。",
            "学習者がそこで行き詰まります。",
            "「next:」を直すか、場面または結末を加えてください。",
        ),
        example="next: n9\n\nnext: n2",
    ),
    error(
        "Q034",
        en=Words(
            'The option leads back to "{id}".',
            "A scenario moves forward; in a circle it would never end.",
            "Lead to a later node or to an ending.",
        ),
        ja=Words(
            "選択肢が「{id}」へ逆戻りしています。",
            "シナリオは先へ進むものです。輪になると終わりません。",
            "後の場面か結末につないでください。",
        ),
        example="n2:\n  options:\n    - id: a\n      next: n1",
    ),
    error(
        "Q035",
        en=Words(
            'No path leads to "{id}".',
            "No learner would ever see it.",
            "Lead an option there, or delete it.",
        ),
        ja=Words(
            "「{id}」に至る道がありません。",
            "学習者がたどり着くことはありません。",
            "選択肢の「next:」をつなぐか、削除してください。",
        ),
        example="next: end_good",
    ),
    error(
        "Q036",
        en=Words(
            "No path of the scenario earns a point.",
            "Nobody could score.",
            "Give the better options points.",
        ),
        ja=Words(
            "シナリオのどの道を通っても、得点できません。",
            "誰も得点できません。",
            "良い選択肢ほど高い点数（points）を与えてください。",
        ),
        example="points: 2",
    ),
)
