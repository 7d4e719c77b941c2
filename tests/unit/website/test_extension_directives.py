"""The `:::` lines of a page."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.unit


def test_quiz_is_put_where_the_line_is(convert):
    html = convert("Before.\n\n::: quiz 01-leaves\n\nAfter.", path="01-leaves.md")
    before, quiz, after = html.index("Before."), html.index('class="ck-quiz"'), html.index("After.")
    assert before < quiz < after
    assert "Which tea is not oxidized?" in html


def test_quiz_holds_no_feedback(convert):
    assert "SECRET" not in convert("::: quiz 01-leaves")


def test_quiz_is_left_out_of_the_search_index(convert):
    assert "<section data-search-exclude" in convert("::: quiz 01-leaves")


def test_directive_between_lines_of_text_needs_no_blank_lines(convert):
    html = convert("One line.\n::: objectives 01-leaves\nAnother line.")
    assert "<p>One line.</p>" in html
    assert "<li>Name three teas</li>" in html
    assert "<p>Another line.</p>" in html


def test_unknown_quiz_and_unknown_directive_leave_a_remark(convert):
    assert '<p class="ck-problem">“nothing” is not part of the course' in convert("::: quiz nothing")
    assert '<p class="ck-problem">There is no directive “::: quizz”.</p>' in convert("::: quizz 01-leaves")


def test_directive_in_code_stays_code(convert):
    assert "<code>::: quiz 01-leaves" in convert("    ::: quiz 01-leaves")


def test_objectives_are_those_of_the_page_the_generator_names(convert):
    assert "<li>茶を3つ挙げられる</li>" in convert("::: objectives", language="ja", path="01-leaves.md")


def test_outcomes_are_those_of_the_course(convert):
    assert '<ul class="ck-outcomes">\n<li>Brew a cup</li>\n</ul>' in convert("::: outcomes")


def test_map_links_ready_modules_and_names_planned_ones(convert):
    html = convert("::: course-map", path="index.md")
    assert '<a class="ck-card__title" href="01-leaves.md">' in html
    assert 'data-ck-module="01-leaves"' in html
    assert "In preparation" in html
    assert 'data-ck-module="02-brewing"' not in html
    assert 'href="02-brewing.md"' not in html


def test_map_in_a_lesson_leaves_the_lesson_out(convert):
    assert "00-welcome.md" in convert("::: course-map", path="index.md")
    assert "00-welcome.md" not in convert("::: course-map", path="00-welcome.md")


def test_start_tells_time_modules_and_languages_honestly(convert):
    html = convert("::: start", path="index.md")
    assert 'href="00-welcome.md"' in html
    assert "<dd>40 min in the 2 modules that are ready</dd>" in html
    assert "<dd>2 of 3 ready, 1 in preparation</dd>" in html
    assert "English, 日本語" in html
    assert "data-ck-progress" in html
    assert "hidden" in html


def test_glossary_is_sorted_for_the_reader(convert):
    english = convert("::: glossary")
    japanese = convert("::: glossary", language="ja")
    assert english.index('id="assam"') < english.index('id="sencha"')
    assert '<h2 class="ck-letter ck-phrases" id="letter-2">さ</h2>' in japanese
    assert '<span class="ck-term__twin" lang="ja">煎茶</span>' in english


def test_glossary_text_is_text(convert):
    assert "A &lt;b&gt;green&lt;/b&gt; tea" in convert("::: glossary")


def test_references_have_their_keys_as_anchors_and_read_markdown(convert):
    html = convert("::: references")
    assert '<li class="ck-work" id="Okakura1906">' in html
    assert "<em>The book of tea</em>" in html
    assert '<p class="ck-work__note">A note</p>' in html
    assert "Grade" not in html


def test_self_check_names_the_address_of_a_module(convert):
    html = convert("::: self-check 00-habits", path="00-welcome.md")
    assert "I boil the leaves." in html
    assert 'data-url="resolved/01-leaves.md"' in html
