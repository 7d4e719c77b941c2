"""C and Q: what files say about one another."""

from tests.unit.authoring.editing import Case, case

QUIZ = "quizzes/02-brewing.yml"
LEAVES = "quizzes/01-leaves.yml"
WELCOME = "quizzes/00-welcome.yml"
SELF = "quizzes/00-self-check.yml"

LOST = """\
schema: quiz/v1
set: ‸04-lost
graded: false
questions:
  - id: lost-1
    type: truefalse
    bloom: apply
    objective: LO-02-1
    answer: true
    stem: {en: a, ja: b}
    feedback: {true: {en: a, ja: b}, false: {en: c, ja: d}}
"""
TWO_STEPS = """\
schema: quiz/v1
set: 04-lost
graded: false
questions:
  - id: lost-1
    type: ordering
    bloom: apply
    objective: LO-02-1
    stem: {en: a, ja: b}
    items:
      ‸- {id: s1, text: {en: a, ja: b}, feedback: {en: a, ja: b}}
      - {id: s2, text: {en: c, ja: d}, feedback: {en: a, ja: b}}
"""

COURSE: list[Case] = [
    case("C001", "course.yml", None, None, at=("course.yml", 1, 1)),
    case("C002", "content/facts.yml", "- id: F02-02\n", "- id: ‸F02-01\n", also=["Q005"]),
    case("C002", "course.yml", "  - id: CO2\n", "  - id: ‸CO1\n"),
    case(
        "C002",
        "content/en/01-leaves.md",
        "id: LO-01-2,",
        "id: ‸LO-01-1,",
        ("content/ja/01-leaves.md", "id: LO-01-2,", "id: ‸LO-01-1,"),
        also=["Q004"],
    ),
    case("C003", "course.yml", "    group: leaf\n", "    group: ‸leav\n"),
    case(
        "C004",
        "course.yml",
        "  - slug: 03-serving\n    kind: conclusion\n    planned:\n      en: Serving guests\n      ja: お客様に出す\n",
        "  - slug: ‸03-serving\n    kind: conclusion\n",
    ),
    case("C005", "course.yml", "    group: leaf\n", "    group: leaf\n    ‸planned: {en: a, ja: b}\n"),
    case("C006", "course.yml", "    02-brewing:\n", "    ‸02-brewin:\n"),
    case("C007", "course.yml", "    02-brewing:\n", "    00-welcome:\n      ‸pass_percent: 10\n    02-brewing:\n"),
    case("C012", "course.yml", "      attempts: 3\n", "      attempts: 3\n      ‸time_limit_minutes: 30\n"),
    case("C012", "course.yml", "      attempts: 3\n", "      attempts: 3\n      ‸retake_after_hours: 24\n"),
    case("C008", "course.yml", "languages: [en, ja]", "languages: [en, ja, ‸en]"),
    case(
        "C009",
        "course.yml",
        "  - slug: 01-leaves\n    kind: module\n",
        "  - slug: 01-leavs\n    kind: module\n    planned: {en: a, ja: b}\n",
        also=["L011", "Q012"],
        at=("content/en/01-leaves.md", 3, 7),
    ),
    case("C011", "quizzes/04.yaml", None, "x", at=("quizzes/04.yaml", "x")),
    case("C011", "quizzes/more/04.yml", None, "x", at=("quizzes/more/04.yml", "x")),
    case("C011", "content/glosary.yml", None, "x", at=("content/glosary.yml", "x")),
    case("C010", "content/fr/index.md", None, "x", at=("course.yml", 5, 12)),
]

QUIZZES: list[Case] = [
    case("Q001", QUIZ, "set: 02-brewing", "set: ‸02-brew"),
    case("Q001", SELF, "set: 00-self-check", "set: ‸00-self"),
    case("Q002", QUIZ, "- id: tea-02-q1\n", "- id: ‸tea-01-q1\n"),
    case(
        "Q003",
        QUIZ,
        "      - id: b\n        misconception: M02-1\n        text:\n          en: Use hotter",
        "      - id: ‸a\n        misconception: M02-1\n        text:\n          en: Use hotter",
    ),
    case("Q003", SELF, "  - id: s2\n", "  - id: ‸s1\n"),
    case(
        "Q004",
        QUIZ,
        "    type: branch\n    bloom: evaluate\n    objective: LO-02-2",
        "    type: branch\n    bloom: evaluate\n    objective: ‸LO-2-2",
    ),
    case("Q005", QUIZ, "    facts: [F02-02]", "    facts: [‸F2-02]"),
    case("Q005", "content/en/01-leaves.md", "covers: [F01-01, F01-02]", "covers: [F01-01, ‸F01-99]", also=["L008"]),
    case(
        "Q006",
        QUIZ,
        "        misconception: M02-2\n        text:\n          en: Wait",
        "        misconception: ‸M2-2\n        text:\n          en: Wait",
    ),
    case("Q006", WELCOME, "    misconception: M02-1\n    feedback", "    misconception: ‸M2-1\n    feedback"),
    case("Q007", LEAVES, "enemies: [tea-01-q2]", "enemies: [‸tea-01-q9]"),
    case("Q007", LEAVES, "enemies: [tea-01-q2]", "enemies: [‸tea-01-q3]"),
    case("Q008", QUIZ, "          en: Use hotter water.", "          en: ‸Use  cooler water."),
    case("Q008", LEAVES, "          en: Assam black tea", "          en: ‸Ｏｏｌｏｎｇ"),
    case("Q009", QUIZ, "      - id: c\n        misconception: M02-2\n", "      - ‸id: c\n"),
    case(
        "Q009",
        QUIZ,
        "            next: n2\n            misconception: M02-1\n",
        "            next: n2\n",
        at=(QUIZ, "id: a\n            points: 0"),
    ),
    case(
        "Q010",
        LEAVES,
        "      - id: a\n        correct: true\n",
        "      - id: a\n        correct: true\n        misconception: ‸M01-1\n",
    ),
    case("Q011", "quizzes/04-lost.yml", None, LOST),
    case("Q012", SELF, "module: 02-brewing", "module: ‸02-brewin"),
    case("Q013", SELF, "recommend: 1", "recommend: ‸3"),
    case(
        "Q014",
        WELCOME,
        "graded: false\n",
        "",
        ("content/en/00-welcome.md", "quiz: 00-welcome\n", ""),
        ("content/ja/00-welcome.md", "quiz: 00-welcome\n", ""),
        at=(WELCOME, 3, 6),
    ),
]

RULES: list[Case] = [
    case(
        "Q020",
        WELCOME,
        "      - id: b\n        correct: true\n",
        "      - id: b\n        misconception: M01-1\n",
        at=(WELCOME, "- id: a"),
    ),
    case(
        "Q020",
        WELCOME,
        "      - id: a\n        misconception: M01-2\n",
        "      - id: a\n        correct: true\n",
        at=(WELCOME, "- id: a"),
    ),
    case(
        "Q021",
        LEAVES,
        "      - id: a\n        correct: true\n",
        "      - id: a\n        misconception: M01-1\n",
        (LEAVES, "      - id: c\n        correct: true\n", "      - id: c\n        misconception: M01-1\n"),
        at=(LEAVES, "- id: a"),
    ),
    case(
        "Q022",
        LEAVES,
        "      - id: b\n        misconception: M01-1\n",
        "      - id: b\n        correct: true\n",
        (LEAVES, "      - id: d\n        misconception: M01-2\n", "      - id: d\n        correct: true\n"),
        at=(LEAVES, "- id: a"),
    ),
    case(
        "Q023",
        LEAVES,
        "      - id: a\n        correct: true\n",
        "      - id: a\n        misconception: M01-1\n",
        at=(LEAVES, "- id: a"),
    ),
    case("Q024", "quizzes/04-lost.yml", None, TWO_STEPS, also=["Q011"]),
    case("Q025", LEAVES, "answer: r2", "answer: ‸r9"),
    case("Q026", LEAVES, "answer: r3", "answer: ‸r2"),
    case("Q027", QUIZ, "tolerance: 0", "tolerance: 200", at=(QUIZ, 33, 18)),
    case("Q028", QUIZ, "value: 3000", "value: ‸1375"),
    case("Q029", LEAVES, "      - 釜炒り\n", '      - ‸"- -"\n'),
    case("Q030", LEAVES, "      - 釜炒り\n", "      - ‸PAN firing\n"),
    case("Q030", LEAVES, "match: [rolling, 揉む, 揉捻]", "match: [‸Drying]"),
    case("Q031", LEAVES, "match: [drying, 乾燥]", "match: [‸Ｓｔｅａｍ]"),
    case("Q032", QUIZ, "start: n1", "start: ‸n9"),
    case("Q032", QUIZ, "start: n1", "start: ‸end_good"),
    case("Q033", QUIZ, "next: end_good", "next: ‸end_goood", also=["Q035"]),
    case("Q034", QUIZ, "next: end_good", "next: ‸n1", also=["Q035"]),
    case("Q034", QUIZ, "next: end_good", "next: ‸n2", also=["Q035"]),
    case("Q035", QUIZ, "next: end_good", "next: end_strong", (QUIZ, "      end_good:", "      ‸end_good:")),
    case(
        "Q036",
        QUIZ,
        "          - id: b\n            points: 1\n",
        "          - id: b\n            points: 0\n",
        (QUIZ, "          - id: a\n            points: 1\n", "          - id: a\n            points: 0\n"),
        at=(QUIZ, "n1:\n        prompt"),
    ),
]
