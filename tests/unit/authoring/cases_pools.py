"""Q040-Q048: pools, and what questions say for the result of an exam."""

from tests.unit.authoring.editing import Case, case

EXAM = "quizzes/04-exam.yml"
LEAVES = "quizzes/01-leaves.yml"

POOL = """\
schema: quiz/v1
set: 04-exam
pool:
  strata:
    - {id: name, draw: 1}
    - {id: decide, draw: 1}
  balance:
    - {setting: home, at_least: 1}
questions:
  - {id: exam-1, stratum: name, points: 1, setting: home, outcome: CO1, sections: ["02-brewing#water"], BASE}
  - {id: exam-2, stratum: name, points: 1, setting: shop, enemies: [exam-3], BASE}
  - {id: exam-3, stratum: decide, points: 1, setting: home, BASE}
  - {id: exam-4, stratum: decide, points: 1, setting: shop, BASE}
"""
BASE = (
    "type: truefalse, bloom: apply, objective: LO-02-1, answer: true, stem: {en: a, ja: b}, "
    "feedback: {true: {en: a, ja: b}, false: {en: c, ja: d}}"
)


def _exam(code: str, *changes: tuple[str, str]) -> Case:
    """A case in which each old text, which stands once in the sound pool, becomes a new one.

    No page asks for the quiz, hence Q011.
    """
    text = POOL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the pool"
        text = text.replace(old, new)
    return case(code, EXAM, None, text.replace("BASE", BASE), also=["Q011"] if code != "Q011" else [])


POOLS: list[Case] = [
    _exam("Q011", ("set: 04", "set: ‸04")),
    _exam("Q003", ("- {id: decide, draw: 1}", "- {id: decide, draw: 1}\n    - {id: ‸name, draw: 1}")),
    _exam("Q003", ("at_least: 1}", "at_least: 1}\n    - {setting: ‸home, at_least: 1}")),
    _exam("Q040", ("exam-1, stratum: name", "exam-1, stratum: ‸nam")),
    _exam("Q041", ("  - {id: exam-2, stratum: name, ", "  - ‸{id: exam-2, ")),
    _exam("Q042", ("{id: name, draw: 1}", "{id: name, draw: ‸3}")),
    _exam("Q042", ("- {id: decide, draw: 1}", "- {id: decide, draw: 1}\n    - {id: empty, draw: ‸1}")),
    _exam("Q043", ("decide, points: 1, setting: shop", "decide, points: ‸2, setting: shop")),
    _exam("Q044", ("outcome: CO1", "outcome: ‸C01")),
    _exam("Q045", ('["02-brewing#water"]', '[‸"02-brewing#watr"]')),
    _exam("Q045", ('["02-brewing#water"]', '[‸"05-brewing#water"]')),
    _exam("Q046", ("pool:\n", "‸pool:\n"), ("at_least: 1", "at_least: 3")),
    _exam(
        "Q046",
        ("pool:\n", "‸pool:\n"),
        ("exam-1, stratum: name", "exam-1, stratum: decide"),
        ("enemies: [exam-3]", "enemies: [exam-1, exam-3, exam-4]"),
    ),
    _exam("Q048", ("{setting: home,", "{setting: ‸hom,")),
    case("Q047", LEAVES, "enemies: [tea-01-q2]", "enemies: [tea-01-q2]\n    ‸stratum: name"),
    case("Q047", LEAVES, "enemies: [tea-01-q2]", "enemies: [tea-01-q2]\n    ‸setting: home"),
]
