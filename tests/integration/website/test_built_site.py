"""What a build leaves: pages in both languages that know of each other, and nothing when something is wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from coursekit.bundle import read_bundle
from coursekit.website.build import InvalidCourseError, SiteBuildError, build_site
from coursekit.website.inspecting import POLICY, inspect_site

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]


class Page(HTMLParser):
    """Tags of a page as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("index.html"))


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_both_languages_have_the_same_pages(which, request):
    site = request.getfixturevalue(which).site
    english = {path.relative_to(site).as_posix() for path in pages(site)}
    japanese = {name.removeprefix("ja/") for name in english if name.startswith("ja/")}
    assert japanese == {name for name in english if not name.startswith("ja/")}


def test_every_page_names_its_twins_absolutely(tiny):
    origin = tiny.server.origin
    page = Page(tiny.read("ja/02-brewing/index.html"))
    links = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate")}
    assert links == {
        "en": f"{origin}/02-brewing/",
        "ja": f"{origin}/ja/02-brewing/",
        "x-default": f"{origin}/02-brewing/",
    }
    assert page.all("link", rel="canonical")[0]["href"] == f"{origin}/ja/02-brewing/"


@pytest.mark.parametrize(
    ("page", "twin"),
    [
        ("index.html", "/ja/"),
        ("ja/index.html", "/"),
        ("02-brewing/index.html", "/ja/02-brewing/"),
        ("ja/tools/02-brewing-card/index.html", "/tools/02-brewing-card/"),
        ("404.html", "/ja/"),
        ("ja/404.html", "/"),
    ],
)
def test_language_switch_stays_on_the_page(tiny, page, twin):
    switch = next(found for name, found in Page(tiny.read(page)).tags if "data-ck-language-switch" in found)
    address = "/ja/nowhere/deep/" if page == "ja/404.html" else "/nowhere/deep/" if page == "404.html" else f"/{page}"
    assert urlsplit(urljoin(f"http://x{address}", switch["href"])).path == twin


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_every_link_within_the_site_leads_somewhere(which, request):
    built = request.getfixturevalue(which)
    missing = []
    for path in [*pages(built.site), built.site / "404.html", built.site / "ja" / "404.html"]:
        here = "/" + path.relative_to(built.site).as_posix().removesuffix("index.html")
        page = Page(path.read_text(encoding="utf-8"))
        for name, found in page.tags:
            target = found.get("href") if name in ("a", "link") else found.get("src") if name == "script" else None
            address = urlsplit(urljoin(f"{built.server.origin}{here}", target)) if target else None
            if address is None or f"{address.scheme}://{address.netloc}" != built.server.origin:
                continue
            if address.path.startswith("/app/"):
                continue
            file = built.site / address.path.lstrip("/")
            if not (file.is_file() or (file / "index.html").is_file()):
                missing.append(f"{here}: {target}")
    assert missing == []


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_every_anchor_within_the_site_exists(which, request):
    built = request.getfixturevalue(which)
    ids = {
        path.parent: {tag.get("id") for _, tag in Page(path.read_text(encoding="utf-8")).tags}
        for path in pages(built.site)
    }
    missing = []
    for path in pages(built.site):
        for link in Page(path.read_text(encoding="utf-8")).all("a"):
            target, _, anchor = (link.get("href") or "").partition("#")
            if anchor and ":" not in target and not target.startswith("/app"):
                folder = (path.parent / target).resolve()
                if anchor not in ids.get(folder, set()):
                    missing.append(f"{path.relative_to(built.site)}: {link['href']}")
    assert missing == []


def test_titles_and_navigation_are_of_the_page_s_language(real):
    english, japanese = (
        real.read("02-price-before-details/index.html"),
        real.read("ja/02-price-before-details/index.html"),
    )
    assert "<title>Mistake 2: Settling price before the details – Negotiation Fails</title>" in english
    assert "<title>失敗2：条件を詰める前に価格を決める – 交渉の失敗学</title>" in japanese
    assert '<html lang="ja"' in japanese
    assert "条件を詰める前に価格を決める" not in re.sub(r"<head>.*?</head>", "", english, flags=re.DOTALL)


def test_missing_page_says_so_in_both_languages(tiny):
    english, japanese = tiny.read("404.html"), tiny.read("ja/404.html")
    assert english.index("This page does not exist") < english.index("ページが見つかりません")
    assert japanese.index("<h1>ページが見つかりません") < japanese.index("This page does not exist")
    assert '<html lang="ja"' in japanese


def test_search_index_is_of_one_language_and_without_quizzes(real):
    english = json.loads(real.read("search/search_index.json"))
    japanese = json.loads(real.read("ja/search/search_index.json"))
    assert english["config"]["lang"] == ["en"]
    assert japanese["config"]["lang"] == ["ja"]
    assert any("交渉" in entry["text"] for entry in japanese["docs"])
    stem = real.library.compiled.quizzes["02-price-before-details"].questions[0].delivery["stem"]
    assert not any(stem["en"][:40] in entry["text"] for entry in english["docs"])


def test_no_page_needs_an_exception_in_the_policy(tiny, real):
    for built in (tiny, real):
        assert inspect_site(built.site) == []
        assert built.server.policy == POLICY
        assert "unsafe" not in POLICY


def test_compiled_course_is_the_one_of_the_pages(tiny):
    course = read_bundle(tiny.compiled_dir / "tea-basics.json")
    for slug, quiz in course.quizzes.items():
        page = next(p for p in pages(tiny.site) if f'data-quiz="{slug}"' in p.read_text(encoding="utf-8"))
        assert f'data-revision="{quiz.revision}"' in page.read_text(encoding="utf-8")


def test_lesson_ends_with_a_marker_and_leads_on(tiny):
    html = tiny.read("01-leaves/index.html")
    assert 'data-ck-lesson-end="01-leaves"' in html
    assert 'data-ck-next-url="../02-brewing/"' in html
    assert 'rel="prev" href="../00-welcome/"' in html


def test_planned_module_is_named_and_has_no_page(tiny):
    assert "In preparation" in tiny.read("index.html")
    assert not (tiny.site / "03-serving").exists()


def test_title_of_a_page_is_text_wherever_it_is_printed(tea_course, tmp_path):
    for language in ("en", "ja"):
        path = tea_course / "content" / language / "01-leaves.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^title: .*$", 'title: "<img src=x onerror=alert(1)> & \\"co\\""', text, count=1))
    build_site(tea_course, site_dir=tmp_path / "site", say=lambda _: None)
    assert inspect_site(tmp_path / "site") == []
    for page in pages(tmp_path / "site"):
        assert "<img" not in page.read_text(encoding="utf-8")


def test_failed_build_keeps_the_old_site(tea_course, tmp_path):
    site, compiled = tmp_path / "site", tmp_path / "compiled"
    build_site(tea_course, site_dir=site, compiled_dir=compiled, say=lambda _: None)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    quiz = tea_course / "quizzes" / "02-brewing.yml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("stem:", "stemm:", 1), encoding="utf-8")
    with pytest.raises(InvalidCourseError) as caught:
        build_site(tea_course, site_dir=site, compiled_dir=compiled, say=lambda _: None)
    assert any(found.file == "quizzes/02-brewing.yml" for found in caught.value.diagnostics)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_warning_of_mkdocs_fails_a_strict_build_only(tea_course, tmp_path):
    (tea_course / "content" / "en" / "stray.txt").write_text("x")
    config = tea_course / "mkdocs.yml"
    config.write_text(
        "site_name: Tea\ndocs_dir: content/en\ntheme: {name: material, language: en, font: false}\n"
        "extra: {root: ''}\nnav: [index.md, nowhere.md]\nvalidation: {nav: {not_found: warn}}\n"
        "markdown_extensions: {admonition: {}, attr_list: {}, pymdownx.details: {}, tables: {}}\n"
        "plugins: {search: {}, coursekit: {}}\n"
    )
    with pytest.raises(SiteBuildError, match="nowhere"):
        build_site(tea_course, site_dir=tmp_path / "site", say=lambda _: None)
    build_site(tea_course, site_dir=tmp_path / "site", strict=False, say=lambda _: None)


def test_plain_mkdocs_builds_english_strictly(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", str(ROOT / "mkdocs.yml"), "-d", str(tmp_path / "site")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1"},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    assert (tmp_path / "site" / "02-price-before-details" / "index.html").exists()


def test_plain_mkdocs_reports_every_mistake_and_fails(tea_course, tmp_path):
    (tea_course / "mkdocs.yml").write_text(
        "site_name: Tea\ndocs_dir: content/en\ntheme: {name: material, language: en}\nplugins: {coursekit: {}}\n"
    )
    for name in ("01-leaves", "02-brewing"):
        quiz = tea_course / "quizzes" / f"{name}.yml"
        quiz.write_text(quiz.read_text(encoding="utf-8").replace("stem:", "stemm:", 1), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", str(tea_course / "mkdocs.yml"), "-d", str(tmp_path / "site")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "quizzes/01-leaves.yml:" in run.stderr
    assert "quizzes/02-brewing.yml:" in run.stderr
    assert "Traceback" not in run.stderr
