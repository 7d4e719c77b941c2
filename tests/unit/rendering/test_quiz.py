"""A quiz as HTML: structure of each type, in both languages, and nothing of the key."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from html_tree import ids, read_html
from sample_quiz import (
    KEY,
    branch,
    compiled,
    every_type,
    matching,
    multiple,
    numeric,
    ordering,
    short,
    single,
    text,
    truefalse,
)

from coursekit.rendering import render_quiz, words
from coursekit.rendering.wording import UnknownLanguageError

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parents[2] / "golden" / "quiz"
LANGUAGES = ("en", "ja")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def render(*questions, language="en", **options):
    quiz_options = {name: options.pop(name) for name in ("graded", "attempts", "mode") if name in options}
    return render_quiz(compiled(*questions, **quiz_options), course_id="tea", language=language, **options)


def tree_of(*questions, **options):
    return read_html(render(*questions, **options))


def strings_of(data):
    """Every string that stands anywhere in JSON data."""
    if isinstance(data, dict):
        return [found for value in data.values() for found in strings_of(value)]
    if isinstance(data, list):
        return [found for value in data for found in strings_of(value)]
    return [data] if isinstance(data, str) else []


# -- what every quiz has


def test_section_says_which_quiz_it_is(language):
    section = tree_of(language=language, module="02-brewing").one("section")

    assert {
        name: section.attributes[f"data-{name}"] for name in ("course", "quiz", "module", "language", "graded")
    } == {
        "course": "tea",
        "quiz": "tea-brewing",
        "module": "02-brewing",
        "language": language,
        "graded": "true",
    }
    assert section.attributes["data-revision"] == compiled().revision
    assert section.attributes["lang"] == language
    assert json.loads(section.attributes["data-words"]) == dict(words(language)["script"])


def test_every_question_is_a_named_group_with_its_number_and_stem(language):
    tree = tree_of(language=language)
    groups = tree.all("fieldset", data_question=None)

    assert [group.attributes["data-type"] for group in groups] == [
        "single", "multiple", "truefalse", "ordering", "matching", "numeric", "short", "branch",
    ]  # fmt: skip
    for number, (group, question) in enumerate(zip(groups, every_type(), strict=True), start=1):
        legend = group.children[1]
        assert legend.name == "legend"
        assert words(language)["page"]["number"].format(n=number, total=8) in legend.text
        assert question.stem[language] in legend.text


def test_nothing_can_be_pressed_before_the_script_has_come(language):
    tree = tree_of(language=language)

    for group in tree.all("fieldset", data_question=None) + tree.all("fieldset", data_node=None):
        assert "disabled" in group.attributes or group.attributes.get("data-type") == "branch"
    for button in tree.all("button", data_act="check") + tree.all("button", data_act="finish"):
        assert "hidden" in button.attributes or "hidden" in tree.one(data_slot="end").attributes
    assert "hidden" not in tree.one(data_slot="inert").attributes


def test_ids_are_unique_and_every_reference_finds_its_element(language):
    tree = tree_of(language=language)

    assert [name for name, count in Counter(ids(tree)).items() if count > 1] == []
    for attribute in ("for", "aria-labelledby", "aria-describedby"):
        for element in tree.all(**{attribute.replace("-", "_") + "_" * (attribute == "for"): None}):
            for name in element.attributes[attribute].split():
                assert name in ids(tree), f"{attribute} names {name}"


def test_no_inline_script_and_no_inline_style(language):
    tree = tree_of(language=language)

    assert tree.all("script") + tree.all("style") == []
    for element in tree.all():
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")]


def test_chrome_is_kept_out_of_the_search(language):
    """Stems and options may be found; buttons and notes of every quiz in every search would be noise."""
    tree = tree_of(language=language)

    for word in ("finish", "check", "inert", "sign_in"):
        holders = [
            element for element in tree.all(data_search_exclude=None) if words(language)["page"][word] in element.text
        ]
        assert holders, word


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "8 questions. Pass mark: 75%. Take as many tries as you like."),
        ({"attempts": 2}, "8 questions. Pass mark: 75%. Tries allowed: 2."),
        ({"graded": False}, "8 questions. They are not graded: answer them and see why."),
    ],
)
def test_introduction_says_what_counts(options, expected):
    assert tree_of(**options).one(class_="ck-intro").text == expected


# -- the key


@pytest.mark.parametrize("options", [{}, {"graded": False}, {"mode": "exam"}])
def test_html_holds_nothing_of_the_key(language, options):
    quiz = compiled(**options)
    html = render_quiz(quiz, course_id="tea", language=language)
    secrets = {string for question in quiz.questions for string in strings_of(question.feedback)}
    secrets |= {"end_good", "end_strong", "steaming", "1500", "3000"}

    assert KEY not in html
    assert [secret for secret in secrets if len(secret) > 3 and secret in html] == []


def test_html_is_the_same_whatever_the_key_is(language):
    """Only delivery data is looked at: another key, the same page."""
    quiz = compiled()
    blank = replace(quiz, questions=tuple(replace(question, rule=None, feedback=None) for question in quiz.questions))

    assert render_quiz(blank, course_id="tea", language=language) == render_quiz(
        quiz, course_id="tea", language=language
    )


def test_planted_key_would_be_found(language):
    leaking = replace(single(), stem=text(f"{KEY} why single a?", f"{KEY} 理由 single a"))

    assert KEY in render(leaking, language=language)


# -- the types


def values(tree):
    return [field.attributes["value"] for field in tree.all("input")]


def test_single_choice_has_a_radio_button_with_a_label_per_option(language):
    tree = tree_of(single(), language=language)

    assert [(field.attributes["type"], field.attributes["name"]) for field in tree.all("input")] == [
        ("radio", "tea-q1")
    ] * 3
    assert [label.text for label in tree.all("label")] == [option.text[language] for option in single().options]
    assert values(tree) == ["a", "b", "c"]


def test_multiple_choice_has_checkboxes(language):
    tree = tree_of(multiple(), language=language)

    assert {field.attributes["type"] for field in tree.all("input")} == {"checkbox"}


def test_statement_has_the_words_of_the_language():
    assert [label.text for label in tree_of(truefalse(), language="ja").all("label")] == ["正しい", "正しくない"]


def test_options_follow_the_order_of_a_paper():
    tree = tree_of(single(), branch(), orders={"tea-q1": ["c", "a", "b"], "tea-q8/n2": ["b", "a"]})

    assert values(tree) == ["c", "a", "b", "a", "b", "b", "a"]


def test_order_that_names_too_little_loses_nothing():
    assert values(tree_of(single(), orders={"tea-q1": ["c"]})) == ["c", "a", "b"]


def test_steps_stand_in_an_order_of_their_own_with_two_buttons_each(language):
    tree = tree_of(ordering(), language=language)
    items = tree.all("li", data_item=None)

    assert sorted(item.attributes["data-item"] for item in items) == [item.attributes["data-item"] for item in items]
    for item in items:
        up, down = item.all("button")
        step = item.one("span", class_="ck-text")
        assert (up.attributes["data-step"], down.attributes["data-step"]) == ("-1", "1")
        assert up.attributes["aria-labelledby"].split() == [up.attributes["id"], step.attributes["id"]]


def test_matching_has_a_list_per_premise_and_shows_every_response_in_full(language):
    tree = tree_of(matching(), language=language)

    for select, premise in zip(tree.all("select"), matching().premises, strict=True):
        assert tree.one("label", for_=select.attributes["id"]).text == premise.text[language]
        assert [option.attributes["value"] for option in select.all("option")] == ["", "r1", "r2", "r3"]
    assert [item.text for item in tree.all("li", data_response=None)] == [
        shown[language] for _, shown in matching().responses
    ]
    assert tree.one("fieldset").attributes["data-reuse"] == "false"


def test_number_has_unit_example_and_what_converting_needs(language):
    tree = tree_of(numeric(), language=language)
    field = tree.one("input")

    assert (field.attributes["type"], field.attributes["inputmode"], field.attributes["autocomplete"]) == (
        "text",
        "decimal",
        "off",
    )
    described = [tree.one(id=name).text for name in field.attributes["aria-describedby"].split()]
    assert described[:2] == {"en": ["liters", "e.g. 0.8"], "ja": ["ミリリットル", "例：800"]}[language]
    inputs = json.loads(tree.one("fieldset").attributes["data-inputs"])
    assert {name: spec["factor"] for name, spec in inputs.items()} == {"en": "1000", "ja": "1"}


def test_number_without_example_is_fine():
    bare = replace(numeric(), inputs={name: replace(spec, example=None) for name, spec in numeric().inputs.items()})

    assert tree_of(bare).one("span", class_="ck-hint").text == ""


def test_term_is_typed_without_help(language):
    field = tree_of(short(), language=language).one("input")

    assert {name: field.attributes[name] for name in ("autocomplete", "autocapitalize", "spellcheck")} == {
        "autocomplete": "off",
        "autocapitalize": "none",
        "spellcheck": "false",
    }


def test_scenario_shows_its_first_decision_only(language):
    tree = tree_of(branch(), language=language)
    first, second = tree.all(class_="ck-part ck-step")

    assert (first.attributes["data-part"], "hidden" in first.attributes) == ("n1", False)
    assert (second.attributes["data-part"], "hidden" in second.attributes) == ("n2", True)
    assert first.one("fieldset").attributes["data-node"] == "n1"
    assert {field.attributes["name"] for field in second.all("input")} == {"tea-q8/n2"}
    assert [option["data-target"] for option in (e.attributes for e in first.all(data_target=None))] == ["n1.a", "n1.b"]


def test_first_decision_comes_first_wherever_the_author_wrote_it():
    turned = replace(branch(), nodes=tuple(reversed(branch().nodes)))

    assert [part.attributes["data-part"] for part in tree_of(turned).all(class_="ck-part ck-step")] == ["n1", "n2"]


# -- text


def test_text_is_plain_and_escaped():
    nasty = text('<b onclick="x()">**bold**</b> & "quotes"', "<script>")
    tree = tree_of(replace(single(), stem=nasty))

    assert tree.all("b") == []
    assert tree.one("span", class_="ck-stem").text == nasty["en"]


def test_line_breaks_of_a_stem_are_kept():
    mail = text("A mail arrives:\nDear all,\nplease wait.\n\nWhat now?", "メール")
    stem = tree_of(replace(single(), stem=mail)).one("span", class_="ck-stem")

    assert len(stem.all("br")) == 2
    assert len(stem.all("span", class_="ck-gap")) == 1
    assert stem.text == "A mail arrives: Dear all, please wait.What now?"


def test_hostile_names_stay_in_their_attributes():
    html = render_quiz(
        compiled(), course_id='"><script>', language="en", next_url='"><img src=x onerror=1>', next_title="'"
    )

    assert read_html(html).all("script") == read_html(html).all("img") == []


def test_next_module_is_told_where_the_page_knows_it():
    section = tree_of(next_url="/03/", next_title="Serving").one("section")

    assert (section.attributes["data-ck-next-url"], section.attributes["data-ck-next-title"]) == ("/03/", "Serving")


def test_heading_level_can_be_chosen():
    assert len(tree_of(heading_level=2).all("h2", class_="ck-number")) == 8


def test_unknown_language_is_refused_with_the_remedy():
    with pytest.raises(UnknownLanguageError, match=r"rendering/words/fr\.yml"):
        render_quiz(compiled(), course_id="tea", language="fr")


# -- the whole, once


def test_page_is_as_the_golden_file_says(language, update_golden):
    """`pytest tests/unit/rendering --update-golden` writes the files anew; read the difference before committing it."""
    html = render(single(), branch(), language=language)
    file = GOLDEN / f"{language}.html"
    if update_golden:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")

    assert html == file.read_text(encoding="utf-8")
