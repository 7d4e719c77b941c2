"""What makes a site installable: manifests, icons, and a service worker that names exactly what was built."""

from __future__ import annotations

import json
import re
import shutil
import struct

import pytest

from coursekit.website.build import build_site
from coursekit.website.installing import icon_files, write_worker

pytestmark = pytest.mark.integration


def described(site):
    text = (site / "sw.js").read_text(encoding="utf-8")
    return json.loads(re.search(r"^const SITE = (\{.*\});$", text, re.M)[1])


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_everything_that_the_worker_keeps_exists_and_the_rest_of_a_page_is_kept(which, request):
    site = request.getfixturevalue(which).site
    for language in described(site)["languages"]:
        for path in [*language["shell"], *language["least"], language["offline"]]:
            assert (site / path).exists(), path
        home = site / language["home"]
        page = (home / "index.html").read_text(encoding="utf-8")
        named = re.findall(r'<(?:script[^>]*\ssrc|link rel="stylesheet" href)="(?:\./)?([^"]+)"', page)
        kept = {(site / path).resolve() for path in language["shell"]}
        assert {(home / name).resolve() for name in named} <= kept
        assert (home / "search" / "search_index.json").resolve() in kept
        assert not any("reload" in path for path in language["shell"])


def test_version_is_that_of_the_content(tiny, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for site in (one, other):
        shutil.copytree(tiny.site, site)
    (one / "sitemap.xml").write_text("another day")
    (other / "01-leaves" / "index.html").write_text("another text")
    for site in (one, other):
        write_worker(site, languages=("en", "ja"))

    assert described(one)["version"] == described(tiny.site)["version"]
    assert described(other)["version"] != described(tiny.site)["version"]


def test_two_builds_of_one_course_have_one_worker(tiny, tea_course, tmp_path):
    build_site(tea_course, site_dir=tmp_path / "site", origin=tiny.server.origin, say=lambda _: None)

    assert (tmp_path / "site" / "sw.js").read_bytes() == (tiny.site / "sw.js").read_bytes()


def test_site_without_offline_pages_has_a_worker_that_leaves(tea_course, tmp_path):
    build_site(tea_course, site_dir=tmp_path / "site", offline=False, say=lambda _: None)
    text = (tmp_path / "site" / "sw.js").read_text(encoding="utf-8")

    assert "unregister" in text
    assert "fetch" not in text


@pytest.mark.parametrize(("folder", "name", "root"), [("", "Tea Basics", "./"), ("ja/", "お茶の基本", "./../")])
def test_manifest_speaks_the_language_of_its_pages(tiny, folder, name, root):
    manifest = json.loads(tiny.read(f"{folder}manifest.webmanifest"))
    assert (manifest["name"], manifest["id"], manifest["scope"]) == (name, f"/{folder}", root)
    for icon in manifest["icons"]:
        assert (tiny.site / folder / icon["src"]).exists()
    assert {icon.get("purpose") for icon in manifest["icons"]} == {None, "any", "maskable"}


def test_icons_are_square_pictures_of_the_size_they_say():
    for name, content in icon_files().items():
        width, height = struct.unpack(">II", content[16:24])
        assert content.startswith(b"\x89PNG")
        assert f"icon-{width}.png" == f"icon-{height}.png" == name


def test_page_for_no_network_names_nothing_by_a_relative_address(tiny):
    for folder in ("", "ja/"):
        page = tiny.read(f"{folder}offline.html")
        addresses = re.findall(r'\s(?:href|src|data-base|data-ck-worker)="([^"]*)"', page)
        assert [found for found in addresses if not found.startswith(("/", "http", "#"))] == [""] * page.count(
            "data-ck-again"
        )
