"""Reading ahead: the same pieces in the same order, errors included, and no thread is left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from quizserver.storage.ahead import ahead

pytestmark = pytest.mark.unit


def counted(last: int, *, seen: list[int], error: Exception | None = None) -> Iterator[int]:
    for number in range(last):
        seen.append(number)
        yield number
    if error is not None:
        raise error


def test_every_piece_comes_once_in_order() -> None:
    assert list(ahead(counted(50, seen=[]))) == list(range(50))


def test_what_goes_wrong_is_raised_after_what_came_before() -> None:
    pieces = ahead(counted(3, seen=[], error=ValueError("broken")))
    assert [next(pieces) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="broken"):
        next(pieces)


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    before, seen = threading.active_count(), list[int]()
    pieces = ahead(counted(10_000, seen=seen))
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    assert len(seen) < 10
