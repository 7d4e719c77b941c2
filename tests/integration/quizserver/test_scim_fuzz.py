"""Whatever a directory sends to SCIM is answered by a resource or by an error of SCIM: never by 5xx."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import pytest
from conftest import World
from forms import either
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from programs import Program

from quizserver.domain.tokens import Scope

pytestmark = pytest.mark.integration

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
NAMES = [
    *("userName", "name", "name.familyName", "displayName", "title", "emails", "emails.value", "active", "externalId"),
    *("id", "meta", "manager", "manager.value", "locale", "department", "employeeNumber", "preferredLanguage", "roles"),
    *("schemas", "Operations", "op", "path", "value", "type", "primary"),
]

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
names = st.sampled_from([*NAMES, ENTERPRISE, f"{ENTERPRISE}:department", f"{ENTERPRISE}:manager"])
values = st.recursive(
    scalars | st.sampled_from(["a@b.example", "True", "髙橋", "\x00", "000123", "work"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=4), inner, max_size=5),
    max_leaves=12,
)
paths = names | st.sampled_from(
    ['emails[type eq "work"].value', "emails[primary eq true]", "emails[", "name.", "emails[value pr].x", ENTERPRISE]
) | st.text(max_size=8)  # fmt: skip
operations = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "Replace", "remove", "x"]), "value": values}, optional={"path": paths}
)
resources = st.fixed_dictionaries(
    {"userName": st.sampled_from(["x", "y@z.example"]) | values},
    optional=dict.fromkeys(("name", "emails", "active", "title", "externalId", "locale", ENTERPRISE), values),
)
filters = st.text(max_size=15) | st.builds(
    "{} {} {}".format,
    names | st.sampled_from(["not (userName", "(active", "emails[type"]),
    st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and"]),
    st.sampled_from(['"x"', "true", "null", "1", '"\\u0000"', '"%_"', "(", "]", '"2026-01-01T00:00:00Z"', '"𠮷"']),
)


def test_nothing_meets_a_mistake_of_ours(world: World, figure) -> None:
    program = Program(world, Scope.SCIM)
    person = program.scim("POST", "/Users", {"userName": "somebody"}).get_json()["id"]
    statuses: Counter[int] = Counter()

    def check(answer: Any, what: object) -> None:
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (what, answer.text)
        assert answer.status_code == 204 or answer.mimetype == "application/scim+json"

    @settings(
        max_examples=either(short=40, long=700),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        body=resources | values,
        changes=st.lists(operations, max_size=3) | values,
        text=filters,
        start=st.integers() | st.text(max_size=4),
        shown=st.lists(names, max_size=3),
    )
    def run(body: Any, changes: Any, text: str, start: Any, shown: list[str]) -> None:
        world.clock.forward(seconds=1)
        check(program.scim("POST", "/Users", body), body)
        check(program.scim("PUT", f"/Users/{person}", body), body)
        check(program.scim("PATCH", f"/Users/{person}", {"Operations": changes}), changes)
        check(program.scim("PATCH", f"/Users/{uuid.uuid4()}", {"Operations": changes}), changes)
        query = {"filter": text, "startIndex": start, "attributes": ",".join(shown)}
        check(program.scim("GET", "/Users", query_string=query), query)
        check(program.scim("POST", "/Users/.search", {"filter": text, "count": start, "attributes": shown}), text)
        check(program.scim("GET", f"/Users/{person}", query_string={"excludedAttributes": ",".join(shown)}), shown)

    run()
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    figure("fuzz", f"{sum(statuses.values())} requests of SCIM: {told}; no 5xx")
    assert {200, 201, 400} <= set(statuses)
