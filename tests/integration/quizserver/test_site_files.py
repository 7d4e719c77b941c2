"""The built site as files: pretty addresses, caching, languages, and nothing outside its folder."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from typing import Any

import pytest
from conftest import World, only_sqlite

from quizserver.web.headers import PAGE_POLICY, SITE_POLICY, merged_policy

pytestmark = pytest.mark.integration


@pytest.fixture
def site(world: World) -> Any:
    """A small built site."""
    files = {
        "index.html": "home",
        "ja/index.html": "ホーム",
        "02-price/index.html": "lesson",
        "404.html": "nothing here",
        "ja/404.html": "見つかりません",
        "assets/main.342714a4.min.js": "1",
        "assets/coursekit/quiz.js": "2",
        "ja/search/search_index.json": "{}",
        "sw.js": "3",
        "ja/manifest.webmanifest": "{}",
    }
    root = world.settings.site
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root.parent / "secret.txt").write_text("secret")
    (root / ".hidden").write_text("secret")
    os.symlink(root.parent / "secret.txt", root / "link.txt")
    os.symlink(root.parent, root / "up")
    return world.app.test_client()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "home"),
        ("/ja/", "ホーム"),
        ("/02-price/", "lesson"),
        ("/02-price/?x=1", "lesson"),
        ("/index.html", "home"),
    ],
)
@only_sqlite
def test_addresses_lead_to_their_pages(site: Any, path: str, text: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, text, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"


@only_sqlite
def test_a_missing_slash_is_added_without_naming_a_host(site: Any) -> None:
    answer = site.get("/02-price?a=b")
    assert (answer.status_code, answer.headers["Location"]) == (308, "02-price/?a=b")


@only_sqlite
def test_hashed_files_are_kept_and_others_asked_for_again(site: Any) -> None:
    hashed = site.get("/assets/main.342714a4.min.js")
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = site.get("/assets/coursekit/quiz.js")
    assert plain.headers["Cache-Control"] == "no-cache"
    again = site.get("/assets/coursekit/quiz.js", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@only_sqlite
def test_texts_are_compressed_for_those_who_take_it(site: Any, world: World) -> None:
    taking = {"Accept-Encoding": "gzip, br"}
    plain, packed = site.get("/02-price/"), site.get("/02-price/", headers=taking)
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain.data)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    again = site.get("/02-price/", headers=taking | {"If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    (world.settings.site / "02-price" / "index.html").write_text("another lesson", encoding="utf-8")
    assert gzip.decompress(site.get("/02-price/", headers=taking).data) == b"another lesson"
    part = site.get("/02-price/", headers=taking | {"Range": "bytes=0-2"})
    assert (part.status_code, part.data) == (206, b"ano")
    (world.settings.site / "picture.png").write_bytes(b"png")
    assert "Content-Encoding" not in site.get("/picture.png", headers=taking).headers


@only_sqlite
def test_service_worker_and_manifest_are_asked_for_anew(site: Any) -> None:
    worker = site.get("/sw.js")
    assert (worker.headers["Cache-Control"], worker.headers["Service-Worker-Allowed"]) == ("no-cache", "/")
    assert worker.mimetype == "text/javascript"
    manifest = site.get("/ja/manifest.webmanifest")
    assert (manifest.mimetype, manifest.headers["Cache-Control"]) == ("application/manifest+json", "no-cache")
    for directive in ("worker-src 'self'", "manifest-src 'self'", "script-src 'self';"):
        assert directive in SITE_POLICY


@pytest.mark.parametrize(
    ("path", "text"), [("/nothing/", "nothing here"), ("/ja/nothing/", "見つかりません"), ("/assets/", "nothing here")]
)
@only_sqlite
def test_a_missing_page_is_told_in_its_language(site: Any, path: str, text: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.text) == (404, text)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/02-price/../../secret.txt",
        "/02-price/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/%2fsecret.txt",
        "/link.txt",
        "/up/secret.txt",
        "/.hidden",
        "/%00",
        "/index.html%00.png",
        "/02-price/index.html/x",
        "/" + "a" * 5000,
    ],
)
@only_sqlite
def test_nothing_outside_the_site_is_served(site: Any, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@only_sqlite
def test_files_are_only_read(site: Any, method: str) -> None:
    answer = site.open("/index.html", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@only_sqlite
def test_security_headers_are_exact(site: Any, world: World) -> None:
    (world.settings.compiled / "sample.csp").write_text("default-src 'none'; script-src 'self' 'sha256-abc='\n")
    world.catalog_clock[0] += 2
    expected = {
        "/": "default-src 'none'; script-src 'self' 'sha256-abc='; frame-ancestors 'none'",
        "/nothing": "default-src 'none'; script-src 'self' 'sha256-abc='; frame-ancestors 'none'",
        "/app/en/sign-in": PAGE_POLICY,
        "/app/static/app.css": PAGE_POLICY,
        "/api/v1/session": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    }
    for path, policy in expected.items():
        headers = site.get(path).headers
        assert headers["Content-Security-Policy"] == policy
        assert {name: headers[name] for name in FIXED} == FIXED
        assert "Strict-Transport-Security" not in headers
        assert "Server" not in headers
    assert "unsafe-inline" not in PAGE_POLICY


FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}


@only_sqlite
def test_https_is_remembered_by_browsers(make_world: Callable[..., World]) -> None:
    world = make_world(mode="production", origins=("https://course.example.com",))
    assert world.app.test_client().get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000"


@only_sqlite
def test_private_answers_are_not_kept(world: World) -> None:
    person = world.person()
    for path in ("/app/en/learning", "/app/en/account", "/app/en/sign-in", "/api/v1/session", "/app/en/nothing"):
        assert person.client.get(path).headers["Cache-Control"] == "no-store", path


def test_policies_of_several_courses_are_one() -> None:
    assert merged_policy(()) == SITE_POLICY
    one, two = "script-src 'self' 'sha256-a'; img-src 'none'", "script-src 'self' 'sha256-b'; img-src data:"
    assert merged_policy((one, two)) == (
        "script-src 'self' 'sha256-a' 'sha256-b'; img-src data:; frame-ancestors 'none'"
    )


@only_sqlite
def test_health_says_what_is_missing(make_world: Callable[..., World]) -> None:
    world = make_world()
    client = world.app.test_client()
    assert (client.get("/healthz").status_code, client.get("/healthz").get_json()["status"]) == (200, "ok")
    (world.settings.compiled / "sample.json").unlink()
    world.catalog_clock[0] += 2
    missing = client.get("/healthz")
    assert (missing.status_code, missing.get_json()["reason"].split(":")[0]) == (
        503,
        "no compiled course in COURSE_COMPILED",
    )


@only_sqlite
def test_a_broken_build_leaves_the_last_good_course(world: World) -> None:
    path = world.settings.compiled / "sample.json"
    before = world.server.catalog.select_course("sample").revision
    for broken in ("{", "[]", '{"format": "other"}'):
        path.write_text(broken)
        world.catalog_clock[0] += 2
        assert world.server.catalog.select_course("sample").revision == before


def test_an_unreachable_database_is_a_clear_error(make_world: Callable[..., World], kind: str) -> None:
    world = make_world()
    if kind == "sqlite":
        (world.settings.data / "course.db").rename(world.settings.data / "gone.db")
        (world.settings.data / "course.db").mkdir()
    else:
        url = world.settings.database_url
        world = make_world(database_url=url.replace("/test_", "/gone_"))
    answer = world.app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["reason"]) == (503, "database does not answer")
    client = world.app.test_client()
    client.set_cookie("course_session", "x")
    refused = client.get("/api/v1/session?language=ja")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (503, "storage_unavailable")
    assert refused.headers["Retry-After"] == "5"
    assert client.get("/app/ja/learning").status_code == 503
