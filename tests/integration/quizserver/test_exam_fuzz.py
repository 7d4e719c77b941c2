"""An exam under any sequence of answers: never an error of ours, and the score is that of what was answered last."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Person, World, only_sqlite
from exam_factory import exam_course
from exam_taker import paper_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.integration

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ANSWER = st.tuples(st.integers(0, 3), st.sampled_from(["n1", "n2", "n3"]), st.sampled_from([0, 0, 1, 1, 2, None]))
ODD = st.tuples(st.integers(0, 5), st.sampled_from(["", "n1", "end_good", "?"]), JSON)
STEP = st.tuples(
    ANSWER | ANSWER | ANSWER | ODD, st.sampled_from(["en", "ja"]), st.sampled_from([None, "sure", "fairly", "guess"])
)
OPTIONS = {"x-a": ["a", "b", "c"], "x-b": ["true", "false", "true"], "x-c": ["a", "b", "c"]}
PATHS = {("n1", "a"): "n2", ("n1", "b"): "n2", ("n1", "c"): "n3"}
WORTH = {("n1", "a"): 0.5, ("n1", "b"): 0.25, ("n2", "a"): 0.5, ("n3", "a"): 0.25}
"""The scenario of the sample course, told a second time: which share of its two points each decision is worth."""


@only_sqlite
def test_any_sequence_of_answers(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course(retake_after_hours=None))
    learner = world.person()

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(STEP, max_size=15))
    def run(steps: list[Any]) -> None:
        attempt = learner.start("final-assessment")
        paper = (*paper_of(world, attempt), "nothing", "")
        last = {}
        for (place, part, answer), language, confidence in steps:
            body = body_of(paper[place], part, answer) | {"language": language, "confidence": confidence}
            stored = learner.call("PUT", f"/attempts/{attempt['id']}/responses/{uuid.uuid4()}", body)
            assert stored.status_code in (201, 400, 409, 422), stored.text
            if stored.status_code == 201:
                last[body["question"], body["part"]] = body["response"]["selected"]
                told = stored.get_json()
                assert (told["outcome"], told["points"], told["feedback"]) == (None, None, [])
        check_score(learner, attempt["id"], last)

    run()


def body_of(question: str, part: str, answer: Any) -> dict[str, Any]:
    """One response: an option by its place, nothing, or anything at all."""
    kind = question[:3]
    if kind not in OPTIONS or not (answer is None or (type(answer) is int and answer in (0, 1, 2))):
        return {"question": question, "part": part, "response": answer}
    selected = [] if answer is None else [OPTIONS[kind][answer]]
    return {"question": question, "part": part if kind == "x-c" else "", "response": {"selected": selected}}


def check_score(learner: Person, attempt: str, last: dict[tuple[str, str], list[str]]) -> None:
    """What the server says at the end is what the last answers are worth, told here in another way."""
    expected = sum(
        (name.startswith("x-a") and ids == ["b"]) or (name.startswith("x-b") and ids == ["false"])
        for (name, _), ids in last.items()
    )
    result = learner.submit(attempt).get_json()
    branch = sum(
        _walk({part: ids[0] for (name, part), ids in last.items() if name == scenario}) for scenario in _scenarios(last)
    )
    assert float(result["points"]) == expected + 2 * branch
    assert result["questions"] == []


def _scenarios(last: dict[tuple[str, str], list[str]]) -> set[str]:
    return {name for name, _ in last if name.startswith("x-c")}


def _walk(taken: dict[str, str]) -> float:
    """The share of a scenario's points along the path of its last decisions."""
    worth, node = 0.0, "n1"
    while node in taken:
        choice = taken[node]
        worth += WORTH.get((node, choice), 0.0)
        node = PATHS.get((node, choice), "")
    return worth
