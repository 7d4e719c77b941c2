"""Each fault has a short form, for every run of the tests, and a long one: COURSE_FAULTS=long, or `./run faults`."""

import os

__all__ = ["LONG", "either"]

LONG = os.environ.get("COURSE_FAULTS") == "long"


def either(*, short: int, long: int) -> int:
    """How often, how many, or how many seconds, by the form that was asked for."""
    return long if LONG else short
