"""Q001-Q014: what holds for every quiz, question and self-check."""

from coursekit.authoring.catalog.entry import Words, error, warning

__all__ = ["ENTRIES"]

ENTRIES = (
    error(
        "Q001",
        en=Words(
            'set: says "{set}", but the file is called "{name}".',
            "A quiz is asked for by the name of its file.",
            "Make the two the same.",
        ),
        ja=Words(
            "「set:」は「{set}」ですが、ファイルの名前は「{name}」です。",
            "クイズは、ファイルの名前で呼び出されます。",
            "2つをそろえてください。",
        ),
        example="# quizzes/02-brewing.yml\nset: 02-brewing",
    ),
    error(
        "Q002",
        en=Words(
            'The question id "{id}" is already used at {place}.',
            "Answers are recorded under the question's id; it is unique in the whole course.",
            "Give the newer question another id.",
        ),
        ja=Words(
            "問題のid「{id}」は、すでに{place}で使われています。",
            "解答は問題のidで記録されます。idは講座全体で1つだけです。",
            "新しいほうの問題に、別のidを付けてください。",
        ),
        example="- id: tea-01-q1\n- id: tea-01-q1\n\n- id: tea-01-q1\n- id: tea-01-q2",
    ),
    error(
        "Q003",
        en=Words(
            'The id "{id}" is used twice in {where}; first on line {line}.',
            "An answer that names it could mean either.",
            "Give one of them another id.",
        ),
        ja=Words(
            "{where}で、id「{id}」が2回使われています。1回目は{line}行目です。",
            "このidの解答が、どちらを指すのか分かりません。",
            "どちらかに別のidを付けてください。",
        ),
        example="options:\n  - id: a\n  - id: a\n\noptions:\n  - id: a\n  - id: b",
    ),
    error(
        "Q004",
        en=Words(
            'There is no objective "{id}".',
            "Objectives stand in the front matter of the lessons.",
            "Correct the id, or add the objective to the lesson.",
        ),
        ja=Words(
            "学習目標「{id}」はありません。",
            "学習目標は、レッスンの先頭部分で決めます。",
            "idを直すか、レッスンに学習目標を書き加えてください。",
        ),
        example="objective: LO-2-1\n\nobjective: LO-02-1",
    ),
    error(
        "Q005",
        en=Words('There is no fact "{id}".', "Facts stand in content/facts.yml.", "Correct the id, or add the fact."),
        ja=Words(
            "事実「{id}」はありません。",
            "事実の一覧はcontent/facts.ymlにあります。",
            "idを直すか、一覧に書き加えてください。",
        ),
        example="facts: [F2-01]\n\nfacts: [F02-01]",
    ),
    error(
        "Q006",
        en=Words(
            'There is no misconception "{id}".',
            "Misconceptions stand in content/misconceptions.yml.",
            "Correct the id, or add the misconception.",
        ),
        ja=Words(
            "思い込み「{id}」はありません。",
            "思い込みの一覧はcontent/misconceptions.ymlにあります。",
            "idを直すか、一覧に書き加えてください。",
        ),
        example="misconception: M2-1\n\nmisconception: M02-1",
    ),
    error(
        "Q007",
        en=Words(
            'enemies: names "{id}", which is no other question of this course.',
            "Enemies are questions that must not stand in one paper, because one gives the other away.",
            "Correct the id, or delete it.",
        ),
        ja=Words(
            "「enemies:」の「{id}」は、この講座のほかの問題ではありません。",
            "enemiesには、互いに答えの手がかりになるため、同時に出さない問題を書きます。",
            "idを直すか、削除してください。",
        ),
        example="enemies: [tea-01-q9]\n\nenemies: [tea-01-q2]",
    ),
    error(
        "Q008",
        en=Words(
            'Two options have the same text in "{language}" (first on line {line}).',
            "A learner could not tell them apart, and only one of them may be right.",
            "Word one of them differently.",
        ),
        ja=Words(
            "「{language}」の文が同じ選択肢が2つあります（1つ目は{line}行目）。",
            "学習者には見分けがつかず、正答になるのは片方だけかもしれません。",
            "どちらかの文を変えてください。",
        ),
        example="- id: a\n  text: {en: Green}\n- id: b\n  text: {en: Green}",
    ),
    warning(
        "Q009",
        en=Words(
            'The wrong option "{id}" has no misconception.',
            "A wrong option is what somebody with a certain belief would choose; its id makes results readable.",
            "Name the misconception that leads to this option.",
        ),
        ja=Words(
            "誤った選択肢「{id}」に、思い込み（misconception）がありません。",
            "誤った選択肢は、ある思い込みを持つ人が選ぶものです。idがあると、結果から弱点を読み取れます。",
            "この選択肢につながる思い込みのidを書いてください。",
        ),
        example="- id: b\n  text: …\n\n- id: b\n  misconception: M02-1\n  text: …",
    ),
    warning(
        "Q010",
        en=Words(
            'The right option "{id}" names a misconception.',
            "Reports would count right answers as that misconception.",
            "Delete the misconception, or correct: true.",
        ),
        ja=Words(
            "正しい選択肢「{id}」に、思い込み（misconception）が付いています。",
            "集計で、正答がその思い込みとして数えられてしまいます。",
            "思い込みか「correct: true」のどちらかを削除してください。",
        ),
        example="- id: c\n  correct: true\n  misconception: M02-1",
    ),
    warning(
        "Q011",
        en=Words(
            'No page asks for "{name}".',
            "Nobody can take it.",
            "Ask for it in a lesson, with a line that begins with three colons.",
        ),
        ja=Words(
            "「{name}」を表示するページがありません。",
            "このままでは、誰も受けられません。",
            "レッスンに、それを呼び出す「:::」の行を書いてください。",
        ),
        example="::: quiz 02-brewing",
    ),
    error(
        "Q012",
        en=Words(
            'The self-check names "{id}", which is no module of this course.',
            "A high rating recommends the module.",
            "Correct the name of the module.",
        ),
        ja=Words(
            "自己点検の「{id}」は、この講座のモジュールではありません。",
            "点が高いと、そのモジュールを勧めます。",
            "モジュールの名前を直してください。",
        ),
        example="module: 02-brewin\n\nmodule: 02-brewing",
    ),
    error(
        "Q013",
        en=Words(
            "recommend: asks for {count} modules, but there are only {most} statements.",
            "As many modules are recommended, one for each statement at most.",
            "Lower the number.",
        ),
        ja=Words(
            "「recommend:」は{count}ですが、項目は{most}個しかありません。",
            "勧めるモジュールは、項目の数までです。",
            "数を小さくしてください。",
        ),
        example="recommend: 2",
    ),
    warning(
        "Q014",
        en=Words(
            'No module names the graded quiz "{name}" as its quiz.',
            "Its results would count for nothing.",
            "Write quiz: into the front matter of its lesson, or graded: false into the quiz.",
        ),
        ja=Words(
            "採点するクイズ「{name}」を、自分のクイズとして挙げるモジュールがありません。",
            "結果がどこにも反映されません。",
            "レッスンの先頭部分に「quiz:」を書くか、クイズに「graded: false」を書いてください。",
        ),
        example="quiz: 02-brewing",
    ),
)
