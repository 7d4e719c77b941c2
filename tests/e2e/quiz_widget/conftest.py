"""Pages with a quiz on a real port, and Chromium to open them."""

import os
import shutil
import sys
from pathlib import Path

import pytest

# The sample quiz is the one of the unit tests.
sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "rendering"))

from sample_quiz import compiled, self_check  # noqa: E402
from widget_double import COURSE, Double  # noqa: E402

from coursekit.rendering import head_html, page_attributes, render_quiz, render_self_check  # noqa: E402

_BROWSERS = ("chromium", "google-chrome")
_SWITCH = {"en": "ja", "ja": "en"}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = os.environ.get("COURSE_BROWSER") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    args = dict(browser_type_launch_args)
    if found:
        args["executable_path"] = found
    if os.geteuid() == 0:
        args["args"] = [*args.get("args", []), "--no-sandbox"]
    return args


def page_html(language, *fragments):
    """A page as plain as a page can be, with everything that the scripts may fill."""
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Tea</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head_html("/assets/coursekit/")}</head>
<body{page_attributes(course_id=COURSE, language=language)}>
<header><a data-ck-account href="/app/{language}/sign-in">Account</a>
<a id="switch" href="/{_SWITCH[language]}/tea/">{_SWITCH[language]}</a></header>
<main data-ck-next-url="/{language}/next/" data-ck-next-title="Serving"><h1>Tea</h1>
<p data-ck-progress hidden></p><ul><li data-ck-module="tea-brewing">Brewing</li></ul>
<h2>Quiz</h2>{"".join(fragments)}
<p data-ck-lesson-end="tea-brewing">The end</p></main></body></html>"""


@pytest.fixture
def serve():
    """`serve(*questions, **quiz options)` starts a server whose pages /en/tea/ and /ja/tea/ hold this quiz."""
    doubles = []

    def start(*questions, **options):
        quiz = compiled(*questions, **options)
        double = Double(quiz)
        titles = {"01-leaves": "Leaves", "02-brewing": "Brewing", "03-serving": "Serving"}
        urls = {"01-leaves": "/en/leaves/", "02-brewing": "/en/brewing/", "03-serving": None}
        for language in ("en", "ja"):
            double.pages[f"/{language}/tea/"] = page_html(
                language, render_quiz(quiz, course_id=COURSE, language=language)
            )
            check = render_self_check(self_check(), language=language, module_titles=titles, module_urls=urls)
            double.pages[f"/{language}/check/"] = page_html(language, check)
        doubles.append(double)
        return double

    yield start
    for double in doubles:
        double.close()


@pytest.fixture
def page(page):
    """The page of pytest-playwright, with short waits; an error in a script or against the CSP fails the test."""
    page.set_default_timeout(4000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda entry: problems.append(entry.text) if "Content Security" in entry.text else None)
    yield page
    assert problems == []
