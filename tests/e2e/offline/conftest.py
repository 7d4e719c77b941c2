"""A course that can be read and answered without network, and ways to cut the network for real."""

import pytest
from course_host import CourseHost
from playwright.sync_api import expect

expect.set_options(timeout=15000)


@pytest.fixture(scope="module")
def shared_host(tmp_path_factory):
    """For tests that do not change the course. It runs again at the start of each test."""
    host = CourseHost(tmp_path_factory.mktemp("host")).build()
    yield host
    host.kill()


@pytest.fixture
def host(shared_host):
    return shared_host.start()


@pytest.fixture
def own_host(tmp_path):
    """For tests that change the course."""
    host = CourseHost(tmp_path / "host").build().start()
    yield host
    host.kill()


@pytest.fixture(params=["no network", "no server"])
def way(request):
    """How the connection is lost: a test for each."""
    return request.param


@pytest.fixture
def cut(way, host, context):
    """`cut()` takes the network away from the browser, or the server from the network."""
    return (lambda: context.set_offline(True)) if way == "no network" else host.kill


@pytest.fixture
def page(page):
    """An error in a script or against the Content-Security-Policy fails the test."""
    page.set_default_timeout(15000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda entry: problems.append(entry.text) if "Content Security" in entry.text else None)
    yield page
    assert problems == []
