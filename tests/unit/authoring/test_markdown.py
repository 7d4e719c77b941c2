"""Markdown as the checks see it. Where Python-Markdown could take text for live, so must we."""

from __future__ import annotations

import time

import pytest

from coursekit.authoring.markdown import find_unsafe, scan_markdown
from coursekit.authoring.markdown.unsafe import scheme_of

pytestmark = pytest.mark.unit

UNSAFE = [
    ("a <script>x</script>", [("M016", "script", 3)]),
    ("<SCRIPT src=x>", [("M016", "SCRIPT", 1)]),
    ("<script/x>", [("M016", "script", 1)]),
    ("<img src=x onerror=alert(1)>", [("M016", "img", 1)]),
    ('<b title=">" onclick=x>', [("M016", "b", 1)]),
    ("<svg onload=x", [("M016", "svg", 1)]),
    ("<!DOCTYPE html>", [("M016", "!", 1)]),
    ("<?php ?>", [("M016", "?", 1)]),
    ("<!--> <script>x</script> -->", [("M016", "script", 7)]),
    ("</div>", [("M016", "div", 1)]),
    ("<x:y onclick=z>", [("M016", "x:y", 1)]),
    ("\\<script>x</script>", [("M016", "script", 2)]),
    ("```\n<script>\n", [("M016", "script", 1)]),
    ("```\n<script>\n~~~", [("M016", "script", 1)]),
    (" ```\n<script>\n ```", [("M016", "script", 1)]),
    ("`\n<script>x</script>\n`", [("M016", "script", 1)]),
    ("`` ` <script> ` ``", []),
    ("`<script>`", []),
    ("```html\n<script>\n```", []),
    ("~~~\n<script>\n~~~\n", []),
    ("x < 5 and y > 3, a<b", []),
    ('line<br>line<br/> H<sub>2</sub>O <kbd class="k">K</kbd>', []),
    ("<ruby>漢字<rt>かんじ</rt></ruby>", []),
    ('<abbr title="x" onmouseover="y">z</abbr>', [("M017", "onmouseover", 17)]),
    ("<https://example.org/a?b=c> <mailto:a@example.org>", []),
    ("[a](<b c.md>)", []),
    ("{: onclick=alert(1) }", [("M017", "onclick", 4)]),
    ("{ ONCLICK='x' }", [("M017", "ONCLICK", 3)]),
    ("[a](b){:style=color:red}", [("M017", "style", 8)]),
    ("[a](b){: href=javascript:x }", [("M017", "href", 10)]),
    ('## A {#id .class title="x" lang=en data-x=1}', []),
    ("`{: onclick=x }` and {name}", []),
]

SCHEMES = [
    ("javascript:x", "javascript"),
    (" JavaScript:x", "javascript"),
    ("java\tscript:x", "javascript"),
    ("&#106;avascript&colon;x", "javascript"),
    ("\x01javascript:x", "javascript"),
    ("data:text/html,x", "data"),
    ("https://example.org", "https"),
    ("a/b.md#c:d", None),
    ("02-brewing.md", None),
]

HEADINGS = [
    ("## Water {#water}", [(2, "water", "Water")]),
    ("## Water {: #water .big }", [(2, "water", "Water")]),
    ("## Water {#water} ##", [(2, "water-water", "Water {#water}")]),
    ("##No space", [(2, "no-space", "No space")]),
    ("## A *b* [c](d.md) `e`", [(2, "a-b-c-e", "A b c e")]),
    ("## 湯の温度（℃）", [(2, "湯の温度", "湯の温度（℃）")]),
    ("## Twice\n\n## Twice", [(2, "twice", "Twice"), (2, "twice_1", "Twice")]),
    ("Title\n=====", [(1, "title", "Title")]),
    ("Part\n----", [(2, "part", "Part")]),
    ("| a |\n| --- |\n\n- b\n---", []),
    ("```\n# no heading\n```", []),
    ("    # code", []),
]


@pytest.mark.parametrize(("text", "expected"), UNSAFE)
def test_unsafe_markup_is_found(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(each.code, each.name, each.at[1]) for each in find_unsafe(text)] == expected


@pytest.mark.parametrize(("target", "scheme"), SCHEMES)
def test_scheme_is_that_which_a_browser_sees(target: str, scheme: str | None) -> None:
    assert scheme_of(target) == scheme


@pytest.mark.parametrize(("text", "expected"), HEADINGS)
def test_headings_and_their_ids(text: str, expected: list[tuple[int, str, str]]) -> None:
    found = [(heading.level, heading.id, heading.text) for heading in scan_markdown(text).headings]
    assert found == expected


def test_links_citations_and_directives_have_their_places() -> None:
    text = 'A [b](c.md#d "t") ![i](i.png) [@K2001; @松浦2010].\n\n[r]: e.md\n::: quiz  02-x \n`[n](o.md)` \\[p](q.md)\n'

    scan = scan_markdown(text, first_line=10)

    assert [(link.target, link.image, link.at) for link in scan.links] == [
        ("c.md#d", False, (10, 7)),
        ("i.png", True, (10, 24)),
        ("e.md", False, (12, 6)),
    ]
    assert [(each.key, each.at) for each in scan.citations] == [("K2001", (10, 32)), ("松浦2010", (10, 40))]
    assert [(each.name, each.argument, each.at, each.argument_at) for each in scan.directives] == [
        ("quiz", "02-x", (13, 5), (13, 11))
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "`",
        "` ",
        "```a\n",
        "<a ",
        "{",
        "{=",
        "# [",
        "[@",
        "](",
        "<b <b ",
        "a\n=\n\n",
        "[a](b)",
        " ",
        "\n",
        "::: a ",
        "(((",
    ],
)
def test_hostile_page_takes_time_in_proportion_to_its_length(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()

    scan_markdown(text)
    find_unsafe(text)

    assert time.process_time() - started < 3
