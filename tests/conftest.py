"""What every browser test needs: a Chromium that is there already. No tool downloads one."""

import os
import shutil

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def pytest_collection_modifyitems(items):
    """A browser on a busy machine may miss a deadline of seconds twice; thrice is a finding. Reruns are shown as R."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """COURSE_BROWSER, else a Chromium of the system; none at all fails with Playwright's own message."""
    found = os.environ.get("COURSE_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.path.exists(_MAC):
        found = _MAC
    args = dict(browser_type_launch_args)
    if found:
        args["executable_path"] = found
    if os.geteuid() == 0:
        args["args"] = [*args.get("args", []), "--no-sandbox"]
    return args


_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request):
    """Notes what a test measured, such as `figure("F1", "200 acknowledged, 0 lost")`; shown at the end of the run."""
    kind = getattr(getattr(request.node, "callspec", None), "params", {}).get("kind", "")
    kind = "postgres" if "cluster" in request.fixturenames else kind
    notes = request.config.stash.setdefault(_FIGURES, [])
    return lambda bar, what: notes.append(f"{bar:4} {kind:8} {what}")


def pytest_terminal_summary(terminalreporter, config):
    """The figures of the faults that were survived."""
    notes = config.stash.get(_FIGURES, [])
    if notes:
        terminalreporter.section("faults survived")
        for note in notes:
            terminalreporter.line(note)
