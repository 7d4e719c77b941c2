"""`course serve`: what is rebuilt after an edit, what stays after a mistake, and the whole thing with its server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config

from coursekit.website.preview import Preview
from coursekit.website.serve import ServerStartError, serve_course, watched_paths

pytestmark = pytest.mark.integration


@pytest.fixture
def preview(tea_course, tmp_path) -> Preview:
    ticks = iter(range(1, 1000))
    return Preview(tea_course, folder=tmp_path / "preview", origin="http://127.0.0.1:8000", clock=lambda: next(ticks))


def edit(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def state(preview: Preview) -> dict:
    return json.loads((preview.site / "build.json").read_text(encoding="utf-8"))


def page(preview: Preview, path: str) -> str:
    return (preview.site / path).read_text(encoding="utf-8")


def test_first_build_makes_everything(preview):
    assert preview.rebuild().languages == ("en", "ja")
    assert state(preview) == {"versions": {"en": "1.000", "ja": "2.000"}, "problems": []}
    assert 'data-built="2.000"' in page(preview, "ja/index.html")
    assert (preview.compiled / "tea-basics.json").exists()


def test_page_of_one_language_rebuilds_that_language_only(preview):
    preview.rebuild()
    changed = edit(preview.course_dir / "content" / "ja" / "index.md", "\n\n", "\n\n書き足しました。\n\n")
    assert preview.rebuild([changed]).languages == ("ja",)
    assert state(preview)["versions"] == {"en": "1.000", "ja": "3.000"}
    assert "書き足しました。" in page(preview, "ja/index.html")
    assert 'data-built="1.000"' in page(preview, "index.html")


def test_english_alone_leaves_japanese_in_place(preview):
    preview.rebuild()
    before = page(preview, "ja/02-brewing/index.html")
    assert preview.rebuild([preview.course_dir / "content" / "en" / "index.md"]).languages == ("en",)
    assert page(preview, "ja/02-brewing/index.html") == before


def test_mistake_in_a_quiz_keeps_pages_and_quizzes_and_is_said(preview):
    preview.rebuild()
    html, compiled = page(preview, "02-brewing/index.html"), (preview.compiled / "tea-basics.json").read_bytes()
    quiz = edit(preview.course_dir / "quizzes" / "02-brewing.yml", "stem:", "stemm:")
    outcome = preview.rebuild([quiz])
    assert outcome.languages == ()
    problem = next(entry for entry in state(preview)["problems"] if "stemm" in entry["message"]["en"])
    assert problem["where"].startswith("quizzes/02-brewing.yml:")
    assert problem["message"]["ja"]
    assert problem["remedy"]["en"]
    assert page(preview, "02-brewing/index.html") == html
    assert (preview.compiled / "tea-basics.json").read_bytes() == compiled
    edit(quiz, "stemm:", "stem:")
    assert preview.rebuild([quiz]).languages == ("en", "ja")
    assert state(preview)["problems"] == []


def test_course_that_begins_with_a_mistake_is_shown_as_far_as_it_goes(preview):
    quiz = edit(preview.course_dir / "quizzes" / "02-brewing.yml", "stem:", "stemm:")
    assert preview.rebuild().languages == ("en", "ja")
    assert state(preview)["problems"]
    assert not (preview.compiled / "tea-basics.json").exists()
    edit(quiz, "stemm:", "stem:")
    assert preview.rebuild([preview.course_dir / "content" / "en" / "index.md"]).languages == ("en", "ja")


def test_course_that_cannot_be_read_at_all_still_gets_a_page(preview):
    course = preview.course_dir / "course.yml"
    whole = course.read_text(encoding="utf-8")
    course.write_text("schema: [\n", encoding="utf-8")
    assert preview.rebuild().languages == ()
    assert "course.yml:" in page(preview, "index.html")
    course.write_text(whole, encoding="utf-8")
    assert preview.rebuild([course]).languages == ("en", "ja")


def test_watched_are_the_course_s_own_files_only(tea_course):
    (tea_course / "mkdocs.yml").write_text("x")
    names = {path.name for path in watched_paths(tea_course)}
    assert names == {"course.yml", "content", "quizzes", "mkdocs.yml"}


def test_plain_mkdocs_serve_keeps_the_last_good_quiz_and_says_what_is_wrong(tea_course, tmp_path):
    settings = "site_name: Tea\ndocs_dir: content/en\ntheme: {name: material, language: en}\nplugins: {coursekit: {}}\n"
    file = tea_course / "mkdocs.yml"
    file.write_text(settings + "markdown_extensions: [attr_list, tables, admonition, pymdownx.details]\n")

    def built(plugin=None):
        config = load_config(str(file), site_dir=str(tmp_path / "site"))
        plugin = plugin or config.plugins["coursekit"]
        plugin.on_startup(command="serve", dirty=False)
        run_mkdocs(config) if config.plugins["coursekit"] is plugin else plugin.on_config(config)
        return plugin, config.extra["ck"], config.mdx_configs["coursekit.website.extension"]["library"]

    plugin, _, good = built()
    edit(tea_course / "quizzes" / "02-brewing.yml", "stem:", "stemm:")
    _, data, shown = built(plugin)
    assert shown is good
    assert any(problem["where"].startswith("quizzes/02-brewing.yml:") for problem in data["problems"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(course_dir: Path, data_dir: Path):
    """The whole command in a thread; gives its address, and stops it."""
    port, stop, said = free_port(), threading.Event(), []
    options = {"port": port, "data_dir": data_dir, "say": said.append, "stop": stop}
    thread = threading.Thread(target=serve_course, args=(course_dir,), kwargs=options)
    thread.start()
    try:
        wait_for(lambda: any("Serving" in line for line in said), seconds=60)
        yield f"http://127.0.0.1:{port}", said
    finally:
        stop.set()
        thread.join(timeout=20)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def fetch(url: str) -> str:
    with urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def fetch_or_nothing(url):
    """While a new build takes the place of the old one, a file may be missing for a moment."""
    try:
        return fetch(url)
    except HTTPError:
        return ""


def test_serve_shows_edits_and_mistakes_and_ends_its_server(tea_course, tmp_path):
    with serving(tea_course, tmp_path / "data") as (address, said):
        assert json.loads(fetch(f"{address}/healthz"))
        assert "data-ck-live" in fetch(f"{address}/02-brewing/")
        edit(tea_course / "content" / "en" / "02-brewing.md", "\n\n", "\n\nA freshly saved line.\n\n")
        wait_for(lambda: "freshly saved" in fetch_or_nothing(f"{address}/02-brewing/"), seconds=20)
        edit(tea_course / "quizzes" / "02-brewing.yml", "stem:", "stemm:")
        wait_for(lambda: "stemm" in fetch_or_nothing(f"{address}/build.json"), seconds=20)
        assert any(line.startswith("quizzes/02-brewing.yml:") for line in said)
        assert "freshly saved" in fetch(f"{address}/02-brewing/")
    with pytest.raises(OSError, match="refused"):
        fetch(f"{address}/healthz")


def test_serve_says_why_the_server_did_not_start(tea_course, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServerStartError, match="in use"):
            serve_course(tea_course, port=port, data_dir=tmp_path / "data", say=lambda _: None)


@pytest.mark.browser
def test_page_follows_an_edit_and_shows_a_mistake(page, tea_course, tmp_path):
    violations = []
    page.on("console", lambda entry: violations.append(entry.text) if "Content Security" in entry.text else None)
    with serving(tea_course, tmp_path / "data") as (address, _):
        page.goto(f"{address}/ja/02-brewing/")
        edit(tea_course / "content" / "ja" / "02-brewing.md", "\n\n", "\n\n保存したばかりの行。\n\n")
        page.get_by_text("保存したばかりの行。").wait_for(timeout=20_000)
        quiz = edit(tea_course / "quizzes" / "02-brewing.yml", "stem:", "stemm:")
        box = page.locator(".ck-problems")
        box.wait_for(timeout=20_000)
        assert "quizzes/02-brewing.yml:" in box.inner_text()
        assert "知らないキー" in box.inner_text()
        assert page.get_by_text("保存したばかりの行。").is_visible()
        edit(quiz, "stemm:", "stem:")
        box.wait_for(state="detached", timeout=20_000)
        page.goto("about:blank")
    assert violations == []
