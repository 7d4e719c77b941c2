"""Words, titles, marks, phrases, navigation and the data of the templates."""

from __future__ import annotations

import gzip
import re
import string
from pathlib import Path
from typing import Any

import pytest

from coursekit.authoring import Diagnostic, Severity
from coursekit.model import Content, Page
from coursekit.website.assets import asset_files, asset_names, head_links, material_scripts, unused_theme_files
from coursekit.website.library import Library
from coursekit.website.navigation import nav_items
from coursekit.website.page_data import page_data, problems_of
from coursekit.website.phrasing import phrase_html, phrases
from coursekit.website.preview import affected_languages
from coursekit.website.shrinking import shrink
from coursekit.website.titles import Title, split_title
from coursekit.website.typography import curl_quotes
from coursekit.website.wording import duration, languages, words

pytestmark = pytest.mark.unit


def flat(entries: Any, prefix: str = "") -> dict[str, str]:
    if isinstance(entries, str):
        return {prefix: entries}
    return {key: text for name, entry in entries.items() for key, text in flat(entry, f"{prefix}.{name}").items()}


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


def test_words_are_the_same_in_every_language():
    english = flat(words("en"))
    assert languages() == ("en", "ja")
    for language in languages():
        other = flat(words(language))
        assert other.keys() == english.keys()
        assert {key: placeholders(text) for key, text in other.items()} == {
            key: placeholders(text) for key, text in english.items()
        }


def test_every_word_is_used():
    package = Path(__file__).parents[3] / "coursekit" / "website"
    source = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*") if path.suffix in {".py", ".html"})
    named = _tokens(source)
    assert [key for key in flat(words("en")) if key.split(".")[-1] not in named] == []


def _tokens(source: str) -> set[str]:
    found = set("".join(c if c.isalnum() or c == "_" else " " for c in source).split())
    return found | {"scope_all", "scope_ready", "time_all", "time_ready", "negotiation", "learning"}


@pytest.mark.parametrize(
    ("minutes", "english", "japanese"), [(45, "45 min", "45分"), (120, "2 h", "2時間"), (80, "1 h 20 min", "1時間20分")]
)
def test_duration(minutes, english, japanese):
    assert duration(minutes, language="en") == english
    assert duration(minutes, language="ja") == japanese


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Mistake 2: Settling price", Title("Mistake 2", ": ", "Settling price")),
        ("失敗2：条件を詰める前に", Title("失敗2", "：", "条件を詰める前に")),
        ("Glossary", Title("", "", "Glossary")),
        ("Meet at 9:30", Title("", "", "Meet at 9:30")),
    ],
)
def test_title_in_two_parts(title, parts):
    assert split_title(title) == parts


def test_phrases_never_begin_with_a_mark_that_may_not_begin_a_line():
    for title in (
        "はじめに：有能な人ほど、なぜ交渉で損をするのか",
        "シナリオ：上限に化けた「概算」",
        "マネージャーの仕事",
    ):
        assert "".join(phrases(title)) == title
        assert all(piece[0] not in "：、。」ー" for piece in phrases(title))


def test_phrase_html_is_escaped():
    assert phrase_html("<b>お茶</b>", language="ja").replace("<wbr>", "") == "&lt;b&gt;お茶&lt;/b&gt;"
    assert phrase_html("<b>", language="en") == "&lt;b&gt;"


def test_curved_marks():
    assert curl_quotes("She said: \"It's 'fine'.\"") == "She said: “It’s ‘fine’.”"


def page(path: str, *, kind: str, module: str | None = None, language: str = "en") -> Page:
    return Page(
        path=path,
        language=language,
        kind=kind,  # type: ignore[arg-type]
        title=path,
        summary="",
        license="",
        revision=1,
        body="",
        body_line=1,
        module=module,
    )


def test_pages_follow_the_course(library):
    pages = (
        page("00-welcome.md", kind="lesson", module="00-welcome"),
        page("01-leaves.md", kind="lesson", module="01-leaves"),
        page("glossary.md", kind="page"),
        page("index.md", kind="home"),
        page("tools/01-card.md", kind="tool", module="01-leaves"),
        page("index.md", kind="home", language="ja"),
    )
    known = Library(course=library.course, content=Content(pages=pages))
    flat = ["index.md", "00-welcome.md", "01-leaves.md", "tools/01-card.md", "glossary.md"]
    assert nav_items(known, language="en") == flat
    assert nav_items(known, language="en", spread=1) == [
        "index.md",
        "00-welcome.md",
        {"Basics": ["01-leaves.md"]},
        {"Sheets": ["tools/01-card.md"]},
        "glossary.md",
    ]


def test_template_data_of_a_lesson(library):
    lesson = page_data(library, language="ja")["lessons"]["01-leaves"]
    assert lesson["kicker"] == "手順1"
    assert lesson["headline"] == "葉を知る"
    assert lesson["group"] == "基本"
    assert lesson["minutes"] == [
        {"name": "読む", "time": "10分"},
        {"name": "試す", "time": "5分"},
        {"name": "確認テスト", "time": "5分"},
    ]
    assert lesson["total"] == "合わせて20分"


def test_template_data_of_a_planned_module_is_absent(library):
    assert "02-brewing" not in page_data(library, language="en")["lessons"]


def test_missing_page_is_said_in_the_page_s_language_first(library):
    said = page_data(library, language="ja", languages={"en": {}, "ja": {}})["not_found"]
    assert [entry["language"] for entry in said] == ["ja", "en"]


def test_errors_are_shown_before_warnings():
    def found(line: int, severity: Severity) -> Diagnostic:
        return Diagnostic("Q001", severity, "quizzes/a.yml", line, 2, {"en": "M"}, {"en": "R"})

    problems = problems_of([found(1, Severity.WARNING), found(9, Severity.ERROR)], language="ja")
    assert [problem.where for problem in problems] == ["quizzes/a.yml:9:2", "quizzes/a.yml:1:2"]


def test_assets_have_hashed_names_that_scripts_use_of_each_other():
    names, files = asset_names(), asset_files()
    assert names["quiz.js"] in files
    assert "assets/coursekit/quiz.js" in files
    for name in ("quiz.js", "self-check.js"):
        assert f"/{name}".encode() not in files[names["quiz.js"]] + files[names["self-check.js"]]
        assert names[name].rpartition("/")[2].encode() in files[names["quiz.js"]] + files[names["self-check.js"]]
    assert names["quiz.css"] in head_links()


def weight(*names):
    return sum(len(gzip.compress(asset_files()[f"assets/coursekit/{name}"], 9)) for name in names)


def test_script_and_style_of_a_quiz_together_weigh_at_most_twelve_kilobytes_gzipped():
    assert weight("quiz.js", "quiz.css") <= 12_000
    # Fetched by the one page that has a self-check.
    assert weight("self-check.js") <= 1_000


def test_published_scripts_keep_what_others_import_and_lose_their_comments():
    script = shrink("a.js", b"// Why.\nexport const kept = (long) => {\n  // How.\n  return long + 1;\n};\n")

    assert re.fullmatch(rb"export const kept ?= ?\w+ ?=> ?\w+ ?\+ ?1;?", script)
    assert shrink("a.css", b"/* Why. */\n.a {\n  color: red;\n}\n") == b".a{color:red}"
    assert shrink("a.svg", b"<svg> <!-- kept --> </svg>") == b"<svg> <!-- kept --> </svg>"


def test_material_s_unused_files_are_left_out():
    paths = [
        *material_scripts().values(),
        "assets/javascripts/bundle.a5f9d56c.min.js.map",
        "assets/stylesheets/main.57a0d79d.min.css",
        "assets/javascripts/lunr/min/lunr.ja.min.js",
        "assets/javascripts/lunr/min/lunr.tr.min.js",
        "images/mine.png",
    ]
    assert unused_theme_files(paths, language="ja") == [paths[2], paths[3], paths[5]]


@pytest.mark.parametrize(
    ("changed", "languages_"),
    [
        (["content/ja/01.md"], ["ja"]),
        (["content/ja/01.md", "content/en/01.md"], ["en", "ja"]),
        (["quizzes/01.yml"], ["en", "ja"]),
        (["content/glossary.yml"], ["en", "ja"]),
        (["course.yml", "content/en/01.md"], ["en", "ja"]),
        (["content/fr/01.md"], ["en", "ja"]),
    ],
)
def test_change_of_one_language_rebuilds_that_language(changed, languages_):
    root = Path("/course")
    paths = [root / path for path in changed]
    assert affected_languages(paths, course_dir=root, languages=("en", "ja")) == languages_
