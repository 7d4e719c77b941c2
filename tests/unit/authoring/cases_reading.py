"""Y and S: one case for each way in which a file can be unreadable, or of the wrong shape."""

from coursekit.authoring import Limits
from tests.unit.authoring.editing import Case, case

QUIZ = "quizzes/02-brewing.yml"
LEAVES = "quizzes/01-leaves.yml"
FACTS = "content/facts.yml"
FACT = "- id: F09-01\n  kind: context\n  text: x\n"

# A file that cannot be read makes nothing else doubtful: no "also" in this table.
READING: list[Case] = [
    case("Y002", FACTS, None, "#" * 2000, at=(FACTS, 1, 1), limits=Limits(max_bytes=1999)),
    case("Y003", FACTS, None, "# \n- id: 日本語の見出し\n".encode("cp932"), at=(FACTS, 2, 7)),
    case("Y003", FACTS, None, "# ascii\n# 日本語の見出し\n".encode("euc_jp"), at=(FACTS, 2, 3)),
    case("Y003", FACTS, None, "- id: a\n".encode("utf-16"), at=(FACTS, 1, 1)),
    case("Y003", FACTS, None, "- id: a\n  kind: b\n".encode("utf-16-be"), at=(FACTS, 1, 1)),
    case("Y004", FACTS, "- id: F01-02", "- id: ‸\x07F01-02"),
    case("Y004", FACTS, "- id: F01-02", "- id: F01-02‸\u202e"),
    case("Y004", "content/en/index.md", "three decisions", "three ‸\x00decisions"),
    case("Y004", QUIZ, 'example: "e.g. 0.8"', 'example: ‸"e.g. \\a 0.8"'),
    case("Y005", FACTS, "- id: F01-02\n  kind", "- id: F01-02\n‸\tkind"),
    case(
        "Y006",
        FACTS,
        None,
        b"\xef\xbb\xbf" + FACT.replace("F09-01", "F01-01").encode(),
        at=(FACTS, 1, 1),
        also=["Q005"],
    ),
    case("Y007", FACTS, "- id: F01-02\n  kind", "- id: F01-02\n ‸kind"),
    case("Y008", "content/en/00-welcome.md", 'title: "Welcome to tea"', "title: Mistake 5‸: accepting"),
    case("Y009", FACTS, 'text: "Steaming or pan-firing stops oxidation."', 'text: ‸"Steaming'),
    case("Y010", QUIZ, "ja: もっと長く待つ。", "ja‸：もっと長く待つ。"),
    case("Y011", QUIZ, "    pinned: true\n", "    pinned: true\n    ‸pinned: true\n"),
    case("Y012", FACTS, "- id: F01-02", "- id: ‸&a F01-02"),
    case("Y012", FACTS, "- id: F01-02", "- id: ‸*a"),
    case("Y013", FACTS, "- id: F01-02", "- id: ‸!!str F01-02"),
    case("Y014", FACTS, "- id: F01-02\n", "- id: F01-02\n  ‸<<: {}\n"),
    case("Y015", FACTS, "- id: F01-02\n", "- id: F01-02\n  ‸[a]: b\n"),
    case("Y016", FACTS, "- id: F01-02\n", "- id: F01-02\n  x: " + "[" * 18 + "‸[" + "]" * 19 + "\n"),
    case("Y017", FACTS, None, FACT * 500, at=(FACTS, 1, 1), limits=Limits(max_nodes=2000)),
    case("Y018", FACTS, "- id: F01-02", "‸---\n- id: F01-02"),
    case("Y018", FACTS, None, "‸%YAML 1.2\n---\n" + FACT, also=["Q005"]),
    case("Y019", FACTS, None, "# nothing yet\n", at=(FACTS, 1, 1)),
    case("Y021", FACTS, None, b"- id: \xff\xfe\x00\xd8\x80\n", at=(FACTS, 1, 7)),
    case("Y022", FACTS, 'text: "Steaming or', 'text: "Steaming" ‸or'),
    case("Y024", QUIZ, "ja: もっと長く待つ。", "ja: ‸>-\n            もっと長く\n            待つ。"),
    case("Y024", QUIZ, "ja: もっと長く待つ。", "ja: ‸もっと長く\n            待つ。"),
    case("Y023", FACTS, 'text: "Steaming or pan-firing stops oxidation."', "text: ‸@home"),
]

SHAPE: list[Case] = [
    case("S001", QUIZ, "    start: n1\n", "", at=(QUIZ, "id: tea-02-q4")),
    case("S001", QUIZ, "  - id: tea-02-q2\n    type: ordering\n", "  - ‸id: tea-02-q2\n"),
    case("S002", QUIZ, "    pinned: true\n", "    ‸pined: true\n"),
    case("S002", "course.yml", "  mode: practice\n", "  ‸mod: practice\n"),
    case("S003", "course.yml", 'version: "1.0"', "version: ‸1.0"),
    case("S003", QUIZ, "    points: 2\n", "    points: ‸two\n"),
    case("S003", QUIZ, "      tolerance: 0\n", "      tolerance: ‸yes\n"),
    case("S003", QUIZ, "ja: もっと長く待つ。", "ja: ‸42"),
    case("S003", "course.yml", "title:\n  en: Tea Basics\n  ja: お茶の基本\n", "title: ‸Tea Basics\n"),
    case("S003", "content/glossary.yml", "    en: steeping\n    ja: 浸出\n", "    ‸- steeping\n"),
    case("S003", LEAVES, "    accept:\n", "    accept:\n      - ‸7\n"),
    case("S003", "quizzes/00-welcome.yml", "    answer: false\n", "    answer: ‸no\n"),
    case("S003", FACTS, None, "‸facts: none\n"),
    case("S003", LEAVES, "questions:\n", "questions:\n  - ‸just text\n"),
    case(
        "S004",
        QUIZ,
        "    bloom: apply\n    objective: LO-02-1\n    facts: [F02-02]",
        "    bloom: ‸aply\n    objective: LO-02-1\n    facts: [F02-02]",
    ),
    case("S004", QUIZ, "type: ordering", "type: ‸sorting"),
    case("S004", "content/en/glossary.md", "kind: page", "kind: ‸pages"),
    case("S005", QUIZ, "ja: もっと長く待つ。", 'ja: ‸"  "'),
    case("S005", "content/en/glossary.md", 'title: "Glossary"', 'title: ‸""'),
    case("S006", QUIZ, "  - id: tea-02-q3\n", "  - id: ‸tea 02 q3\n"),
    case("S006", QUIZ, "      end_strong:\n", "      ‸end strong:\n"),
    case("S007", "course.yml", "  pass_percent: 75", "  pass_percent: ‸750"),
    case("S007", QUIZ, "factor: 1000\n", "factor: ‸-1000\n"),
    case("S007", QUIZ, "value: 1500", "value: ‸1e300"),
    case("S008", "course.yml", "languages: [en, ja]", "languages: ‸[]"),
    case("S009", QUIZ, "          ja: もっと長く待つ。\n", "", at=(QUIZ, "en: Wait longer.")),
    case(
        "S009",
        QUIZ,
        "      ja:\n        unit: ミリリットル\n        factor: 1\n        example: 例：800\n",
        "",
        at=(QUIZ, "en:\n        unit: liters"),
    ),
    case("S010", QUIZ, "          ja: もっと長く待つ。\n", "          ja: もっと長く待つ。\n          ‸jp: もっと\n"),
    case(
        "S010",
        QUIZ,
        "      ja:\n        unit: ミリリットル",
        "      ‸fr:\n        unit: l\n        factor: 1\n      ja:\n        unit: ミリリットル",
    ),
    case("S011", QUIZ, "    pinned: true\n", "    ‸accept: [a]\n    pinned: true\n"),
]
