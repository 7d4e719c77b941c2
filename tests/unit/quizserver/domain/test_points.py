"""Points as text: rounded down, two places at most."""

from __future__ import annotations

import pytest

from quizserver.domain.points import points_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("units", "scale", "text"),
    [
        (0, 1, "0"),
        (8, 1, "8"),
        (10, 1, "10"),
        (13, 2, "6.5"),
        (1, 3, "0.33"),
        (2, 3, "0.66"),
        (599, 100, "5.99"),
        (5, 3, "1.66"),
    ],
)
def test_points_are_rounded_down(units: int, scale: int, text: str) -> None:
    assert points_text(units, scale=scale) == text
