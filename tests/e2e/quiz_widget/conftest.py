"""A course on the real server, a learner who is signed in, and Chromium to meet them."""

import sys
from pathlib import Path

import pytest

# The sample quiz is the one of the unit tests.
sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "rendering"))

from live_course import LiveServer, new_course
from widget_driver import Widget


@pytest.fixture(scope="session")
def live_server(tmp_path_factory):
    server = LiveServer(tmp_path_factory.mktemp("live"))
    yield server
    server.close()


@pytest.fixture
def page(page):
    """The page of pytest-playwright, with short waits; an error in a script or against the CSP fails the test."""
    page.set_default_timeout(5000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda entry: problems.append(entry.text) if "Content Security" in entry.text else None)
    yield page
    assert problems == []


@pytest.fixture
def make_course(live_server):
    """`make_course(*questions, **options of the quiz)`: a course of its own."""
    return lambda *questions, **options: new_course(live_server, *questions, **options)


@pytest.fixture
def take(make_course, page, context):
    """`take(*questions, **options)`: a learner of a new course, signed in, with the quiz in front."""

    def start(*questions, language="en", signed_in=True, **options):
        course = make_course(*questions, **options)
        account = course.server.make_account("Tea Learner")
        if signed_in:
            course.sign_in(context, account)
        return Widget(page, course, account, language).open()

    return start
