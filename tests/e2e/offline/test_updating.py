"""A new edition of the site: seen at the next page, whole, with nothing old left behind; and the way back."""

import pytest
from course_host import wait_until, worker_ready
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CACHES = "async () => (await caches.keys()).filter((name) => name.startsWith('ck-site-'))"


def new_edition(host):
    for language in ("en", "ja"):
        for name in ("01-leaves", "02-brewing"):
            file = host.course / "content" / language / f"{name}.md"
            file.write_text(file.read_text(encoding="utf-8") + "\n\nPrinted in the second edition.\n", encoding="utf-8")
    return host.build()


def updated(page, before):
    """Wait until a newer worker has taken over and has cleared away what the older one kept."""
    wait_until(
        page,
        """async (before) => {
            const names = (await caches.keys()).filter((name) => name.startsWith("ck-site-"));
            return names.length === 1 && names[0] !== before[0];
        }""",
        before,
    )


def test_new_edition_is_seen_at_the_next_page_and_what_was_read_is_read_in_it(own_host, page, context):
    page.goto(f"{own_host.url}/01-leaves/")
    worker_ready(page)
    page.goto(f"{own_host.url}/02-brewing/")
    worker_ready(page)
    before = page.evaluate(CACHES)
    new_edition(own_host)
    page.goto(f"{own_host.url}/02-brewing/")
    expect(page.locator("main")).to_contain_text("Printed in the second edition.")
    updated(page, before)
    own_host.kill()

    for path in ("01-leaves", "02-brewing"):
        page.goto(f"{own_host.url}/{path}/")
        expect(page.locator("main")).to_contain_text("Printed in the second edition.")


def test_page_of_the_old_edition_keeps_the_old_scripts(own_host, page, context):
    """Read before the edition, opened after it without network: what the page names is there, hash by hash."""
    page.goto(f"{own_host.url}/01-leaves/")
    worker_ready(page)
    context.set_offline(True)
    new_edition(own_host)
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.reload()
    expect(page.locator(".ck-quiz")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("second edition")
    assert [url for url in failed if "/assets/" in url] == []
    context.set_offline(False)
    page.reload()

    expect(page.locator("main")).to_contain_text("Printed in the second edition.")


def test_page_that_is_gone_is_forgotten(own_host, page):
    page.goto(f"{own_host.url}/tools/02-brewing-card/")
    worker_ready(page)
    before = page.evaluate(CACHES)
    (own_host.site / "tools" / "02-brewing-card" / "index.html").unlink()
    worker = own_host.site / "sw.js"
    worker.write_text(worker.read_text(encoding="utf-8").replace(before[0].removeprefix("ck-site-"), "0123456789ab"))
    page.goto(f"{own_host.url}/01-leaves/")
    updated(page, before)
    own_host.kill()
    page.goto(f"{own_host.url}/tools/02-brewing-card/")

    expect(page.locator("h1")).to_contain_text("This page cannot be shown without a network")


def test_site_built_without_a_worker_takes_back_the_one_that_is_there(own_host, page):
    page.goto(f"{own_host.url}/01-leaves/")
    worker_ready(page)
    page.evaluate("localStorage.setItem('ck:kept', 'an answer')")
    own_host.build(offline=False)
    page.goto(f"{own_host.url}/02-brewing/")
    wait_until(page, "async () => !(await caches.keys()).length")
    page.goto(f"{own_host.url}/02-brewing/")

    wait_until(page, "async () => !(await navigator.serviceWorker.getRegistration())?.active")
    assert page.evaluate("localStorage.getItem('ck:kept')") == "an answer"
