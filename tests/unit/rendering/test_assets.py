"""What is published beside the pages: joined, small, and asking nobody else for anything."""

import re
from importlib.resources import files

import pytest

from coursekit.rendering import asset_paths, head_html, page_attributes, read_asset
from coursekit.rendering.assets import UnknownAssetError

pytestmark = pytest.mark.unit

SCRIPTS = [str(path) for path in asset_paths() if path.suffix == ".js"]


def test_names():
    assert sorted(map(str, asset_paths())) == [
        "exam.css",
        "exam.js",
        "outbox.js",
        "quiz.css",
        "quiz.js",
        "self-check.js",
        "tokens.css",
    ]


def test_unknown_asset_is_refused():
    with pytest.raises(UnknownAssetError):
        read_asset("../__init__.py")


def test_every_module_is_published():
    published = "".join(read_asset(name).decode() for name in SCRIPTS)
    for module in (files("coursekit.rendering") / "scripts").iterdir():
        exported = re.findall(r"^export (?:const|class) (\w+)", module.read_text(encoding="utf-8"), re.MULTILINE)
        assert [name for name in exported if not re.search(rf"^export \w+ {name}\b", published, re.MULTILINE)] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_name_stands_twice_in_a_joined_script(name):
    defined = re.findall(r"^(?:export )?(?:const|let|class) (\w+)", read_asset(name).decode(), re.MULTILINE)

    assert sorted(set(defined)) == sorted(defined)


def test_what_is_fetched_later_imports_once_and_only_what_the_quiz_has():
    quiz = read_asset("quiz.js").decode()
    assert re.findall(r'from "(.*?)"', quiz) == []
    exported = set(re.findall(r"^export (?:const|class) (\w+)", quiz, re.MULTILINE))
    for name in ("self-check.js", "outbox.js", "exam.js"):
        (imported,) = re.findall(r'^import {(.*)} from "./quiz.js";$', read_asset(name).decode(), re.MULTILINE)
        assert set(re.findall(r"\w+", imported)) <= exported


@pytest.mark.parametrize("name", [str(path) for path in asset_paths()])
def test_asset_names_no_other_host(name):
    assert not re.search(r"https?://|[\"'`]//[a-z]|@import|url\(", read_asset(name).decode())


def test_head_loads_styles_before_the_script():
    assert re.findall(r'(?:href|src)="(.*?)"', head_html("/a/")) == ["/a/tokens.css", "/a/quiz.css", "/a/quiz.js"]


def test_page_attributes_are_escaped():
    attributes = page_attributes(course_id='"><x', language="ja")

    assert attributes.startswith(' data-ck-course="&#34;&gt;&lt;x" data-ck-language="ja"')
