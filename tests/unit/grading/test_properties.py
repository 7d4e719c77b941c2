"""What holds for every question and every response."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading import (
    common_scale,
    compile_rule,
    grade_response,
    is_passed,
    percent_of,
    read_number,
    rule_from_data,
    rule_to_data,
)
from coursekit.grading.compiling import step_token
from coursekit.model import (
    BranchEnding,
    BranchNode,
    BranchOption,
    BranchQuestion,
    ChoiceQuestion,
    MatchingQuestion,
    NearMissNumber,
    NearMissText,
    NumberInput,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Premise,
    ShortQuestion,
    Step,
    TrueFalseQuestion,
)

pytestmark = pytest.mark.unit

LANGUAGES = ("en", "ja")


def _text(words):
    return {language: f"{words} {language}" for language in LANGUAGES}


def _base(points):
    return {"id": "q1", "bloom": "apply", "objective": "LO-1", "facts": (), "points": points, "stem": _text("stem")}


points = st.integers(1, 5)


@st.composite
def choices(draw):
    count = draw(st.integers(2, 6))
    multiple = draw(st.booleans())
    keys = (
        draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=count - 1))
        if multiple
        else {draw(st.integers(0, count - 1))}
    )
    options = tuple(
        Option(id=chr(97 + i), text=_text(f"option {i}"), feedback=_text(f"feedback {i}"), correct=i in keys)
        for i in range(count)
    )
    return ChoiceQuestion(options=options, multiple=multiple, **_base(draw(points)))


@st.composite
def orderings(draw):
    steps = tuple(
        Step(id=f"s{i}", text=_text(f"step {i}"), feedback=_text(f"why {i}")) for i in range(draw(st.integers(2, 7)))
    )
    return OrderingQuestion(items=steps, **_base(draw(points)))


@st.composite
def matchings(draw):
    count = draw(st.integers(2, 5))
    responses = tuple((f"r{i}", _text(f"response {i}")) for i in range(count + draw(st.integers(0, 2))))
    answers = draw(st.permutations([name for name, _ in responses]))
    premises = tuple(
        Premise(id=f"p{i}", text=_text(f"premise {i}"), answer=answers[i], feedback=_text("why")) for i in range(count)
    )
    return MatchingQuestion(premises=premises, responses=responses, reuse=draw(st.booleans()), **_base(draw(points)))


@st.composite
def branches(draw):
    def options(name, targets):
        worth = [draw(st.integers(0, 2)) for _ in targets[:-1]] + [2]
        return tuple(
            BranchOption(id=chr(97 + i), points=worth[i], next=target, text=_text(name), feedback=_text(name))
            for i, target in enumerate(targets)
        )

    nodes = (
        BranchNode(id="n1", prompt=_text("n1"), options=options("n1", draw(st.permutations(["n2", "n3", "n2"])))),
        BranchNode(id="n2", prompt=_text("n2"), options=options("n2", ["e1", "e2"])),
        BranchNode(id="n3", prompt=_text("n3"), options=options("n3", ["n2", "e1", "e2"])),
    )
    endings = (BranchEnding(id="e1", ending=_text("e1")), BranchEnding(id="e2", ending=_text("e2")))
    return BranchQuestion(start="n1", nodes=nodes, endings=endings, debrief=_text("debrief"), **_base(draw(points)))


@st.composite
def numerics(draw):
    numbers = st.decimals(-10_000, 10_000, places=2)
    return NumericQuestion(
        value=draw(numbers),
        unit="JPY",
        tolerance=draw(st.decimals(0, 5, places=3)),
        inputs={
            "en": NumberInput(unit="million yen", factor=Decimal(1_000_000)),
            "ja": NumberInput(unit="万円", factor=Decimal(10_000)),
        },
        feedback_correct=_text("yes"),
        feedback_other=_text("no"),
        near_misses=(NearMissNumber(value=draw(numbers), feedback=_text("near")),),
        **_base(draw(points)),
    )


def _short(worth):
    return ShortQuestion(
        accept=("Batna", "バトナ"),
        feedback_correct=_text("yes"),
        feedback_other=_text("no"),
        near_misses=(NearMissText(match=("zopa",), feedback=_text("near")),),
        **_base(worth),
    )


def _truefalse(worth):
    return TrueFalseQuestion(answer=False, feedback_true=_text("t"), feedback_false=_text("f"), **_base(worth))


questions = st.one_of(
    choices(), orderings(), matchings(), branches(), numerics(), points.map(_short), points.map(_truefalse)
)

ids = st.sampled_from(["a", "b", "c", "true", "false", "p0", "p1", "r0", "r1", "n1", "n2", "s1", "", "__proto__"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | ids,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ids | st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
responses = json_values | st.one_of(
    st.fixed_dictionaries({"selected": json_values | st.lists(ids, max_size=4)}),
    st.fixed_dictionaries({"choices": json_values | st.dictionaries(ids, ids, max_size=4)}),
    st.fixed_dictionaries({"order": json_values}),
    st.fixed_dictionaries({"text": st.text(max_size=40)}),
)


@given(questions, responses, st.sampled_from(["en", "ja", "fr"]))
def test_any_response_gives_between_nothing_and_the_maximum(question, response, language):
    rule = compile_rule(question, scale=common_scale([question]))

    grade = grade_response(rule, response, language=language)

    assert 0 <= grade.units <= grade.max_units == question.points * common_scale([question])
    assert grade.status == "answered" or grade.units == 0


@given(questions, st.integers(1, 12))
def test_rule_survives_being_written_and_read(question, factor):
    rule = compile_rule(question, scale=factor * common_scale([question]))

    assert rule_from_data(rule_to_data(rule)) == rule


@given(choices(), st.data())
def test_order_of_selection_never_matters(question, data):
    rule = compile_rule(question, scale=common_scale([question]))
    selected = data.draw(st.lists(st.sampled_from([option.id for option in question.options]), unique=True))

    grades = {
        grade_response(rule, {"selected": list(order)}, language="en")
        for order in (selected, selected[::-1], sorted(selected))
    }

    assert len(grades) == 1


@given(choices(), st.data())
def test_a_better_selection_never_scores_less(question, data):
    """Adding a key, or dropping a distractor, never takes units away."""
    rule = compile_rule(question, scale=common_scale([question]))
    keys = {option.id for option in question.options if option.correct}
    if not question.multiple:
        assert grade_response(rule, {"selected": list(keys)}, language="en").units == rule.max_units
        return
    selected = data.draw(st.sets(st.sampled_from([option.id for option in question.options])))
    better = data.draw(st.sampled_from(sorted(keys - selected) + sorted(selected - keys) + [""]))
    before = grade_response(rule, {"selected": sorted(selected)}, language="en").units
    after = grade_response(
        rule, {"selected": sorted(selected ^ {better} if better else selected | keys)}, language="en"
    ).units

    assert after >= before
    assert grade_response(rule, {"selected": sorted(keys)}, language="en").units == rule.max_units


@given(orderings(), st.data())
def test_moving_a_step_into_its_place_reaches_the_maximum(question, data):
    rule = compile_rule(question, scale=common_scale([question]))
    right = [step_token(question, step.id) for step in question.items]
    shuffled = data.draw(st.permutations(right))

    best = grade_response(rule, {"order": right}, language="en").units
    assert best == rule.max_units
    assert grade_response(rule, {"order": list(shuffled)}, language="en").units < best or list(shuffled) == right


@given(matchings(), st.data())
def test_one_more_right_pair_scores_more(question, data):
    rule = compile_rule(question, scale=common_scale([question]))
    right = {premise.id: premise.answer for premise in question.premises}
    known = data.draw(st.sets(st.sampled_from(sorted(right)), max_size=len(right) - 1))
    some = {premise: right[premise] for premise in known}
    extra = sorted(set(right) - known)[0]

    before = grade_response(rule, {"choices": some}, language="en").units
    assert grade_response(rule, {"choices": some | {extra: right[extra]}}, language="en").units > before


@given(orderings())
def test_public_names_of_steps_do_not_tell_their_order(question):
    tokens = [step_token(question, step.id) for step in question.items]

    assert len(set(tokens)) == len(tokens)
    assert not any(step.id in token for step, token in zip(question.items, tokens, strict=True))


@given(numerics(), st.sampled_from(LANGUAGES))
def test_the_value_itself_is_right_in_each_language(question, language):
    rule = compile_rule(question, scale=1)
    typed = question.value / question.inputs[language].factor

    assert grade_response(rule, {"text": f"{typed:f}"}, language=language).is_full


@given(st.decimals(-(10**12), 10**12, places=3))
def test_a_number_is_read_back_however_it_is_dressed(number):
    wide = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
    expected = number.as_integer_ratio()
    for typed in (f"{number:f}", f"{number:,f}", f"{number:f}".translate(wide), f" {number:f} ", f"{number:f}万円"):
        mantissa, exponent = read_number(typed, unit="万円")
        assert Decimal(mantissa).scaleb(-exponent).as_integer_ratio() == expected


@given(st.text(max_size=70), st.sampled_from(["", "万円", "%", "million yen"]))
def test_reading_a_number_never_fails(text, unit):
    number = read_number(text, unit=unit)

    assert number is None or all(isinstance(part, int) for part in number)


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 100))
def test_the_pass_mark_is_met_exactly_when_the_shown_percent_meets_it(units, max_units, mark):
    assert is_passed(units, max_units, pass_percent=mark) == (percent_of(units, max_units) >= mark)
