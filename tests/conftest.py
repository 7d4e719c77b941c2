"""What every browser test needs: a Chromium that is there already. No tool downloads one."""

import os
import shutil

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def pytest_collection_modifyitems(items):
    """A browser on a busy machine may miss a deadline of seconds once; twice is a finding. Reruns are shown as R."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


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
