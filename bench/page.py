"""P13, P14: the weight of the quiz, and a lesson with its quiz against the page without, in a throttled Chromium."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.processes import free_port, started
from bench.reporting import Figure, spread
from coursekit.website.assets import asset_files
from coursekit.website.build import build_site

__all__ = ["measure_page"]

ROOT = Path(__file__).parents[1]
LESSON = "ja/02-price-before-details"
_QUIZ_ASSETS = ("quiz.js", "quiz.css")
_QUIZ = re.compile(r"<section[^>]*\bck-quiz\b.*?</section>", re.S)
_ASSETS = re.compile(r"<(?:link|script)[^>]*/coursekit/quiz\.[^>]*>(?:</script>)?")
# 1.6 Mbit/s with 150 ms, and a processor four times slower: a telephone on a train.
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}


def measure_page(*, runs: int = 9) -> list[Figure]:
    """Figures for P13 and P14."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        build_site(ROOT, site_dir=folder / "site", compiled_dir=folder / "compiled", say=lambda _line: None)
        _write_page_without(folder / "site")
        environment = {
            "COURSE_SITE": str(folder / "site"),
            "COURSE_COMPILED": str(folder / "compiled"),
            "COURSE_DATA": str(folder / "data"),
            "PORT": str(port),
        }
        with started(["-m", "quizserver", "serve"], port=port, path="/healthz", environment=environment):
            bytes_ratio, ready, foreign = _compare(f"http://127.0.0.1:{port}/{LESSON}", runs=runs)
    return [_weight(), *_page_figures(bytes_ratio, ready, foreign)]


def _weight() -> Figure:
    published = asset_files()
    sizes = {name: len(gzip.compress(published[f"assets/coursekit/{name}"], 9)) / 1000 for name in _QUIZ_ASSETS}
    total = sum(sizes.values())
    note = ", ".join(f"{name} {size:.1f}" for name, size in sizes.items())
    return Figure("P13", "quiz script and style, gzipped", f"{total:.1f} kB", "≤ 12 kB", total <= 12, note)


def _write_page_without(site: Path) -> None:
    page = (site / LESSON / "index.html").read_text(encoding="utf-8")
    without, quizzes = _QUIZ.subn("", page)
    without, assets = _ASSETS.subn("", without)
    if quizzes != 1 or assets < 2:
        raise RuntimeError(f"The page holds {quizzes} quizzes and {assets} quiz assets: its form has changed.")
    target = site / f"{LESSON}-without"
    shutil.copytree(site / LESSON, target)
    (target / "index.html").write_text(without, encoding="utf-8")


def _compare(url: str, *, runs: int) -> tuple[float, list[float], int]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("COURSE_BROWSER") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        pairs = [(_visit(browser, f"{url}/"), _visit(browser, f"{url}-without/")) for _ in range(runs)]
        browser.close()
    ready = [own[1] / bare[1] for own, bare in pairs]
    # The whole of each page: on a busy machine the network is sometimes idle before the search has asked for its index.
    whole = [max(visit[0] for visit in visits) for visits in zip(*pairs, strict=True)]
    return whole[0] / whole[1], ready, max(own[2] for own, _ in pairs)


def _visit(browser: Browser, url: str) -> tuple[int, float, int]:
    """(bytes of the first view if gzipped, milliseconds until the load event, requests to other hosts)."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    bodies: dict[str, int] = {}
    foreign: list[str] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.on("request", lambda request: foreign.append(request.url) if "//127.0.0.1:" not in request.url else None)
    page.on("response", lambda response: bodies.setdefault(response.url, _gzipped(response)))
    page.goto(url, wait_until="networkidle")
    loaded = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
    context.close()
    return sum(bodies.values()), float(loaded), len(foreign)


def _gzipped(response: object) -> int:
    try:
        return len(gzip.compress(response.body(), 6))  # type: ignore[attr-defined]
    except Exception:  # a response without a body, such as a redirect
        return 0


def _page_figures(bytes_ratio: float, ready: list[float], foreign: int) -> list[Figure]:
    note = f"{len(ready)} pairs, 1.6 Mbit/s, 150 ms, 4× slower processor"
    return [
        Figure("P14", "bytes with quiz ÷ without, gzipped", f"{bytes_ratio:.2f}", "≤ 1.15", bytes_ratio <= 1.15, note),
        Figure("P14", "load event with quiz ÷ without", spread(ready), "≤ 1.15", median(ready) <= 1.15, note),
        Figure("P14", "requests to other hosts", str(foreign), "0", foreign == 0, ""),
    ]
