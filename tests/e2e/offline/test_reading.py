"""Pages without network: what was read opens, what was not says so, and nothing of a person is ever kept."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from course_host import worker_ready
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) found.push(url);
    return found;
}"""


def kept(page):
    return page.evaluate(KEPT)


@pytest.mark.parametrize(("way", "home"), [("no network", "/ja/"), ("no server", "/")])
def test_what_was_read_opens_without_network_and_looks_as_before(host, page, cut, home):
    page.goto(f"{host.url}{home}01-leaves/")
    worker_ready(page)
    page.goto(f"{host.url}{home}02-brewing/")
    worker_ready(page)
    before = page.evaluate("getComputedStyle(document.querySelector('.ck-header')).backgroundColor")
    cut()
    for path in ("01-leaves/", "02-brewing/", "", "02-brewing/?from=mail#quiz", "01-leaves"):
        page.goto(f"{host.url}{home}{path}")
        # Material's search complains when a page is left before it has its index.
        page.wait_for_load_state("networkidle")
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("[data-ck-kept]").count() == 0, path
        assert page.evaluate("getComputedStyle(document.querySelector('.ck-header')).backgroundColor") == before
    assert page.locator("html").get_attribute("lang") == ("ja" if "ja" in home else "en")


def test_first_page_is_kept_though_the_worker_came_after_it(host, page, cut):
    page.goto(f"{host.url}/02-brewing/")
    worker_ready(page)
    cut()
    page.reload()

    expect(page.locator(".ck-quiz")).to_be_visible()


def test_search_works_without_network(host, page, cut):
    page.goto(f"{host.url}/ja/01-leaves/")
    worker_ready(page)
    cut()
    page.reload()
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("蒸す")

    expect(page.locator(".md-search-result__link").first).to_be_visible()


@pytest.mark.parametrize(
    ("read", "wanted", "title", "again", "listed"),
    [
        ("/01-leaves/", "/glossary/", "This page cannot be shown without a network", "Try again", "Leaves"),
        ("/ja/01-leaves/", "/ja/glossary/", "ネットワークに接続していないため", "もう一度読み込む", "お茶"),
        (
            "/ja/01-leaves/",
            "/app/ja/learning",
            "ネットワークに接続していないため",
            "もう一度読み込む",
            "お茶",
        ),
    ],
)
def test_what_was_never_read_says_so_in_both_languages(host, page, cut, read, wanted, title, again, listed):
    page.goto(f"{host.url}{read}")
    worker_ready(page)
    cut()
    page.goto(f"{host.url}{wanted}")

    expect(page.locator("h1")).to_contain_text(title)
    for text in ("This page cannot be shown without a network", "このページを表示できません"):
        expect(page.locator("main")).to_contain_text(text)
    expect(page.get_by_role("link", name=again)).to_be_visible()
    expect(page.locator("[data-ck-kept] li").filter(has_text=listed).last).to_be_visible()
    assert Axe().run(page).response["violations"] == []


def test_page_for_no_network_leads_back_by_keyboard_when_it_is_there_again(host, page, context):
    page.goto(f"{host.url}/01-leaves/")
    worker_ready(page)
    host.kill()
    page.goto(f"{host.url}/glossary/")
    expect(page.locator("[data-ck-kept] li").first).to_be_visible()
    host.start()
    page.get_by_role("link", name="Try again").focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Glossary")


def test_nothing_of_a_person_is_kept(host, page, context):
    host.sign_up(context)
    for path in ("/01-leaves/", "/app/en/learning", "/app/en/account", "/01-leaves/"):
        page.goto(f"{host.url}{path}")
    worker_ready(page)
    page.wait_for_load_state("networkidle")

    assert [url for url in kept(page) if "/api/" in url or "/app/" in url] == []
    context.set_offline(True)
    page.goto(f"{host.url}/app/en/learning")
    expect(page.locator("body")).not_to_contain_text("Tea Learner")


def test_portal_s_page_is_not_taken_for_ours_nor_kept(host, page, context):
    """A captive portal answers every address with its own page, and with 200."""
    page.goto(f"{host.url}/01-leaves/")
    worker_ready(page)
    (host.site / "01-leaves" / "index.html").rename(host.site / "kept-aside")
    try:
        (host.site / "01-leaves" / "index.html").write_text("<!doctype html><title>Hotel</title><h1>Log in</h1>")
        page.reload()
        expect(page.locator("h1")).to_have_text("Log in")
    finally:
        (host.site / "kept-aside").rename(host.site / "01-leaves" / "index.html")
    host.kill()
    page.reload()

    expect(page.locator("h1")).not_to_have_text("Log in")
    expect(page.locator(".ck-quiz")).to_be_visible()


@pytest.mark.parametrize(("home", "name"), [("/", "Tea Basics"), ("/ja/", "お茶の基本")])
def test_site_can_be_installed_in_each_language(host, page, context, home, name):
    page.goto(f"{host.url}{home}")
    worker_ready(page)
    session = context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],
    )
    manifest = json.loads(found["data"])
    assert (manifest["name"], manifest["lang"]) == (name, "ja" if "ja" in home else "en")
    assert found["manifest"]["startUrl"] == f"{host.url}{home}"
    assert found["manifest"]["scope"] == f"{host.url}/"
    for icon in found["manifest"]["icons"]:
        answer = context.request.get(icon["url"])
        assert answer.ok
        assert answer.headers["content-type"].startswith(icon["type"])
