"""Text as it is set: citations, dialogues, labels, lines of Japanese, quotation marks, tables, fields, phrases."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.unit


def test_citation_becomes_a_bracket_of_links(convert):
    html = convert("People judge [@Okakura1906; @Sen1979].", path="01-leaves.md")
    assert html == (
        '<div class="ck-preface">\n<p>People judge<span class="ck-cite"> ('
        '<a href="references.md#Okakura1906">Okakura, 1906</a>; '
        '<a href="references.md#Sen1979">Sen &amp; &lt;Co&gt;, 1979</a>)</span>.</p>\n</div>'
    )


def test_citation_in_japanese_has_full_width_brackets_and_no_space(convert):
    html = convert("人は判断します [@Okakura1906]。", language="ja", path="01-leaves.md")
    assert (
        '判断します<span class="ck-cite">（<a href="references.md#Okakura1906">Okakura, 1906（日）</a>）</span>。'
        in html
    )


def test_citation_in_a_sheet_leads_out_of_its_folder(convert):
    assert 'href="../references.md#Okakura1906"' in convert("Yes [@Okakura1906].", path="tools/01-card.md")


def test_citation_of_an_unknown_key_stays_visible(convert):
    assert '<span class="ck-missing">@Nobody2000</span>' in convert("Yes [@Nobody2000].")


DIALOGUE = """\
> **Mori:** A rough figure is fine.
>
> **Murai:** Certainly. **(①)**
>
> **Mori:** Good.
"""


def test_dialogue_gets_turns_and_numbered_speakers(convert):
    html = convert(DIALOGUE)
    assert '<div aria-label="Dialogue" class="ck-dialogue" role="group">' in html
    assert html.count('<p class="ck-turn ck-turn--1"><b class="ck-speaker">Mori:</b> <span class="ck-says">') == 2
    assert '<p class="ck-turn ck-turn--2"><b class="ck-speaker">Murai:</b> <span class="ck-says">Certainly. ' in html


def test_speaker_keeps_the_color_in_a_later_dialogue(convert):
    html = convert(f"{DIALOGUE}\n\nLater.\n\n> **Murai:** Again.")
    assert html.count('ck-turn--2"><b class="ck-speaker">Murai:') == 2


def test_move_keeps_its_brackets_for_those_who_listen(convert):
    assert (
        '<strong class="ck-point"><span class="ck-visually-hidden">(</span><span class="ck-point__mark">①</span>'
        '<span class="ck-visually-hidden">)</span></strong>'
    ) in convert(DIALOGUE)


def test_dialogue_in_japanese_takes_full_width_colons(convert):
    html = convert("> **大槻：** 概算で結構です。\n>\n> **村井：** 承知しました。 **（①）**", language="ja")
    assert 'aria-label="対話"' in html
    assert '<b class="ck-speaker">村井：</b> <span class="ck-says">承知しました。' in html


@pytest.mark.parametrize("quote", ["> Only a quotation.", "> **Mori:** One.\n>\n> And a remark.", "> **Bold** start."])
def test_other_quotes_stay_quotes(convert, quote):
    html = convert(quote)
    assert "<blockquote>" in html
    assert "ck-dialogue" not in html


def test_do_say_avoid_gets_its_classes(convert):
    html = convert('- **Do:** Ask.\n- **Say:** "Why?"\n- **Avoid:** Guessing.')
    assert '<ul class="ck-cues ck-practice">' in html
    assert (
        '<li class="ck-practice__say"><strong class="ck-cue">Say:</strong> '
        '<span class="ck-cue__text">“Why?”</span></li>'
    ) in html


def test_do_say_avoid_in_japanese(convert):
    html = convert("- **する：** 尋ねる\n- **言う：** 「なぜですか」\n- **避ける：** 推測", language="ja")
    assert '<li class="ck-practice__avoid"><strong class="ck-cue">避ける：</strong>' in html


def test_other_bold_labels_are_marked_but_not_as_practice(convert):
    html = convert("1. **Read a scene.** It happens.\n2. **Answer.** Eight questions.")
    assert '<ol class="ck-cues">' in html
    assert "ck-practice" not in html


def test_list_with_one_plain_item_is_a_plain_list(convert):
    assert "<ul>" in convert("- **Do:** Ask.\n- Just this.")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("金額だけを\n先に伝える", "金額だけを先に伝える"),
        ("金額は\n1,200万円", "金額は1,200万円"),
        ("Shioji Systems\nの提案", "Shioji Systemsの提案"),
        ("これは**概算**\nです", "これは<strong>概算</strong>です"),
        ("[交渉](a.md)\nの前", '<a href="a.md">交渉</a>の前'),
        ("Murai asks\nfor it", "Murai asks\nfor it"),
    ],
)
def test_lines_of_japanese_meet_without_a_space(convert, source, shown):
    assert f"<p>{shown}</p>" in convert(source, language="ja")


@pytest.mark.parametrize(
    ("source", "shown"), [("the word 稟議\nand", "the word 稟議\nand"), ("(稟議、\n根回し)", "(稟議、根回し)")]
)
def test_lines_of_english_keep_their_spaces(convert, source, shown):
    assert f"<p>{shown}</p>" in convert(source)


def test_code_keeps_its_lines(convert):
    assert "あ\nい" in convert("    あ\n    い", language="ja")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('He said "yes".', "He said “yes”."),
        ("I don't, the '90s", "I don’t, the ’90s"),
        ('("rough")', "(“rough”)"),
        ('*"No"* is hard', "<em>“No”</em> is hard"),
        ('the word *ringi*"', "the word <em>ringi</em>”"),
        ("`it's`", "<code>it's</code>"),
    ],
)
def test_english_marks_are_curved(convert, source, shown):
    assert f"<p>{shown}</p>" in convert(source)


def test_japanese_pages_keep_marks_as_typed(convert):
    assert "<p>&quot;A&quot;</p>" in convert('"A"', language="ja").replace('"A"', "&quot;A&quot;")


TABLE = "## Costs {#cost}\n\n| Item | Yen |\n| --- | ---: |\n| Tea | 8 |"


def test_table_gets_a_frame_that_can_be_focused_and_is_named(convert):
    html = convert(TABLE)
    assert '<div aria-label="Table 1: Costs" class="ck-table-frame" role="region" tabindex="0">' in html
    assert '<th scope="col">Item</th>' in html
    assert '<table class="ck-table ck-table--columns-2 ck-table--rows-1">' in html


def test_table_never_has_a_style_attribute(convert):
    assert "style=" not in convert(TABLE)


def test_table_of_empty_boxes_is_recognized(convert):
    assert "ck-table--boxes" in convert("| Terms | Agreed |\n| --- | --- |\n| Scope | &nbsp; |\n| Dates | &nbsp; |")


def test_table_of_long_statements_to_tick_is_recognized(convert):
    statement = "I put off asking for something because the talk could become unpleasant."
    assert "ck-table--ticks" in convert(f"| Statement | Never |\n| --- | --- |\n| {statement} | &nbsp; |")


def test_blanks_of_a_sheet_line_become_fields(convert):
    html = convert("Name: ______  Date: ______\n{: .sheet-line }")
    assert html.count('<span class="ck-field"><span>') == 2
    assert "_" not in html.replace("__blank", "")


def test_headings_of_japanese_pages_break_between_phrases(convert):
    html = convert("## 条件を詰める前に価格を決める {#x}", language="ja")
    assert 'class="ck-phrases"' in html
    assert "条件を<wbr />" in html
    assert "<wbr" not in convert("## Settling price {#x}")


def test_sections_wrap_what_stands_under_a_heading(convert):
    html = convert("Lead.\n\n## One {#one}\n\nText.\n\n## Two {#two}\n\nMore.")
    assert html.startswith('<div class="ck-preface">\n<p>Lead.</p>')
    assert '<section class="ck-section" data-ck-section="one">' in html
    assert html.count("</section>") == 2


def test_comments_do_not_reach_the_page(convert):
    assert convert("A<!-- textlint-disable -->\n\n<!--\nsecret\n-->\n\nB").count("<p>") == 2
    assert "secret" not in convert("<!-- secret -->\n\nText")
