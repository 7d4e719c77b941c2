"""Thousands of generated requests, valid and not, by the API's own description and beyond it: none is answered by 5xx.

The short form runs with the tests; COURSE_FAULTS=long sends more than ten thousand (`./run faults`).
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from conftest import ORIGIN, Person, World
from course_factory import COURSE, GRADED, LIMITED, UNGRADED
from forms import either
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from programs import Program

from quizserver.domain.people import Role
from quizserver.domain.tokens import Scope

pytestmark = pytest.mark.integration

OPENAPI = yaml.safe_load((Path(__file__).parents[3] / "docs" / "api" / "openapi.yaml").read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(OPENAPI)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


def many(*, short: int, long: int) -> settings:
    """So many examples, without shrinking: what was sent is told as it was."""
    return settings(
        max_examples=either(short=short, long=long),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def check(answer: Any, statuses: Counter[int], *, what: object) -> None:
    """No 5xx; an error is told as the contract says."""
    statuses[answer.status_code] += 1
    assert answer.status_code < 500, (what, answer.text)
    if answer.status_code >= 400 and answer.mimetype == "application/json":
        assert answer.get_json()["error"]["code"]


def real_ids(person: Person) -> dict[str, str]:
    """Path parameters that lead somewhere."""
    attempt = person.start()["id"]
    return {"attempt_id": attempt, "response_id": str(uuid.uuid4()), "course_id": COURSE, "module": GRADED}


def send(person: Person, case: Any, *, known: dict[str, str] | None, token: str) -> Any:
    """Send a generated case as this person, or with this token; with `known`, to things that exist."""
    parameters = {**(case.path_parameters or {}), **(known or {})}
    path = case.path
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", str(value))
    headers = {name: text for name, value in (case.headers or {}).items() if _fits(text := str(value))}
    if known or not headers:
        headers |= {"X-CSRF-Token": person.csrf, "Origin": ORIGIN, "Authorization": f"Bearer {token}"}
    body = None if type(case.body).__name__ == "NotSet" else case.body
    data = body if isinstance(body, bytes | None) else json.dumps(body, default=str).encode("utf-8", "surrogatepass")
    return person.client.open(
        f"/api/v1{path}",
        method=case.method.upper(),
        data=data,
        query_string={name: str(value) for name, value in (case.query or {}).items()},
        headers=headers | {"Content-Type": case.media_type or "application/json"},
    )


def _fits(text: str) -> bool:
    """Whether a header can carry this at all."""
    return text.isascii() and text.isprintable()


def test_requests_by_the_description_meet_no_5xx(world: World, figure) -> None:
    statuses: Counter[int] = Counter()
    people = [world.person() for _ in range(3)]
    program = Program(world, *Scope)
    for operation in OPERATIONS:
        for mode in MODES:

            @many(short=12, long=400)
            @given(case=operation.as_strategy(generation_mode=mode), who=st.integers(0, 2), real=st.booleans())
            def run(case: Any, who: int, real: bool) -> None:
                person = people[who]
                answer = send(person, case, known=real_ids(person) if real else None, token=program.text)
                check(answer, statuses, what=case)

            # What takes nothing cannot be asked wrongly.
            with suppress(Unsatisfiable) if operation.method == "get" else nullcontext():
                run()
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    figure("fuzz", f"{sum(statuses.values())} requests by the API's description: {told}; no 5xx")
    assert {200, 422} <= set(statuses), "half of them should lead somewhere"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
names = st.sampled_from(
    ["language", "responses", "response", "selected", "order", "choices", "text", "question", "part", "id", "course",
     "quiz", "en", "ja", COURSE, GRADED, LIMITED, UNGRADED, "q-single", "q-short", "q-branch", "a", "n1", "\x00", "𠮷"]
)  # fmt: skip
anything = st.recursive(
    scalars | names,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=5), inner, max_size=5),
    max_leaves=15,
)
submissions = st.fixed_dictionaries(
    {"language": st.sampled_from(["en", "ja", "de"]) | scalars},
    optional={
        "responses": anything,
        "question": names | scalars,
        "part": names | scalars,
        "response": anything,
        "course": names,
        "quiz": names,
        "confidence": scalars | st.sampled_from(["sure", "fairly", "guess"]),
    },
)


def test_any_body_meets_no_5xx(world: World, figure) -> None:
    statuses: Counter[int] = Counter()
    person = world.person()

    @many(short=80, long=2500)
    @given(body=submissions | anything)
    def run(body: Any) -> None:
        known = real_ids(person)
        for method, path, fields in (
            ("PUT", f"/attempts/{uuid.uuid4()}", ("course", "quiz")),
            ("PUT", f"/attempts/{known['attempt_id']}/responses/{known['response_id']}", ("question", "response")),
            ("PUT", f"/courses/{COURSE}/modules/{GRADED}/seen", ()),
            ("POST", f"/attempts/{known['attempt_id']}/submit", ("responses",)),
        ):
            check(person.call(method, path, body), statuses, what=body)
            if isinstance(body, dict):
                fitting = {name: value for name, value in body.items() if name in ("language", *fields)}
                check(person.call(method, path, fitting), statuses, what=fitting)

    run()
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    figure("fuzz", f"{sum(statuses.values())} requests with any body: {told}; no 5xx")
    assert 422 in statuses


def test_any_question_to_any_page_meets_no_5xx(world: World, figure) -> None:
    statuses: Counter[int] = Counter()
    person = world.person("All roles", *Role)
    rules = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    queries = st.dictionaries(
        st.sampled_from(["course", "department", "q", "status", "page", "next", "language", "token", "sort", "from"])
        | st.text(max_size=5),
        st.sampled_from([COURSE, "-1", "99999999999999999999", "2026-13-45", "%", "'", "\x00", "../..", "//evil"])
        | st.text(max_size=20),
        max_size=4,
    )
    places = st.sampled_from(["en", "ja", COURSE, GRADED, "1", str(uuid.uuid4()), "x.y", "𠮷"]) | st.text(
        st.characters(blacklist_categories=("Cs",), blacklist_characters="/?#%"), min_size=1, max_size=10
    )

    @many(short=150, long=3000)
    @given(rule=st.sampled_from(rules), query=queries, data=st.data())
    def run(rule: Any, query: dict[str, str], data: st.DataObject) -> None:
        path = rule.rule
        for name in sorted(rule.arguments):
            value = data.draw(st.sampled_from(["en", "ja"]) if name == "language" else places)
            path = path[: path.index("<")] + value + path[path.index(">") + 1 :]
        if not query:
            check(person.client.get(path), statuses, what=path)
        check(person.client.get(path, query_string=query), statuses, what=(path, query))

    run()
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    figure("fuzz", f"{sum(statuses.values())} questions to any page: {told}; no 5xx")
